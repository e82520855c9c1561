"""The guess that looks at nothing: what every other recipe must beat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.learners.encode import Matrix
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Packed, Recipe

Array = NDArray[Any]


@dataclass(frozen=True)
class Constant:
    """The same scores for every row. scores: shape (outputs,)."""

    scores: Array
    setting: Mapping[str, float] = field(default_factory=dict)

    def raw(self, matrix: Matrix) -> Array:
        """The scores, repeated."""
        return np.tile(self.scores, (len(matrix), 1))

    def contributions(self, matrix: Matrix) -> Array:
        """No feature adds anything."""
        return np.zeros((len(matrix), len(self.scores), len(matrix.features)))

    def pack(self) -> Packed:
        """The scores."""
        return Packed(arrays={"scores": self.scores})


def _fit(
    problem: Problem, judge: Problem | None = None, setting: Mapping[str, float] | None = None
) -> Constant:
    del judge, setting
    if problem.task is Task.REGRESSION:
        return Constant(np.array([np.average(problem.y, weights=problem.weight)]))
    counts = np.bincount(problem.y.astype(int), problem.weight, minlength=problem.classes)
    logs = np.log((counts + 1) / (counts.sum() + problem.classes))  # Laplace: no class at zero
    return Constant(logs[1:] - logs[:1] if problem.task is Task.BINARY else logs)


def _merge(parts: Sequence[Constant]) -> Constant:
    return Constant(np.mean([part.scores for part in parts], axis=0))


TRIVIAL = Recipe(
    name="trivial",
    order=0,
    readable=True,
    page=__doc__
    + """
The share of each class, or the mean. It needs no column, costs nothing, and is the measure of
all others: a model that is not better than this one is not worth a line of code.
""",
    fit=_fit,
    merge=_merge,
    unpack=lambda packed: Constant(packed.arrays["scores"]),
    seconds=lambda _: 0.0,
    serve_cost=0.0,
)
