"""Where is it dearest? Simple conditions, alone and in pairs, searched on rows, tried on others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.measures.chance import student_quantile
from gardefou.measures.conditions import Condition
from gardefou.measures.intervals import holm, mean

Array = NDArray[Any]


@dataclass(frozen=True)
class Slice:
    """Rows that meet one condition or two, found dear on the rows that were searched.

    rows: how many meet it. inside, outside: their mean cost, and that of all others. p:
    probability of such a gap by luck, corrected for all slices that were tried.
    """

    conditions: tuple[Condition, ...]
    rows: int
    inside: float
    outside: float
    p: float

    def holds(self, values: Array) -> Array:
        """Which rows it means, shape (rows,), bool."""
        return _all(self.conditions, values)


@dataclass(frozen=True)
class Tried:
    """What other rows say of a slice: mean costs inside and outside, each with its interval.

    p: probability of such a gap by luck, corrected for the slices that were tried again.
    """

    found: Slice
    rows: int
    inside: Estimate
    outside: Estimate
    p: float


def dear_slices(
    values: Array,
    tried: Sequence[Condition],
    cost: Array,
    *,
    weight: Array | None = None,
    independent: float = 1.0,
    min_rows: int = 30,
    min_effect: float = 0.25,
    max_share: float = 0.3,
    level: float = 0.05,
    most: int = 3,
    largest: bool = False,
) -> tuple[Slice, ...]:
    """The slices whose rows cost clearly more than all others, the surest first.

    cost: of each row, shape (rows,). weight: how many each stands for. independent: share of the
    rows that count as independent, below 1 where several belong to one thing. Every condition and
    every pair of conditions on different columns is tried (Welch's test, one-sided), and Holm's
    correction counts them all. min_rows: under 30 a mean of costs follows luck. min_effect: of the
    mean cost of all rows; a slice less than a quarter dearer is nothing to act on. max_share: more
    than three rows in ten are no corner. level: chance of naming any slice where there is none.
    Of a pair each condition must matter (2.6 standard errors beside the rest of the other one),
    and of slices that share over half of their rows the surest is kept. largest: rather those
    first that bring most of what is above the mean.
    Source: Chung et al. 2019, doi:10.1109/TKDE.2019.2916074 (slice finding); Welch 1947,
    doi:10.1093/biomet/34.1-2.28
    """
    cost, w = np.asarray(cost, dtype=float), _weights(cost, weight)
    if not tried or len(cost) < 2 * min_rows or np.ptp(cost) == 0:
        return ()
    middle, spread = float(np.average(cost, weights=w)), float(cost.std())
    hot = np.column_stack([each.holds(values) for each in tried]).astype(np.float32)
    sums = _Sums.of(hot, (cost - middle) / spread, w, independent)
    first, second = np.triu_indices(len(tried))
    columns = np.array([each.column for each in tried])
    single = first == second
    fits = (sums.rows >= min_rows)[first, second] & (single | (columns[first] != columns[second]))
    fits &= (sums.total <= max_share * w.sum())[first, second]
    first, second, single = first[fits], second[fits], single[fits]
    if not len(first):
        return ()
    inside = sums.part(first, second)
    t, p = _welch(inside, sums.whole.less(inside))
    corrected = holm(p)
    effect = inside.mean * spread >= min_effect * abs(middle)
    sure = (corrected <= level) & effect
    sure &= single | _both_matter(sums, inside, first, second)
    rank = inside.total * inside.mean if largest else t
    order = [int(k) for k in np.lexsort((second, first, -rank.round(6))) if sure[k]]
    kept = _apart(hot, [(first[k], second[k]) for k in order], most)
    by_pair = {(first[k], second[k]): float(corrected[k]) for k in order}
    return tuple(
        _slice([tried[k] for k in dict.fromkeys(pair)], values, (cost, w), by_pair[pair])
        for pair in kept
    )


def _all(of: Sequence[Condition], values: Array) -> Array:
    return np.asarray(np.logical_and.reduce([each.holds(values) for each in of]))


def _weights(cost: Array, weight: Array | None) -> Array:
    if weight is None:
        return np.ones(len(cost))
    return np.asarray(np.asarray(weight, dtype=float) / np.mean(weight))


@dataclass(frozen=True)
class _Part:
    """Weighted sums over some rows: of 1, of costs, of their squares, and of squared weights."""

    total: Any
    costs: Any
    squares: Any
    weights2: Any
    independent: float

    @property
    def mean(self) -> Any:
        return self.costs / np.maximum(self.total, 1e-9)

    @property
    def effective(self) -> Any:
        return self.independent * self.total**2 / np.maximum(self.weights2, 1e-9)

    @property
    def error2(self) -> Any:
        """The squared standard error of the mean."""
        spread = self.squares / np.maximum(self.total, 1e-9) - self.mean**2
        return np.maximum(spread, 0.0) / np.maximum(self.effective - 1, 1e-9)

    def less(self, part: "_Part") -> "_Part":
        """These rows without those of `part`."""
        return _Part(
            np.maximum(self.total - part.total, 0.0),
            self.costs - part.costs,
            self.squares - part.squares,
            np.maximum(self.weights2 - part.weights2, 0.0),
            self.independent,
        )


@dataclass(frozen=True)
class _Sums:
    """The sums of every pair of conditions, shape (conditions, conditions); single: diagonal."""

    rows: Array
    total: Array
    costs: Array
    squares: Array
    weights2: Array
    whole: _Part

    @classmethod
    def of(cls, hot: Array, cost: Array, weight: Array, independent: float) -> "_Sums":
        def together(each: Array) -> Array:
            return np.asarray((hot.T @ (hot * each.astype(np.float32)[:, None])).astype(float))

        from threadpoolctl import threadpool_limits

        plain = bool((weight == 1).all())
        parts = (weight, weight * cost, weight * cost**2, weight**2)
        with threadpool_limits(limits=1):
            rows = np.asarray((hot.T @ hot).astype(float))
            total = rows if plain else together(parts[0])
            costs, squares = together(parts[1]), together(parts[2])
            weights2 = rows if plain else together(parts[3])
        ones, costed, squared, twice = (float(each.sum()) for each in parts)
        whole = _Part(ones, costed, squared, twice, independent)
        return cls(rows, total, costs, squares, weights2, whole)

    def part(self, first: Array, second: Array) -> _Part:
        """Of the rows that meet both conditions of each pair."""
        where = first, second
        of = self.total[where], self.costs[where], self.squares[where], self.weights2[where]
        return _Part(of[0], of[1], of[2], of[3], self.whole.independent)


def _welch(inside: _Part, outside: _Part) -> tuple[Array, Array]:
    """How many standard errors dearer, and the probability of that by luck, one-sided."""
    from scipy.special import stdtr

    error = np.sqrt(np.maximum(inside.error2 + outside.error2, 1e-24))
    t = (inside.mean - outside.mean) / error
    return t, stdtr(np.maximum(inside.effective - 1, 1.0), -t)


def _both_matter(
    sums: _Sums, inside: _Part, first: Array, second: Array, *, least: float = 2.576
) -> Array:
    """Whether a pair is dearer than the rest of either of its conditions."""
    matter = np.ones(len(first), dtype=bool)
    for one in (first, second):
        rest = sums.part(one, one).less(inside)
        matter &= (rest.effective >= 5) & (_welch(inside, rest)[0] >= least)
    return matter


def _apart(hot: Array, pairs: Sequence[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """The first pairs of which no two share more than half of the rows of the smaller one."""
    kept: list[tuple[int, int]] = []
    marks: list[Array] = []
    for pair in pairs:
        mark = (hot[:, pair[0]] * hot[:, pair[1]]) > 0
        shared = [(mark & other).sum() / min(mark.sum(), other.sum()) for other in marks]
        if all(share <= 0.5 for share in shared):
            kept, marks = [*kept, pair], [*marks, mark]
        if len(kept) == most:
            break
    return kept


def _slice(of: Sequence[Condition], values: Array, priced: tuple[Array, Array], p: float) -> Slice:
    cost, weight = priced
    inside = _all(of, values)
    means = [float(np.average(cost[rows], weights=weight[rows])) for rows in (inside, ~inside)]
    return Slice(tuple(of), int(inside.sum()), means[0], means[1], p)


def tried_again(
    found: Sequence[Slice],
    values: Array,
    cost: Array,
    *,
    unit: str,
    weight: Array | None = None,
    groups: Array | None = None,
    min_rows: int = 10,
    level: float = 0.95,
) -> tuple[Tried, ...]:
    """The slices on rows that were not searched: what they cost there, whatever comes out.

    min_rows: inside and outside; a slice with fewer cannot be tried and is left out. groups: rows
    that share a number belong to one thing. p is corrected by Holm for the slices tried here.
    """
    told: list[Tried] = []
    for each in found:
        inside = each.holds(values)
        if min(int(inside.sum()), int((~inside).sum())) < min_rows:
            continue
        within, beyond = (
            mean(
                cost[rows],
                unit=unit,
                weight=None if weight is None else weight[rows],
                groups=None if groups is None else groups[rows],
                level=level,
            )
            for rows in (inside, ~inside)
        )
        told.append(Tried(each, int(inside.sum()), within, beyond, _by_luck(within, beyond)))
    corrected = holm(np.array([each.p for each in told]))
    return tuple(replace(each, p=float(p)) for each, p in zip(told, corrected, strict=True))


def _by_luck(inside: Estimate, outside: Estimate) -> float:
    """Probability of a gap as wide as this, or wider, if there is none."""
    from scipy.special import stdtr

    error = float(np.hypot(_error(inside), _error(outside)))
    gap = inside.value - outside.value
    if not np.isfinite(error):
        return 1.0
    if error == 0:
        return float(gap <= 0)
    return float(stdtr(max(inside.n - 1, 1), -gap / error))


def _error(each: Estimate) -> float:
    return (each.high - each.value) / student_quantile((1 + each.level) / 2, max(each.n - 1, 1))
