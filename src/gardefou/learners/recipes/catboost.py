"""CatBoost: boosted trees that ask one question at each depth, and learn from rare categories."""

import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.learners.encode import Matrix
from gardefou.learners.oblivious import DEPTH, Oblivious, ObliviousTrees, merge, narrow, unpack
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Course, Hope, Recipe
from gardefou.learners.trees import Scale, scale_of

Array = NDArray[Any]

_SETTINGS: Mapping[str, object] = {
    "boosting_type": "Plain",
    "bootstrap_type": "Bernoulli",
    "subsample": 0.8,
    "depth": 6,
    "max_ctr_complexity": 1,
    "leaf_estimation_iterations": 1,
    "border_count": 128,
    "one_hot_max_size": 10,
    "thread_count": 1,
    "allow_writing_files": False,
    "logging_level": "Silent",
}
_RATE = {Task.BINARY: 0.1, Task.MULTICLASS: 0.1, Task.REGRESSION: 0.05}


def _fit(
    problem: Problem, judge: Problem | None, setting: Mapping[str, float] | None
) -> ObliviousTrees:
    rounds = int(setting["rounds"]) if setting else 100
    scale, centre = scale_of(problem), _centres(problem.whole)
    there = np.unique(problem.y) if problem.task is Task.MULTICLASS else np.arange(2)
    learn = _pool(problem, scale, centre, there)
    if judge is None:
        machine, course = _machine(problem, rounds), None
        machine.fit(learn)
    else:
        machine = _machine(problem, _most_rounds(problem))
        known = np.isin(judge.y, there) | (problem.task is not Task.MULTICLASS)
        watch = _pool(judge.take(known), scale, centre, there)
        guard = _Guard(problem)
        machine.fit(learn, eval_set=watch, callbacks=[guard], early_stopping_rounds=60)
        rounds, course = machine.tree_count_, _course(machine.get_evals_result(), scale)
    trees = _oblivious(machine, problem, centre, there)
    return ObliviousTrees((trees,), (scale,), {"rounds": rounds}, course)


