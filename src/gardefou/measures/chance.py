"""Chance: how likely luck alone does as much; tails and quantiles of the well-known laws.

They stand on `scipy.special`: `scipy.stats` has them too, and takes half a second to load.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[Any]


def normal_quantile(share: float) -> float:
    """The value under which this share [0, 1] of a standard normal law lies.

    Source: NIST Digital Library of Mathematical Functions, dlmf.nist.gov/7.17

    >>> round(normal_quantile(0.975), 6)
    1.959964
    """
    return float(special.ndtri(share))


def normal_tail(x: float) -> float:
    """Probability that a standard normal number is above `x` [0, 1].

    Source: NIST Digital Library of Mathematical Functions, dlmf.nist.gov/7.18

    >>> round(normal_tail(1.959964), 6)
    0.025
    """
    return float(special.ndtr(-x))


def student_quantile(share: float, freedom: float) -> float:
    """The value under which this share [0, 1] of Student's law lies.

    freedom: degrees of it, above 0, which need not be whole.
    Source: Student 1908, doi:10.1093/biomet/6.1.1

    >>> round(student_quantile(0.975, 10), 6)
    2.228139
    """
    return float(special.stdtrit(freedom, share))


def chi2_tail(x: float, freedom: float) -> float:
    """Probability that the sum of `freedom` squared normal numbers is above `x` [0, 1].

    Source: Pearson 1900, doi:10.1080/14786440009463897

    >>> round(chi2_tail(3.841459, 1), 6)
    0.05
    """
    return float(special.chdtrc(freedom, max(x, 0.0)))


def at_most(count: int, n: int, share: float) -> float:
    """Probability of at most `count` hits in `n` draws that each hit with probability `share`.

    Source: NIST Digital Library of Mathematical Functions, dlmf.nist.gov/8.17 (8.17.5)

    >>> at_most(0, 2, 0.5)
    0.25
    """
    if not 0 <= count < n:
        return float(count >= n)
    return float(special.betaincc(count + 1, n - count, share))


def at_least(count: int, n: int, share: float) -> float:
    """Probability of at least `count` hits in `n` draws that each hit with probability `share`.

    Source: NIST Digital Library of Mathematical Functions, dlmf.nist.gov/8.17 (8.17.5)

    >>> at_least(2, 2, 0.5)
    0.25
    """
    if not 0 < count <= n:
        return float(count <= 0)
    return float(special.betainc(count, n - count + 1, share))


def one_mix(counts: Array, *, corrected: bool = False) -> float:
    """Probability of rows of counts that differ so much if all come from one mix [0, 1].

    counts: rows of a table by two groupings, shape (a, b); they need not be whole. 1 where fewer
    than two rows or columns hold any. corrected: with Yates's correction for a table of two by
    two, where a count can only jump by whole rows.
    Source: Pearson 1900, doi:10.1080/14786440009463897; Yates 1934, doi:10.2307/2983604

    >>> round(one_mix(np.array([[10, 20], [20, 10]])), 4)
    0.0098
    """
    held = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(held.shape) < 2:
        return 1.0
    expected = np.outer(held.sum(axis=1), held.sum(axis=0)) / held.sum()
    freedom = (held.shape[0] - 1) * (held.shape[1] - 1)
    gaps = np.abs(held - expected)
    if corrected and freedom == 1:
        gaps = np.maximum(gaps - 0.5, 0.0)
    return chi2_tail(float((gaps**2 / expected).sum()), freedom)
