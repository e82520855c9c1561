"""One date or time as a text, read as the engine reads a column of them."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, lru_cache
from math import nan
from pathlib import Path
from tempfile import gettempdir
from threading import Lock
from typing import Any

from gardefou.core.table import WHITE
from gardefou.table import written
from gardefou.table.connection import connection

EPOCH = datetime(1970, 1, 1)
"""From where times are counted, in UTC without saying so."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_PARTS = {
    "%d": r"(?P<d>\d{1,2})",
    "%m": r"(?P<m>\d{1,2})",
    "%Y": r"(?P<Y>\d{4})",
    "%y": r"(?P<y>\d\d)",
    "%b": f"(?P<b>{'|'.join(month[:3] for month in _MONTHS)})",
    "%B": f"(?P<b>{'|'.join(_MONTHS)})",
    "%H": r"(?P<H>\d{1,2})",
    "%I": r"(?P<I>\d{1,2})",
    "%M": r"(?P<M>\d{1,2})",
    "%S": r"(?P<S>\d{1,2})",
    "%p": r"(?P<p>[AP]M)",
}
_ISO = (
    r"(?P<Y>\d{4})(?P<sign>[-/])(?P<m>\d{1,2})(?P=sign)(?P<d>\d{1,2})"
    r"(?:[T ](?P<H>\d{1,2}):(?P<M>\d{1,2})(?::(?P<S>\d{1,2})(?:\.(?P<f>\d{1,6}))?)?Z?)?"
)


def moment_reader(style: str) -> Callable[[str], float]:
    """What reads texts of one of `written.STYLES`, or ISO 8601 where that is "".

    Answers seconds since 1970 UTC, NaN where it finds no moment. Plain texts are read here; the
    engine itself is asked for any other one, which takes a thousand times longer, so that the last
    10,000 answers are kept.

    >>> moment_reader("")("1970-01-02"), moment_reader("%d %b %Y %I:%M %p")("1 Jan 1970 12:01 AM")
    (86400.0, 60.0)
    """
    pattern = re.escape(style) if style else _ISO
    for sign, part in _PARTS.items():
        pattern = pattern.replace(re.escape(sign), part)
    plain = re.compile(pattern, re.ASCII | re.IGNORECASE)

    @lru_cache(10_000)
    def seconds(text: str) -> float:
        found = plain.fullmatch(text.strip(WHITE))
        told = _seconds(found.groupdict()) if found else None
        return _asked(text, style) if told is None else told

    return seconds


def _seconds(told: Mapping[str, str | None]) -> float | None:
    """From parts of a moment; None where there is no such moment, as far as we know."""
    name = (told.get("b") or "").lower()
    month = [each[: len(name)] for each in _MONTHS].index(name) + 1 if name else int(told["m"] or 0)
    short = int(told.get("y") or 0)
    year = int(told["Y"] or 0) if "Y" in told else short + (1900 if short >= 69 else 2000)
    minute, second = (int(told.get(part) or 0) for part in "MS")
    micro = int((told.get("f") or "").ljust(6, "0"))
    try:
        day = int(told.get("d") or 1)
        moment = datetime(year, month, day, _hour(told), minute, second, micro)
    except ValueError:
        return None
    return (moment - EPOCH).total_seconds()


def _hour(told: Mapping[str, str | None]) -> int:
    half = told.get("p")
    if half is None:
        return int(told.get("H") or 0)
    hour = int(told["I"] or 0)
    if not 1 <= hour <= 12:
        raise ValueError("no hour of half a day")
    return hour % 12 + (12 if half.lower() == "pm" else 0)


_ALONE = Lock()


@cache
def _engine() -> Any:
    """A database without any table, for questions about one text."""
    return connection(Path(gettempdir()))


def _asked(text: str, style: str) -> float:
    cell = written.moment("cell", style) if style else written.iso("cell")
    question = f"SELECT epoch({cell}) FROM (SELECT ?::VARCHAR AS cell)"  # noqa: S608 (all of it ours)
    with _ALONE:
        seconds = _engine().execute(question, [text]).fetchall()[0][0]
    return nan if seconds is None else float(seconds)
