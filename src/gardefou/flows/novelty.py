"""What a model has never seen: cells beyond what its encoder learned, and where it learned most."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.encode import ColumnCode, Encoder, shown_time
from gardefou.table.frame import Cells, Coded, Frame, missing
from gardefou.verdict.character import Known, Unseen

Array = NDArray[Any]


def unseen(encoder: Encoder, frame: Frame) -> tuple[tuple[Unseen, ...], Array]:
    """The columns with what was never learned, most rows first, and which rows have any of it."""
    found: list[Unseen] = []
    anything = np.zeros(len(frame), dtype=bool)
    for code in _plain(encoder):
        for what, marked in _news(code, frame[code.column]).items():
            anything |= marked
            if marked.any():
                found.append(Unseen(code.column, int(marked.sum()), what))  # type: ignore[arg-type]
    return tuple(sorted(found, key=lambda each: -each.rows)), anything


def _plain(encoder: Encoder) -> list[ColumnCode]:
    """One code of each column: an age is told of two columns that have their own."""
    return [code for code in encoder.codes if code.way != "age"]


def _news(code: ColumnCode, cells: Cells) -> dict[str, Array]:
    """Which cells hold what was never learned, by what it is."""
    empty = missing(cells)
    news = {"hole": empty if code.holes == 0 else np.zeros(len(empty), dtype=bool)}
    if isinstance(cells, Coded):
        if code.way == "category":
            known = np.array([*(level in code.levels for level in cells.levels), True])
            news["level"] = ~known[cells.codes]
        return news
    news["beyond"] = ~empty & ((cells < code.low) | (cells > code.high))
    return news


def known(
    encoder: Encoder, importance: Sequence[Mapping[str, Any]], *, most: int = 2
) -> tuple[Known, ...]:
    """Where nine in ten cells lay, of the numbers that matter most."""
    by_name = {code.column: code for code in _plain(encoder)}
    told: list[Known] = []
    for entry in importance:
        code = by_name.get(str(entry["column"]))
        if code is None or code.way not in ("number", "time") or float(entry["low"]) <= 0:
            continue
        low, high = code.quantiles[1], code.quantiles[-2]
        if low < high:
            told.append(Known(code.column, _end(code, low), _end(code, high)))
    return tuple(told[:most])


def _end(code: ColumnCode, value: float) -> str:
    return shown_time(value)[:10] if code.way == "time" else shown_number(_rough(value))


def shown_number(value: float) -> str:
    """A number with all its figures and a true minus sign."""
    return f"{value:.10g}".replace("-", "−")


def _rough(value: float) -> float:
    """Three figures, or the whole number where it is longer."""
    return round(value) if abs(value) >= 1000 else float(f"{value:.3g}")
