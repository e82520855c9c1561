"""Linear models along a regularisation path: the penalty that rows kept aside like best."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.learners.additive import Additive, added
from gardefou.learners.design import Design, learn_design
from gardefou.learners.encode import Feature
from gardefou.learners.penalised import Logistic, every_class, ridge, turn
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Course
from gardefou.learners.sparse import ElasticNet, for_classes, for_numbers

Array = NDArray[Any]
Solve = Callable[[float], tuple[Array, Array]]
"""From a strength to coefficients, shape (columns, outputs), and intercepts, shape (outputs,)."""

_SOFTEST_FIRST = {  # strengths tried in this order, the strongest penalty first
    "classes": (0.003, 0.03, 0.3, 3.0, 30.0),  # C, the inverse of the penalty
    "regression": (1000.0, 100.0, 10.0, 1.0, 0.1),  # alpha, the penalty
}
_SPARSE = np.geomspace(0.3, 0.001, 8)  # penalties, as parts of that under which no column counts


def fit_path(
    problem: Problem,
    judge: Problem | None,
    setting: Mapping[str, float] | None,
    *,
    knots: int,
    clip: float,
    shares: Sequence[float] = (),
    worse: float = 1.01,
) -> Additive:
    """The best model of the path on `judge`; the middle of the path where there is no judge.

    The path stops where a strength is over `worse` times the best loss seen. shares: parts of the
    penalty that are L1, each a path of its own, the most promising first, tried beside L2 alone
    where rows are few for so many columns.
    """
    design = learn_design(problem.whole, knots=knots, clip=clip)
    wide = design.wide(problem.matrix)
    with _one_thread():
        if setting:
            path = _path(problem, wide, setting["l1_ratio"])
            best = _model(design, path, setting["strength"])
        elif judge is None:
            path = _path(problem, wide, 0.0)
            best = _model(design, path, path.strengths[len(path.strengths) // 2])
        else:
            ways = (0.0, *(shares if _is_wide(*wide.shape) else ()))
            best = _best_of_paths(problem, judge, (wide, design), ways, worse)
    usual = added(design, best.coefficients, problem.whole.take(slice(0, 5000))).mean(axis=0)
    return replace(best, usual=usual)


def _is_wide(rows: int, columns: int, *, few_rows: int = 50, dear: float = 2e8) -> bool:
    """Whether an L1 penalty is worth a try.

    few_rows: a column; above, L1 brings nothing that L2 does not. dear: rows x columns^2, a
    CPU second or less.
    """
    return rows < few_rows * columns and rows * columns**2 <= dear


def _one_thread() -> Any:
    """Linear algebra on one core: on these sizes more cores wait for each other, and are paid."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1)


def _best_of_paths(
    problem: Problem,
    judge: Problem,
    made: tuple[Array, Design],
    shares: Sequence[float],
    worse: float,
) -> Additive:
    """The best model of the paths; each share is tried while the one before it brought a gain."""
    found: list[tuple[Additive, float]] = []
    for share in shares:
        found.append(_best_of_path(problem, judge, made, _path(problem, made[0], share), worse))
        if found[-1][1] > min(loss for _, loss in found):
            break
    return min(found, key=lambda each: each[1])[0]


def _best_of_path(
    problem: Problem, judge: Problem, made: tuple[Array, Design], path: "_Path", worse: float
) -> tuple[Additive, float]:
    """The best model of one path, with how the path went, and its loss.

    Where time is short it ends after a quarter of it: there are other folds.
    """
    began = time.process_time()
    tried: list[tuple[Additive, float, float]] = []
    for strength in path.strengths:
        model = _model(made[1], path, strength)
        loss = judge.loss(model.raw(judge.matrix))
        tried.append((model, problem.loss(made[0] @ model.coefficients + model.intercept), loss))
        if problem.late(began, 1 / 4) or loss > worse * min(each[2] for each in tried):
            break
    at, learned, judged = zip(*((m.setting["strength"], a, b) for m, a, b in tried), strict=True)
    best, _, loss = min(tried, key=lambda each: each[2])
    return replace(best, course=Course("strength", at, learned, judged)), loss


def _model(design: Design, path: "_Path", strength: float) -> Additive:
    setting = {"l1_ratio": path.share, "strength": strength}
    return Additive(design, *path.solve(strength), np.zeros((1, 1)), setting)


@dataclass(frozen=True)
class _Path:
    """One regularisation path.

    share: part of the penalty that is L1. strengths: the strongest penalty first.
    """

    share: float
    strengths: Sequence[float]
    solve: Solve


def _path(problem: Problem, wide: Array, share: float) -> _Path:
    """The path of a design. Of classes the strength is the inverse of the penalty."""
    if problem.task is Task.REGRESSION:
        if not share:
            axes = turn(wide, problem.weight)
            return _Path(0.0, _SOFTEST_FIRST["regression"], lambda s: ridge(axes, problem.y, s))
        net = for_numbers(wide, problem.weight, problem.y, share)
        return _Path(share, (float(net.nothing()) * _SPARSE).tolist(), net.solve)
    there, y = np.unique(problem.y.astype(int), return_inverse=True)
    if problem.task is Task.BINARY and len(there) < 2:
        raise ValueError("one class only")
    strengths: Sequence[float]
    solve: Solve
    if not share:
        strengths, solve = _SOFTEST_FIRST["classes"], Logistic(turn(wide, problem.weight), y).solve
    else:
        net = for_classes(wide, problem.weight, y, share)
        strengths, solve = (1 / (float(net.nothing()) * _SPARSE)).tolist(), _inverted(net)
    if len(there) < problem.classes:
        return _Path(share, strengths, lambda s: every_class(problem.classes, there, *solve(s)))
    return _Path(share, strengths, solve)


def _inverted(net: ElasticNet) -> Solve:
    """From the inverse of a penalty, as classes have it."""
    return lambda strength: net.solve(1 / strength)


def rough_seconds(problem: Problem, columns_each: int, shares: Sequence[float] = ()) -> float:
    """CPU seconds of a fit, roughly: measured on tables of 300 to 20,000 rows."""
    rows, wide = len(problem), sum(_columns(f, columns_each) for f in problem.matrix.features)
    each = 5e-8 * rows * wide * max(problem.outputs, 1)
    turned = min(wide, rows) ** 2 * (1e-10 * max(wide, rows) + 3e-10 * min(wide, rows))
    sparse = 0.15 if shares and _is_wide(rows, wide) else 0.0
    return 0.01 + each + turned + sparse


def _columns(feature: Feature, each: int) -> int:
    """Columns of the design that a feature becomes. each: of a number."""
    return len(feature.levels) or feature.calendar or (1 if feature.bagged else each)
