"""Does an answer differ between marked rows and the others?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.measures import scores
from gardefou.measures.chance import normal_tail, one_mix

Array = NDArray[Any]


@dataclass(frozen=True)
class Shift:
    """The answer in marked rows against the others.

    which: number of the class whose share differs most; None for a number. inside, outside: its
    share among the marked rows and the others; for a number, the two medians. effect: gap of
    the shares, or |AUC - 1/2| [0 none]. p: probability of such a gap if marks meant nothing.
    """

    which: int | None
    inside: float
    outside: float
    effect: float
    p: float


def class_shift(marked: Array, classes: Array) -> Shift:
    """Shift of a class answer, by Pearson's chi-squared test.

    marked: bool, shape (rows,). classes: class numbers, shape (rows,). Both groups not empty.
    Source: Pearson 1900, doi:10.1080/14786440009463897

    >>> class_shift(np.array([1, 1, 1, 0, 0, 0], bool), np.array([1, 1, 1, 0, 0, 0])).effect
    1.0
    """
    k = int(classes.max()) + 1
    counts = np.array([np.bincount(classes[m], minlength=k) for m in (marked, ~marked)])
    shares = counts / counts.sum(axis=1, keepdims=True)
    gaps = np.abs(shares[0] - shares[1])
    which = int(np.argmax(gaps))
    inside, outside = float(shares[0, which]), float(shares[1, which])
    return Shift(which, inside, outside, float(gaps[which]), one_mix(counts))


def number_shift(marked: Array, y: Array) -> Shift:
    """Shift of a number answer, by the rank-sum test with its correction for ties.

    marked: bool, shape (rows,). y: shape (rows,), no NaN. Both groups not empty.
    Source: Mann and Whitney 1947, doi:10.1214/aoms/1177730491

    >>> number_shift(np.array([1, 1, 0, 0], bool), np.array([3.0, 4.0, 1.0, 2.0])).inside
    3.5
    """
    n, inside = len(y), int(marked.sum())
    outside = n - inside
    area = scores.auc(marked, y)
    _, ties = np.unique(y, return_counts=True)
    tied = float((ties.astype(float) ** 3 - ties).sum()) / max(n * (n - 1), 1)
    variance = (n + 1 - tied) / (12 * inside * outside)
    p = 2 * normal_tail(abs(area - 0.5) / np.sqrt(variance)) if variance > 0 else 1.0
    medians = float(np.median(y[marked])), float(np.median(y[~marked]))
    return Shift(None, medians[0], medians[1], abs(area - 0.5), min(p, 1.0))
