"""Prices as arrays: what each choice costs, and what handing over costs."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Need, Task

Array = NDArray[Any]


def cost_matrix(need: Need) -> Array:
    """C[true, chosen], shape (classes, classes), in the need's unit per decision; 0 if right.

    Rows and columns are in the order of `need.classes`. Two classes: the true positive chosen
    negative costs `missed`, the reverse `false_alarm`. More: `confusion`, each pair of it.
    The need must be complete, of classes.
    Source: Elkan 2001, "The Foundations of Cost-Sensitive Learning", IJCAI.

    >>> from gardefou.core.need import Cost
    >>> cost = Cost(missed=120.0, false_alarm=8.0)
    >>> need = Need(task=Task.BINARY, classes=("No", "Yes"), positive="Yes", cost=cost)
    >>> cost_matrix(need).tolist()
    [[0.0, 8.0], [120.0, 0.0]]
    """
    if need.task is Task.MULTICLASS:
        prices = need.cost.confusion
        rows = [[prices[t][c] if t != c else 0.0 for c in need.classes] for t in need.classes]
        return np.array(rows, dtype=float)
    if need.task is not Task.BINARY or need.positive is None:
        raise ValueError("A cost matrix is for a complete need with classes.")
    positive = need.classes.index(need.positive)
    matrix = np.zeros((2, 2))
    matrix[positive, 1 - positive] = need.cost.missed
    matrix[1 - positive, positive] = need.cost.false_alarm
    return matrix


def review_cost(need: Need, p: Array) -> Array:
    """The expected cost of handing each row to a person, shape (rows,), in the need's unit.

    p: probability of each class, shape (rows, classes), in the order of `need.classes`.
    review + review_error * sum_k p[k] * wrong[k], where wrong[k] is the cost of the wrong act on
    true class k: the only one for two classes, the mean of the others for more. Without a review
    price no hand-over is offered: infinite.

    >>> from gardefou.core.need import Cost
    >>> cost = Cost(missed=120.0, false_alarm=8.0, review=2.0, review_error=0.05)
    >>> need = Need(task=Task.BINARY, classes=("No", "Yes"), positive="Yes", cost=cost)
    >>> review_cost(need, np.array([[0.5, 0.5], [1.0, 0.0]])).tolist()
    [5.2, 2.4]
    """
    if need.cost.review is None:
        return np.full(len(p), np.inf)
    wrong = cost_matrix(need).sum(axis=1) / (len(need.classes) - 1)
    priced: Array = need.cost.review + need.cost.review_error * (p @ wrong)
    return priced
