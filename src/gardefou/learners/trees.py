"""LightGBM's door: from a problem to boosters, and how many rounds are enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.learners.encode import Matrix
from gardefou.learners.problem import Problem

Array = NDArray[Any]


@dataclass(frozen=True)
class Scale:
    """Between the target's unit and what trees learn: (y - centre) / size.

    Their penalties and their 32-bit labels mean something only for numbers around one.
    """

    centre: float = 0.0
    size: float = 1.0


def scale_of(problem: Problem) -> Scale:
    """Mean and standard deviation of a number target; classes stay as they are."""
    if problem.task is not Task.REGRESSION:
        return Scale()
    centre = float(np.average(problem.y, weights=problem.weight))
    return Scale(centre, float(problem.y.std()) or 1.0)


_OBJECTIVE = {Task.BINARY: "binary", Task.MULTICLASS: "multiclass", Task.REGRESSION: "regression"}


def boost(
    problem: Problem,
    judge: Problem | None,
    settings: Mapping[str, object],
    *,
    rounds: int | None = None,
    most_rounds: int = 3000,
    patience: int = 60,
) -> tuple[Any, int, Scale]:
    """A booster, its rounds (the best on `judge`, or `rounds` where given) and its scale.

    One thread and a fixed order, so that the same seed gives the same trees.
    """
    import lightgbm

    scale = scale_of(problem)
    learn = _dataset(problem, scale)
    parameters = {**_always(problem), **settings}
    if judge is None:
        booster = lightgbm.train(parameters, learn, num_boost_round=rounds or 100)
        return booster, booster.current_iteration(), scale
    watch = _dataset(judge, scale, learn)
    stop = lightgbm.early_stopping(patience, verbose=False)
    booster = lightgbm.train(
        parameters, learn, num_boost_round=most_rounds, valid_sets=[watch], callbacks=[stop]
    )
    return booster, max(1, booster.best_iteration), scale


def _always(problem: Problem) -> dict[str, object]:
    classes = {"num_class": problem.classes} if problem.task is Task.MULTICLASS else {}
    return {
        "objective": _OBJECTIVE[problem.task],
        "verbosity": -1,
        "num_threads": 1,
        "force_row_wise": True,
        "deterministic": True,
        "seed": problem.seed,
        "feature_pre_filter": False,
        **classes,
        **_monotone(problem),
    }


def _monotone(problem: Problem) -> dict[str, object]:
    sign = {"up": 1, "down": -1}
    wanted = [
        sign[problem.monotone[feature.column]]
        if feature.column in problem.monotone and not feature.categorical and not feature.part
        else 0
        for feature in problem.matrix.features
    ]
    return {"monotone_constraints": wanted} if any(wanted) else {}


def _dataset(problem: Problem, scale: Scale, like: Any = None) -> Any:
    import lightgbm

    categories = [
        place for place, feature in enumerate(problem.matrix.features) if feature.categorical
    ]
    return lightgbm.Dataset(
        problem.matrix.values,
        (problem.y - scale.centre) / scale.size,
        weight=problem.weight,
        reference=like,
        categorical_feature=categories if categories else [],
        free_raw_data=True,
        params={"verbosity": -1, "feature_pre_filter": False},
    )


def raw_scores(booster: Any, matrix: Matrix, rounds: int, outputs: int) -> Array:
    """Scores of the first `rounds` rounds, shape (rows, outputs)."""
    scores = booster.predict(
        matrix.values, raw_score=True, num_iteration=rounds, num_threads=1, validate_features=False
    )
    return np.asarray(scores, dtype=float).reshape(len(matrix), outputs)


def contributions(booster: Any, matrix: Matrix, rounds: int, outputs: int) -> Array:
    """TreeSHAP values, shape (rows, outputs, features); the constant is left out.

    Source: Lundberg et al. 2020, doi:10.1038/s42256-019-0138-9
    """
    if not len(matrix):  # the library divides by the number of rows
        return np.zeros((0, outputs, len(matrix.features)))
    added = booster.predict(matrix.values, pred_contrib=True, num_iteration=rounds, num_threads=1)
    return np.asarray(added).reshape(len(matrix), outputs, -1)[:, :, :-1]
