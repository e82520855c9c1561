"""How far the answer has moved between then and now."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gardefou.checks.answers import answers
from gardefou.core.evidence import Shift
from gardefou.core.need import Need
from gardefou.measures import association
from gardefou.measures.two_samples import Folds, Gap, levels_gap, numbers_gap
from gardefou.table.frame import Array

FEWEST = 20
"""Rows on each side below which nothing is said: no gap that matters could be told from luck."""

_BINS = 10  # of the numbers of an answer, when rows are weighed by it


@dataclass(frozen=True)
class Weights:
    """How many each row of then, and of now, counts for; those of 0 are not compared."""

    then: Array
    now: Array


@dataclass(frozen=True)
class AnswerMoved:
    """The answer, set beside itself.

    gap: see `Gap`. classes: empty for a number; before, after: rows of each class. folds, y: of
    both sides, rows without an answer left out.
    """

    gap: Gap
    classes: tuple[str, ...]
    before: Array
    after: Array
    y: tuple[Array, Array]


def answer_moved(need: Need, shift: Shift) -> AnswerMoved | None:
    """How far the answer has moved; None where one side holds too few."""
    named = _answers(need, shift)
    if named is None:
        return None
    classes, y = named
    known = [np.isfinite(each) for each in y]
    if min(each.sum() for each in known) < FEWEST:
        return None
    halves = [association.folds(side.hashes, 2) for side in (shift.then, shift.now)]
    fold: Folds = halves[0][known[0]], halves[1][known[1]]
    then, now = (each[rows] for each, rows in zip(y, known, strict=True))
    if not classes:
        return AnswerMoved(numbers_gap(then, now, fold), (), then, now, y)
    counts = [np.bincount(each.astype(int), minlength=len(classes)) for each in (then, now)]
    gap = levels_gap(then.astype(int), now.astype(int), fold)
    return AnswerMoved(gap, classes, counts[0], counts[1], y)


def _answers(need: Need, shift: Shift) -> tuple[tuple[str, ...], tuple[Array, Array]] | None:
    """The classes of both sides together and their numbers, or numbers alone; NaN for none."""
    sides = shift.then.frame, shift.now.frame
    if need.target is None or not all(need.target in side for side in sides):
        return None
    (then, names), (now, others) = (answers(need, side) for side in sides)
    classes = tuple(sorted({*names, *others}))
    if not classes:
        return (), (then, now)
    return classes, (_renumbered(then, names, classes), _renumbered(now, others, classes))


def _renumbered(y: Array, names: Sequence[str], classes: Sequence[str]) -> Array:
    place = np.array([*(float(classes.index(name)) for name in names), np.nan])
    return np.asarray(place[np.where(np.isnan(y), -1, y).astype(int)])


def weights_by_answer(
    need: Need, shift: Shift, *, min_effect: float = 0.03, max_p: float = 0.01
) -> Weights | None:
    """Weights that give the rows of then the answers of now; None where the answer stayed."""
    moved = answer_moved(need, shift)
    if moved is None or moved.gap.p > max_p or moved.gap.effect.low < min_effect:
        return None
    then, now = moved.y
    if not moved.classes:
        cuts = np.nanquantile(then, np.linspace(0, 1, _BINS + 1)[1:-1])
        then, now = (
            np.where(np.isnan(y), np.nan, np.searchsorted(cuts, y).astype(float)) for y in moved.y
        )
    k = int(max(np.nanmax(then), np.nanmax(now))) + 1
    known = [y[~np.isnan(y)].astype(int) for y in (then, now)]
    p, q = (np.bincount(y, minlength=k) / len(y) for y in known)
    both = np.append((p > 0) & (q > 0), False)
    ratio = np.append(np.where(p > 0, q / np.maximum(p, 1e-12), 0.0), 0.0)
    of = [np.where(np.isnan(y), k, y).astype(int) for y in (then, now)]
    return Weights(np.where(both[of[0]], ratio[of[0]], 0.0), both[of[1]].astype(float))
