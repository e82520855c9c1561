"""Ways of making groups and outcomes independent in a table: by weights, by rows, by values."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.measures.scores import ranks

Array = NDArray[Any]


def reweighed(group: Array, outcome: Array, weight: Array | None = None) -> Array:
    """How many rows each row should stand for, so that outcome and group have nothing in common.

    group, outcome: int from 0, shape (rows,). weight: how many each stands for already; the answer
    is what that must be multiplied by. The weight of a row is what its group and its
    outcome would make up together if they were independent, over what they make up. Its mean is 1
    where every group has every outcome; one that lacks an outcome cannot be made equal.
    Source: Kamiran and Calders 2012, doi:10.1007/s10115-011-0463-8

    >>> reweighed(np.array([0, 0, 0, 1]), np.array([0, 1, 1, 0]))
    array([1.5 , 0.75, 0.75, 0.5 ])
    """
    groups, outcomes = int(group.max(initial=0)) + 1, int(outcome.max(initial=0)) + 1
    cell = group * outcomes + outcome
    count = np.bincount(cell, weight, groups * outcomes).reshape(groups, outcomes)
    expected = np.outer(count.sum(axis=1), count.sum(axis=0)) / max(float(count.sum()), 1e-300)
    factor = np.divide(expected, count, out=np.zeros_like(expected), where=count > 0)
    return np.asarray(factor.ravel()[cell])


def resampled(weight: Array, rng: np.random.Generator) -> Array:
    """Which rows to take, as many as there are: each as often as its weight says, but for rounding.

    weight: shape (rows,). The answer: row numbers, sorted. One random number spreads what is left
    over by rounding evenly, so that groups of equal rows get their whole number.
    Source: Kitagawa 1996, doi:10.2307/1390750 (systematic resampling)

    >>> resampled(np.array([2.0, 0.0, 1.0]), np.random.default_rng(0))
    array([0, 0, 2])
    """
    total = np.cumsum(weight) / np.sum(weight)
    ticks = (np.arange(len(weight)) + rng.random()) / len(weight)
    return np.asarray(np.minimum(np.searchsorted(total, ticks, side="right"), len(weight) - 1))


def repaired(values: Array, group: Array, amount: float = 1.0) -> Array:
    """A number column of which the group can no longer be told, ranks within each group kept.

    values: float, shape (rows,), NaN stays. group: int from 0. Each value moves to the median, over
    the groups, of the values at its rank in each group; amount: how far, 0 not at all, 1 wholly.
    Source: Feldman et al. 2015, doi:10.1145/2783258.2783311

    >>> repaired(np.array([1.0, 3.0, 11.0, 13.0]), np.array([0, 0, 1, 1]))
    array([6., 8., 6., 8.])
    """
    out = np.array(values, dtype=float)
    known = ~np.isnan(out)
    parts = [np.flatnonzero(known & (group == k)) for k in range(int(group.max(initial=0)) + 1)]
    full = [part for part in parts if len(part) >= 2]
    if len(full) < 2:
        return out
    sorted_values = [np.sort(values[part]) for part in full]
    for part in full:
        place = (ranks(values[part]) - 0.5) / len(part)
        across = [_at(place, own) for own in sorted_values]
        out[part] += amount * (np.median(across, axis=0) - values[part])
    return out


def _at(place: Array, ordered: Array) -> Array:
    """The values at these shares [0, 1] of an ordered column, straight lines between them."""
    middle = (np.arange(len(ordered)) + 0.5) / len(ordered)
    return np.interp(place, middle, ordered)
