"""Which rows without an answer it would pay to ask about, by a committee of cheap models."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Need, Task
from gardefou.core.progress import Progress, silent
from gardefou.core.words import say
from gardefou.learners.decide import number_prices
from gardefou.learners.encode import Matrix
from gardefou.learners.final import middle
from gardefou.learners.folds import Folds
from gardefou.learners.problem import Problem, probabilities
from gardefou.learners.recipe import RECIPES, Fitted, Recipe
from gardefou.measures.acquisition import (
    Stakes,
    best_answers,
    class_stakes,
    number_stakes,
)
from gardefou.need.prices import cost_matrix, review_cost

Array = NDArray[Any]

MEMBERS: Mapping[str, int] = MappingProxyType({"linear": 40, "boosted": 24})
"""How many of each recipe: they cost hundredths of a second each; fewer agree by luck."""


@dataclass(frozen=True)
class Ranked:
    """Rows of a pool to ask about, in order.

    place: in the pool. drawn: whether chance put it there. saving: what all up to each are expected
    to save together per decision, in the need's unit; share: what part of the regret that all of
    them spare each spares. low, high: what nearly all members say of the answer, between the 10th
    and the 90th of 100: of the number, or of how likely class number `named` is. reach: share of
    all rows of which the answer would tell most of what the members do not agree on. recipes: what
    the members are.
    """

    place: Array
    drawn: Array
    saving: Array
    share: Array
    low: Array
    high: Array
    named: Array | None
    reach: Array
    recipes: tuple[str, ...]


def ranked(
    problem: Problem,
    folds: Folds,
    pool: Matrix,
    need: Need,
    *,
    most: int,
    things: Array | None = None,
    by_chance: float = 0.5,
    told: Progress = silent,
) -> Ranked | None:
    """The `most` rows of the pool to ask about; None where no cheap model can be learned.

    problem: the rows with an answer; its `whole` stands for all rows on which decisions are due.
    pool: rows in an order by chance, such as that of their hashes. things: which rows are of one
    thing, shape (rows,). by_chance: as in `best_answers`.
    """
    tried = _as_good(list(_tried(problem, folds)))
    members = _members(problem, tried, things, told)
    if not members:
        return None
    asked, judged = (_said(members, matrix, problem.task) for matrix in (pool, problem.whole))
    stakes = _stakes(tried, asked, judged, need)
    order = best_answers(stakes, most, by_chance=by_chance)
    place = order.place
    named = None if problem.task is Task.REGRESSION else _named(asked[:, place], need)
    parts = np.zeros(len(place), dtype=int) if named is None else named
    said = asked[:, place, parts]
    return Ranked(
        place=place,
        drawn=order.drawn,
        saving=order.saving,
        share=order.spared / max(float(order.spared.sum()), 1e-300),
        low=np.quantile(said, 0.1, axis=0),
        high=np.quantile(said, 0.9, axis=0),
        named=named,
        reach=_reach(stakes.asked[:, place, parts], stakes.judged),
        recipes=tuple(each.recipe.name for each in tried),
    )


def prices(need: Need) -> Array:
    """What each choice costs, to hand over among them if it may be, shape (classes, choices)."""
    matrix = cost_matrix(need)
    if need.cost.review is None:
        return matrix
    return np.column_stack([matrix, review_cost(need, np.eye(len(need.classes)))])


@dataclass(frozen=True)
class _Tried:
    """A recipe, what its folds chose, and its losses, NaN where no fold judged, shape (rows,)."""

    recipe: Recipe
    setting: Mapping[str, float]
    losses: Array


def _tried(problem: Problem, folds: Folds, *, most_seconds: float = 60.0) -> Iterator[_Tried]:
    """Each recipe that can be learned; none but the first if it took over `most_seconds` of CPU."""
    for place, (name, members) in enumerate(MEMBERS.items()):
        recipe = RECIPES[name]
        dear = recipe.seconds(problem) * (len(folds) + members) > most_seconds
        if recipe.refuses(problem) or (place and dear):
            continue
        try:
            yield _judged(recipe, problem, folds)
        except Exception:  # noqa: S112 - rows that one recipe cannot learn from: the other is asked
            continue


def _judged(recipe: Recipe, problem: Problem, folds: Folds) -> _Tried:
    losses, settings = np.full(len(problem), np.nan), []
    for fold in folds:
        judge = problem.take(fold.judge)
        model = recipe.fit(problem.take(fold.learn), judge, None)
        losses[fold.judge] = judge.losses(model.raw(judge.matrix))
        settings.append(model.setting)
    return _Tried(recipe, middle(settings), losses)


def _as_good(tried: Sequence[_Tried]) -> list[_Tried]:
    """The recipes whose loss on rows they did not learn from is the best or within its error."""
    if not tried:
        return []
    best = min((each.losses for each in tried), key=lambda each: float(np.nanmean(each)))
    return [each for each in tried if not _worse(each.losses - best)]


def _worse(gap: Array) -> bool:
    known = gap[~np.isnan(gap)]
    return bool(known.mean() > known.std() / np.sqrt(len(known)))


def _members(
    problem: Problem, tried: Sequence[_Tried], things: Array | None, told: Progress
) -> list[Fitted]:
    """Models that might as well have come out: the rows weighed anew by chance for each of them.

    Source: Newton and Raftery 1994, doi:10.1111/j.2517-6161.1994.tb01956.x
    """
    rng = np.random.default_rng(problem.seed)
    keys = np.arange(len(problem)) if things is None else things
    _, thing = np.unique(keys, return_inverse=True)
    wanted = [(each, n) for each in tried for n in range(MEMBERS[each.recipe.name])]
    members = []
    for done, (each, number) in enumerate(wanted):
        told(say("ask.learning"), done / len(wanted))
        weight = problem.weight * rng.exponential(size=int(thing.max()) + 1)[thing]
        part = replace(problem, weight=weight / weight.mean(), seed=problem.seed + number)
        members.append(each.recipe.fit(part, None, each.setting))
    return members


def _said(members: Sequence[Fitted], matrix: Matrix, task: Task) -> Array:
    """What each member says, shape (members, rows, classes), or (members, rows, 1) of numbers."""
    every = (member.raw(matrix) for member in members)
    if task is Task.REGRESSION:
        return np.array([raw[:, :1] for raw in every])
    return np.array([probabilities(raw, task) for raw in every])


def _stakes(tried: Sequence[_Tried], asked: Array, judged: Array, need: Need) -> Stakes:
    """Of a number: what is left of the squared error without the members' own spread is scatter."""
    if need.task is not Task.REGRESSION:
        return class_stakes(asked, judged, prices(need))
    error = min(float(np.nanmean(each.losses)) for each in tried)
    scatter = max(error - float(judged.var(axis=0).mean()), 0.1 * error, 1e-12)
    under, over = number_prices(need)
    return number_stakes(asked[:, :, 0], judged[:, :, 0], scatter=scatter, under=under, over=over)


def _named(asked: Array, need: Need) -> Array:
    """Of which class each row's sentence speaks: the positive one, else the likeliest."""
    if need.positive is not None:
        return np.full(asked.shape[1], need.classes.index(need.positive))
    return np.asarray(asked.mean(axis=0).argmax(axis=1))


def _reach(asked: Array, judged: Array, *, least: float = 0.5) -> Array:
    """Share of the rows to decide whose decision and the answer rest on the same, shape (asked,).

    least: of the variance of one that the other explains; half, so that it tells most of it.
    """
    shared = (asked.T @ judged) ** 2
    own = (asked**2).sum(axis=0)[:, None] * (judged**2).sum(axis=0)[None]
    return np.asarray((shared >= least * np.maximum(own, 1e-300)).mean(axis=1))
