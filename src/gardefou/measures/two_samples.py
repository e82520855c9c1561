"""Do two samples come from the same source, and if not, how many rows would have to move?"""

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from gardefou.core.estimate import Estimate
from gardefou.measures.chance import normal_quantile, one_mix

Array = NDArray[Any]
_UNIT = "share of rows"


Folds = tuple[Array, Array]
"""0 or 1 for each row of then, and of now."""


@dataclass(frozen=True)
class Gap:
    """How far two samples lie apart.

    effect: the largest difference, over sets of values, of the shares of rows that fall into the
    set [0 alike, 1 nothing in common]: at least that share of rows would have to change. The set
    is chosen in one half of the rows and measured in the other, and the other way round, so that
    having chosen it feigns no gap. p: probability of such samples if both came from one source.
    at: of numbers, the bound up to which the shares of rows differ most.
    """

    effect: Estimate
    p: float
    at: float = float("nan")


def numbers_gap(then: Array, now: Array, fold: Folds, weight: Array | None = None) -> Gap:
    """Gap between two samples of numbers, over the sets "up to some bound" (Kolmogorov, Smirnov).

    then, now: shape (rows of each,), no NaN, neither empty. fold: the half of each row. weight: of
    the rows of then, None: 1 each; they count as their effective number. The probability is that
    of the test of Kolmogorov and Smirnov on all rows.
    Sources: Smirnov 1948, doi:10.1214/aoms/1177730256; Chernozhukov et al. 2018,
    doi:10.1111/ectj.12097 (why to choose in one half and measure in the other)

    >>> turns = np.tile([0, 1], 50)
    >>> gap = numbers_gap(np.arange(100.0), np.arange(100.0) + 50, (turns, turns))
    >>> gap.effect.value, round(gap.effect.low, 2), gap.p < 1e-9
    (0.49, 0.38, True)
    """
    w = np.ones(len(then)) if weight is None else weight
    values = np.concatenate([then, now])
    order = np.argsort(values)
    values, half = values[order], np.concatenate(fold)[order]
    side = np.zeros((2, len(values)))
    side[0, : len(then)], side[1, len(then) :] = w, 1.0
    side = side[:, order]
    last = np.flatnonzero(np.append(values[1:] != values[:-1], True))  # of the rows of each value
    up_to = np.array([np.cumsum(side * (half == f), axis=1)[:, last] for f in (0, 1)])
    total = up_to[:, :, -1]
    apart = _shares(up_to[:, 0], total[:, 0]) - _shares(up_to[:, 1], total[:, 1])
    inside = np.zeros((2, 2))
    for f in (0, 1):
        cut = int(np.argmax(np.abs(apart[1 - f])))
        below = up_to[f, :, cut]
        inside[f] = below if apart[1 - f, cut] > 0 else total[f] - below
    whole = _shares(up_to.sum(axis=0), total.sum(axis=0))
    distance = np.abs(whole[0] - whole[1])
    most = int(np.argmax(distance))
    rows = _effective(w), float(len(now))
    effect = _difference(inside.sum(axis=0) / total.sum(axis=0), *rows)
    return Gap(effect, _smirnov(float(distance[most]), *rows), float(values[last[most]]))


def levels_gap(then: Array, now: Array, fold: Folds, weight: Array | None = None) -> Gap:
    """Gap between two samples of levels, over all sets of levels (the total variation distance).

    then, now: numbers of levels from 0, shape (rows of each,), neither empty. fold, weight: see
    `numbers_gap`. The probability is that of Pearson's test, levels of few rows pooled.
    Source: Pearson 1900, doi:10.1080/14786440009463897

    >>> ones, turns = np.repeat([0, 1], 50), np.tile([0, 1], 50)
    >>> levels_gap(ones, np.zeros(100, int), (turns, turns)).effect
    Estimate(value=0.5, low=0.391..., high=0.589..., unit='share of rows', n=200, level=0.95)
    """
    w = np.ones(len(then)) if weight is None else weight
    rows = _effective(w), float(len(now))
    then, now = _pooled(then, now)
    k = int(max(then.max(), now.max())) + 1
    sides = ((then, w, fold[0]), (now, np.ones(len(now)), fold[1]))
    counts = np.array([[np.bincount(x[h == f], v[h == f], k) for x, v, h in sides] for f in (0, 1)])
    total = counts.sum(axis=2)
    apart = _shares(counts[:, 0], total[:, 0]) - _shares(counts[:, 1], total[:, 1])
    inside = (counts * (apart[::-1] > 0)[:, None]).sum(axis=(0, 2))
    whole = _shares(counts.sum(axis=0), total.sum(axis=0))
    p = one_mix(whole * np.array(rows)[:, None])
    return Gap(_difference(inside / total.sum(axis=0), *rows), p)


