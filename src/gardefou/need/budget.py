"""A bound in words, such as "2 min", "2 min wall", "0.10 EUR" or "20 g", as a `Budget`."""

import re
from dataclasses import replace
from math import isfinite

from gardefou.core.errors import GardefouError, nearest
from gardefou.core.need import Budget
from gardefou.core.words import plain, say

_SECONDS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
}
_GRAMS = {
    **dict.fromkeys(("g", "gram", "grams"), 1.0),
    **dict.fromkeys(("kg", "kilogram", "kilograms"), 1000.0),
}
_CURRENCIES = {"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR"}
_CURRENCIES |= {"$": "USD", "usd": "USD", "£": "GBP", "gbp": "GBP", "chf": "CHF"}
_WORDS = re.compile(r"(?P<figure>\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(?P<unit>.*)", re.IGNORECASE)


def bound(words: str, *, key: str = "budget") -> Budget:
    """One bound, as a budget that holds nothing else.

    words: a figure above 0 and a unit. Time in s, min, h, of CPU unless "wall" follows; money in a
    currency of three capitals (or €, $, £); carbon in g or kg. key: what an error calls it.

    >>> bound("2 min wall")
    Budget(time=120.0, wall=True, money=None, carbon=None)
    >>> bound("0.10 EUR").money, bound("20 g").carbon
    ((0.1, 'EUR'), 20.0)
    """
    match = _WORDS.fullmatch(words.strip())
    figure = float(match["figure"]) if match else 0.0
    if match is None or figure <= 0 or not isfinite(figure):
        raise GardefouError(
            say("need.budget.figure", at=key), seen=plain(words), remedy=say("need.budget.as")
        )
    found = _in_unit(figure, match["unit"].split())
    if found is None:
        raise GardefouError(
            say("need.budget.unit", at=key), seen=plain(words), remedy=_unit_remedy(match["unit"])
        )
    return found


def bounded(budget: Budget, more: Budget) -> Budget:
    """The first budget with the bounds that the second one has.

    >>> bounded(Budget(time=60.0, carbon=5.0), bound("2 min wall"))
    Budget(time=120.0, wall=True, money=None, carbon=5.0)
    """
    if more.time is not None:
        budget = replace(budget, time=more.time, wall=more.wall)
    if more.money is not None:
        budget = replace(budget, money=more.money)
    return budget if more.carbon is None else replace(budget, carbon=more.carbon)


def _in_unit(figure: float, unit: list[str]) -> Budget | None:
    match [word.casefold() for word in unit]:
        case [word] | [word, "cpu"] if word in _SECONDS:
            return Budget(time=figure * _SECONDS[word])
        case [word, "wall"] if word in _SECONDS:
            return Budget(time=figure * _SECONDS[word], wall=True)
        case [word] | [word, "co2" | "co2e"] if word in _GRAMS:
            return Budget(carbon=figure * _GRAMS[word])
        case [word] if word in _CURRENCIES:
            return Budget(money=(figure, _CURRENCIES[word]))
        case [_] if re.fullmatch("[A-Z]{3}", unit[0]):
            return Budget(money=(figure, unit[0]))
    return None


def _unit_remedy(unit: str) -> str:
    close = nearest(unit.strip(), ("min", "hour", "second", "EUR", "USD", "gram", "min wall"))
    return close if close.startswith("Did") else say("need.budget.as")
