"""Numbers that stand for "not known": read off the ends of a column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gardefou.core.evidence import Frequent, Spread

Array = NDArray[Any]

Why = Literal["far", "only_negative", "odd_zero", "edge"]


@dataclass(frozen=True)
class StandIn:
    """A value at an end of a column that looks like a mark, and the nearest other value.

    why: "far" away from all others; the "only_negative" one; an "odd_zero" where nothing else
    comes near zero; an "edge" that far more rows hold than any other value.
    """

    value: float
    next: float
    rows: int
    why: Why


@dataclass(frozen=True)
class Suspicion:
    """How far a value must stand out. Shares of 0 to 1, the rest are ratios.

    far: its distance to the next value against the width of the rest (99 % of it); very_far: the
    same for 0, and in columns of few values. repeats: rows that hold it, at least. crowd: its
    rows against the mean of the other values. zero_gap and zero_step: distance of the next value
    from 0, against the middle half's width and the median; zero_whole: that distance in whole
    numbers. edge_share, edge_crowd: rows at an edge, of all and against the commonest value beside
    it.
    few, many: different values below which an odd zero or negative, or an edge, is not suspected.
    """

    far: float = 0.5
    very_far: float = 3.0
    repeats: int = 5
    crowd: float = 3.0
    zero_gap: float = 0.9
    zero_step: float = 0.25
    zero_whole: float = 5.0
    edge_share: float = 0.002
    edge_crowd: float = 5.0
    few: int = 10
    many: int = 50


USUAL = Suspicion()
_NATURAL_EDGES = (0.0, 1.0, 100.0)


def stand_ins(
    spread: Spread, distinct: int, beside: tuple[float, float], limits: Suspicion = USUAL
) -> Iterator[StandIn]:
    """The marks at the low and at the high end of a column, at most one each.

    distinct: different values. beside: rows of the commonest value near the low, the high end.
    Whole numbers so large that neighbours are the same to a computer have no marks.
    """
    largest = max(abs(spread.low), abs(spread.high))
    if distinct < 4 or spread.high - spread.low < 1000 * np.spacing(largest):
        return
    for end, sign, crowd in ((spread, 1, beside[0]), (mirrored(spread), -1, beside[1])):
        if end.next_low is None:
            continue
        why = _why(end, distinct, crowd, limits)
        if sign < 0 and why in ("only_negative", "odd_zero"):
            why = None
        if why:
            yield StandIn(sign * end.low, sign * end.next_low, end.at_low, why)


def commonest_but_ends(frequent: Sequence[Frequent], spread: Spread) -> int:
    """Rows of the commonest value that is neither the lowest nor the highest.

    >>> spread = Spread(9, 0.0, 9.0, 4.0, 1.0, {}, 5, 1, 1.0, 8.0, 0, 5, True)
    >>> commonest_but_ends((Frequent("0.0", 5), Frequent("x", 4), Frequent("3", 3)), spread)
    4
    """
    ends = {spread.low, spread.high}
    return max((each.count for each in frequent if _as_number(each.value) not in ends), default=0)


def commonest_beside(values: Array, spread: Spread, rows: int) -> tuple[float, float]:
    """Rows of the commonest value near the low end and near the high end, of `rows`.

    values: filled cells of a sample, shape (n,). Near: a fiftieth of the cells that are at neither
    end, and five different values at least.

    >>> values = np.array([1.0] * 9 + [2.0, 3.0, 4.0, 5.0, 6.0, 7.0] + [8.0] * 9)
    >>> spread = Spread(24, 1.0, 8.0, 4.5, 1.0, {}, 9, 9, 2.0, 7.0, 0, 0, True)
    >>> commonest_beside(values, spread, 24)
    (1.0, 1.0)
    """
    inner, counts = np.unique(
        values[(values > spread.low) & (values < spread.high)], return_counts=True
    )
    if len(inner) == 0:
        return float(len(values)), float(len(values))
    near = [max(_near(side), 5) for side in (counts, counts[::-1])]
    scale = rows / len(values)
    return float(counts[: near[0]].max() * scale), float(counts[-near[1] :].max() * scale)


def _near(counts: Array, share: float = 0.02) -> int:
    """How many different values, from the first on, make up that share of the cells."""
    return int(np.searchsorted(np.cumsum(counts), share * counts.sum())) + 1


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _why(end: Spread, distinct: int, second: float, limits: Suspicion) -> Why | None:
    """What makes the low end suspicious, the plainest reason first."""
    if _far(end, distinct, limits):
        return "far"
    if _only_negative(end, distinct, limits):
        return "only_negative"
    if _odd_zero(end, distinct, limits):
        return "odd_zero"
    return "edge" if _edge(end, distinct, second, limits) else None


def _far(end: Spread, distinct: int, limits: Suspicion) -> bool:
    assert end.next_low is not None
    top = end.quantiles.get(0.99, end.high)
    width = (top if top > end.next_low else end.high) - end.next_low
    gap = end.next_low - end.low
    small = distinct < 2 * limits.few
    if small and end.low == 0:
        return False  # a count, or "none"
    far = limits.very_far if small or end.low == 0 else limits.far
    return end.at_low >= limits.repeats and width > 0 and gap >= far * width


def _only_negative(end: Spread, distinct: int, limits: Suspicion) -> bool:
    others = (end.filled - end.at_low) / (distinct - 1)
    crowded = end.at_low >= max(limits.repeats, limits.crowd * others)
    return end.low < 0 and end.negative == end.at_low and distinct >= limits.few and crowded


def _odd_zero(end: Spread, distinct: int, limits: Suspicion) -> bool:
    assert end.next_low is not None
    if end.low != 0 or distinct < 2 * limits.few or not {0.25, 0.5, 0.75} <= set(end.quantiles):
        return False
    if end.whole and end.next_low < limits.zero_whole:
        return False
    rare = limits.repeats <= end.at_low <= end.filled / 3
    middle = end.quantiles[0.75] - end.quantiles[0.25]
    apart = end.next_low >= limits.zero_gap * middle
    return rare and apart and end.next_low >= limits.zero_step * end.quantiles[0.5]


def _edge(end: Spread, distinct: int, second: float, limits: Suspicion) -> bool:
    if abs(end.low) in _NATURAL_EDGES or distinct < limits.many:
        return False
    return end.at_low >= max(20, limits.edge_share * end.filled, limits.edge_crowd * second)


def mirrored(spread: Spread) -> Spread:
    """The same column with all signs turned, so that its high end is the low one."""
    return replace(
        spread,
        low=-spread.high,
        high=-spread.low,
        quantiles={round(1 - share, 6): -value for share, value in spread.quantiles.items()},
        at_low=spread.at_high,
        at_high=spread.at_low,
        next_low=None if spread.next_high is None else -spread.next_high,
        next_high=None if spread.next_low is None else -spread.next_low,
        negative=max(spread.filled - spread.negative - spread.zero, 0),
    )
