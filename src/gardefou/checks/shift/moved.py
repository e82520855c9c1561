"""How far each column has moved between then and now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gardefou.checks.shift.answer import FEWEST, Weights, weights_by_answer
from gardefou.checks.shift.judged import judged
from gardefou.core.estimate import Estimate
from gardefou.core.evidence import Shift
from gardefou.core.need import Need
from gardefou.core.words import number
from gardefou.measures import association, intervals
from gardefou.measures.personal import shown
from gardefou.measures.two_samples import Gap, levels_gap, numbers_gap
from gardefou.table.frame import Array, Cells, Coded

_FEW_VALUES = 12  # numbers of so many different values are compared value by value


@dataclass(frozen=True)
class Moved:
    """One column, set beside itself.

    how: values, levels or holes. before, after: the share of the rows of then and of now with a
    value up to `at`, with the level `at`, or with nothing: where they differ most.
    """

    name: str
    how: str
    gap: Gap
    before: float
    after: float
    at: str = ""


@dataclass(frozen=True)
class _Side:
    """A column on one side. values: numbers, or numbers of levels; NaN for missing."""

    values: Array
    fold: Array
    weight: Array

    def take(self, rows: Array) -> "_Side":
        return _Side(self.values[rows], self.fold[rows], self.weight[rows])

    def share(self, rows: Array) -> float:
        return float(self.weight[rows].sum() / self.weight.sum())


def moved_columns(
    need: Need, shift: Shift, *, min_effect: float, max_p: float
) -> tuple[list[Moved], list[Moved]]:
    """Columns that moved of themselves, and those that moved only as the answer did.

    Each strongest first. min_effect: of the lower bound of the gap. max_p: over all columns
    together, by Holm's method. A column moved with the answer if it lies where it did once the
    rows of then are weighed to hold the answers of now.
    """
    if min(len(shift.then), len(shift.now)) < FEWEST:
        return [], []
    named = far(
        [compared(shift, name) for name in judged(need, shift)], min_effect=min_effect, max_p=max_p
    )
    weights = weights_by_answer(need, shift) if named else None
    if weights is None:
        return named, []
    still = {each.name: compared(shift, each.name, weights) for each in named}
    own = [each for each in named if still[each.name].gap.effect.low >= min_effect]
    return own, [each for each in named if each not in own]


def far(found: Sequence[Moved], *, min_effect: float, max_p: float) -> list[Moved]:
    """Those whose gap is sure to be at least so large, strongest first."""
    p = intervals.holm(np.array([each.gap.p for each in found]))
    sure = [
        each
        for each, chance in zip(found, p, strict=True)
        if chance <= max_p and each.gap.effect.low >= min_effect
    ]
    return sorted(sure, key=lambda each: (-each.gap.effect.low, each.name))


def compared(shift: Shift, name: str, weights: Weights | None = None) -> Moved:
    """A column of then beside itself now: what it holds, or its holes, whichever differ more."""
    w = weights or Weights(np.ones(len(shift.then)), np.ones(len(shift.now)))
    cells = shift.then.frame[name], shift.now.frame[name]
    levels, values = _common(*cells)
    then, now = (
        _Side(each, association.folds(side.hashes, 2), weight).take(weight > 0)
        for each, side, weight in zip(values, (shift.then, shift.now), (w.then, w.now), strict=True)
    )
    found = _holes(name, then, now)
    then, now = (side.take(~np.isnan(side.values)) for side in (then, now))
    if levels is not None:
        if name in shift.unseen:
            now = now.take(~_strange(then.values, now.values))
        found += _levels(name, levels, then, now)
    else:
        found += _numbers(name, then, now)
    if not found:
        return Moved(name, "holes", Gap(Estimate(0.0, 0.0, 1.0, "share of rows", 0), 1.0), 0.0, 0.0)
    most = max(found, key=lambda one: (one.gap.effect.low, -one.gap.p))
    p = min(1.0, len(found) * min(one.gap.p for one in found))
    return replace(most, gap=replace(most.gap, p=p))


def _common(then: Cells, now: Cells) -> tuple[tuple[str, ...] | None, tuple[Array, Array]]:
    """The levels of both sides together, None for numbers; and the cells as floats."""
    if isinstance(then, Coded) and isinstance(now, Coded):
        levels = tuple(sorted({*then.levels, *now.levels}))
        place = {level: float(at) for at, level in enumerate(levels)}
        return levels, (_placed(then, place), _placed(now, place))
    assert not isinstance(then, Coded)
    assert not isinstance(now, Coded)
    different = np.unique(np.concatenate([_few(then), _few(now)]))
    if len(different) > _FEW_VALUES:
        return None, (then, now)
    names = tuple(number(float(value)) for value in different)
    return names, (_position(then, different), _position(now, different))


def _placed(cells: Coded, place: dict[str, float]) -> Array:
    return np.asarray(np.array([*(place[level] for level in cells.levels), np.nan])[cells.codes])


def _few(values: Array) -> Array:
    """The different numbers; of a column of many, enough of them to see that."""
    first = np.unique(values[:1000])
    found = first if len(first) > _FEW_VALUES + 1 else np.unique(values)
    return np.asarray(found[~np.isnan(found)])


def _position(values: Array, different: Array) -> Array:
    place = np.searchsorted(different, values).astype(float)
    return np.asarray(np.where(np.isnan(values), np.nan, place))


def _strange(then: Array, now: Array, *, chance: float = 1e-4) -> Array:
    """Rows of now whose level was not there then, if luck does not bring so many of it.

    They are `unseen_category`'s; the others are compared as if they were all.
    """
    k = int(max(then.max(initial=0), now.max(initial=0))) + 1
    before, after = (np.bincount(side.astype(int), minlength=k) for side in (then, now))
    share = len(now) / max(len(now) + len(then), 1)
    strange = (before == 0) & (share ** after.astype(float) < chance)
    return np.asarray(strange[now.astype(int)])


def _holes(name: str, then: _Side, now: _Side) -> list[Moved]:
    a, b = np.isnan(then.values), np.isnan(now.values)
    if not (a.any() or b.any()):
        return []
    gap = levels_gap(a.astype(int), b.astype(int), (then.fold, now.fold), then.weight)
    return [Moved(name, "holes", gap, then.share(a), now.share(b))]


def _levels(name: str, levels: Sequence[str], then: _Side, now: _Side) -> list[Moved]:
    if min(len(then.values), len(now.values)) < FEWEST:
        return []
    a, b = then.values.astype(int), now.values.astype(int)
    gap = levels_gap(a, b, (then.fold, now.fold), then.weight)
    before = np.bincount(a, then.weight, len(levels)) / then.weight.sum()
    after = np.bincount(b, minlength=len(levels)) / len(b)
    most = int(np.argmax(np.abs(before - after)))
    return [
        Moved(name, "levels", gap, float(before[most]), float(after[most]), shown(levels[most]))
    ]


def _numbers(name: str, then: _Side, now: _Side) -> list[Moved]:
    if min(len(then.values), len(now.values)) < FEWEST:
        return []
    gap = numbers_gap(then.values, now.values, (then.fold, now.fold), then.weight)
    shares = then.share(then.values <= gap.at), now.share(now.values <= gap.at)
    return [Moved(name, "values", gap, *shares, number(gap.at))]
