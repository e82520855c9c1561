"""LightGBM's door: from a problem to boosters, how many rounds are enough, and what they take."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.learners.encode import Matrix
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Course

Array = NDArray[Any]
Settings = Mapping[str, object]


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


@dataclass(frozen=True)
class Grown:
    """What boosting gave. rounds: the best on the judge's rows, or as many as were told."""

    booster: Any
    rounds: int
    scale: Scale
    course: Course | None = None


@dataclass
class _Watch:
    """The judge's loss after each round, and the learned one after some, evenly spread.

    trees: how many an output has after each round; one that finds no split adds none. most: points
    that are kept at most; when there are more, every second one goes.
    """

    booster: Any
    judged: list[float] = field(default_factory=list)
    trees: list[int] = field(default_factory=list)
    learned: dict[int, float] = field(default_factory=dict)
    stride: int = 1
    most: int = 100

    def look(self, number: int) -> None:
        """After round `number`, from 1."""
        self.judged.append(float(self.booster.eval_valid()[0][2]))
        self.trees.append(max(1, self.booster.current_iteration()))
        if number % self.stride:
            return
        self.learned[number] = float(self.booster.eval_train()[0][2])
        if len(self.learned) >= self.most:
            self.stride *= 2
            self.learned = {n: v for n, v in self.learned.items() if n % self.stride == 0}

    @property
    def best(self) -> int:
        """The first round of smallest judged loss, from 1."""
        return int(np.argmin(self.judged)) + 1

    def course(self, scale: Scale) -> Course:
        """In the unit of `Problem.losses`."""
        at, unit = sorted(self.learned), scale.size**2
        learned = tuple(self.learned[n] * unit for n in at)
        judged = tuple(self.judged[n - 1] * unit for n in at)
        return Course("rounds", tuple(float(n) for n in at), learned, judged)


def boost(
    problem: Problem,
    judge: Problem | None,
    settings: Settings,
    *,
    rounds: int | None = None,
    most_rounds: int = 3000,
    patience: int = 60,
) -> Grown:
    """Rounds of trees until `patience` of them gain nothing on `judge`, or `rounds` where given.

    Where the problem has an allowance, as many rounds as it is reckoned to pay for; the clock only
    stops what takes longer than reckoned. One thread and a fixed order, so that the same seed gives
    the same trees.
    """
    import lightgbm

    began = time.process_time()
    scale = scale_of(problem)
    learn = _dataset(problem, scale)
    booster = lightgbm.Booster({**always(problem), **settings}, learn)
    most = affordable(problem, settings, most_rounds if judge else rounds or 100)
    if judge is None:
        for _ in _until(problem, began, _MOST_TRIES):
            if booster.current_iteration() >= most:
                break
            booster.update()
        return Grown(booster, max(1, booster.current_iteration()), scale)
    booster.add_valid(_dataset(judge, scale, learn), "judge")
    watch = _Watch(booster)
    for number in _until(problem, began, most):
        booster.update()
        watch.look(number)
        if number - watch.best >= patience:
            break
    return Grown(booster, watch.trees[watch.best - 1], scale, watch.course(scale))


_MOST_TRIES = 5000
"""Rounds tried at most for as many trees as were told: one that finds no split adds none."""


def _until(problem: Problem, began: float, most: int) -> Iterator[int]:
    """Round numbers from 1 to `most`; after the first, none where it takes far too long."""
    for number in range(1, most + 1):
        yield number
        if problem.late(began):
            return


_OBJECTIVE = {Task.BINARY: "binary", Task.MULTICLASS: "multiclass", Task.REGRESSION: "regression"}


def always(problem: Problem) -> dict[str, object]:
    """What LightGBM is told of a problem in whatever way it boosts."""
    classes = {"num_class": problem.classes} if problem.task is Task.MULTICLASS else {}
    return {
        **_ONE_THREAD,
        "objective": _OBJECTIVE[problem.task],
        "force_row_wise": True,
        "deterministic": True,
        "seed": problem.seed,
        **classes,
        **_monotone(problem),
    }


_ONE_THREAD = {"verbosity": -1, "num_threads": 1, "feature_pre_filter": False}
"""Told to every object of the library: what is silent takes all cores, for all others too."""


def _monotone(problem: Problem) -> dict[str, object]:
    sign = {"up": 1, "down": -1}
    wanted = [
        sign[problem.monotone[feature.column]]
        if feature.column in problem.monotone and not feature.categorical and not feature.part
        else 0
        for feature in problem.matrix.features
    ]
    return {"monotone_constraints": wanted} if any(wanted) else {}


def _label(y: Array, scale: Scale, *, grid: int = 2**16) -> Array:
    """What trees learn: the target in its scale, on a grid.

    grid: steps in one standard deviation. Cuts that are equally good are common among few rows;
    off the grid, the last bits of the target's unit would choose between them.
    """
    if scale == Scale():
        return y
    return np.asarray(np.round((y - scale.centre) / scale.size * grid) / grid)


def _dataset(problem: Problem, scale: Scale, like: Any = None) -> Any:
    import lightgbm

    categories = [
        place for place, feature in enumerate(problem.matrix.features) if feature.categorical
    ]
    return lightgbm.Dataset(
        problem.matrix.values,
        _label(problem.y, scale),
        weight=problem.weight,
        reference=like,
        categorical_feature=categories if categories else [],
        free_raw_data=True,
        params=dict(_ONE_THREAD),
    )


def round_seconds(problem: Problem, settings: Settings) -> float:
    """CPU seconds of one round, reckoned from rows, features, leaves and outputs.

    A round grows one tree an output: every row is added to the histogram of every feature, on each
    level again where it is in the smaller half; then every row gets its leaf. The four prices were
    fitted on tables of 600 to 9,000 rows and 6 to 78 features, on one x86-64 core.
    """
    rows, leaves = len(problem), int(str(settings.get("num_leaves", 31)))
    looked = float(str(settings.get("feature_fraction", 1.0))) * _filled(problem.matrix)
    kept = float(str(settings.get("bagging_fraction", 1.0))) * rows
    depth = log2(leaves)
    tree = 1e-4 + 1.8e-9 * kept * looked * (1 + depth / 2) + 1.6e-8 * rows * depth + 1e-6 * leaves
    return problem.outputs * tree


def _filled(matrix: Matrix, *, empty: float = 0.8, price: float = 0.1) -> float:
    """How many features there are to the library, which keeps several sparse ones in one.

    empty: share of zeros above which a feature is sparse, as the library has it; price: of one
    such, of a full one's. A thousand rows, evenly spread, tell.
    """
    some = matrix.values[:: max(1, len(matrix) // 1000)]
    sparse = int((np.count_nonzero(some == 0, axis=0) > empty * max(1, len(some))).sum())
    return max(1.0, len(matrix.features) - sparse + price * sparse)


def affordable(problem: Problem, settings: Settings, rounds: int) -> int:
    """Of so many rounds, those that the problem's allowance pays for; at least one."""
    if problem.allowance is None:
        return rounds
    return max(1, min(rounds, int(problem.allowance / round_seconds(problem, settings))))


def raw_scores(booster: Any, matrix: Matrix, rounds: int, outputs: int) -> Array:
    """Scores of the first `rounds` rounds (-1 for all), shape (rows, outputs)."""
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
