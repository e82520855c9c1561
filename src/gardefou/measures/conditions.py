"""Simple conditions on cells: one value, a range, or nothing in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Condition:
    """What a cell must be: one value, above `low` and up to `high`, or empty.

    column: its number. value: of a number that takes few values, or the code of a category.
    """

    column: int
    low: float = -np.inf
    high: float = np.inf
    value: float | None = None
    hole: bool = False

    def holds(self, values: Array) -> Array:
        """Which rows meet it, shape (rows,), bool. values: shape (rows, columns), NaN is empty."""
        cells = values[:, self.column]
        if self.hole:
            return np.isnan(cells)
        if self.value is not None:
            return np.asarray(cells == self.value)
        return np.asarray((cells > self.low) & (cells <= self.high))


def conditions(
    values: Array,
    categorical: Sequence[bool],
    *,
    steps: int = 5,
    min_rows: int = 30,
    most_each: int = 12,
    most: int = 320,
) -> list[Condition]:
    """The conditions worth trying: values, ranges between rounded quantiles, and holes.

    values: shape (rows, columns), codes of categories, NaN is empty. categorical: by column.
    steps: parts of a number's range; five are enough to see where it is dear, and few to correct
    for. min_rows: below 30, a mean of costs says little. most_each: of one column, those with most
    rows. most: of all, the first columns first; pairs grow with its square.

    >>> [each.value for each in conditions(np.repeat([[0.0], [1.0]], 30, axis=0), [False])]
    [0.0, 1.0]
    """
    found: list[Condition] = []
    for column in range(values.shape[1]):
        cells = values[:, column]
        made = _of_column(column, cells, categorical=categorical[column], steps=steps)
        rows = [int(each.holds(values).sum()) for each in made]
        kept = [k for k in range(len(made)) if min_rows <= rows[k] <= len(values) - min_rows]
        kept = sorted(sorted(kept, key=lambda k: -rows[k])[:most_each])
        found += [made[k] for k in kept]
    return found[:most]


def _of_column(column: int, cells: Array, *, categorical: bool, steps: int) -> list[Condition]:
    filled = cells[~np.isnan(cells)]
    holes = [Condition(column, hole=True)] if len(filled) < len(cells) else []
    different = np.unique(filled)
    if categorical or len(different) <= steps:
        return [Condition(column, value=float(value)) for value in different] + holes
    cuts = _cuts(filled, steps)
    ends = [-np.inf, *cuts, np.inf]
    ranges = list(pairwise(ends))
    ranges += [(-np.inf, cut) for cut in cuts[1:]] + [(cut, np.inf) for cut in cuts[:-1]]
    return [_range(column, float(low), float(high), different) for low, high in ranges] + holes


def _range(column: int, low: float, high: float, different: Array) -> Condition:
    """The range, or the value where it holds one alone."""
    inside = different[(different > low) & (different <= high)]
    if len(inside) == 1:
        return Condition(column, value=float(inside[0]))
    return Condition(column, low, high)


def _cuts(filled: Array, steps: int) -> list[float]:
    """Quantiles, rounded to what a person would say of a range of this width."""
    quantiles = np.quantile(filled, np.linspace(0, 1, steps + 1)[1:-1])
    width = float(np.ptp(np.quantile(filled, [0.05, 0.95]))) or float(np.ptp(filled))
    decimals = int(np.clip(2 - np.floor(np.log10(width)), -300, 300))
    rounded = np.unique(np.round(quantiles, decimals))
    return [float(cut) for cut in rounded if filled.min() <= cut < filled.max()]
