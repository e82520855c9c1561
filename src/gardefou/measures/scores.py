"""How good predictions are: one number for rows of answers and predictions."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_SMALLEST = 1e-15  # no probability is taken as exactly 0: one surprise must not cost infinity


def log_losses(y: Array, p: Array) -> Array:
    """Surprise of each row, -ln of the probability given to what happened [0 best, nats].

    y: class numbers, shape (rows,). p: probabilities, shape (rows, classes).

    >>> log_losses(np.array([1, 0]), np.array([[0.5, 0.5], [1.0, 0.0]])).round(3)
    array([0.693, 0.   ])
    """
    held = np.asarray(p)[np.arange(len(y)), np.asarray(y, dtype=int)]
    return np.asarray(np.abs(np.log(np.clip(held, _SMALLEST, 1.0))))


def briers(y: Array, p: Array) -> Array:
    """Squared gap of each row between event and probabilities, over classes [0 best, 2 worst].

    y: class numbers, shape (rows,). p: probabilities, shape (rows, classes).
    Source: Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2

    >>> briers(np.array([1]), np.array([[0.25, 0.75]]))
    array([0.125])
    """
    happened = np.zeros_like(p)
    happened[np.arange(len(y)), np.asarray(y, dtype=int)] = 1.0
    return np.asarray(((p - happened) ** 2).sum(axis=1))


def auc(positive: Array, score: Array) -> float:
    """Probability that a positive row scores above a negative one, ties half [0.5 chance, 1 best].

    positive: bool or 0/1, shape (rows,). score: any order, shape (rows,). NaN with one class only.
    Source: Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747

    >>> auc(np.array([0, 0, 1, 1]), np.array([1, 2, 2, 3]))
    0.875
    """
    positive = np.asarray(positive, dtype=bool)
    hits = int(positive.sum())
    misses = len(positive) - hits
    if hits == 0 or misses == 0:
        return float("nan")
    rank_sum = float(ranks(score)[positive].sum())
    return (rank_sum - hits * (hits + 1) / 2) / (hits * misses)


def ranks(values: Array) -> Array:
    """Ranks from 1, ties sharing their mean rank.

    >>> ranks(np.array([10, 20, 20]))
    array([1. , 2.5, 2.5])
    """
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[group])


def rank_correlation(a: Array, b: Array) -> float:
    """Spearman's correlation [-1, 1]; 0 where one side is constant.

    Source: Spearman 1904, doi:10.2307/1412159

    >>> rank_correlation(np.array([1, 2, 3]), np.array([1, 4, 9]))
    1.0
    """
    x, y = ranks(a), ranks(b)
    x, y = x - x.mean(), y - y.mean()
    scale = float(np.sqrt((x @ x) * (y @ y)))
    return float(np.clip(x @ y / scale, -1.0, 1.0)) if scale > 0 else 0.0


def rmse(y: Array, point: Array) -> float:
    """Root of the mean squared error, in the target's unit [0 best].

    >>> rmse(np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    1.4142135623730951
    """
    return float(np.sqrt(np.mean((y - point) ** 2)))


def pinball(y: Array, point: Array, under: float, over: float) -> Array:
    """Price of each row: `under` per unit predicted too low, `over` per unit too high [0 best].

    Source: Koenker and Bassett 1978, doi:10.2307/1913643

    >>> pinball(np.array([10.0, 10.0]), np.array([8.0, 11.0]), under=3, over=1)
    array([6., 1.])
    """
    gap = y - point
    return np.asarray(np.where(gap > 0, under * gap, -over * gap))
