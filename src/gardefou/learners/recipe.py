"""What a recipe is: one family of models, with what it can take and what it costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.core.shelf import Shelf
from gardefou.learners.encode import Matrix
from gardefou.learners.problem import Problem

Array = NDArray[Any]

MANY = 10_000
"""Rows above which one fold is run instead of five, and nearly every further recipe gains less."""


@dataclass(frozen=True)
class Packed:
    """A fitted model as plain data: no code, nothing to unpickle."""

    meta: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, Array] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Course:
    """How a fit went: mean losses on the rows it learned from and on those that judge.

    along: "rounds", "strength" (of a penalty), "epochs" or "neighbours". at: where on that way.
    """

    along: str
    at: tuple[float, ...]
    learned: tuple[float, ...]
    judged: tuple[float, ...]


class Fitted(Protocol):
    """A fitted model; one that was judged may have a `course`."""

    @property
    def setting(self) -> Mapping[str, float]:
        """What was chosen on the judging rows, enough to refit."""

    def raw(self, matrix: Matrix) -> Array:
        """Scores, shape (rows, outputs): log-odds, or the target's unit."""

    def contributions(self, matrix: Matrix) -> Array:
        """What each feature adds to the scores, shape (rows, outputs, features).

        Their sum over features and a constant of the model is `raw`.
        """

    def pack(self) -> Packed:
        """The model as plain data."""


@dataclass(frozen=True)
class Hope:
    """What it may cost to try a recipe, all folds counted, as a share of the loss.

    One fold tells what it adds to the best mean of those before it; the others are run only where
    that pays for them. With the gains of real tables, a dearer try costs more than it finds
    (benchmarks/learning/hopes.md). classes, numbers: where the answer is one of some classes, or a
    number, whose loss is a square; each on tables of up to `MANY` rows, and on larger ones.
    """

    classes: tuple[float, float]
    numbers: tuple[float, float]

    def of(self, task: Task, rows: int) -> float:
        """The hope for a task on so many rows.

        >>> Hope(classes=(0.02, 0.01), numbers=(0.3, 0.1)).of(Task.REGRESSION, 500)
        0.3
        """
        few, many = self.numbers if task is Task.REGRESSION else self.classes
        return few if rows <= MANY else many


@dataclass(frozen=True)
class Recipe:
    """One family of models on the shelf `learners/recipes/`.

    order: place in the race, cheap first. readable: whether a person can follow every decision.
    fit(problem, judge, setting): learns; where `judge` is given it picks its setting on it,
    where `setting` is given it keeps to that. merge: several fitted on parts of the rows as one,
    whose raw scores are the mean of theirs (of forests, what trees give is averaged, not scores).
    refuses: why it cannot take this problem, or "". seconds: rough CPU seconds of one fit with a
    judge, reckoned from sizes alone: budgets are kept by it, and the same table must always come to
    the same. stepped: the same of a fit of so many rounds or epochs, where it takes such. A fit
    whose problem has an `allowance` does less (fewer rounds, fewer penalties) so that it stays
    below. hope: what a try may cost. raced: whether it enters races. varies: whether another seed
    makes another model, so that the mean of several is better. folded: whether the mean of what
    five folds taught is better than what all rows teach at once (benchmarks/learning/refits.md).
    told: all that LightGBM is told of a problem, where it learns the whole model; None elsewhere.
    """

    name: str
    order: int
    readable: bool
    page: str
    fit: Callable[[Problem, Problem | None, Mapping[str, float] | None], Fitted]
    merge: Callable[[Sequence[Any]], Fitted]
    unpack: Callable[[Packed], Fitted]
    seconds: Callable[[Problem], float]
    stepped: Callable[[Problem, float], float] | None = None
    refuses: Callable[[Problem], str] = lambda _: ""
    serve_cost: float = 1.0
    hope: Hope = Hope((0.01, 0.01), (0.01, 0.01))
    raced: bool = True
    varies: bool = False
    folded: bool = False
    told: Callable[[Problem], Mapping[str, object]] | None = None

    def reckoned(self, problem: Problem, steps: float | None = None) -> float:
        """CPU seconds of a fit, by how many rounds or epochs it took where that is known."""
        if steps is None or self.stepped is None:
            return self.seconds(problem)
        return self.stepped(problem, steps)


RECIPES: Shelf[Recipe] = Shelf("gardefou.learners.recipes", Recipe)
"""Every recipe, found by its file."""


def by_price() -> list[Recipe]:
    """The recipes in the order of the race, cheap first."""
    raced = (recipe for recipe in RECIPES if recipe.raced)
    return sorted(raced, key=lambda recipe: (recipe.order, recipe.name))
