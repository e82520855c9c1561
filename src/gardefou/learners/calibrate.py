"""From scores to probabilities that mean what they say, learned on out-of-fold rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.learners.problem import probabilities
from gardefou.measures.scores import log_losses

Array = NDArray[Any]


@dataclass(frozen=True)
class Calibrator:
    """A map from raw scores to probabilities.

    way: "as is"; "Platt": log-odds a x + b; "isotonic": rising steps through `knots`;
    "temperature": scores divided by one number. knots: {"x", "y"}, shape (steps,).
    """

    task: Task
    way: str = "as is"
    scale: float = 1.0
    shift: float = 0.0
    knots: Mapping[str, Array] = field(default_factory=dict)

    def apply(self, raw: Array) -> Array:
        """Probabilities, shape (rows, classes)."""
        if self.way == "isotonic":
            p = np.interp(raw[:, 0], self.knots["x"], self.knots["y"])
            return np.column_stack([1 - p, p])
        return probabilities(raw * self.scale + self.shift, self.task)


def calibrate(
    raw: Array, y: Array, weight: Array, task: Task, *, isotonic_from: int = 1000
) -> Calibrator:
    """The calibrator that pays on rows it did not see; leaving scores as they are where none does.

    raw: out-of-fold scores, shape (rows, outputs). y: class numbers. isotonic_from: rows from
    which steps may be tried; on fewer rows steps follow chance. Each way is learned on one half
    and judged on the other; a richer way must gain more than one standard error of the paired
    difference in log loss. Sources: Platt 1999; Zadrozny and Elkan 2002,
    doi:10.1145/775047.775151; Guo et al. 2017, arXiv:1706.04599
    """
    ways = ["Platt"] if task is Task.BINARY else ["temperature"]
    if task is Task.BINARY and len(y) >= isotonic_from:
        ways.append("isotonic")
    half = np.arange(len(y)) % 2 == 0
    best = "as is"
    best_losses = log_losses(y, Calibrator(task).apply(raw))
    for way in ways:
        losses = np.empty(len(y))
        for side in (half, ~half):
            learned = _learn(way, raw[~side], y[~side], weight[~side], task)
            losses[side] = log_losses(y[side], learned.apply(raw[side]))
        gain = weight * (best_losses - losses)
        if gain.mean() > gain.std() / np.sqrt(len(gain)):
            best, best_losses = way, losses
    return _learn(best, raw, y, weight, task)


def _learn(way: str, raw: Array, y: Array, weight: Array, task: Task) -> Calibrator:
    if way == "as is" or len(np.unique(y)) < 2:
        return Calibrator(task)
    if way == "isotonic":
        return _isotonic(raw[:, 0], y, weight)
    start = [1.0, 0.0] if way == "Platt" else [1.0]
    soft = _softened(y, raw.shape[1] if raw.shape[1] > 1 else 2)

    def loss(of: Array) -> float:
        p = probabilities(raw * of[0] + (of[1] if len(of) > 1 else 0.0), task)
        losses = -(soft * np.log(np.clip(p, 1e-15, 1.0))).sum(axis=1)
        return float(np.average(losses, weights=weight))

    from scipy.optimize import minimize

    found = minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-8})
    scale = float(found.x[0])
    shift = float(found.x[1]) if len(found.x) > 1 else 0.0
    return Calibrator(task, way, scale, shift) if scale > 0 else Calibrator(task)


def _softened(y: Array, classes: int) -> Array:
    """Answers as Platt softens them, shape (rows, classes): where rows never err, one still may.

    A row of class k counts (n_k + 1) / (n_k + classes) for it, the others share the rest; so
    perfect separation does not make scores infinitely sure of themselves.
    """
    counts = np.bincount(y.astype(int), minlength=classes)[y.astype(int)]
    own = (counts + 1) / (counts + classes)
    soft = np.repeat(((1 - own) / (classes - 1))[:, None], classes, axis=1)
    soft[np.arange(len(y)), y.astype(int)] = own
    return np.asarray(soft)


def _isotonic(score: Array, y: Array, weight: Array) -> Calibrator:
    """Rising steps, each drawn a little towards a half (Laplace), so that none says 0 or 1."""
    from sklearn.isotonic import IsotonicRegression

    steps = IsotonicRegression(out_of_bounds="clip").fit(score, y, sample_weight=weight)
    level = steps.predict(score)
    values, where = np.unique(level, return_inverse=True)
    total = np.bincount(where, weight)
    smooth = (np.bincount(where, weight * y) + 1) / (total + 2)
    smooth = np.maximum.accumulate(smooth)
    centre = np.bincount(where, weight * score) / total
    order = np.argsort(centre)
    knots = {"x": centre[order], "y": smooth[order]}
    return Calibrator(Task.BINARY, "isotonic", knots=knots if len(values) > 1 else _flat(smooth))


def _flat(level: Array) -> dict[str, Array]:
    return {"x": np.array([0.0, 1.0]), "y": np.repeat(level[:1], 2)}
