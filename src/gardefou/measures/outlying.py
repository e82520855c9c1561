"""Are the last few numbers of a column farther out than its own tail explains?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.evidence import Spread

Array = NDArray[Any]


@dataclass(frozen=True)
class Far:
    """Numbers far out on one side: how many, the nearest of them, and the last of the others.

    p: probability of such a gap by luck in a tail as heavy as the column's own.
    """

    cells: int
    nearest: float
    last: float
    p: float

    @property
    def bound(self) -> float:
        """A number between the two."""
        return (self.nearest + self.last) / 2


@dataclass(frozen=True)
class Tail:
    """What is taken for a tail, and how far out of it a number must be.

    window: rows of the tail next to a gap that say how heavy it is, at least; a twentieth of the
    side and at most four times as many are taken. steps: different numbers among them, at least.
    ratio: distance from the median, against that of the last of the others. grid: the gap, against
    the usual step between numbers of the tail. most: share of the side that may be far out.
    """

    window: int = 30
    steps: int = 5
    ratio: float = 2.0
    grid: float = 3.0
    most: float = 0.005


USUAL = Tail()


def far_out(values: Array, *, max_p: float, limits: Tail = USUAL) -> Far | None:
    """The numbers that lie above the others beyond a gap that the tail does not explain.

    values: finite, shape (n,). max_p: for the whole side. Distances from the median are taken to
    fall off as a power, the heaviest of usual tails: then i times the gap of logarithms between
    the number of rank i and the next has the same exponential law for each i, and a gap is weighed
    by those that follow it. Lighter tails leave smaller gaps. Rows that share a number are spread
    over the step to the next one. For the low side give the numbers with their signs turned.
    Source: Renyi 1953, Acta Math. Hung. 4, 191-231; Hill 1975, doi:10.1214/aos/1176343247

    >>> ages = np.repeat(np.arange(20.0, 90.0), 5)
    >>> far_out(np.append(ages, 999.0), max_p=0.001).cells
    1
    >>> far_out(ages, max_p=0.001) is None
    True
    """
    middle = float(np.median(values))
    away = np.sort(values[values > middle])[::-1] - middle
    n = len(away)
    window = int(np.clip(n // 20, limits.window, 4 * limits.window))
    most = max(limits.steps, min(int(limits.most * n), limits.window))
    if n < window + most + 1:
        return None
    found = None
    for m in np.flatnonzero(away[:most] >= limits.ratio * away[1 : most + 1]) + 1:
        p = _chance(away, int(m), window, limits)
        if p <= max_p / most:
            found = Far(int(m), middle + away[m - 1], middle + away[m], min(1.0, p * most))
    return found


def _chance(away: Array, m: int, window: int, limits: Tail) -> float:
    """Probability of the gap below the number of rank `m`; 1 where the tail says too little."""
    tail = away[m:]
    if len(tail) > window:
        held = np.unique(tail[: window + 1])
        if len(held) < limits.steps:  # few numbers: as far in as it takes to see some
            every = np.unique(tail)[::-1]
            if len(every) <= limits.steps:
                return 1.0
            window = int(np.searchsorted(-tail, -every[limits.steps], "right")) - 1
            held = np.unique(tail[: window + 1])
    step = float(np.median(np.diff(held)))
    if away[m - 1] - away[m] < limits.grid * step:
        return 1.0
    logs = np.log(_spread_out(tail[: window + 1], step))
    rank = np.arange(m + 1, m + window + 1)
    mean = float(np.sum(rank * (logs[:-1] - logs[1:]))) / window
    gap = m * (np.log(away[m - 1]) - logs[0])
    return float((1 + max(gap, 0.0) / (window * mean)) ** -window) if mean > 0 else 1.0


def _spread_out(tail: Array, step: float) -> Array:
    """Equal numbers of a falling list, spread evenly over one step, each below the one before."""
    _, first, counts = np.unique(-tail, return_index=True, return_counts=True)
    inside = np.arange(len(tail)) - np.repeat(first, counts)
    moved = tail + step * (0.5 - (inside + 0.5) / np.repeat(counts, counts))
    return np.maximum(moved, np.minimum(tail, step) / (2 * len(tail)))


def far_extreme(
    values: Array, spread: Spread, rows: int, *, max_p: float, limits: Tail = USUAL
) -> Far | None:
    """The highest number of all rows, where `values` are but a sample of them; see `far_out`.

    spread: of all filled rows. rows: how many these are. The sample says how heavy the tail is;
    the highest is weighed by its gap to the next, or both by how far a tail reaches in all rows.
    """
    middle = float(np.median(values))
    away = np.sort(values[values > middle])[::-1] - middle
    window = int(np.clip(len(away) // 20, limits.window, 4 * limits.window))
    if len(away) <= window or spread.next_high is None or spread.next_high <= middle:
        return None
    tail = away[: window + 1]
    held = np.unique(tail)
    if len(held) < limits.steps:
        return None
    step = float(np.median(np.diff(held)))
    logs = np.log(_spread_out(tail, step))
    mean = float(np.mean(logs[:-1]) - logs[-1])
    high, second, last = spread.high - middle, spread.next_high - middle, float(away[0])
    reach = window * rows / len(values)
    for cells, out, inside, chance in (
        (spread.at_high + 1, second, last, reach * np.exp(-(np.log(second) - logs[-1]) / mean)),
        (spread.at_high, high, second, np.exp(-spread.at_high * np.log(high / second) / mean)),
    ):
        apart = out >= limits.ratio * inside and out - inside >= limits.grid * step
        if apart and chance <= max_p / 2:
            return Far(cells, middle + out, middle + inside, float(chance))
    return None
