"""Times as numbers: how far along, and where in the year, the week and the day."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from math import floor, isnan, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_DAY = 86400
_YEAR = 365.2425 * _DAY

CALENDAR: Mapping[str, int] = {"month": 13, "weekday": 7, "hour": 24}
"""Parts that come round, and one more than the highest value of each; Monday is weekday 0."""

PARTS = ("date", "day of the year", *CALENDAR)
"""Every part of a time, "date" in years with decimals."""


def telling_parts(seconds: Array) -> Iterator[str]:
    """Which parts of these times can tell something: none that is constant, or said by another.

    seconds: since 1970 UTC, without holes, shape (rows,). The day of the year stands beside the
    month only where the day of the month varies, and beside the date only over a year's end.
    """
    yield "date"
    days = np.floor(seconds / _DAY).astype("int64").astype("datetime64[D]")
    of_month = days - days.astype("datetime64[M]")
    years = days.astype("datetime64[Y]")
    if (of_month != of_month[0]).any() and (years != years[0]).any():
        yield "day of the year"
    for part in CALENDAR:
        values = time_part(seconds, part)
        if values.min() != values.max():
            yield part


def time_part(seconds: Array, part: str) -> Array:
    """A part of times, NaN for a hole. seconds: since 1970 UTC, shape (rows,)."""
    days = np.floor(seconds / _DAY)
    if part == "date":
        return np.asarray(1970 + seconds / _YEAR)
    if part == "weekday":
        return np.asarray((days + 3) % 7)
    if part == "hour":
        return np.asarray(np.floor((seconds - days * _DAY) / 3600))
    known = ~np.isnan(days)
    values = np.full(len(days), np.nan)
    dated = days[known].astype("int64").astype("datetime64[D]")
    if part == "month":
        values[known] = dated.astype("datetime64[M]").astype("int64") % 12 + 1
    else:
        values[known] = (dated - dated.astype("datetime64[Y]")).astype("int64") + 1
    return values


def one_time_part(part: str) -> Callable[[float], float]:
    """`time_part` for one time, in plain floats."""
    return _ONE[part]


def _weekday(seconds: float) -> float:
    return (seconds // _DAY + 3) % 7


def _hour(seconds: float) -> float:
    return (seconds - seconds // _DAY * _DAY) // 3600


def _month(seconds: float) -> float:
    return nan if isnan(seconds) else float(_date(seconds).month)


def _day_of_year(seconds: float) -> float:
    return nan if isnan(seconds) else float(_date(seconds).timetuple().tm_yday)


def _date(seconds: float) -> date:
    """The day, moved by whole rounds of the calendar (400 years) where Python has none such."""
    day = floor(seconds / _DAY) + _FIRST
    return date.fromordinal(day if 1 <= day <= _LAST else day % 146_097 + 146_097)


_FIRST, _LAST = date(1970, 1, 1).toordinal(), date.max.toordinal()
_ONE: Mapping[str, Callable[[float], float]] = {
    "date": lambda seconds: 1970 + seconds / _YEAR,
    "day of the year": _day_of_year,
    "month": _month,
    "weekday": _weekday,
    "hour": _hour,
}
