"""One answer and its cheapest decision in plain floats, the same as for many rows at once."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np

from gardefou.core.need import Need, Task
from gardefou.learners.calibrate import Calibrator
from gardefou.learners.conformal import Residuals
from gardefou.learners.decide import decide_number
from gardefou.need.prices import cost_matrix


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What a model says of one row.

    prediction: the most probable class, or the number to act on. decision: "act", "hold" or
    "review". expected_cost: of that decision, in the need's unit. probabilities: of each class,
    by name. choice: of classes, the one that costs least. low, high: bounds of a number.
    """

    prediction: str | float
    decision: str
    expected_cost: float
    probabilities: Mapping[str, float] | None = None
    choice: str | None = None
    low: float | None = None
    high: float | None = None


Decider = Callable[[Sequence[float]], RowAnswer]
"""From the scores of a row, as many as the model has outputs, to its answer."""


@dataclass(frozen=True)
class Bins:
    """What follows from a predicted number, by the bin that it is in.

    edges: between bins; a number on an edge is in the bin above. move: to the number to act on;
    low, high: to its bounds; cost: expected of acting on it.
    """

    edges: tuple[float, ...]
    move: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    cost: tuple[float, ...]


def bins_of(residuals: Residuals, need: Need) -> Bins:
    """The bins of these residuals under the need's prices, nobody being asked."""
    unasked = replace(need, cost=replace(need.cost, review=None))
    nought = np.zeros(1)
    rows: list[tuple[float, float, float, float]] = []
    for b in range(len(residuals.rows)):
        lone = replace(
            residuals,
            edges=residuals.edges[:0],
            steps=residuals.steps[b : b + 1],
            rows=residuals.rows[b : b + 1],
        )
        decided = decide_number(nought, lone, unasked)
        low, high = lone.interval(nought, need.people.coverage)
        rows.append(
            (float(decided.choice[0]), float(low[0]), float(high[0]), float(decided.expected[0]))
        )
    move, low_by, high_by, cost = zip(*rows, strict=True)
    return Bins(tuple(residuals.edges.tolist()), move, low_by, high_by, cost)


def decider(need: Need, calibrator: Calibrator | None, residuals: Residuals | None) -> Decider:
    """Who decides for one row: of a model of classes by its calibrator, of numbers by residuals."""
    if residuals is not None:
        return _of_numbers(need, bins_of(residuals, need))
    assert calibrator is not None
    probabilities = _two(calibrator) if need.task is Task.BINARY else _many(calibrator)
    return _of_classes(need, probabilities)


Probabilities = Callable[[Sequence[float]], list[float]]


def _two(calibrator: Calibrator) -> Probabilities:
    if calibrator.way == "isotonic":
        x, y = (calibrator.knots[name] for name in "xy")
        return _steps(x.tolist(), y.tolist())
    scale, shift = calibrator.scale, calibrator.shift

    def probabilities(scores: Sequence[float]) -> list[float]:
        score = scores[0] * scale + shift
        if score > 0:
            small = exp(-score)
            return [small / (small + 1), 1 / (small + 1)]
        small = exp(score)
        return [1 / (1 + small), small / (1 + small)]

    return probabilities


def _steps(x: list[float], y: list[float]) -> Probabilities:
    """Between the knots on a line, beyond them flat."""
    last = len(x) - 1

    def probabilities(scores: Sequence[float]) -> list[float]:
        at = scores[0]
        k = bisect_right(x, at) - 1
        if k < 0:
            p = y[0]
        elif k >= last:
            p = y[last]
        else:
            p = (y[k + 1] - y[k]) / (x[k + 1] - x[k]) * (at - x[k]) + y[k]
        return [1 - p, p]

    return probabilities


def _many(calibrator: Calibrator) -> Probabilities:
    scale, shift = calibrator.scale, calibrator.shift

    def probabilities(scores: Sequence[float]) -> list[float]:
        moved = [score * scale + shift for score in scores]
        top = max(moved)
        grown = [exp(score - top) for score in moved]
        total = sum(grown)
        return [each / total for each in grown]

    return probabilities


def _of_classes(need: Need, probabilities: Probabilities) -> Decider:
    prices: list[list[float]] = cost_matrix(need).T.tolist()  # of each choice, by true class
    wrong = (cost_matrix(need).sum(axis=1) / (len(need.classes) - 1)).tolist()
    names, review, error = need.classes, need.cost.review, need.cost.review_error
    binary = need.task is Task.BINARY
    words = ["act" if not binary or name == need.positive else "hold" for name in names]

    def answer(scores: Sequence[float]) -> RowAnswer:
        p = probabilities(scores)
        costs = [_dot(p, each) for each in prices]
        expected = min(costs)
        choice = costs.index(expected)
        word = words[choice]
        if review is not None:
            asked = review + error * _dot(p, wrong)
            if asked < expected:
                word, expected = "review", asked
        named = dict(zip(names, p, strict=True))
        return RowAnswer(names[p.index(max(p))], word, expected, named, names[choice])

    return answer


def _dot(p: list[float], prices: list[float]) -> float:
    total = 0.0
    for share, price in zip(p, prices, strict=True):
        total += share * price
    return total


def _of_numbers(need: Need, bins: Bins) -> Decider:
    review, error = need.cost.review, need.cost.review_error

    def answer(scores: Sequence[float]) -> RowAnswer:
        point = scores[0]
        b = bisect_right(bins.edges, point)
        expected, word = bins.cost[b], "act"
        if review is not None:
            asked = review + error * expected
            if asked < expected:
                word, expected = "review", asked
        low, high = point + bins.low[b], point + bins.high[b]
        return RowAnswer(point + bins.move[b], word, expected, low=low, high=high)

    return answer
