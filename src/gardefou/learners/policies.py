"""Policies without a model: what every model must beat, in the need's unit."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Need, Task
from gardefou.learners.decide import number_prices, reviewed_cost, share_of_quantile
from gardefou.measures.scores import pinball
from gardefou.need.prices import cost_matrix

Array = NDArray[Any]

ALWAYS_ASK = "always ask"


def best_constant(y: Array, weight: Array, need: Need) -> float | None:
    """In regression, the number that costs least on these rows; None for classes."""
    if need.task is not Task.REGRESSION:
        return None
    return weighted_quantile(y, weight, share_of_quantile(need))


def trivial_costs(y: Array, need: Need, constant: float | None) -> dict[str, Array]:
    """What each policy without a model costs on these rows: {policy: shape (rows,)}.

    y: class numbers, or numbers. constant: what `best_constant` said of the rows learned from.
    """
    if constant is not None:
        return _constant_costs(y, need, constant)
    matrix, known = cost_matrix(need), y.astype(int)
    costs = {policy_of(need, k): matrix[known, k] for k in range(len(need.classes))}
    if need.cost.review is not None:
        costs[ALWAYS_ASK] = reviewed_cost(y, need)
    return costs


def _constant_costs(y: Array, need: Need, constant: float) -> dict[str, Array]:
    always = pinball(y, np.full(len(y), constant), *number_prices(need))
    costs = {f"always {constant:.4g}": always}
    if need.cost.review is not None:
        costs[ALWAYS_ASK] = need.cost.review + need.cost.review_error * always
    return costs


def policy_of(need: Need, k: int) -> str:
    """The name of the policy that always chooses class k."""
    if need.task is Task.BINARY:
        return "always yes" if need.classes[k] == need.positive else "always no"
    return f"always {need.classes[k]}"


def weighted_quantile(values: Array, weight: Array, share: float) -> float:
    """The smallest value with at least `share` of the weight at or below it.

    >>> weighted_quantile(np.array([3.0, 1.0, 2.0]), np.ones(3), 0.5)
    2.0
    """
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weight[order])
    place = int(np.searchsorted(total, share * total[-1], side="left"))
    return float(values[order][min(place, len(values) - 1)])
