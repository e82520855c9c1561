"""From which row on is a column another one?"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def change_point(rank: Array) -> tuple[int, float]:
    """The row from which on numbers rank otherwise, and how far: |AUC - 1/2| [0, 0.5].

    rank: ranks of the numbers, in the order of the rows, shape (rows,), at least 2. The row is
    where the sum of the ranks strays farthest from a steady rise.
    Source: Pettitt 1979, doi:10.2307/2346729

    >>> change_point(np.array([1.0, 3.0, 2.0, 5.0, 4.0]))
    (3, 0.5)
    """
    n = len(rank)
    strayed = np.abs(np.cumsum(rank - rank.mean()))[:-1]
    at = int(np.argmax(strayed)) + 1
    return at, float(strayed[at - 1] / (at * (n - at)))


def sharpened(sizes: Array, at: int) -> int:
    """The row that parts small from large best, near a first cut.

    sizes: in order, shape (rows,). Small and large: below and above the middle between the medians
    of the two parts, of the logarithms where there are any.

    >>> sharpened(np.array([1.0, 2.0, 3.0, 900.0, 800.0]), 2)
    3
    """
    before, after = float(np.median(sizes[:at])), float(np.median(sizes[at:]))
    positive = min(before, after) > 0
    middle = float(np.sqrt(before) * np.sqrt(after)) if positive else (before + after) / 2
    fits = np.where((sizes < middle) == (before < after), 1, -1)
    cut = int(np.argmax(np.cumsum(fits))) + 1
    return cut if cut < len(sizes) else at
