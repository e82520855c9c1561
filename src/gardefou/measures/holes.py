"""Do the holes of a column depend on a group?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.measures.chance import chi2_tail

Array = NDArray[Any]


@dataclass(frozen=True)
class Rates:
    """How often cells are empty, by group: rows and holes of each.

    rows, holes: shape (groups,).
    """

    rows: Array
    holes: Array

    @property
    def shares(self) -> Array:
        """The share of empty cells of each group."""
        return np.asarray(self.holes / np.maximum(self.rows, 1))

    @property
    def chi2(self) -> float:
        """Pearson's statistic of groups against holes, 0 where nothing or everything is empty."""
        n, holes = self.rows.sum(), self.holes.sum()
        if not 0 < holes < n:
            return 0.0
        expected = self.rows * holes / n
        known = expected > 0
        gaps = (self.holes[known] - expected[known]) ** 2 / expected[known]
        return float(gaps.sum() / (1 - holes / n))

    @property
    def explained(self) -> float:
        """The share of the holes' variance that the groups explain [0, 1], less what luck would.

        >>> Rates(np.array([50, 50]), np.array([50, 0])).explained
        0.99
        """
        luck = int(np.count_nonzero(self.rows)) - 1
        return max(self.chi2 - luck, 0.0) / max(int(self.rows.sum()), 1)


def rates(empty: Array, group: Array, groups: int) -> Rates:
    """Rows and holes of each group. empty: rows that are, int; group: of every row, -1 for none.

    >>> rates(np.array([0, 3]), np.array([0, 0, 1, 1]), 2).shares
    array([0.5, 0.5])
    """
    held = np.bincount(group + 1, minlength=groups + 1)[1:]
    return Rates(held, np.bincount(group[empty] + 1, minlength=groups + 1)[1:])


def chances(all_rates: list[Rates]) -> Array:
    """Probability of such differences by luck, for each.

    Source: Pearson 1900, doi:10.1080/14786440009463897
    """
    held = [int(np.count_nonzero(each.rows)) for each in all_rates]
    tails = (chi2_tail(each.chi2, max(k - 1, 1)) for each, k in zip(all_rates, held, strict=True))
    return np.array(list(tails))
