"""The case folder: whose it is, what is in it, and how nothing in it is ever half-written."""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gardefou.core.errors import GardefouError
from gardefou.core.ledger import Entry
from gardefou.core.need import Need
from gardefou.core.progress import Progress
from gardefou.core.table import Table
from gardefou.core.verdict import Record
from gardefou.core.words import plain, say
from gardefou.flows.outputs import made_folder
from gardefou.need.write import as_toml
from gardefou.version import __version__

FINISHED = ("findings.json", "report.html")


@dataclass(frozen=True)
class CaseFolder:
    """A folder that holds one need and one table, and all that was learned from them."""

    path: Path

    @property
    def bundle(self) -> Path:
        """Where the model is."""
        return self.path / "model.gardefou"

    @property
    def fits(self) -> Path:
        """Where the race keeps its fits until the case is finished."""
        return self.path / "fits"

    def is_finished(self) -> bool:
        """Whether the whole way was gone."""
        return all((self.path / name).exists() for name in FINISHED)

    def refuse_occupied(self) -> None:
        """Refuse a folder (or a file) that is no case and not empty."""
        if not self.path.exists() or (self.path / "table.json").exists():
            return
        ours = {".lock", "table.json.part"}  # what a kill at the very beginning leaves
        if not self.path.is_dir() or any(each.name not in ours for each in self.path.iterdir()):
            raise GardefouError(
                say("flows.case.occupied"),
                seen=plain(self.path, most=500),
                remedy=say("flows.case.another_folder"),
            )

    def claim(
        self, table: Table, need: Need, seed: int, beside: Mapping[str, str] | None = None
    ) -> None:
        """Make the folder this need's and this table's; refuse one that holds another's.

        beside: fingerprints of the tables that are looked at beside it.

        Everything that could be wrong with the input was checked before: from here on files appear.
        """
        fingerprint = {**_fingerprint(table, need, seed), "beside": dict(beside or {})}
        kept = self.path / "table.json"
        if kept.exists():
            self._refuse_another(fingerprint, kept)
        else:
            write_whole(kept, json.dumps(fingerprint, ensure_ascii=False, indent=1))
        if not (self.path / "need.toml").exists():
            write_whole(self.path / "need.toml", as_toml(need))

    def _refuse_another(self, fingerprint: Mapping[str, Any], kept: Path) -> None:
        try:
            held = json.loads(kept.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            held = {}
        for part in ("sha256", "need", "seed", "beside"):
            if held.get(part, {}) != fingerprint[part]:
                raise GardefouError(
                    say(f"flows.case.another_{part}"),
                    seen=plain(self.path, most=500),
                    remedy=say("flows.case.another_folder"),
                )
        if held.get("gardefou") != __version__ and not self.is_finished():
            for fit in self.fits.glob("*.npz"):  # of another version: learned otherwise
                fit.unlink()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process may write here meanwhile."""
        made_folder(self.path)
        with (self.path / ".lock").open("w") as file:
            if sys.platform != "win32":
                import fcntl

                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError as held:
                    raise GardefouError(
                        say("flows.case.busy"),
                        seen=plain(self.path, most=500),
                        remedy=say("flows.case.wait"),
                    ) from held
            yield

    def log_steps(self, entries: list[Entry]) -> None:
        """Add steps to `ledger.jsonl`."""
        with (self.path / "ledger.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(entry)) + "\n" for entry in entries)

    def earlier_steps(self) -> list[Entry]:
        """What a run that was interrupted here has cost."""
        path = self.path / "ledger.jsonl"
        if not path.exists():
            return []
        return list(_entries(path.read_text(encoding="utf-8").splitlines()))

    def progress(self, told: Progress) -> Progress:
        """A progress that is also kept in `progress.jsonl`."""
        began = time.monotonic()

        def tell(step: str, done: float | None = None) -> None:
            line = {"at_s": round(time.monotonic() - began, 2), "step": step, "done": done}
            with (self.path / "progress.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
            told(step, done)

        return tell

    def finish(self, record: Record) -> None:
        """Write the findings and the page; the fits have served."""
        from gardefou.report.html import as_html
        from gardefou.report.json import as_json, json_text

        write_whole(self.path / "report.html", as_html(record))
        write_whole(self.path / "findings.json", json_text(as_json(record)))
        for fit in self.fits.glob("*"):
            fit.unlink()
        if self.fits.exists():
            self.fits.rmdir()


def _entries(lines: list[str]) -> Iterator[Entry]:
    for line in lines:
        try:
            yield Entry(**json.loads(line))
        except (ValueError, TypeError):
            continue  # a line cut short by a kill


def _fingerprint(table: Table, need: Need, seed: int) -> dict[str, Any]:
    return {
        "gardefou": __version__,
        "source": table.source,
        "rows": table.rows,
        "sha256": table.sha256,
        "columns": [{**asdict(column), "kind": column.kind.value} for column in table.columns],
        "need": as_toml(need),
        "seed": seed,
    }


def write_whole(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", errors="replace") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def case_at(path: Path) -> CaseFolder:
    """The finished case of a folder, or of a bundle in it."""
    folder = CaseFolder(path if path.is_dir() else path.parent)
    if not folder.path.exists() or not (folder.path / "findings.json").exists():
        raise GardefouError(
            say("flows.case.none"),
            seen=plain(path, most=500),
            remedy=say("flows.case.train_first"),
        )
    return folder


def read_record(case: Path) -> Record:
    """The record of a finished case."""
    from gardefou.report.json import from_json

    path = case_at(case).path / "findings.json"
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as broken:
        raise GardefouError(
            say("flows.case.damaged"),
            seen=plain(f"{path}: {broken}", most=500),
            remedy=say("flows.case.train_first"),
        ) from broken


def write_report(case: Path) -> Path:
    """Write the page of a finished case anew; where it is."""
    from gardefou.report.html import as_html

    path = case_at(case).path / "report.html"
    write_whole(path, as_html(read_record(case)))
    return path
