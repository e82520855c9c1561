"""An additive model as a sheet: a line for each piece, so that a score can be added up by hand."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.encode import Feature
from gardefou.learners.exports.pieces import Bars, Curve, Grid, Pieces

Array = NDArray[Any]

PLACE = ("column", "part", "cell", "value", "above", "up_to")
"""What says where a line holds. cell: "between", "is", "any other" or "empty"."""
POINTS = ("points", "per_unit", "per_unit_2", "per_unit_3")
"""What it adds: points + per_unit t + per_unit_2 t² + per_unit_3 t³, where t = cell - `above`."""
COLUMNS = ("answer", *PLACE, *(f"and_{name}" for name in PLACE), *POINTS)
"""The columns of the sheet; `and_...` is filled where two columns count only together."""

Line = dict[str, Any]

_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # begin a formula, in some programs also wide
_WHITE = ("\t", "\r", "\n")


def sheet(
    pieces: Pieces, features: Sequence[Feature], answers: Sequence[str]
) -> Mapping[str, list[Any]]:
    """The sheet by column: the line "always" first, then one line for each cell of each part.

    answers: what each output speaks for. A cell of two columns that adds nothing has no line.
    """
    lines: list[Line] = [
        {"answer": answer, "cell": "always", "points": float(points)}
        for answer, points in zip(answers, pieces.constant, strict=True)
    ]
    for part in (*pieces.alone, *pieces.together):
        for line in _lines(part, features):
            added = line.pop("added")
            for output, answer in enumerate(answers):
                points = dict(zip(POINTS, added[:, output].tolist(), strict=False))
                if "and_cell" not in line or any(points.values()):
                    lines.append({"answer": answer, **line, **points})
    table = {name: [line.get(name) for line in lines] for name in COLUMNS}
    return {name: [_safe(cell) for cell in cells] for name, cells in table.items()}


def _lines(part: Curve | Bars | Grid, features: Sequence[Feature]) -> Iterator[Line]:
    """Places with what they add, shape (degree + 1, outputs)."""
    if isinstance(part, Grid):
        yield from _of_grid(part, features)
        return
    feature = features[part.feature]
    if isinstance(part, Bars):
        places = _levels(feature)
        table = np.concatenate([part.levels, part.empty[None]])[:, None]
    else:
        places = _ranges(feature, part.edges)
        hole = np.zeros_like(part.powers[:1])
        hole[0, 0] = part.empty
        table = np.concatenate([part.powers, hole])
    for place, added in zip(places, table, strict=True):
        yield {**place, "added": added}


def _of_grid(grid: Grid, features: Sequence[Feature]) -> Iterator[Line]:
    first, second = (
        list(_levels(features[f]) if features[f].categorical else _ranges(features[f], edges))
        for f, edges in zip(grid.features, grid.edges, strict=True)
    )
    for a, place in enumerate(first):
        for b, other in enumerate(second):
            beside = {f"and_{name}": cell for name, cell in other.items()}
            yield {**place, **beside, "added": grid.table[a, b][None]}


def _levels(feature: Feature) -> Iterator[Line]:
    named = {"column": feature.column, "part": feature.part}
    for level in feature.levels[:-1] or map(str, range(feature.calendar)):
        yield {**named, "cell": "is", "value": level}
    yield {**named, "cell": "any other"}  # the last level pools them
    yield {**named, "cell": "empty"}


def _ranges(feature: Feature, edges: Array) -> Iterator[Line]:
    named = {"column": feature.column, "part": feature.part}
    ends = [None, *edges.tolist(), None]
    for above, up_to in pairwise(ends):
        yield {**named, "cell": "between", "above": above, "up_to": up_to}
    yield {**named, "cell": "empty"}


def _safe(cell: Any) -> Any:
    """A text that a spreadsheet does not take for a formula: such ones get an apostrophe before.

    >>> _safe("=1+1"), _safe("age"), _safe(-1.5)
    ("'=1+1", 'age', -1.5)
    """
    if not isinstance(cell, str):
        return cell
    formula = cell[:1] in _WHITE or cell.lstrip()[:1] in _SIGNS
    return "'" + cell if cell and formula else cell
