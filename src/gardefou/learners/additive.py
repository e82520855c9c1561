"""Linear models on a design: one regularisation path, kept as plain coefficients."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.learners.design import Design, Spread, learn_design
from gardefou.learners.encode import Matrix
from gardefou.learners.penalised import Logistic, ridge, turn
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Course, Packed

Array = NDArray[Any]

_SOFTEST_FIRST = {  # strengths tried in this order, the strongest penalty first
    "classes": (0.003, 0.03, 0.3, 3.0),  # C, the inverse of the penalty
    "regression": (1000.0, 100.0, 10.0, 1.0, 0.1),  # alpha, the penalty
}


@dataclass(frozen=True)
class Additive:
    """Scores that add up feature by feature.

    coefficients: shape (columns of the design, outputs). intercept: shape (outputs,).
    usual: what each feature adds to an average row, shape (outputs, features). course: how the
    path went, where rows judged it.
    """

    design: Design
    coefficients: Array
    intercept: Array
    usual: Array
    setting: Mapping[str, float] = field(default_factory=dict)
    course: Course | None = None

    def raw(self, matrix: Matrix) -> Array:
        """Scores, shape (rows, outputs)."""
        wide = self.design.wide(matrix)
        return np.asarray(wide @ self.coefficients + self.intercept, dtype=float)

    def contributions(self, matrix: Matrix) -> Array:
        """What each feature adds beside an average row, shape (rows, outputs, features)."""
        return _added(self.design, self.coefficients, matrix) - self.usual

    def pack(self) -> Packed:
        """Design, coefficients and intercept."""
        meta = {"spreads": [asdict(spread) for spread in self.design.spreads]}
        names = ("coefficients", "intercept", "usual")
        return Packed(meta, {name: getattr(self, name) for name in names})


def _added(design: Design, coefficients: Array, matrix: Matrix) -> Array:
    added = np.zeros((len(matrix), coefficients.shape[1], len(matrix.features)))
    bounds = design.bounds
    for place, spread in enumerate(design.spreads):
        part = coefficients[bounds[place] : bounds[place + 1]]
        added[:, :, place] = spread.columns(matrix.values[:, place]) @ part
    return added


def unpack(packed: Packed) -> Additive:
    """The model that `Additive.pack` wrote."""
    spreads = tuple(
        Spread(**{**each, "knots": tuple(each["knots"]), "levels": tuple(each["levels"])})
        for each in packed.meta["spreads"]
    )
    arrays = packed.arrays
    return Additive(Design(spreads), arrays["coefficients"], arrays["intercept"], arrays["usual"])


def merge(parts: Sequence[Additive]) -> Additive:
    """The model whose scores are the mean of theirs; they share one design."""
    coefficients = np.mean([part.coefficients for part in parts], axis=0)
    intercept = np.mean([part.intercept for part in parts], axis=0)
    usual = np.mean([part.usual for part in parts], axis=0)
    return Additive(parts[0].design, coefficients, intercept, usual)


def fit_path(
    problem: Problem,
    judge: Problem | None,
    setting: Mapping[str, float] | None,
    *,
    knots: int,
    clip: float,
    worse: float = 1.01,
) -> Additive:
    """The best model of the path on `judge`; the middle of the path where there is no judge.

    The path stops where a strength is over `worse` times the best loss seen.
    """
    design = learn_design(problem.whole, knots=knots, clip=clip)
    wide = design.wide(problem.matrix)
    with _one_thread():
        best = _best_of_path(problem, judge, setting, wide, design, worse=worse)
    usual = _added(design, best.coefficients, problem.whole.take(slice(0, 5000))).mean(axis=0)
    return replace(best, usual=usual)


def _one_thread() -> Any:
    """Linear algebra on one core: on these sizes more cores wait for each other, and are paid."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1)


def _best_of_path(
    problem: Problem,
    judge: Problem | None,
    setting: Mapping[str, float] | None,
    wide: Array,
    design: Design,
    *,
    worse: float,
) -> Additive:
    path = _SOFTEST_FIRST["regression" if problem.task is Task.REGRESSION else "classes"]
    if setting:
        path = (setting["strength"],)
    elif judge is None:
        path = (path[len(path) // 2],)
    solve = _solver(problem, wide)
    tried: list[tuple[Additive, float, float]] = []
    for strength in path:
        model = Additive(design, *solve(strength), np.zeros((1, 1)), {"strength": strength})
        if judge is None:
            return model
        loss = judge.loss(model.raw(judge.matrix))
        tried.append((model, problem.loss(wide @ model.coefficients + model.intercept), loss))
        if loss > worse * min(each[2] for each in tried):
            break
    at, learned, judged = zip(*((m.setting["strength"], a, b) for m, a, b in tried), strict=True)
    best = min(tried, key=lambda each: each[2])[0]
    return replace(best, course=Course("strength", at, learned, judged))


def _solver(problem: Problem, wide: Array) -> Callable[[float], tuple[Array, Array]]:
    """From a strength to coefficients, shape (columns, outputs), and intercepts."""
    axes = turn(wide, problem.weight)
    if problem.task is Task.REGRESSION:
        return lambda strength: ridge(axes, problem.y, strength)
    there, y = np.unique(problem.y.astype(int), return_inverse=True)
    logistic = Logistic(axes, y)
    if len(there) == problem.classes:
        return logistic.solve
    return lambda strength: _all_classes(problem, there, *logistic.solve(strength))


def _all_classes(
    problem: Problem, there: Array, known: Array, middle: Array
) -> tuple[Array, Array]:
    """Coefficients with a far-off score for classes that no row of these has."""
    if problem.task is Task.BINARY:
        raise ValueError("one class only")
    coefficients = np.zeros((len(known), problem.classes))
    intercept = np.full(problem.classes, -10.0)
    if len(there) == 2:
        coefficients[:, there[1]] = known[:, 0]
        intercept[there] = [0.0, float(middle[0])]
    else:
        coefficients[:, there], intercept[there] = known, middle
    return coefficients, intercept


def rough_seconds(problem: Problem, columns_each: int) -> float:
    """CPU seconds of one path, roughly: measured on tables of 1,000 to 50,000 rows."""
    wide = sum(
        len(feature.levels) if feature.categorical else columns_each
        for feature in problem.matrix.features
    )
    return 0.05 + 1.5e-7 * len(problem) * wide * max(problem.outputs, 1)
