"""How far a number may be from its prediction: residuals of rows that were not learned from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Residuals:
    """Out-of-fold residuals (truth minus prediction) by bins of the prediction.

    edges: between bins, shape (bins - 1,). shares: of the residuals' order, from 0 to 1, shape
    (steps,). steps: residual at each share, shape (bins, steps). rows: in each bin.
    The interval of a new row covers the truth with at least the stated probability on average
    over rows like these; Source: Vovk et al. 2005, Algorithmic Learning in a Random World
    (Mondrian, by the prediction).
    """

    edges: Array
    steps: Array
    shares: Array
    rows: Array

    def bin(self, point: Array) -> Array:
        """The bin of each prediction, shape (rows,), int."""
        return np.searchsorted(self.edges, point, side="right")

    def quantile(self, point: Array, share: float) -> Array:
        """The prediction moved to this share of what may happen, shape (rows,)."""
        moves = np.array([np.interp(share, self.shares, row) for row in self.steps])
        return np.asarray(point + moves[self.bin(point)])

    def interval(self, point: Array, coverage: float) -> tuple[Array, Array]:
        """Low and high ends, corrected for n + 1: the new row is ranked with the kept ones."""
        tail = (1 - coverage) / 2
        bins = self.bin(point)
        low = np.empty(len(self.rows))
        high = np.empty(len(self.rows))
        for b, n in enumerate(self.rows):
            rank = np.floor(tail * (n + 1))
            share = (rank - 1) / max(n - 1, 1) if rank >= 1 else 0.0
            low[b] = np.interp(share, self.shares, self.steps[b])
            high[b] = np.interp(1 - share, self.shares, self.steps[b])
        return point + low[bins], point + high[bins]

    def expected_cost(self, point: Array, share: float, under: float, over: float) -> Array:
        """Mean price of predicting that share instead of the truth, shape (rows,)."""
        price = np.empty(len(self.rows))
        for b, row in enumerate(self.steps):
            gap = row - np.interp(share, self.shares, row)
            price[b] = np.where(gap > 0, under * gap, -over * gap).mean()
        return np.asarray(price[self.bin(point)])


def learn_residuals(
    point: Array, truth: Array, *, rows_each: int = 100, most_bins: int = 10, steps: int = 201
) -> Residuals:
    """Residuals in bins of equal size.

    rows_each: fewest rows of a bin; a 90 % interval of fewer than 50 rests on two or three.
    """
    bins = int(np.clip(len(point) // rows_each, 1, most_bins))
    edges = np.unique(np.quantile(point, np.linspace(0, 1, bins + 1)[1:-1]))
    shares = np.linspace(0, 1, steps)
    where = np.searchsorted(edges, point, side="right")
    filled = [b for b in range(len(edges) + 1) if (where == b).any()]
    if len(filled) <= len(edges):  # ties left a bin empty: one bin for all
        edges, where, filled = edges[:0], np.zeros(len(point), dtype=int), [0]
    gaps = [np.sort(truth[where == b] - point[where == b]) for b in filled]
    table = np.array([np.interp(shares, np.linspace(0, 1, len(gap)), gap) for gap in gaps])
    return Residuals(edges, table, shares, np.array([len(g) for g in gaps]))
