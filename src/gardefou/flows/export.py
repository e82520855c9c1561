"""The model of a case in forms that other programs read: a script, a graph, a sheet of points."""

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from gardefou.core.errors import GardefouError
from gardefou.core.need import Task
from gardefou.core.verdict import Record
from gardefou.core.words import say
from gardefou.flows.case import read_record, write_whole
from gardefou.flows.outputs import made_folder, refuse_file, refuse_overwriting
from gardefou.flows.predict import bundle_of
from gardefou.learners.bundle import read_bundle
from gardefou.learners.exports.graph import graph
from gardefou.learners.exports.origin import Origin
from gardefou.learners.exports.pieces import Pieces, pieces_of
from gardefou.learners.exports.script import script
from gardefou.learners.exports.sheet import sheet
from gardefou.learners.model import Model
from gardefou.learners.store import REFIT
from gardefou.table.dialect import dialect
from gardefou.table.encoding import utf8
from gardefou.table.write import write_table

FORMS = {"script": "rebuild.py", "onnx": "model.onnx", "terms": "terms.csv"}
"""What can be written, and what it is called in a folder."""

_MOST_LINES = 1_000_000  # of a sheet: spreadsheets hold little more


@dataclass(frozen=True)
class Exported:
    """files: what was written, by form. without: why the others were not, by form."""

    files: Mapping[str, Path]
    without: Mapping[str, str]


def export(case: Path, out: Path, *, form: str | None = None) -> Exported:
    """Write the model of a case into a file, or into a folder in all forms that can hold it.

    form: one of FORMS; found from the ending of `out` if left out. A path without an ending is a
    folder. A `GardefouError` where the model cannot be written in the form asked for.
    """
    if out.suffix:
        form = form or form_of(out)
        return Exported({form: _written(case, form, out)}, {})
    folder = made_folder(out)
    files: dict[str, Path] = {}
    without: dict[str, str] = {}
    for each in [form] if form else FORMS:
        try:
            files[each] = _written(case, each, folder / FORMS[each])
        except GardefouError as error:
            if form:
                raise
            without[each] = error.what
    return Exported(files, without)


def form_of(out: Path) -> str:
    """What a file of this ending holds."""
    endings = {".py": "script", ".onnx": "onnx", ".csv": "terms", ".parquet": "terms"}
    if out.suffix.lower() not in endings:
        raise GardefouError(say("export.ending", name=out.name), remedy=say("export.endings"))
    return endings[out.suffix.lower()]


def _written(case: Path, form: str, out: Path) -> Path:
    model = read_bundle(bundle_of(case))
    if case.is_dir():
        refuse_overwriting(out, [read_record(case).table.source])
    writers: dict[str, Callable[[], None]] = {
        "script": lambda: write_whole(out, _script(model, case)),
        "onnx": lambda: _write_bytes(out, graph(model)),
        "terms": lambda: _write_sheet(out, model),
    }
    writers[form]()
    return out


def _write_bytes(out: Path, data: bytes) -> None:
    part = out.with_name(out.name + ".part")
    part.write_bytes(data)
    part.replace(out)


def _write_sheet(out: Path, model: Model) -> None:
    refuse_file(out, [])
    pieces = _pieces(model)
    need = model.need
    answers = list(need.classes) if need.task is Task.MULTICLASS else [need.target or ""]
    if need.task is Task.BINARY:
        answers = [need.classes[1]]
    write_table(sheet(pieces, model.encoder.features, answers), out)


def _pieces(model: Model) -> Pieces:
    """The pieces of the model; a `GardefouError` where nobody could add them up."""
    remedy = say("export.script.remedy")
    for code in model.encoder.codes:
        if code.way == "text":
            raise GardefouError(say("export.terms.text", column=code.column), remedy=remedy)
    pieces = pieces_of(model.fitted)
    if pieces is None:
        raise GardefouError(say("export.terms.recipe", recipe=model.recipe), remedy=remedy)
    if _lines(pieces) > _MOST_LINES:
        raise GardefouError(say("export.terms.long"), remedy=remedy)
    return pieces


def _lines(pieces: Pieces) -> int:
    """How many lines the sheet has, those of single columns aside, which are few."""
    return sum(int(np.count_nonzero(grid.table)) for grid in pieces.together)


def _script(model: Model, case: Path) -> str:
    if not case.is_dir() or not (case / "race.jsonl").exists():
        raise GardefouError(say("export.script.bundle"), remedy=say("export.script.remedy"))
    return script(model, _origin(case, read_record(case)))


def _origin(case: Path, record: Record) -> Origin:
    with zipfile.ZipFile(bundle_of(case)) as archive:
        validity = json.loads(archive.read("manifest.json"))["validity"]
    learned, examined = int(validity["rows_learned"]), int(validity["rows_examined"])
    return Origin(
        record.table,
        record.need,
        int(json.loads((case / "table.json").read_text(encoding="utf-8"))["seed"]),
        learned,
        learned + examined,
        _settings(case),
        *_written_as(record),
    )


Setting = dict[str, float]
Settings = dict[str, dict[int, Setting]]


def _settings(case: Path) -> Settings:
    """How each fit was settled, by its recipe and by the part of the rows it was judged on.

    Of what learned once more from all rows, what it learned there alone.
    """
    found: Settings = {}
    for line in (case / "race.jsonl").read_text(encoding="utf-8").splitlines():
        if fit := _fit(line):
            found.setdefault(str(fit["recipe"]), {})[int(fit["fold"])] = dict(fit["setting"])
    return {recipe: _last(fits) for recipe, fits in found.items()}


def _last(fits: Mapping[int, Setting]) -> dict[int, Setting]:
    """What was learned from all rows, or else from each part, in order."""
    last = {fold: setting for fold, setting in sorted(fits.items()) if fold >= REFIT}
    return last or dict(sorted(fits.items()))


def _fit(line: str) -> dict[str, Any]:
    try:
        return dict(json.loads(line))
    except ValueError:
        return {}  # a line cut short by a kill


def _written_as(record: Record) -> tuple[str, str]:
    """The separator and the encoding of the table's file, as far as it is still there."""
    path = Path(record.table.source)
    try:
        with TemporaryDirectory() as folder:
            text = utf8(path, None, Path(folder))
            separator = dialect(text.path).separator
    except (OSError, GardefouError):
        return ("\t" if path.suffix.lower() in (".tsv", ".tab") else ","), "utf-8-sig"
    if text.path == path:
        return separator, "utf-8-sig"
    return separator, "latin-1" if text.notes else "utf-16"
