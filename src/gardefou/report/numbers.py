"""Numbers as people read them: with their unit and their range, and never a bare nan."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import exp, isfinite, log
from typing import SupportsFloat

from gardefou.core.estimate import Estimate, Quantity
from gardefou.core.words import number, per_cent, say

_MOST_EXPONENT = 13.8  # odds of a million to one: beyond, only the order is said


def amount(value: object, unit: str = "") -> str:
    """A number with its unit.

    >>> amount(1234.5, "EUR"), amount(0.25, "share"), amount(-1.0, "error"), amount(None)
    ('1 234 EUR', '25 %', '−1 error', 'not known')
    """
    known = finite(value)
    if known is None:
        return say("report.unknown")
    text = per_cent(known) if unit == "share" else number(known)
    named = "" if unit == "share" else unit_name(unit, text)
    return " ".join(part for part in (text.replace("-", "−"), named) if part)


def unit_name(unit: str, beside: str = "0") -> str:
    """The unit beside this number: the assumed one is a word of ours, so it takes its plural.

    >>> unit_name("error"), unit_name("error", "1"), unit_name("EUR", "2")
    ('errors', 'error', 'EUR')
    """
    return say("report.errors") if unit == "error" and beside.lstrip("-") != "1" else unit


def finite(value: object) -> float | None:
    """The value as a float, None where it is none or not finite; zero without a sign.

    >>> finite(3), finite(float("nan")), finite("x"), finite(-0.0)
    (3.0, None, None, 0.0)
    """
    if not isinstance(value, SupportsFloat) or isinstance(value, bool):
        return None
    return float(value) + 0.0 if isfinite(float(value)) else None


def ranged(estimate: Estimate | Quantity, factor: float = 1.0, unit: str | None = None) -> str:
    """A number with its unit and its range, times `factor`.

    >>> ranged(Estimate(0.5, 0.4, 0.6, "AUC", 100))
    '0.5 AUC (0.4 to 0.6)'
    """
    unit = estimate.unit if unit is None else unit
    ends = [end for end in (finite(estimate.low), finite(estimate.high)) if end is not None]
    value = finite(estimate.value)
    if value is None or len(ends) < 2:
        return amount(None if value is None else value * factor, unit)
    bare = "share" if unit == "share" else ""
    low, high = (amount(end * factor, bare) for end in ends)
    return say("report.ranged", value=amount(value * factor, unit), low=low, high=high)


def effect(value: float, unit: str) -> str:
    """What a part adds: odds as a factor, anything else as a signed number.

    >>> effect(0.0, "log-odds"), effect(log(2), "log-odds"), effect(-log(4), "log-odds")
    ('×1', '×2', '÷4')
    >>> effect(12.0, "EUR"), effect(-3.0, "")
    ('+12 EUR', '−3')
    """
    if unit != "log-odds":
        return ("+" if value > 0 else "") + amount(value, unit)
    if abs(value) > _MOST_EXPONENT:
        return say("report.over_a_million" if value > 0 else "report.under_a_millionth")
    factor = number(exp(abs(value)))
    return f"×{factor}" if value >= 0 or factor == "1" else f"÷{factor}"


def effect_marks(low: float, high: float, unit: str, round_numbers: Sequence[float]) -> list[float]:
    """The effects worth a mark on an axis from low to high, zero among them.

    >>> [effect(mark, "log-odds") for mark in effect_marks(-1, 2.5, "log-odds", ())]
    ['×1', '÷2', '×10']
    """
    if unit != "log-odds":
        return list(round_numbers)
    factors = (1.05, 1.1, 1.2, 1.5, 2, 3, 5, 10, 30, 100, 1_000, 10_000, 100_000)
    up = [log(factor) for factor in factors if log(factor) <= high]
    down = [-log(factor) for factor in factors if -log(factor) >= low]
    far = max(high, -low)
    return [0.0, *(end[-1] for end in (down, up) if end and abs(end[-1]) > far / 5)]


def date(seconds: float) -> str:
    """Seconds since 1970 UTC as a date, with the hour where it is not midnight.

    >>> date(86400), date(90000)
    ('1970-01-02', '1970-01-02 01:00')
    """
    try:
        moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return say("report.unknown")
    midnight = (moment.hour, moment.minute) == (0, 0)
    return f"{moment:%Y-%m-%d}" if midnight else f"{moment:%Y-%m-%d %H:%M}"


def duration(seconds: object) -> str:
    """Seconds as people say them.

    >>> duration(4.12), duration(125), duration(7260)
    ('4.12 s', '2 min 5 s', '2 h 1 min')
    """
    known = finite(seconds)
    if known is None or known < 60:
        return amount(known, "s")
    whole = round(known)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600:,} h {whole % 3600 // 60} min".replace(",", " ")


def counted(key: str, count: int, **values: object) -> str:
    """The sentence `key`.one or `key`.many, by the count."""
    form = "one" if count == 1 else "many"
    return say(f"report.{key}.{form}", count=count, **values)
