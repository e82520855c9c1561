"""Intervals: how far a number from a sample may be from the truth."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.measures.chance import normal_quantile, student_quantile

Array = NDArray[Any]


def share(count: int, n: int, *, unit: str = "share", level: float = 0.95) -> Estimate:
    """A share with Wilson's score interval [0, 1]; the whole range where n is 0.

    Source: Wilson 1927, doi:10.1080/01621459.1927.10502953

    >>> share(5, 10)
    Estimate(value=0.5, low=0.23659..., high=0.76340..., unit='share', n=10, level=0.95)
    """
    if n == 0:
        return Estimate(float("nan"), 0.0, 1.0, unit, 0, level)
    return share_of(count / n, n, unit=unit, level=level)


def share_of(value: float, n: float, *, unit: str = "share", level: float = 0.95) -> Estimate:
    """A share as `share` has it, of n rows that need not be whole: weighted rows count for less."""
    z = normal_quantile((1 + level) / 2)
    middle = (value + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(value * (1 - value) / n + z * z / (4 * n * n))
    low, high = max(0.0, float(middle - half)), min(1.0, float(middle + half))
    return Estimate(value, min(low, value), max(high, value), unit, round(n), level)


def mean(
    values: Array,
    *,
    unit: str,
    weight: Array | None = None,
    groups: Array | None = None,
    level: float = 0.95,
) -> Estimate:
    """A mean with Student's interval on the effective number of rows.

    values: shape (rows,), in `unit`. weight: how many each row stands for; None: one each.
    Effective rows: (sum w)^2 / sum w^2 (Kish 1965, Survey Sampling). groups: rows that share a
    number belong to one thing and are not independent; the interval then counts things
    (Cameron and Miller 2015, doi:10.3368/jhr.50.2.317).

    >>> mean(np.array([1.0, 2.0, 3.0]), unit="EUR")
    Estimate(value=2.0, low=-0.484..., high=4.484..., unit='EUR', n=3, level=0.95)
    """
    values = np.asarray(values, dtype=float)
    w = np.ones(len(values)) if weight is None else np.asarray(weight, dtype=float)
    total = float(w.sum())
    unknown = Estimate(float("nan"), float("-inf"), float("inf"), unit, len(values), level)
    if len(values) == 0 or total <= 0:
        return replace(unknown, n=0)
    w = w / w.max()  # the squares of very small weights would be 0
    total = float(w.sum())
    value = float(w @ values / total)
    own: Array = w
    gaps: Array = w * (values - value)
    if groups is not None:
        _, thing = np.unique(groups, return_inverse=True)
        own, gaps = np.bincount(thing, own), np.bincount(thing, gaps)
    rows = total**2 / float(own @ own)
    if rows <= 1:
        return replace(unknown, value=value)
    error = float(np.sqrt(gaps @ gaps * rows / (rows - 1))) / total
    half = student_quantile((1 + level) / 2, rows - 1) * error
    return replace(unknown, value=value, low=value - half, high=value + half)


def auc_interval(value: float, positives: int, negatives: int, *, level: float = 0.95) -> Estimate:
    """An AUC with its interval by Hanley and McNeil's standard error.

    Source: Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747

    >>> auc_interval(0.8, 50, 50).low
    0.712...
    """
    q1, q2 = value / (2 - value), 2 * value * value / (1 + value)
    spread = value * (1 - value) + (positives - 1) * (q1 - value**2)
    spread += (negatives - 1) * (q2 - value**2)
    z = normal_quantile((1 + level) / 2)
    half = z * float(np.sqrt(max(spread, 0.0) / max(positives * negatives, 1)))
    n = positives + negatives
    return Estimate(value, max(0.0, value - half), min(1.0, value + half), "AUC", n, level)


def holm(p: Array) -> Array:
    """P-values corrected for their number, family-wise, in the given order.

    Source: Holm 1979, Scandinavian Journal of Statistics 6(2), 65-70.

    >>> holm(np.array([0.01, 0.04, 0.03]))
    array([0.03, 0.06, 0.06])
    """
    p = np.asarray(p, dtype=float)
    order = np.argsort(p, kind="stable")
    grown = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(grown, 1.0)
    return corrected
