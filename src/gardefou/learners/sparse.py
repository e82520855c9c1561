"""Elastic net along a path of penalties: columns that say little get no coefficient at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.penalised import hot, log_losses, steepest_bend

Array = NDArray[Any]

Slopes = Callable[[Array], Array]
"""From scores, shape (rows, outputs), how much the loss of each row rises along each of them."""


@dataclass
class ElasticNet:
    """What minimises sum w loss + penalty * (share |b|₁ + (1 - share) |b|² / 2) on a design.

    wide: shape (rows, columns). weight: of rows. slopes: of the loss. start: the scores of every
    row where no column counts, shape (outputs,). bend: the most that the loss bends along a score.
    share: of the penalty that is L1, 0 to 1. Each penalty starts from the answer of the one before.
    Source: Zou and Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x
    """

    wide: Array
    weight: Array
    slopes: Slopes
    start: Array
    bend: float
    share: float
    _gram: Array = field(init=False, repr=False)
    _steepest: float = field(init=False, repr=False)
    _centre: Array = field(init=False, repr=False)
    _known: Array = field(init=False, repr=False)
    _scale: float = field(init=False, repr=False)
    _middle: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._centre = (self.weight @ self.wide) / self.weight.sum()
        self.wide = (self.wide - self._centre).astype(float)
        self._gram = self.bend * (self.wide.T @ (self.weight[:, None] * self.wide))
        self._steepest = float(np.linalg.eigvalsh(self._gram)[-1]) if len(self._gram) else 0.0
        self._known = np.zeros((self.wide.shape[1], len(self.start)))
        self._scale = float(np.sqrt(np.mean(self._first() ** 2)))
        self._middle = np.array(self.start, dtype=float)

    def nothing(self) -> float:
        """The smallest penalty under which no column has a coefficient; infinite without L1."""
        pulled = self.wide.T @ (self.weight[:, None] * self._first())
        return float(np.abs(pulled).max(initial=0.0)) / self.share if self.share else np.inf

    def _first(self) -> Array:
        """The slopes where no column counts."""
        return self.slopes(np.broadcast_to(self.start, (len(self.wide), len(self.start))))

    def solve(self, penalty: float, *, steps: int = 300, near: float = 1e-5) -> tuple[Array, Array]:
        """Coefficients, shape (columns, outputs), and intercepts, shape (outputs,).

        Each step minimises a quadratic above the loss, which bends as the loss does at most, and
        looks ahead along the last step. near: it ends where no coefficient moves by more than this
        part of what answers scatter by; columns are of one scale.
        Source: Böhning 1992, doi:10.1007/BF00048682; Beck and Teboulle 2009, doi:10.1137/080716542
        """
        before, before_middle, turn = self._known, self._middle, 1.0
        for _ in range(steps):
            following = (1 + np.sqrt(1 + 4 * turn**2)) / 2
            ahead = (turn - 1) / following
            known = self._known + ahead * (self._known - before)
            middle = self._middle + ahead * (self._middle - before_middle)
            before, before_middle, turn = self._known, self._middle, following
            off = self.weight[:, None] * self.slopes(self.wide @ known + middle)
            self._middle = middle - off.sum(axis=0) / (self.bend * self.weight.sum())
            self._known = self._nearest(
                self._gram @ known - self.wide.T @ off, known, penalty, near
            )
            if float(np.abs(self._known - before).max(initial=0.0)) <= near * self._scale:
                break
        return self._known, np.asarray(self._middle - self._centre @ self._known)

    def _nearest(
        self, aim: Array, start: Array, penalty: float, near: float, *, steps: int = 60
    ) -> Array:
        """What minimises b'Gram b / 2 - aim'b + the penalty, by the same steps, from `start`."""
        flat, corner = penalty * (1 - self.share), penalty * self.share
        most = self._steepest + flat
        if most <= 0:
            return np.zeros_like(start)
        known, ahead, turn = start, start, 1.0
        for _ in range(steps):
            step = ahead - (self._gram @ ahead - aim + flat * ahead) / most
            found = np.sign(step) * np.maximum(np.abs(step) - corner / most, 0.0)
            moved, following = found - known, (1 + np.sqrt(1 + 4 * turn**2)) / 2
            uphill = float(((ahead - found) * moved).sum()) > 0
            ahead = found if uphill else found + (turn - 1) / following * moved
            turn = 1.0 if uphill else following
            known = found
            if float(np.abs(moved).max(initial=0.0)) <= 0.1 * near * self._scale:
                break
        return known


def for_numbers(wide: Array, weight: Array, y: Array, share: float) -> ElasticNet:
    """Under half the squared error. y: shape (rows,)."""
    start = np.array([np.average(y, weights=weight)])
    return ElasticNet(wide, weight, lambda scores: scores - y[:, None], start, 1.0, share)


def for_classes(wide: Array, weight: Array, y: Array, share: float) -> ElasticNet:
    """Under log loss. y: class numbers from 0, every one of them in some row."""
    outputs = 1 if (classes := int(y.max()) + 1) == 2 else classes
    truth = hot(y, outputs)
    rates = np.average(truth, axis=0, weights=weight)
    start = np.log(rates) - (np.log1p(-rates) if outputs == 1 else 0.0)
    bend = steepest_bend(outputs)
    return ElasticNet(
        wide, weight, lambda scores: log_losses(scores, truth)[1] - truth, start, bend, share
    )
