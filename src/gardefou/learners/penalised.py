"""Ridge and logistic regression along a whole path of penalties, for little more than one fit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Axes:
    """A weighted design and its principal axes, in which a penalty acts on each alone.

    centred: shape (rows, columns), less `centre`, the weighted mean of the columns. size: weighted
    sum of squares along each axis. back: from axes to columns, shape (columns, axes). weight: of
    rows. The penalty does not see the turn, as it is the same in every direction.
    """

    centred: Array
    size: Array
    back: Array
    centre: Array
    weight: Array

    def scores(self, on_axes: Array) -> Array:
        """What the rows score without an intercept, shape (rows, outputs)."""
        narrow = self.centred.dtype
        return np.asarray((self.centred @ (self.back @ on_axes).astype(narrow)).astype(float))

    def slopes(self, off: Array) -> Array:
        """The sum over rows of their place on each axis times `off`, shape (axes, outputs)."""
        narrow = self.centred.dtype
        return np.asarray(self.back.T @ (self.centred.T @ off.astype(narrow)).astype(float))

    def columns(self, on_axes: Array, middle: Array) -> tuple[Array, Array]:
        """Coefficients of the columns, shape (columns, outputs), and intercepts."""
        coefficients = self.back @ on_axes
        return coefficients, np.asarray(middle - self.centre @ coefficients)


def turn(wide: Array, weight: Array) -> Axes:
    """The axes of a design. wide: shape (rows, columns); weight: above or at 0, shape (rows,).

    With fewer rows than columns there are as many axes as rows: what no row has, no penalised
    model uses.
    """
    centre = (weight @ wide) / weight.sum()
    centred = wide - centre.astype(wide.dtype)
    rows, columns = centred.shape
    heavy = np.sqrt(weight).astype(wide.dtype)[:, None] * centred
    if columns <= rows:
        size, back = np.linalg.eigh((heavy.T @ heavy).astype(float))
    else:
        size, left = np.linalg.eigh((heavy @ heavy.T).astype(float))
        told = size > 1e-7 * max(float(size[-1]), 1e-300)
        size, left = size[told], left[:, told]
        back = heavy.T.astype(float) @ left / np.sqrt(size)
    return Axes(centred, np.maximum(size, 0.0), back, centre.astype(float), weight)


def ridge(axes: Axes, y: Array, strength: float) -> tuple[Array, Array]:
    """Coefficients and intercept that minimise sum w (y - ŷ)² + strength * |coefficients|².

    y: shape (rows,).
    Source: Hoerl and Kennard 1970, doi:10.1080/00401706.1970.10488634

    >>> axes = turn(np.array([[0.0], [1.0], [2.0]]), np.ones(3))
    >>> ridge(axes, np.array([1.0, 3.0, 5.0]), 0.0)[0].round(3)
    array([[2.]])
    """
    middle = float(np.average(y, weights=axes.weight))
    off = axes.weight * (y - middle)
    spread = float(np.sqrt(np.mean(off**2))) or 1.0
    answer = spread * axes.slopes(off[:, None] / spread)
    total = np.maximum(axes.size + strength, 1e-300)
    return axes.columns(answer / total[:, None], np.array([middle]))


@dataclass
class Logistic:
    """Logistic regression on some axes: each strength starts from the answer of the one before.

    y: class numbers from 0, every one of them in some row. Two classes have one output, more have
    one each.
    """

    axes: Axes
    y: Array
    start: Array | None = None

    def solve(self, strength: float) -> tuple[Array, Array]:
        """Coefficients and intercepts that minimise strength * sum w loss + |coefficients|² / 2.

        The unknowns are stretched so that the curvature is at most 1 in each (Böhning's bound),
        where a quasi-Newton method needs few steps.
        Source: Böhning 1992, doi:10.1007/BF00048682; Liu and Nocedal 1989, doi:10.1007/BF01589116

        >>> axes = turn(np.array([[0.0], [1.0], [0.0], [1.0]]), np.ones(4))
        >>> slope, intercept = Logistic(axes, np.array([0, 1, 1, 1])).solve(1e6)
        >>> abs(intercept).round(3)
        array([0.])
        """
        from scipy.optimize import minimize

        outputs = 1 if (classes := int(self.y.max()) + 1) == 2 else classes
        bound = steepest_bend(outputs)
        size = np.append(self.axes.size, self.axes.weight.sum())
        penalty = np.append(np.ones(len(self.axes.size)), 0.0)
        stretch = 1 / np.sqrt(strength * bound * size + penalty)[:, None]
        known = np.zeros((len(size), outputs)) if self.start is None else self.start
        aim = _Aim(self.axes, hot(self.y, outputs), strength, stretch, penalty)
        settled = 1e-4 * np.sqrt(strength * size[-1])
        found = minimize(
            aim,
            (known / stretch).ravel(),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": 300, "gtol": min(settled, 0.1), "ftol": 0.0, "maxcor": 20},
        )
        self.start = found.x.reshape(known.shape) * stretch
        return self.axes.columns(self.start[:-1], self.start[-1])


@dataclass(frozen=True)
class _Aim:
    """What is minimised, with its gradient, in stretched unknowns."""

    axes: Axes
    hot: Array
    strength: float
    stretch: Array
    penalty: Array

    def __call__(self, unknown: Array) -> tuple[float, Array]:
        known = unknown.reshape(self.stretch.shape[0], -1) * self.stretch
        weight = self.axes.weight[:, None]
        scores = self.axes.scores(known[:-1]) + known[-1]
        loss, share = log_losses(scores, self.hot)
        off = weight * (share - self.hot)
        slope = np.vstack([self.axes.slopes(off), off.sum(axis=0)[None]])
        value = self.strength * float(weight[:, 0] @ loss)
        value += 0.5 * float((self.penalty[:, None] * known**2).sum())
        gradient = (self.strength * slope + self.penalty[:, None] * known) * self.stretch
        return value, gradient.ravel()


def hot(y: Array, outputs: int) -> Array:
    """1 where a row is of a class, shape (rows, outputs); of two classes the second alone."""
    if outputs == 1:
        return np.asarray(y[:, None], dtype=float)
    return np.asarray(y[:, None] == np.arange(outputs), dtype=float)


def steepest_bend(outputs: int) -> float:
    """The most that a log loss bends along its scores.

    Source: Böhning 1992, doi:10.1007/BF00048682
    """
    return 0.25 if outputs == 1 else 0.5


def log_losses(scores: Array, truth: Array) -> tuple[Array, Array]:
    """Log loss of each row, shape (rows,), and the probabilities, of the scores' shape.

    truth: as `hot` gives it.
    """
    return _two(scores, truth) if scores.shape[1] == 1 else _many(scores, truth)


def _two(scores: Array, truth: Array) -> tuple[Array, Array]:
    """Log loss of each row, and the probability of the second class."""
    small = np.exp(-np.abs(scores))
    share = np.where(scores >= 0, 1.0, small) / (1 + small)
    return (np.maximum(scores, 0) - truth * scores + np.log1p(small))[:, 0], share


def _many(scores: Array, truth: Array) -> tuple[Array, Array]:
    """Log loss of each row, and the probabilities of the classes."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    grown = np.exp(shifted)
    total = grown.sum(axis=1, keepdims=True)
    return np.log(total[:, 0]) - (truth * shifted).sum(axis=1), grown / total


def every_class(
    classes: int, there: Array, known: Array, middle: Array, *, absent: float = -10.0
) -> tuple[Array, Array]:
    """Coefficients and intercepts with a far-off score for classes that no row has.

    there: the classes that rows have, sorted; known, middle: what was solved for these alone.
    """
    coefficients, intercept = np.zeros((len(known), classes)), np.full(classes, absent)
    if len(there) == 2:
        coefficients[:, there[1]], intercept[there] = known[:, 0], [0.0, float(middle[0])]
    else:
        coefficients[:, there], intercept[there] = known, middle
    return coefficients, intercept
