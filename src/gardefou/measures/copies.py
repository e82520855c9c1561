"""Which rows repeat others, exactly or but for how they are written?"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_MIX = np.uint64(0x9E3779B97F4A7C15)


def plain_codes(levels: Sequence[str]) -> Array:
    """A number for each text, the same for those that differ in case and white space only.

    >>> plain_codes(["Anna  B", "anna b ", "Carl"])
    array([0, 0, 1])
    """
    known: dict[str, int] = {}
    plain = (" ".join(level.casefold().split()) for level in levels)
    return np.array([known.setdefault(text, len(known)) for text in plain], dtype=np.int64)


def rounded(numbers: Array, digits: int = 4, shift: float = 0.0) -> Array:
    """Numbers to so many figures; NaN, infinities and 0 stay.

    shift: of a step, by which all are moved first: two numbers that are close but on either side
    of a bound are on one side of it with a shift of a half.

    >>> rounded(np.array([3.14159, -12345.6, 0.0, np.nan]))
    array([ 3.142e+00, -1.235e+04,  0.000e+00,        nan])
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        size = np.floor(np.log10(np.abs(numbers)))
        step = 10.0 ** (size - digits + 1)
        short = np.round(numbers / step + shift) * step
    return np.where(np.isfinite(short), short, numbers)


def row_keys(columns: Iterable[Array]) -> Array:
    """A number for each row, equal where all columns are; float or int, shape (rows,), at least 1.

    Two different rows share one by an accident of 1 in 2^64.
    """
    key = np.zeros(1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for cells in columns:
            bits = np.where(np.isnan(cells), np.nan, cells.astype(float) + 0.0).view(np.uint64)
            key = (key ^ _mixed(bits)) * _MIX + np.uint64(1)
    return key


def _mixed(bits: Array) -> Array:
    """Each number scattered over 64 bits (Steele et al. 2014, doi:10.1145/2660193.2660195)."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(bits ^ (bits >> np.uint64(31)))


def repeats(keys: Array) -> Array:
    """Which rows repeat an earlier one, bool, shape (rows,).

    >>> repeats(np.array([7, 3, 7, 7]))
    array([False, False,  True,  True])
    """
    first = np.zeros(len(keys), dtype=bool)
    first[np.unique(keys, return_index=True)[1]] = True
    return ~first
