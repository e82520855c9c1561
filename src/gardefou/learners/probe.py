"""What cheap models answer to rows that they did not learn from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.learners.encode import Matrix
from gardefou.learners.folds import Folds
from gardefou.learners.problem import Problem
from gardefou.learners.raced import Candidate
from gardefou.learners.recipe import RECIPES, Fitted, Recipe

Array = NDArray[Any]


@dataclass(frozen=True)
class Crossed:
    """A recipe learned once a fold, its setting fixed beforehand.

    raw: scores of the rows that each fold judges, shape (rows, outputs), NaN where none does.
    fitted: the model of each fold.
    """

    recipe: Recipe
    raw: Array
    fitted: tuple[Fitted, ...]


@dataclass(frozen=True)
class Answers:
    """Raw scores of rows that no model behind them learned from.

    raw: shape (rows, outputs), NaN where nobody may be asked. fold: whose models answered, -1
    where none did. recipe: their names.
    """

    raw: Array
    fold: Array
    recipe: str


def plain_setting(name: str, problem: Problem) -> dict[str, float]:
    """A setting that is right for nothing in particular: 40 rounds, or the middle of the path."""
    if name == "boosted":
        return {"rounds": 40.0}
    return {"l1_ratio": 0.0, "strength": 100.0 if problem.task is Task.REGRESSION else 0.3}


def plain_models(problem: Problem, folds: Folds) -> Iterator[Crossed]:
    """A straight model and a bent one that chose nothing on the rows that judge them."""
    from lightgbm.basic import LightGBMError

    for name in ("linear", "boosted"):
        recipe = RECIPES[name]
        if recipe.refuses(problem) or not problem.matrix.features:
            continue
        try:
            yield crossed(recipe, problem, folds)
        except (ValueError, ArithmeticError, LightGBMError):  # it cannot learn from these rows
            continue


def crossed(
    recipe: Recipe, problem: Problem, folds: Folds, *, judged: Matrix | None = None
) -> Crossed:
    """The recipe at its plain setting, learned once a fold.

    judged: the same rows as they are where decisions are due; None: as they are learned from.
    """
    setting = plain_setting(recipe.name, problem)
    matrix = problem.matrix if judged is None else judged
    raw = np.full((len(problem), problem.outputs), np.nan)
    fitted = []
    for fold in folds:
        model = recipe.fit(problem.take(fold.learn), None, setting)
        raw[fold.judge] = model.raw(matrix.take(fold.judge))
        fitted.append(model)
    return Crossed(recipe, raw, tuple(fitted))


def joint_answers(candidates: Sequence[Candidate], folds: Folds, beyond: Matrix) -> Answers:
    """The mean score of all candidates on the rows of their race, and on rows beyond it.

    candidates: each run on every fold. beyond: rows that no fold knows; the n-th of them is
    answered by the models of one fold, n modulo the folds, as a judged row is.
    """
    inside = np.mean([each.raw for each in candidates], axis=0)
    outside = np.full((len(beyond), inside.shape[1]), np.nan)
    turn = np.arange(len(beyond)) % len(folds)
    for place in range(len(folds)):
        mine = turn == place
        if mine.any():
            rows = beyond.take(mine)
            outside[mine] = np.mean([_model(each, place).raw(rows) for each in candidates], axis=0)
    judges = np.full(len(inside), -1)
    for fold in folds:
        judges[fold.judge] = fold.number
    numbers = np.array([fold.number for fold in folds])
    names = " + ".join(each.recipe.name for each in candidates)
    return Answers(
        np.concatenate([inside, outside]), np.concatenate([judges, numbers[turn]]), names
    )


def _model(candidate: Candidate, place: int) -> Fitted:
    return candidate.recipe.unpack(candidate.fits[place].packed)
