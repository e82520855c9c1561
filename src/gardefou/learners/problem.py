"""What a recipe is given: rows in numbers, answers, weights, and the need's few words."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.learners.encode import Matrix

Array = NDArray[Any]

PLANNED = 0.7
"""Part of a bound of CPU seconds that is planned for; the rest is for what was reckoned wrong."""


@dataclass(frozen=True)
class Problem:
    """Rows to learn from.

    y: class numbers 0.. in the order of `classes`, or the target in its unit, shape (rows,).
    weight: shape (rows,), mean 1. classes: number of classes, 0 in regression.
    monotone: {raw column: "up" | "down"}. whole: all unlocked rows, whose scales and bins every
    part of them shares, so that models of parts can be merged. allowance: CPU seconds that one fit
    may plan for, None without bound.
    """

    matrix: Matrix
    y: Array
    weight: Array
    task: Task
    classes: int
    seed: int = 0
    monotone: Mapping[str, str] = field(default_factory=dict)
    whole: Matrix = field(default=None)  # type: ignore[assignment]
    allowance: float | None = None

    def __post_init__(self) -> None:
        if self.whole is None:
            object.__setattr__(self, "whole", self.matrix)

    def __len__(self) -> int:
        return len(self.y)

    @property
    def outputs(self) -> int:
        """Raw scores of a row: one for two classes and for numbers, else one a class."""
        return self.classes if self.task is Task.MULTICLASS else 1

    def late(self, began: float, part: float = 1.0, *, grace: float = 0.2) -> bool:
        """Whether a fit that began at this `time.process_time` has taken far more than planned.

        The last resort: a machine slower than reckoned ends what it planned, so that the same
        budget comes to the same. part: of the allowance, for work that is a part of the fit. grace:
        seconds beyond, so that what other threads do meanwhile does not change a short fit.
        """
        if self.allowance is None:
            return False
        most = 0.9 * part * self.allowance / PLANNED + grace
        return time.process_time() - began > most

    def take(self, index: Array) -> "Problem":
        """The rows at `index` (numbers or a mask)."""
        matrix, y, weight = self.matrix.take(index), self.y[index], self.weight[index]
        return replace(self, matrix=matrix, y=y, weight=weight)

    def losses(self, raw: Array) -> Array:
        """Log loss or squared error of each row, from raw scores of shape (rows, outputs)."""
        if self.task is Task.REGRESSION:
            return np.asarray((self.y - raw[:, 0]) ** 2)
        shifted = binary_pair(raw) if self.task is Task.BINARY else raw
        top = shifted.max(axis=1, keepdims=True)
        log_sum = top[:, 0] + np.log(np.exp(shifted - top).sum(axis=1))
        return np.asarray(log_sum - shifted[np.arange(len(self)), self.y.astype(int)])

    def loss(self, raw: Array) -> float:
        """Weighted mean of `losses`."""
        return float(np.average(self.losses(raw), weights=self.weight))


def binary_pair(raw: Array) -> Array:
    """One score as two: 0 for the first class, the log-odds for the second."""
    return np.column_stack([np.zeros(len(raw)), raw[:, 0]])


def probabilities(raw: Array, task: Task) -> Array:
    """Raw scores to probabilities, shape (rows, classes), rows summing to 1.

    >>> probabilities(np.array([[0.0]]), Task.BINARY)
    array([[0.5, 0.5]])
    """
    scores = binary_pair(raw) if task is Task.BINARY else raw
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))
