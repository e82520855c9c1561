"""How far apart groups are: the widest difference between two of them, with its interval."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.measures import intervals

Array = NDArray[Any]


def group_means(
    values: Array, group: Array, weight: Array, *, unit: str, level: float = 0.95
) -> list[Estimate]:
    """The weighted mean of each group 0 .. k-1, with its interval; n 0 and NaN where it is empty.

    values: shape (rows,). Shares (values of 0 and 1 only) get Wilson's interval on the effective
    number of rows (Kish 1965), other values Student's.
    """
    is_share = bool(np.isin(values, (0.0, 1.0)).all())
    return [
        _mean(values[group == k], weight[group == k], unit, level, is_share=is_share)
        for k in range(int(group.max(initial=-1)) + 1)
    ]


def _mean(values: Array, weight: Array, unit: str, level: float, *, is_share: bool) -> Estimate:
    total = float(weight.sum())
    if total <= 0:
        return Estimate(float("nan"), float("-inf"), float("inf"), unit, 0, level)
    if not is_share:
        return intervals.mean(values, unit=unit, weight=weight, level=level)
    effective = total**2 / float(weight @ weight)
    found = float(values @ weight / total)
    share = intervals.share_of(found, effective, unit=unit, level=level)
    return replace(share, n=len(values))


def widest_gap(
    values: Array, group: Array, weight: Array, *, unit: str, fewest: int = 30, level: float = 0.95
) -> tuple[Estimate, tuple[int, int]]:
    """The mean of the highest group minus that of the lowest, and which groups these are.

    fewest: groups of fewer rows are left aside; 30, below which an interval says nearly nothing.
    The interval joins those of the two groups, each at a level corrected for the number of pairs
    that were compared. NaN where fewer than two groups are left.
    Source: Zou and Donner 2008, doi:10.1002/sim.3095; Newcombe 1998 for shares

    >>> y, g = np.array([0.0] * 40 + [1.0] * 40), np.repeat([0, 1], 40)
    >>> gap, pair = widest_gap(y, g, np.ones(80), unit="share")
    >>> gap.value, pair
    (1.0, (1, 0))
    """
    size = np.bincount(group, minlength=1)
    kept = [k for k, rows in enumerate(size) if rows >= fewest]
    pairs = len(kept) * (len(kept) - 1) // 2
    if not pairs:
        return Estimate(float("nan"), 0.0, float("inf"), unit, int(size.sum()), level), (-1, -1)
    strict = 1 - (1 - level) / pairs
    means = group_means(values, group, weight, unit=unit, level=strict)
    top = max(kept, key=lambda k: (means[k].value, -k))
    bottom = min(kept, key=lambda k: (means[k].value, k))
    high, low = means[top], means[bottom]
    value = high.value - low.value
    down = float(np.hypot(high.value - high.low, low.high - low.value))
    up = float(np.hypot(high.high - high.value, low.value - low.low))
    rows = int(size[top] + size[bottom])
    return Estimate(value, value - down, value + up, unit, rows, level), (top, bottom)
