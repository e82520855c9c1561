"""The best of several looks better than it is: by how much, and what to expect instead."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.measures.intervals import mean

Array = NDArray[Any]


@dataclass(frozen=True)
class BestOf:
    """What was chosen among candidates judged on the same rows.

    candidates: how many. apparent: mean loss of the chosen one on those rows. expected: what to
    expect of it on others, as the choice leaned on the luck of those rows too.
    """

    candidates: int
    apparent: Estimate
    expected: Estimate

    @property
    def optimism(self) -> float:
        """How much better it looks than it is [0 none], in the unit of the losses."""
        return self.expected.value - self.apparent.value


def best_of(
    losses: Array,
    chosen: int,
    *,
    unit: str,
    tolerance: float = 0.0,
    weight: Array | None = None,
    groups: Array | None = None,
    seed: int = 0,
    draws: int = 1000,
    most: int = 2000,
    level: float = 0.95,
) -> BestOf:
    """The chosen candidate's mean loss, corrected for having been chosen on the same rows.

    losses: shape (rows, candidates), of rows that no candidate had learned from; the candidates
    in the order in which they are preferred. chosen: which one it was. tolerance: the first
    candidate within so many paired standard errors of the best is taken; 0, the best. weight: how
    many each row stands for. groups: rows that share a number stay together.
    The choice is made again on rows drawn with replacement and judged on the rows that were not
    drawn (`draws` times; 1000 leave hardly any luck of the draw). Those rows had no part in the
    choice, so their mean is not flattered; what they say beside the mean of all candidates is
    added to that mean on all rows, which takes the luck of the draws out of it. Rows are put in at
    most `most` blocks, so that a large table costs no more. The interval is that of the rows,
    moved. What a candidate chose within itself on the same rows is not in it.
    Source: Tsamardinos, Greasidou and Borboudakis 2018, doi:10.1007/s10994-018-5714-4

    >>> same = np.repeat([[1.0], [2.0], [3.0]], 2, axis=1)
    >>> best_of(same, 0, unit="EUR").optimism
    0.0
    """
    losses = np.asarray(losses, dtype=float)
    apparent = mean(losses[:, chosen], unit=unit, weight=weight, groups=groups, level=level)
    w = np.ones(len(losses)) if weight is None else np.asarray(weight, dtype=float)
    if losses.shape[1] < 2 or len(losses) < 2:
        return BestOf(losses.shape[1], apparent, apparent)
    sums, weights = _blocks(losses, w, groups, np.random.default_rng(seed), most)
    told = _unflattered(sums, weights, tolerance, np.random.default_rng(seed + 1), draws)
    by = max(0.0, told - apparent.value) if np.isfinite(told) else 0.0
    moved = {name: getattr(apparent, name) + by for name in ("value", "low", "high")}
    return BestOf(losses.shape[1], apparent, replace(apparent, **moved))


def _blocks(
    losses: Array, weight: Array, groups: Array | None, rng: np.random.Generator, most: int
) -> tuple[Array, Array]:
    """Sums of losses by block, shape (blocks, candidates), and of weights, shape (blocks,).

    A thing's rows are in one block; things are dealt out by chance.
    """
    things = np.arange(len(losses)) if groups is None else np.unique(groups, return_inverse=True)[1]
    count = int(things.max()) + 1
    block = (rng.permutation(count) % most)[things]
    size = min(count, most)
    sums = [np.bincount(block, weight * each, size) for each in losses.T]
    return np.column_stack(sums), np.bincount(block, weight, size)


def _unflattered(
    sums: Array, weight: Array, tolerance: float, rng: np.random.Generator, draws: int
) -> float:
    """Mean loss of what is chosen on drawn blocks, on the blocks that were not drawn."""
    size = len(weight)
    drawn = rng.integers(size, size=(draws, size)) + size * np.arange(draws)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=draws * size).reshape(draws, size).astype(float)
    left = (counts == 0).astype(float)
    judged = left @ weight > 0
    counts, left = counts[judged], left[judged]
    if not len(counts):
        return float("nan")
    taken = _choice(counts, sums, weight, tolerance)
    others = left @ sums / (left @ weight)[:, None]
    beside = others[np.arange(len(taken)), taken] - others.mean(axis=1)
    return float(beside.mean() + sums.mean(axis=1).sum() / weight.sum())


def _choice(counts: Array, sums: Array, weight: Array, tolerance: float) -> Array:
    """Which candidate is taken in each draw, shape (draws,)."""
    total = counts @ sums
    best: Array = total.argmin(axis=1)
    if tolerance <= 0:
        return best
    size, candidates = sums.shape
    draw = np.arange(len(best))
    products = counts @ (sums[:, :, None] * sums[:, None, :]).reshape(size, -1)
    products = products.reshape(len(best), candidates, candidates)
    own = np.diagonal(products, axis1=1, axis2=2)
    squares = own - 2 * products[draw, :, best] + own[draw, best][:, None]
    gap = total - total[draw, best][:, None]
    error = np.sqrt(np.maximum(squares - gap**2 / size, 0.0))
    return np.asarray((gap <= tolerance * error).argmax(axis=1))
