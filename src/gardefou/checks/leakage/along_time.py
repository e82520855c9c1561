"""Does the answer change along a time, so that rows near one another tell about each other?"""

from dataclasses import dataclass

import numpy as np

from gardefou.checks.answers import answers
from gardefou.core.estimate import Estimate
from gardefou.core.need import Need
from gardefou.core.table import Kind
from gardefou.measures import association, intervals
from gardefou.measures.scores import ranks
from gardefou.need.names import name_words, word_set
from gardefou.table.frame import Array, Coded, Sample

_BIRTH = word_set("birth birthday birthdate dob born naissance")
_STRETCHES = 24
_FEWEST = 100  # rows with an answer and a time


@dataclass(frozen=True)
class Told:
    """What the rows near in time, by this column, tell of an answer; p: of as much by luck."""

    name: str
    measured: Estimate
    p: float
    classes: bool


def times_of(need: Need, sample: Sample, *, most_holes: float = 0.05) -> list[str]:
    """Columns that may say when a row came about: the need's, else all of times, by name.

    most_holes: a time that is often missing is one that has not come yet. No days of birth.
    """
    frame = sample.frame
    if need.columns.time is not None:
        cells = frame.columns.get(need.columns.time)
        return [need.columns.time] if cells is not None and not isinstance(cells, Coded) else []
    return sorted(
        name
        for name in set(frame.names) - need.not_features
        if frame.kinds[name] is Kind.TIME
        and np.isnan(np.asarray(frame[name])).sum() <= most_holes * len(sample)
        and not _BIRTH & set(name_words(name))
    )


def told_along(need: Need, sample: Sample, name: str) -> Told | None:
    """What the stretch of time, or the row before, tells of an answer; None without enough rows."""
    if need.target is None or need.target not in sample.frame or not len(sample):
        return None
    y, names = answers(need, sample.frame)
    times = np.asarray(sample.frame[name], dtype=float)
    known = np.isfinite(y) & np.isfinite(times)
    y, times, hashes = y[known], times[known], sample.hashes[known]
    if len(y) < _FEWEST or len(np.unique(y)) < 2 or len(np.unique(times)) < 3:
        return None
    order = np.lexsort((hashes, times))
    y, times, fold = y[order], times[order], association.folds(hashes[order])
    first = np.searchsorted(times, times)  # rows of one moment lie in one stretch
    stretch = first * _STRETCHES // len(y)
    if names:
        codes = np.unique(y, return_inverse=True)[1]
        found = [_of_classes(bins, codes, fold) for bins in (stretch, _before(codes))]
    else:
        rank = ranks(y)
        before = association.value_bins(_before(rank.astype(float)))
        found = [_of_numbers(bins, rank, fold) for bins in (stretch, before)]
    measured, p = min(found, key=lambda each: (-each[0].low, each[1]))
    return Told(name, measured, min(1.0, 2 * p), bool(names))


def _before(values: Array) -> Array:
    """The value of the row before; of the first row its own."""
    return np.concatenate([values[:1], values[:-1]])


def _of_classes(bins: Array, codes: Array, fold: Array) -> tuple[Estimate, float]:
    n = len(codes)
    counts = association.class_counts(bins, codes, fold)
    rows = counts.sum(axis=(0, 1))
    each = {
        k: association.held_out_auc(counts, k) for k in range(len(rows)) if 30 <= rows[k] <= n - 30
    }
    if not each:
        return Estimate(0.5, 0.0, 1.0, "AUC", n), 1.0
    best = max(each, key=lambda k: each[k])
    sure = np.isin(codes, list(each))
    measured = intervals.auc_interval(each[best], int(rows[best]), int(n - rows[best]))
    return measured, association.chance_of_classes(bins[sure], codes[sure])


def _of_numbers(bins: Array, rank: Array, fold: Array) -> tuple[Estimate, float]:
    fit = association.held_out_fit(bins, rank, fold)
    near = association.correlation_interval(max(fit, 0.0) ** 0.5, len(rank))
    measured = Estimate(fit, min(near.low**2, fit), near.high**2, "R2 of ranks", len(rank))
    return measured, association.chance_of_numbers(bins, rank)
