"""How the loss falls as rows are added: one cheap recipe, learned from parts of the rows."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.learners.folds import Fold, Folds
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Recipe
from gardefou.measures.curve_fit import Trend, contrast, trend
from gardefou.measures.intervals import mean

Array = NDArray[Any]

SHARES = (0.125, 0.25, 0.5, 1.0)
"""Parts of the rows that are learned from: doublings; the last three carry the forecast."""

_ONE_ERROR = 0.6827  # the level of an interval that is one standard error wide on either side


@dataclass(frozen=True)
class Yardstick:
    """What is asked of scores. of(raw, judged): shape (judged rows,), from raw (judged, outputs).

    judged: which rows of the problem those are, a mask of shape (rows,).
    """

    unit: str
    of: Callable[[Array, Array], Array]


@dataclass(frozen=True)
class Curve:
    """A learning curve. rows: learned from at each point. points: the mean on the judged rows.

    error: standard error of the last point. seconds: of CPU that it took.
    """

    recipe: str
    rows: tuple[int, ...]
    points: tuple[Estimate, ...]
    trend: Trend
    error: float
    seconds: float

    @property
    def unit(self) -> str:
        """Of all its numbers."""
        return self.points[-1].unit

    def ahead(self, times: float) -> Estimate:
        """The score at so many times the rows, with a band of 90 %."""
        return self.trend.ahead(times, self.error, unit=self.unit)

    def saved(self, times: float) -> Estimate:
        """How much lower it is there than now, with a band of 90 %."""
        return self.trend.saved(times, unit=self.unit)


@dataclass(frozen=True)
class Judged:
    """The rows that judge: the problem, its folds, and what makes rows belong together.

    things: rows that share a number stay together when rows are drawn, shape (rows,); None: each
    row is a thing of its own.
    """

    problem: Problem
    folds: Folds
    things: Array | None = None


def learning_curve(
    judged: Judged,
    recipe: Recipe,
    yardstick: Yardstick,
    *,
    full: Array | None = None,
    fewest: int = 20,
) -> Curve | None:
    """The curve of this recipe; None where there are too few rows, or it cannot learn from a part.

    full: out-of-fold scores of the same recipe on all rows, shape (rows, outputs), where a race has
    them: the dearest point is then free, and the others cost 0.9 of what it did. fewest: rows that
    the smallest of the three last points must learn from; on fewer it is mostly chance.
    Rows are drawn at random within each class, anew for each fold.
    """
    if min(len(fold.learn) for fold in judged.folds) * SHARES[-3] < fewest:
        return None
    began = time.process_time()
    learned = list(_learned(judged, recipe, full))
    if len(learned) < 3:
        return None
    rows = np.array([sizes for sizes, _ in learned])
    known = np.all([~np.isnan(raw[:, 0]) for _, raw in learned], axis=0)
    each = np.array([yardstick.of(raw[known], known) for _, raw in learned])
    drawn = _Drawn(judged, known, yardstick.unit)
    return drawn.curve(recipe.name, rows, each, time.process_time() - began)


def loss_of(problem: Problem) -> Yardstick:
    """Log loss, or squared error."""
    unit = "log loss" if problem.classes else "squared error"
    return Yardstick(unit, lambda raw, judged: problem.take(judged).losses(raw))


def _learned(judged: Judged, recipe: Recipe, full: Array | None) -> Iterator[tuple[float, Array]]:
    """Mean rows learned from and out-of-fold scores, by growing share; none where a fit fails."""
    for number, share in enumerate(SHARES):
        if share == 1.0 and full is not None:
            yield float(np.mean([len(fold.learn) for fold in judged.folds])), full
            continue
        raw = np.full((len(judged.problem), judged.problem.outputs), np.nan)
        sizes = []
        try:
            for fold in judged.folds:
                part = fold.learn[_turn(judged, fold) < share]
                raw[fold.judge] = _scores(judged.problem, recipe, part, fold.judge)
                sizes.append(len(part))
        except Exception:
            if number:  # only the smallest part may be too small
                return
            continue
        yield float(np.mean(sizes)), raw


def _scores(problem: Problem, recipe: Recipe, part: Array, judge: Array) -> Array:
    judging = problem.take(judge)
    return recipe.fit(problem.take(part), judging, None).raw(judging.matrix)


def _turn(judged: Judged, fold: Fold) -> Array:
    """When each learning row has its turn [0, 1): evenly within its class, things together."""
    problem = judged.problem
    rng = np.random.default_rng((problem.seed, fold.number))
    if judged.things is not None:
        names, thing = np.unique(judged.things[fold.learn], return_inverse=True)
        return np.asarray(rng.permutation(len(names))[thing] / len(names))
    groups = problem.y[fold.learn] if problem.classes else np.zeros(len(fold.learn))
    turn = np.empty(len(fold.learn))
    for group in np.unique(groups):
        mine = np.flatnonzero(groups == group)
        turn[mine] = rng.permutation(len(mine)) / len(mine)
    return turn


@dataclass(frozen=True)
class _Drawn:
    """Losses of the judged rows as a curve. known: those rows, a mask."""

    judged: Judged
    known: Array
    unit: str

    def curve(self, recipe: str, rows: Array, each: Array, seconds: float) -> Curve:
        """The curve through these losses, shape (points, judged rows)."""
        points = tuple(self._mean(values) for values in each)
        middle = np.array([point.value for point in points])
        fall = trend(rows, middle, self._error(contrast(rows) @ each))
        sizes = tuple(round(size) for size in rows)
        return Curve(recipe, sizes, points, fall, self._error(each[-1]), seconds)

    def _mean(self, values: Array, level: float = 0.95) -> Estimate:
        things = None if self.judged.things is None else self.judged.things[self.known]
        weight = self.judged.problem.weight[self.known]
        return mean(values, unit=self.unit, weight=weight, groups=things, level=level)

    def _error(self, values: Array) -> float:
        found = self._mean(values, _ONE_ERROR)
        return found.high - found.value
