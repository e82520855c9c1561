"""Rules between columns: one value says what another should be, for nearly all rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.measures.scores import ranks

Array = NDArray[Any]


@dataclass(frozen=True)
class Clear:
    """When a group of rows with the same given value says what the column should hold.

    rows: filled cells that it needs. share: of them that must agree. rival: how often the second
    commonest value may stand there, in parts of the commonest: two values that share a group are
    both right, while slips scatter.
    """

    rows: int = 5
    share: float = 0.5
    rival: float = 0.25


CLEAR = Clear()


@dataclass(frozen=True)
class Rule:
    """How well `given -> column` holds.

    groups: that are large enough. other: of them, with another value than the commonest. clear:
    share of the rows in groups that say what they should hold. holds: share of their cells with
    an established value (see `rule`) that agree. gain: share of the errors of always saying the
    commonest value that the rule spares [0 .. 1], Goodman and Kruskal's lambda. breaks: cells of
    clear groups that differ, with an established value and with a rare one. spread: groups in
    which it breaks, over those in which as many breaks would lie if they fell anywhere. repeats:
    how much oftener than by chance two breaks of a group are the same value [<= 1]; None where
    that cannot be told, as there is but one other value, or no group with two.
    """

    groups: int
    other: int
    clear: float
    holds: float
    gain: float
    breaks: tuple[int, int]
    spread: float
    repeats: float | None


@dataclass(frozen=True)
class _Pairs:
    """Rows of each pair (given, value) that occurs, and of each given value."""

    given: Array
    value: Array
    rows: Array
    filled: Array
    top: Array
    rival: Array
    is_top: Array
    wanted: Array


def _pairs(given: Array, column: Array) -> _Pairs:
    both = (given >= 0) & (column >= 0)
    values = int(column.max(initial=0)) + 1
    groups = int(given.max(initial=0)) + 1
    flat = given[both].astype(np.int64) * values + column[both]
    kept, rows = np.unique(flat, return_counts=True)
    group, value = kept // values, kept % values
    order = np.lexsort((value, -rows, group))
    group, value, rows = group[order], value[order], rows[order]
    is_top = np.ones(len(group), dtype=bool)
    is_top[1:] = group[1:] != group[:-1]
    second = np.flatnonzero(is_top[:-1] & ~is_top[1:]) + 1
    top, rival = np.zeros((2, groups), dtype=np.int64)
    wanted = np.full(groups, -1, dtype=np.int64)
    top[group[is_top]], wanted[group[is_top]] = rows[is_top], value[is_top]
    rival[group[second]] = rows[second]
    filled = np.bincount(group, weights=rows, minlength=groups)
    return _Pairs(group, value, rows, filled, top, rival, is_top, wanted)


def _is_clear(pairs: _Pairs, clear: Clear) -> Array:
    agreed = pairs.top >= clear.share * pairs.filled
    return (pairs.filled >= clear.rows) & agreed & (pairs.rival <= clear.rival * pairs.top)


def wanted(given: Array, column: Array, clear: Clear = CLEAR) -> Array:
    """What each cell should hold by its given value, int, shape (rows,); -1 where nothing is said.

    given, column: int codes, shape (rows,), -1 for missing.

    >>> wanted(np.array([0] * 6 + [1]), np.array([4, 4, 4, 4, 4, 2, 2])).tolist()
    [4, 4, 4, 4, 4, 4, -1]
    """
    if not len(given):
        return np.zeros(0, dtype=np.int64)
    pairs = _pairs(given, column)
    told = np.append(np.where(_is_clear(pairs, clear), pairs.wanted, -1), -1)
    return np.asarray(told[given])


def outvoted(column: Array, wants: Sequence[Array]) -> tuple[Array, Array]:
    """Which cells differ from what most of the given columns that say anything want, and the want.

    column: int codes, -1 for missing. wants: of each given column, see `wanted`. The want is the
    one with most votes, of the earliest column among equals; -1 where nobody says anything.

    >>> outvoted(np.array([1, 1, -1]), [np.array([1, 2, 2]), np.array([3, 2, -1])])
    (array([False,  True,  True]), array([1, 2, 2]))
    """
    said = np.stack(list(wants)) if wants else np.full((1, len(column)), -1)
    votes = ((said[:, None] == said[None, :]) & (said[:, None] >= 0)).sum(axis=1)
    best = np.take_along_axis(said, votes.argmax(axis=0)[None], axis=0)[0]
    against = ((said >= 0) & (said != column)).sum(axis=0)
    return 2 * against > (said >= 0).sum(axis=0), best


def established(codes: Array, fewest: int) -> Array:
    """The codes without the values that fewer than `fewest` rows hold, which become -1.

    >>> established(np.array([0, 0, 1, -1]), 2).tolist()
    [0, 0, -1, -1]
    """
    counts = np.append(np.bincount(codes[codes >= 0], minlength=1), 0)
    return np.where(counts[codes] >= fewest, codes, -1)


def agreements(given: Array, columns: Array, chance: Array, most: int = 1000) -> Array:
    """How much oftener two rows with the same given value agree in each column than any two.

    1 where they always do, 0 where no oftener; NaN where nothing can be said: Cohen's kappa of
    neighbours within a group, so the rows should be in an order that says nothing. given: codes,
    shape (rows,). columns: codes, shape (columns, rows); -1 counts nowhere. chance: of two rows of
    a column to agree, shape (columns,), see `chance_agreement`. most: pairs of rows looked at.

    >>> given = np.repeat(np.arange(9), 3)
    >>> agreements(given, np.stack([given // 3]), np.array([1 / 3]))
    array([1.])
    """
    order = np.argsort(given, kind="stable")
    order = order[given[order] >= 0]
    near = np.flatnonzero(given[order][1:] == given[order][:-1])
    near = near[:: len(near) // most + 1]
    one, other = columns[:, order[near]], columns[:, order[near + 1]]
    both = (one >= 0) & (other >= 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        agree = ((one == other) & both).sum(axis=1) / both.sum(axis=1)
        return np.asarray((agree - chance) / (1 - chance))


def chance_agreement(codes: Array) -> float:
    """Probability that two rows hold the same value [0, 1]; -1 counts nowhere.

    >>> chance_agreement(np.array([0, 0, 1, 1]))
    0.5
    """
    counts = np.bincount(codes[codes >= 0])
    return float(((counts / max(counts.sum(), 1)) ** 2).sum())


def rule(given: Array, column: Array, clear: Clear = CLEAR) -> Rule | None:
    """How well the rule holds; None where too little is there to say.

    A value is established if at least `clear.rows` rows of the column hold it: what is rarer may
    be a slip, and says nothing of the rule itself. given, column: int codes, -1 for missing.
    Source: Goodman and Kruskal 1954, doi:10.1080/01621459.1954.10501231 (gain).

    >>> given = np.repeat(np.arange(10), 10)
    >>> column = given // 2
    >>> column[[3, 47]] = [4, 0]
    >>> found = rule(given, column)
    >>> found.groups, found.holds, found.breaks
    (10, 0.98, (2, 0))
    """
    if not len(given):
        return None
    pairs = _pairs(given, column)
    large = (pairs.filled >= clear.rows) & (pairs.top > 1)
    sure = _is_clear(pairs, clear) & large
    known = np.bincount(pairs.value, weights=pairs.rows)[pairs.value] >= clear.rows
    inside = known & large[pairs.given]
    rows, most = pairs.rows[inside].sum(), _most(pairs.value[inside], pairs.rows[inside])
    if not sure.any() or rows <= most:
        return None
    wrong = ~pairs.is_top & known & sure[pairs.given]
    slips = ~pairs.is_top & ~known & sure[pairs.given]
    errors = pairs.rows[inside & ~pairs.is_top].sum()
    in_sure = pairs.rows[known & sure[pairs.given]].sum()
    broken = int(pairs.rows[wrong].sum())
    return Rule(
        groups=int(large.sum()),
        other=int(large.sum() - _most(pairs.wanted[large], np.ones(large.sum()))),
        clear=float(pairs.filled[sure].sum() / pairs.filled[large].sum()),
        holds=float(1 - broken / max(in_sure, 1)),
        gain=float(1 - errors / (rows - most)),
        breaks=(broken, int(pairs.rows[slips].sum())),
        spread=_spread(pairs, sure, wrong),
        repeats=_repeats(pairs, wrong | slips),
    )


def _most(values: Array, rows: Array) -> float:
    """Rows of the commonest value."""
    return float(np.bincount(values, weights=rows).max()) if len(values) else 0.0


def _spread(pairs: _Pairs, sure: Array, wrong: Array) -> float:
    """Groups with a break over those expected if each cell broke with the same probability."""
    breaks = np.bincount(pairs.given[wrong], weights=pairs.rows[wrong], minlength=len(sure))
    share = breaks.sum() / max(pairs.filled[sure].sum(), 1)
    expected = float((1 - (1 - share) ** pairs.filled[sure]).sum())
    return float((breaks > 0).sum()) / expected if expected > 0 else 1.0


def _repeats(
    pairs: _Pairs, wrong: Array, *, fewest: int = 6, most_chance: float = 0.9
) -> float | None:
    """Kappa of two breaks of a group being the same value, beside draws from the column's mix."""
    groups = len(pairs.top)
    breaks = np.bincount(pairs.given[wrong], weights=pairs.rows[wrong], minlength=groups)
    couples = breaks * (breaks - 1)
    if couples.sum() < fewest:
        return None
    same = float((pairs.rows[wrong] * (pairs.rows[wrong] - 1)).sum() / couples.sum())
    mix = np.bincount(pairs.value, weights=pairs.rows)
    mix = mix / mix.sum()
    own = np.where(pairs.wanted >= 0, mix[pairs.wanted], 0.0)
    by_chance = ((mix**2).sum() - own**2) / np.maximum(1 - own, 1e-9) ** 2
    chance = float((by_chance * couples).sum() / couples.sum())
    return (same - chance) / (1 - chance) if chance < most_chance else float("nan")


@dataclass(frozen=True)
class Demand:
    """What a dependency must be to count as a rule; reasons in the page of broken_rule."""

    groups: int = 20
    other: int = 5
    clear: float = 0.8
    holds: float = 0.95
    sure: float = 0.98
    gain: float = 0.8
    spread: float = 0.5
    repeats: float = 0.6


DEMAND = Demand()


def is_rule(found: Rule, demand: Demand = DEMAND, *, few: int = 3) -> bool:
    """Whether it holds but for slips. few: breaks below which nothing is asked of where they lie.

    >>> is_rule(Rule(40, 39, 1.0, 0.99, 0.99, (10, 0), 0.9, None))
    True
    >>> is_rule(Rule(40, 39, 1.0, 0.99, 0.99, (10, 0), 0.1, None))
    False
    """
    many = found.groups >= demand.groups and found.other >= demand.other
    strong = found.clear >= demand.clear and found.gain >= demand.gain
    scattered = found.breaks[0] < few or found.spread >= demand.spread
    again = found.repeats
    holds = demand.sure if again is not None and np.isnan(again) else demand.holds
    fresh = again is None or np.isnan(again) or again <= demand.repeats
    return bool(many and strong and scattered and fresh and found.holds >= holds)


def follows_order(
    given: Array, column: Array, clear: Clear = CLEAR, *, ordered: bool = False
) -> float:
    """How much a rule is but a matter of size [0 .. 1]: neighbours on the scale want the same.

    given: codes in the order of the numbers, a band of which may hold one value (price -> price
    band); 0 as if the groups were shuffled, 1 if each value has one band. ordered: the column's
    codes are in the order of numbers too; then also how far both go together (rank correlation).

    >>> follows_order(np.repeat(np.arange(8), 5), np.repeat([0, 1], 20))
    1.0
    """
    pairs = _pairs(given, column)
    values = pairs.wanted[_is_clear(pairs, clear)]
    groups = len(values)
    counts = np.unique(values, return_counts=True)[1]
    if len(counts) < 2:
        return 0.0
    same = float((counts * (counts - 1)).sum()) / (groups * (groups - 1))
    shuffled, fewest = (groups - 1) * (1 - same), len(counts) - 1
    changes = int((values[1:] != values[:-1]).sum())
    bands = (shuffled - changes) / (shuffled - fewest) if shuffled > fewest + 1e-9 else 0.0
    together = abs(np.corrcoef(np.arange(groups), ranks(values))[0, 1]) if ordered else 0.0
    return float(np.clip(max(bands, together), 0, 1))


def rank_correlations(values: Array) -> Array:
    """Spearman's correlation of each pair of columns [-1, 1], shape (columns, columns), float32.

    values: shape (rows, columns), missing as NaN. Ranks are those among all filled cells of a
    column, which is a little off where two columns are empty in different rows; 0 if constant.

    >>> rank_correlations(np.array([[1.0, 8.0], [2.0, 5.0], [9.0, 1.0]])).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    placed = np.zeros(values.shape, dtype=np.float32)
    filled = ~np.isnan(values)
    for column in range(values.shape[1]):
        at = filled[:, column]
        own = ranks(values[at, column]) if at.any() else np.zeros(0)
        spread = own.std() if len(own) else 0.0
        placed[at, column] = (own - own.mean()) / spread if spread > 0 else 0.0
    if filled.all():
        return np.asarray(placed.T @ placed / max(len(values), 1)).round(6)
    there = filled.astype(np.float32)
    squares = (placed**2).T @ there
    scale = np.sqrt(squares * squares.T)
    return np.asarray((placed.T @ placed) / np.where(scale > 0, scale, 1)).round(6)
