"""A model's answers for the rows of a table."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gardefou.core.reading import Reading
from gardefou.core.table import Column, Kind
from gardefou.learners.bundle import read_bundle
from gardefou.learners.model import Model
from gardefou.table.engine import Engine, open_table


def predict(
    case: Path, source: object, *, reading: Reading | None = None, reasons: bool = False
) -> Mapping[str, Any]:
    """The columns of the answer, rows in the order of the table.

    case: a case folder, or a bundle. The table may have its columns in another order, of another
    type, or too many; columns that are lacking are an error that names them.
    """
    model = read_bundle(bundle_of(case))
    with open_table(source, reading or Reading()) as engine:
        return answered(model, engine, reasons=reasons)


def bundle_of(case: Path) -> Path:
    """The bundle of a case folder; a file is taken for a bundle."""
    return case / "model.gardefou" if case.is_dir() else case


def answered(model: Model, engine: Engine, *, reasons: bool = False) -> dict[str, Any]:
    """Ids first, then what `Model.predict` says, then reasons where asked for.

    An id column that is called like one of these, such as `prediction`, is `id prediction` here.
    """
    present = [name for name in model.need.columns.id if name in engine.table]
    ids = engine.read([Column(name, Kind.TEXT, "id") for name in present])
    frame = engine.read(model.columns)
    said = model.predict(frame)
    if reasons:
        said["reasons"] = model.reasons(frame)
    answer: dict[str, Any] = {}
    for name in ids.names:
        free = name
        while free in said or free in answer:
            free = f"id {free}"
        answer[free] = ids[name].texts()  # type: ignore[union-attr]
    return answer | said