def odds_ratio(then: int, of_then: int, now: int, of_now: int, *, level: float = 0.95) -> Estimate:
    """How many times the odds of now are those of then, the smaller as the unit [1 alike].

    then, now: rows that have it, of so many. The value is at least 1; low may lie below 1. Half a
    row is added everywhere, so that none may stand for seldom.
    Source: Gart and Zweifel 1967, doi:10.1093/biomet/54.1-2.181

    >>> odds_ratio(10, 1000, 60, 2000)
    Estimate(value=2.9..., low=1.5..., high=5.6..., unit='times the odds', n=3000, level=0.95)
    """
    cells = [each + 0.5 for each in (then, of_then - then, now, of_now - now)]
    middle = abs(log(cells[2] / cells[3]) - log(cells[0] / cells[1]))
    half = normal_quantile((1 + level) / 2) * sqrt(sum(1 / each for each in cells))
    low, high = exp(middle - half), exp(middle + half)
    return Estimate(exp(middle), low, high, "times the odds", of_then + of_now, level)


def unmet_share(once: int, n: int) -> float:
    """Share of rows to come whose value was never met among `n` rows, at most [0, 1].

    once: values met exactly once; their share of the rows is what to expect (Good and Turing), to
    which two standard errors and the rule of three are added.
    Source: Good 1953, doi:10.1093/biomet/40.3-4.237

    >>> unmet_share(0, 300), unmet_share(25, 300)
    (0.01, 0.126...)
    """
    return min(1.0, (once + 2 * sqrt(once) + 3) / n) if n else 1.0


def beyond_by_luck(count: int, n: int, before: int) -> float:
    """Probability that at least `count` of `n` numbers lie beyond all of `before` earlier ones.

    If all come from one source. The share of the source beyond the earlier ones is itself a matter
    of luck, Beta(2, before - 1), whatever the source (Wilks 1941, doi:10.1214/aoms/1177731788). So
    it is as likely as to draw at most one of the earlier numbers in `count` + 1 draws from all.

    >>> round(beyond_by_luck(2, 2, 2), 3), round(beyond_by_luck(1, 1, 99), 3)
    (0.5, 0.02)
    """
    if before < 2:
        return 1.0
    lowest = np.arange(count)
    all_new = float(np.prod((n - lowest) / (n + before - lowest)))
    return all_new * (n - count + before * (count + 1)) / (n + before - count)


def _effective(weight: Array) -> float:
    """How many rows of equal weight tell as much (Kish 1965)."""
    return float(weight.sum() ** 2 / (weight @ weight))


def _shares(counts: Array, total: Array) -> Array:
    """Counts as shares of their total, row by row; 0 where that is none."""
    return np.asarray(counts / np.maximum(total, 1e-12)[:, None])


def _difference(shares: Array, n: float, m: float) -> Estimate:
    """The share of then minus that of now, 0 at least, with Agresti and Caffo's interval.

    Source: doi:10.1080/00031305.2000.10474560
    """
    p, q = float(shares[0]), float(shares[1])
    a, b = (p * n + 1) / (n + 2), (q * m + 1) / (m + 2)
    half = 1.959964 * sqrt(a * (1 - a) / (n + 2) + b * (1 - b) / (m + 2))
    value = max(p - q, 0.0)
    low, high = max(0.0, a - b - half), min(1.0, max(a - b + half, 0.0))
    return Estimate(value, min(low, value), max(high, value), _UNIT, round(n + m))


def _smirnov(distance: float, n: float, m: float) -> float:
    """Probability of such a distance by luck, with Stephens's correction for few rows.

    Source: Stephens 1970, doi:10.1111/j.2517-6161.1970.tb00821.x
    """
    root = sqrt(n * m / (n + m))
    return float(special.kolmogorov(distance * (root + 0.12 + 0.11 / root)))


def _pooled(then: Array, now: Array, *, fewest: int = 10) -> tuple[Array, Array]:
    """Levels counted anew from 0, those with fewer rows than `fewest` in both together as one."""
    k = int(max(then.max(), now.max())) + 1
    counts = np.bincount(then, minlength=k) + np.bincount(now, minlength=k)
    name = np.where(counts < fewest, -1, np.arange(k))
    place = np.unique(name[counts > 0], return_inverse=True)[1]
    new = np.zeros(k, dtype=np.int64)
    new[counts > 0] = place
    return new[then], new[now]