class _Guard:
    """Stops a fit that takes far more than planned."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.began = time.process_time()

    def after_iteration(self, _: object) -> bool:
        """Whether to go on."""
        return not self.problem.late(self.began)


def _machine(problem: Problem, rounds: int) -> Any:
    import catboost  # type: ignore[import-untyped,import-not-found,unused-ignore]

    loss = {Task.BINARY: "Logloss", Task.MULTICLASS: "MultiClass", Task.REGRESSION: "RMSE"}
    sign = {"up": 1, "down": -1}
    order = (*_places(problem.matrix, coded=False), *_places(problem.matrix, coded=True))
    features = [problem.matrix.features[place] for place in order]
    wanted = [
        sign.get(problem.monotone.get(each.column, ""), 0)
        if not each.part and not each.categorical
        else 0
        for each in features
    ]
    more = {"monotone_constraints": wanted} if any(wanted) else {}
    return catboost.CatBoost(
        {
            **_SETTINGS,
            "learning_rate": _RATE[problem.task],
            "loss_function": loss[problem.task],
            "iterations": rounds,
            "random_seed": problem.seed,
            **more,
        }
    )


def _places(matrix: Matrix, *, coded: bool) -> list[int]:
    return [n for n, feature in enumerate(matrix.features) if feature.categorical == coded]


def _centres(whole: Matrix) -> Array:
    """The median of each number, 0 of a category: 32 bits keep what is told apart around it."""
    centres = np.zeros(len(whole.features))
    for place in _places(whole, coded=False):
        values = whole.values[:, place]
        known = values[~np.isnan(values)]
        centres[place] = np.median(known) if len(known) else 0.0
    return centres


def _rows(matrix: Matrix, centre: Array) -> Any:
    """The rows as the library takes them: numbers, then codes as bytes."""
    from catboost import FeaturesData

    numbers, codes = (_places(matrix, coded=coded) for coded in (False, True))
    data: dict[str, Array] = {}
    if numbers:
        data["num_feature_data"] = np.ascontiguousarray(narrow(matrix.values - centre)[:, numbers])
    if codes:
        values = matrix.values[:, codes]
        whole = np.where(np.isnan(values), -1, values).astype(int)
        data["cat_feature_data"] = whole.astype("S").astype(object)
    return FeaturesData(**data)


def _pool(problem: Problem, scale: Scale, centre: Array, there: Array) -> Any:
    from catboost import Pool

    y: Array = (problem.y - scale.centre) / scale.size
    if problem.task is Task.MULTICLASS:
        y = np.searchsorted(there, problem.y)
    return Pool(_rows(problem.matrix, centre), y, weight=problem.weight)


def _course(told: Mapping[str, Mapping[str, Sequence[float]]], scale: Scale) -> Course:
    """Losses by round, as `Problem.loss` counts them."""
    learned, judged = (next(iter(told[side].values())) for side in ("learn", "validation"))
    if "RMSE" in told["learn"]:
        learned, judged = ([(scale.size * e) ** 2 for e in line] for line in (learned, judged))
    at = tuple(float(number) for number in range(1, len(judged) + 1))
    return Course("rounds", at, tuple(learned), tuple(judged))


def _oblivious(machine: Any, problem: Problem, centre: Array, there: Array) -> Oblivious:
    """The trees as arrays, from the library's own JSON."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        machine.save_model(str(path), format="json")
        told = json.loads(path.read_text(encoding="utf-8"))
    trees = told["oblivious_trees"]
    size, bias = told["scale_and_bias"]
    known = len(there) if problem.task is Task.MULTICLASS else 1
    asks = [tree["splits"] or () for tree in trees]  # a tree of one leaf has none
    splits = {split["split_index"]: split for each in asks for split in each}
    place = {index: number for number, index in enumerate(splits)}
    asked = np.full((len(trees), DEPTH), -1, dtype="int32")
    value = np.zeros((len(trees), 1 << DEPTH, known))
    weight = np.zeros((len(trees), 1 << DEPTH), dtype="float32")
    for number, tree in enumerate(trees):
        order = [place[split["split_index"]] for split in asks[number]]
        asked[number, : len(order)] = order
        leaves = size * np.reshape(tree["leaf_values"], (-1, known))
        value[number, : len(leaves)] = leaves
        weight[number, : len(leaves)] = tree["leaf_weights"]
    value, start = _all_classes(value, np.resize(bias, known), problem, there)
    feature, border, table, coded = _questions(
        list(splits.values()), machine, problem, centre, asked
    )
    return Oblivious(
        feature, border, table, coded, centre, asked, value.astype("float32"), weight, start
    )


def _all_classes(
    value: Array, bias: Array, problem: Problem, there: Array, *, absent: float = -10.0
) -> tuple[Array, Array]:
    """The same, with a far-off score for classes that no row of these has."""
    if problem.task is not Task.MULTICLASS or len(there) == problem.classes:
        return value, bias.astype(float)
    wide, start = np.zeros((*value.shape[:2], problem.classes)), np.full(problem.classes, absent)
    wide[:, :, there.astype(int)], start[there.astype(int)] = value, bias
    return wide, start


def _questions(
    splits: Sequence[Mapping[str, Any]],
    machine: Any,
    problem: Problem,
    centre: Array,
    asked: Array,
) -> tuple[Array, Array, Array, Array]:
    """Feature, border, table and whether it is read, of each question."""
    matrix = problem.matrix
    numbers = _places(matrix, coded=False)
    coded = np.array([split["split_type"] != "FloatFeature" for split in splits], dtype=bool)
    feature, border = np.zeros(len(splits), dtype="int32"), np.zeros(len(splits), dtype="float32")
    for number, split in enumerate(splits):
        if not coded[number]:
            feature[number] = numbers[split["float_feature_index"]]
            border[number] = split["border"]
    settled = ~coded
    widest = max((len(each.levels) for each in matrix.features), default=0)
    table = np.zeros((len(splits), widest + 1), dtype=bool)
    mine = np.flatnonzero(coded)  # what no level sways has one answer, whichever is asked
    for place in _places(matrix, coded=True) if len(mine) else []:
        told = _answers(machine, matrix, place, centre, asked)
        feature[mine] = place
        table[mine, : len(told) - 1], table[mine, -1] = told[:-1, mine].T, told[-1, mine]
        settled |= (told != told[0]).any(axis=0)
        mine = np.flatnonzero(coded & ~settled)
    return feature, border, table, coded


