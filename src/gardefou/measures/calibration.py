"""Is 0.8 eighty per cent? The gap between what was promised and what came."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate

Array = NDArray[Any]


@dataclass(frozen=True)
class Bins:
    """Rows of like belief put together, the lowest beliefs first.

    said: mean belief; seen: share that came true; weight: share of all rows, sums to 1; rows:
    how many, effectively (weights of rows count); all of shape (bins,).
    """

    said: Array
    seen: Array
    weight: Array
    rows: Array

    @property
    def gap(self) -> float:
        """Mean gap between what was said and seen, over rows [0 best, 1 worst]."""
        return float(self.weight @ np.abs(self.said - self.seen))

    @property
    def worst(self) -> int:
        """The bin that adds most to the gap."""
        return int(np.argmax(self.weight * np.abs(self.said - self.seen)))


def binned(hit: Array, belief: Array, weight: Array | None = None, *, most: int = 10) -> Bins:
    """Rows in at most `most` bins of about equal size, 10 rows or more each; ties stay together.

    hit: 0 or 1, shape (rows,). belief: probability of 1, shape (rows,). weight: rows that each
    stands for. Source: Naeini et al. 2015, doi:10.1609/aaai.v29i1.9602

    >>> binned(np.array([0, 1] * 10), np.array([0.2, 0.8] * 10)).gap
    0.2
    """
    w = np.ones(len(hit)) if weight is None else np.asarray(weight, dtype=float)
    count = int(np.clip(len(hit) // 10, 1, most))
    edges = np.quantile(belief, np.arange(1, count) / count)
    group = np.searchsorted(np.unique(edges), belief, side="left")
    mass = np.bincount(group, weights=w)
    some = mass > 0
    said, seen, squares = (np.bincount(group, weights=each)[some] for each in _sums(hit, belief, w))
    mass = mass[some]
    return Bins(said / mass, seen / mass, mass / mass.sum(), mass**2 / squares)


def _sums(hit: Array, belief: Array, w: Array) -> tuple[Array, Array, Array]:
    return w * belief, w * hit, w * w


def gaps_by_luck(bins: Bins, *, draws: int = 4000, seed: int = 0) -> Array:
    """Gaps that the same beliefs would show if every one of them were true, shape (draws,), sorted.

    In each bin the rows that come true are drawn from a binomial of the mean belief: exact where
    beliefs of a bin are equal, a little too wide where they differ, which errs on the mild side.
    Source: Bröcker and Smith 2007, doi:10.1175/WAF993.1
    """
    rng = np.random.default_rng(seed)
    n = np.maximum(np.rint(bins.rows), 1).astype(np.int64)
    came = rng.binomial(n, np.clip(bins.said, 0.0, 1.0), size=(draws, len(n))) / n
    return np.sort(np.abs(came - bins.said) @ bins.weight)


def excess_gap(bins: Bins, luck: Array, n: int) -> tuple[Estimate, float]:
    """The gap beyond luck, with the 95 % range of luck taken off, and how probable luck makes it.

    luck: from `gaps_by_luck`. n: rows behind it.
    """
    low, high = np.quantile(luck, [0.025, 0.975])
    value = max(bins.gap - float(luck.mean()), 0.0)
    least, most = max(bins.gap - float(high), 0.0), max(bins.gap - float(low), value)
    p = (1 + int((luck >= bins.gap - 1e-12).sum())) / (1 + len(luck))
    return Estimate(value, min(least, value), most, "mean gap of probability", n), p
