"""What a race may spend on learning, and what it keeps for the recipe that ends it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from gardefou.core.words import say
from gardefou.learners.folds import Fold, Folds
from gardefou.learners.problem import PLANNED, Problem
from gardefou.learners.recipe import Course, Recipe

_RESERVED = 0.25
"""Part of what is planned that is kept for the recipe that ends the race whatever happens."""


def worth_by_default(gain: float, rows: int = 0) -> float:
    """CPU seconds that a share of the loss is worth where nobody stated a price: 1 % is worth 50.

    More where there are over 50,000 rows, in proportion: who has many rows decides often.

    >>> worth_by_default(0.01), worth_by_default(0.01, rows=500_000)
    (50.0, 500.0)
    """
    return 5000 * gain * max(1.0, rows / 50_000)


@dataclass
class Purse:
    """The CPU seconds of one race, as reckoned and as spent.

    Reckoned seconds decide, so that the same seed and budget give the same model; a part of the
    budget is planned, and what was really spent guards the bound only where that was not enough.

    budget: CPU seconds of learning, None without bound. wall: seconds of wall clock, a guard that
    gives up reproducibility; None without bound. worth: CPU seconds that a gain, as a share of the
    loss, is worth; None: `worth_by_default` of these rows. steps: how far recipes went along their
    course on a whole fold. spent: on its fits; fresh: on those that were not found in the store.
    promised: to the best so far, for its other folds.
    """

    problem: Problem
    folds: Folds
    recipes: Sequence[Recipe]
    budget: float | None = None
    wall: float | None = None
    worth: Callable[[float], float] | None = None
    steps: dict[str, float] = field(default_factory=dict)
    reckoned: float = 0.0
    spent: float = 0.0
    fresh: float = 0.0
    promised: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def paid(self, gain: float) -> float:
        """CPU seconds that a gain, as a share of the loss, is worth."""
        return worth_by_default(gain, len(self.problem)) if self.worth is None else self.worth(gain)

    def hoped(self, recipe: Recipe) -> float:
        """CPU seconds that a try of a recipe may cost, were all folds run."""
        return self.paid(recipe.hope.of(self.problem.task, len(self.problem)))

    @property
    def left(self) -> float:
        """Seconds that may still be planned for, inf without a bound."""
        left = np.inf
        if self.budget is not None:
            planned = PLANNED * self.budget - self.reckoned
            left = min(planned, PLANNED * (self.budget - self.spent))
        if self.wall is not None:
            left = min(left, PLANNED * (self.wall - (time.monotonic() - self.began)))
        return left

    def allowance(self) -> float | None:
        """CPU seconds that one more fit may plan for, None without bound."""
        left = self.left
        return None if left == np.inf else max(left, 0.1)

    def seconds(self, recipe: Recipe, problem: Problem) -> float:
        """CPU seconds of a fit, by how far the last one on a whole fold went.

        Within a budget by sizes alone, as the budget itself is planned.
        """
        known = self.steps.get(recipe.name) if self.budget is None else None
        return recipe.reckoned(problem, known)

    def pay(
        self,
        recipe: Recipe,
        problem: Problem,
        took: float,
        course: Course | None = None,
        *,
        fresh: bool = True,
    ) -> None:
        """A fit was made, or found; it took so many CPU seconds, and went so."""
        if course is not None and len(problem) == len(self.folds.folds[0].learn):
            self.steps[recipe.name] = course.at[-1]
        self.reckoned += recipe.seconds(problem)
        self.spent += took
        self.fresh += took if fresh else 0.0

    def refuses(self, recipe: Recipe, seconds: float, *, chosen: bool) -> str:
        """Why a fit is not made, "" where it is. chosen: it was found worth its price already.

        A try must leave enough for the best so far, and for itself if it comes out best.
        """
        if recipe.name in ("trivial", self.last_resort):
            return ""
        left = self.left - self._reserve
        if left < np.inf and not chosen:
            left -= max(self.promised, self.rest(recipe))
        if seconds > left:
            return say("learners.race.too_dear")
        if not chosen and seconds * len(self.folds) > self.hoped(recipe):
            return say("learners.race.not_worth", seconds=seconds * len(self.folds))
        return ""

    def lets_finish(self, recipe: Recipe, first: float) -> bool:
        """Whether the budget lets it run on every fold. first: seconds that the first one took."""
        rest = max(self.rest(recipe), PLANNED * (len(self.folds) - 1) * first)
        free = recipe.name in ("trivial", self.last_resort)
        return free or rest <= self.left - self._reserve

    def rest(self, recipe: Recipe) -> float:
        """CPU seconds of all folds but the first, and of learning once more where that is due."""
        learn = self.problem.take(self.folds.folds[0].learn)
        again = self.seconds(recipe, self.problem) if self.folds.refit else 0.0
        return self.seconds(recipe, learn) * (len(self.folds) - 1) + again

    def part_for(self, recipe: Recipe, fold: Fold, *, fewest: int = 5000) -> Fold:
        """The fold; for the last resort with as many rows as the reserve pays for.

        fewest: rows, whatever the budget is.
        """
        if self.budget is None or recipe.name != self.last_resort:
            return fold
        seconds = recipe.seconds(self.problem.take(fold.learn)) * len(self.folds)
        paid = min(1.0, _RESERVED * PLANNED * self.budget / max(seconds, 1e-9))
        return fold.part(max(int(len(fold.learn) * paid), fewest))

    @cached_property
    def last_resort(self) -> str:
        """The first recipe of a second or less, or the cheapest: it runs whatever it costs.

        So even a starved race ends with a model.
        """
        models = (each for each in self.recipes if each.name != "trivial")
        prices = {r.name: r.seconds(self.problem) for r in models if not r.refuses(self.problem)}
        cheap = (name for name, seconds in prices.items() if seconds <= 1.0)
        return next(cheap, min(prices, key=lambda name: prices[name], default=""))

    @cached_property
    def _reserve(self) -> float:
        """CPU seconds of a budget that are kept for the last resort."""
        named = {recipe.name: recipe for recipe in self.recipes}
        last = named.get(self.last_resort)
        if self.budget is None or last is None:
            return 0.0
        return min(_RESERVED * PLANNED * self.budget, last.seconds(self.problem) * len(self.folds))