def _answers(machine: Any, matrix: Matrix, place: int, centre: Array, asked: Array) -> Array:
    """What each level of one category, and a hole, answers to every question.

    The library itself is asked, in which leaf of each tree such rows fall: each answer is a bit of
    the leaf's number. So its statistics of categories need not be computed again.
    """
    from catboost import Pool

    levels = len(matrix.features[place].levels)
    values = np.zeros((levels + 1, len(matrix.features)))
    values[:, place] = [*range(levels), np.nan]
    leaf = machine.calc_leaf_indexes(Pool(_rows(Matrix(values, matrix.features), centre)))
    answers = np.zeros((levels + 1, int(asked.max(initial=-1)) + 1), dtype=bool)
    for depth in range(asked.shape[1]):
        there = asked[:, depth] >= 0
        answers[:, asked[there, depth]] = (leaf[:, there] >> depth) & 1
    return answers


def _most_rounds(problem: Problem, *, most: int = 3000, most_bytes: int = 2_000_000) -> int:
    """Rounds at most: fewer where rows are few, the allowance is short, or leaves take room.

    Of few rows that can be told apart the loss falls for ever, and says nothing.
    """
    room = most_bytes // (4 * (1 << DEPTH) * (problem.outputs + 1))
    most = min(most, 200 + len(problem) // 2)
    if problem.allowance is None:
        return min(most, room)
    rounds = (problem.allowance - 0.1) / _seconds_a_round(problem)
    return int(np.clip(rounds, 10, min(most, room)))


def _seconds_a_round(problem: Problem) -> float:
    """Measured on tables of 80 to 6,000 rows and 6 to 500 features."""
    features, outputs = len(problem.matrix.features), max(problem.outputs, 1)
    each = 4.5e-5 * features + 1.2e-8 * len(problem) * features * sqrt(outputs)
    return 6e-4 + 4e-4 * outputs + each


def _seconds(problem: Problem) -> float:
    """With the rounds that a fit usually takes, those waited for in vain included."""
    growth = len(problem) / (30 if problem.task is Task.REGRESSION else 200)
    return _stepped(problem, (120 + growth) * 0.1 / _RATE[problem.task])


def _stepped(problem: Problem, rounds: float) -> float:
    return 0.1 + rounds * _seconds_a_round(problem)


def _refusal(_: Problem) -> str:
    if find_spec("catboost") is None:
        return 'its library is not installed: pip install "gardefou[catboost]"'
    return ""


CATBOOST = Recipe(
    name="catboost",
    order=8,
    readable=False,
    page=__doc__
    + """

CatBoost's cheap setting: plain boosting, depth 6, `learning_rate` 0.1 (0.05 for numbers, which gain
by small steps), statistics of one category at a time (`max_ctr_complexity=1`), at most 3,000
rounds, stopped when rows kept aside stop gaining for 60. A category's level is told by the answers
of earlier rows that have it, so that many rare levels help instead of harm. Holes are taken as they
are; a direction stated in `[columns] monotone` is kept everywhere.
Right on tables with many or fine categories, and on smooth numbers; wrong where every second counts
on few rows. Needs `pip install "gardefou[catboost]"` to learn, nothing to predict: a bundle keeps
the questions of the trees and their leaves as plain arrays, the answers of each level among them.
No person can read it; reasons follow a row question by question.
Source: Prokhorenkova et al. 2018, arXiv:1706.09516
""",
    fit=_fit,
    merge=merge,
    unpack=unpack,
    seconds=_seconds,
    stepped=_stepped,
    refuses=_refusal,
    serve_cost=11.0,
    hope=Hope(classes=(0.008, 0.0022), numbers=(0.031, 0.011)),
    varies=True,
)
