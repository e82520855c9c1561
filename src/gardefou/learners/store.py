"""Fits on disk: each is whole before the next begins, so that a kill loses at most one."""

import json
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.recipe import Course, Packed

Array = NDArray[Any]


REFIT = 99
"""The fold number under which a fit on all rows is kept; the next ones are of other seeds."""


@dataclass(frozen=True)
class Fit:
    """One recipe on one fold. raw: scores of the judged rows. seconds: CPU of learning.

    course: how it went, where the recipe tells.
    """

    recipe: str
    fold: int
    packed: Packed
    raw: Array
    seconds: float
    setting: Mapping[str, float]
    course: Course | None = None


@dataclass(frozen=True)
class FitStore:
    """Fits by recipe and fold; in memory only where `folder` is None.

    log: a file that gets one line a fit, for people and programs to follow (`race.jsonl`).
    """

    folder: Path | None = None
    log: Path | None = None

    def save(self, fit: Fit, **told: object) -> None:
        """Keep a fit; the file is complete before its name appears."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(fit.recipe, fit.fold)
        part = path.with_suffix(".part")
        meta = {"meta": fit.packed.meta, "setting": fit.setting, "seconds": fit.seconds}
        meta["course"] = None if fit.course is None else asdict(fit.course)
        texts = {f"text {name}": _bytes(text) for name, text in fit.packed.texts.items()}
        arrays = {f"array {name}": array for name, array in fit.packed.arrays.items()}
        with part.open("wb") as file:
            np.savez(file, **{"raw": fit.raw, "meta": _bytes(json.dumps(meta))}, **texts, **arrays)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        self._tell(fit, told)

    def load(self, recipe: str, fold: int) -> Fit | None:
        """The fit that was kept, or None where there is none that can be read."""
        if self.folder is None or not self._path(recipe, fold).exists():
            return None
        try:
            with self._path(recipe, fold).open("rb") as file, np.load(file) as kept:
                return _read(recipe, fold, dict(kept))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return None

    def _path(self, recipe: str, fold: int) -> Path:
        assert self.folder is not None
        return self.folder / f"{re.sub(r'[^a-z0-9_]', '-', recipe)}-{fold}.npz"

    def _tell(self, fit: Fit, told: Mapping[str, object]) -> None:
        if self.log is None:
            return
        line = {"recipe": fit.recipe, "fold": fit.fold, "setting": fit.setting, **told}
        with self.log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**line, "cpu_s": round(fit.seconds, 4)}) + "\n")


def _read(recipe: str, fold: int, kept: Mapping[str, Array]) -> Fit:
    meta = json.loads(bytes(kept["meta"]))
    texts = {
        name.removeprefix("text "): bytes(value).decode()
        for name, value in kept.items()
        if name.startswith("text ")
    }
    arrays = {
        name.removeprefix("array "): value
        for name, value in kept.items()
        if name.startswith("array ")
    }
    packed = Packed(meta["meta"], arrays, texts)
    told = meta["course"]
    course = None if told is None else Course(**{**told, **{k: tuple(told[k]) for k in _LINES}})
    return Fit(recipe, fold, packed, kept["raw"], float(meta["seconds"]), meta["setting"], course)


_LINES = ("at", "learned", "judged")


def _bytes(text: str) -> Array:
    return np.frombuffer(text.encode("utf-8"), dtype="uint8")
