"""In how many ways the cells of a text column are written."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from gardefou.core.evidence import Frequent
from gardefou.core.table import WHITE
from gardefou.table.frame import Coded, Sample

_CLOCK = re.compile(r"[T ]+\d{1,2}:\d\d.*$")
_NUMBER = re.compile(r"[+-]?[\d., ']*\d[\d., ']*")
_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}([. ]\d{3})+),\d+")
_LONGEST = 30  # no date, and no number with its unit, is longer


def texts_of(sample: Sample, name: str) -> tuple[Frequent, ...]:
    """The different texts of a column and their rows in the sample; none of a number column."""
    if name not in sample.frame:
        return ()
    cells = sample.frame[name]
    if not isinstance(cells, Coded):
        return ()
    rows = np.bincount(cells.codes[cells.codes >= 0], minlength=len(cells.levels))
    return tuple(Frequent(text, int(n)) for text, n in zip(cells.levels, rows, strict=True) if n)


def ways_of_dates(texts: Sequence[Frequent], least: float) -> list[Frequent]:
    """The ways in which dates are written: an example and the rows of each, the commonest first.

    least: share of the rows, and two of them, that a way must have.
    """
    rows, example = Counter[str](), dict[str, str]()
    for each in texts:
        shape = _shape(each.value)
        if shape:
            rows[shape] += each.count
            example.setdefault(shape, each.value)
    return _common({example[shape]: count for shape, count in rows.items()}, rows.total(), least)


def units(texts: Sequence[Frequent], least: float) -> list[Frequent]:
    """What stands beside numbers, units or signs, and the rows of each, the commonest first.

    least: share of all rows, and two of them, that a unit must have.
    """
    rows = Counter[str]()
    for each in texts:
        unit = _unit(each.value)
        if unit:
            rows[unit] += each.count
    return _common(rows, sum(each.count for each in texts), least)


def comma_numbers(texts: Sequence[Frequent]) -> list[Frequent]:
    """Numbers with a decimal comma, the commonest first."""
    found = [each for each in texts if _COMMA.fullmatch(each.value.strip(WHITE))]
    return sorted(found, key=lambda each: (-each.count, each.value))


def with_point(text: str) -> str:
    """A number with a decimal comma written with a point.

    >>> with_point(" 1.234,5 ")
    '1234.5'
    """
    return re.sub(r"[. ](?=\d{3})", "", text.strip(WHITE)).replace(",", ".")


def _common(rows: dict[str, int], of: int, least: float) -> list[Frequent]:
    enough = max(least * of, 2)
    found = [Frequent(text, count) for text, count in rows.items() if count >= enough]
    return sorted(found, key=lambda each: (-each.count, each.value))


def _shape(text: str) -> str:
    """How a date is written: years Y, days and months 9, names a; empty where it is no date."""
    day = _CLOCK.sub("", text.strip(WHITE))
    if not re.search(r"\d", day) or len(day) > _LONGEST:
        return ""
    return re.sub(r"\d{1,2}", "9", re.sub(r"\d{4}", "Y", re.sub(r"[^\W\d_]+", "a", day)))


def _unit(text: str) -> str:
    """What stands beside a number, or nothing.

    >>> _unit("12 kg"), _unit("12"), _unit("none")
    ('kg', '', '')
    """
    found = _NUMBER.search(text)
    if found is None or len(text) > _LONGEST:
        return ""
    return (text[: found.start()] + text[found.end() :]).strip(WHITE + "()[]").casefold()
