"""How much one column says about an answer: counted on rows that did not set the rule."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.measures.chance import chi2_tail, normal_quantile, one_mix
from gardefou.measures.scores import ranks

Array = NDArray[Any]

_SCRAMBLE = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: spreads any pattern


def folds(hashes: Array, k: int = 5) -> Array:
    """The fold [0 .. k-1] of each row, by its hash alone: the order of rows changes nothing.

    hashes: uint64, shape (rows,). Scrambled first, as the vault may have taken a slice of them.
    Source: Knuth, The Art of Computer Programming 3, section 6.4, multiplicative hashing.

    >>> folds(np.array([1, 2, 1], dtype=np.uint64), k=5)
    array([4, 3, 4])
    """
    with np.errstate(over="ignore"):
        spread = np.asarray(hashes, dtype=np.uint64) * _SCRAMBLE
    return np.asarray((spread >> np.uint64(40)) % np.uint64(k)).astype(np.int64)


def value_bins(values: Array, most: int = 48) -> Array:
    """Bins [0 ..] of about equal rows; one for each value where there are at most `most`.

    values: float, shape (rows,), missing as NaN: they share the bin after the last.

    >>> value_bins(np.array([5.0, 7.0, np.nan, 5.0]))
    array([0, 1, 2, 0])
    """
    filled = ~np.isnan(values)
    known, place, counts = np.unique(values[filled], return_inverse=True, return_counts=True)
    if len(known) > most:
        middle = np.cumsum(counts) - counts / 2
        group = (middle * most / counts.sum()).astype(np.int64)
        group = np.unique(group, return_inverse=True)[1]
        place = group[place]
    out = np.full(len(values), place.max(initial=-1) + 1, dtype=np.int64)
    out[filled] = place
    return out


def level_bins(codes: Array, fewest: int = 5) -> Array:
    """Bins [0 ..] of levels; those with fewer than `fewest` rows share one, the missing another.

    codes: int, shape (rows,), -1 for missing.

    >>> level_bins(np.array([0, 0, 1, 2, -1]), fewest=2)
    array([2, 2, 1, 1, 0])
    """
    counts = np.bincount(codes + 1)
    rare = counts < fewest
    names = np.where(rare, 1, np.arange(len(counts)) + 2)
    names[0] = 0
    return np.asarray(np.unique(names[codes + 1], return_inverse=True)[1]).astype(np.int64)


def class_counts(bins: Array, y: Array, fold: Array) -> Array:
    """Rows of each fold, bin and class, shape (folds, bins, classes).

    bins, y, fold: int from 0, shape (rows,).

    >>> class_counts(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([0, 0, 0]))
    array([[[1, 1],
            [0, 1]]])
    """
    shape = (fold.max(initial=0) + 1, bins.max(initial=0) + 1, y.max(initial=0) + 1)
    flat = (fold * shape[1] + bins) * shape[2] + y
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)


def held_out_shares(counts: Array, *, prior: float = 1.0) -> Array:
    """The share of each class in a bin as the *other* folds have it, shape of `counts`.

    prior: rows of the table's own mix added to each bin, so that a small bin promises little.

    >>> held_out_shares(np.array([[[2, 0]], [[0, 2]]]), prior=0.0)
    array([[[0., 1.]],
           [[1., 0.]]])
    """
    others = counts.sum(axis=0) - counts
    mix = others.sum(axis=1, keepdims=True)
    mix = mix / np.maximum(mix.sum(axis=2, keepdims=True), 1)
    total = others.sum(axis=2, keepdims=True) + prior
    return np.asarray((others + prior * mix) / np.where(total > 0, total, 1))


def held_out_error(counts: Array) -> float:
    """Share of rows that the commonest class of their bin gets wrong, out of fold [0 best].

    counts: of `class_counts`, shape (folds, bins, classes).

    >>> held_out_error(np.array([[[5, 0], [0, 5]], [[5, 0], [0, 5]]]))
    0.0
    """
    guess = held_out_shares(counts).argmax(axis=2)
    right = np.take_along_axis(counts, guess[:, :, None], axis=2).sum()
    return float(1 - right / max(counts.sum(), 1))


def held_out_auc(counts: Array, k: int = 1) -> float:
    """AUC of class `k` against the rest, out of fold [0.5 chance, 1 best]; NaN with one class only.

    counts: of `class_counts`, shape (folds, bins, classes).

    >>> held_out_auc(np.array([[[5, 0], [0, 5]], [[5, 0], [0, 5]]]))
    1.0
    """
    score = held_out_shares(counts)[:, :, k].ravel()
    place = np.unique(score, return_inverse=True)[1]
    hits = np.bincount(place, weights=counts[:, :, k].ravel())
    misses = np.bincount(place, weights=(counts.sum(axis=2) - counts[:, :, k]).ravel())
    pairs = hits.sum() * misses.sum()
    below = np.cumsum(misses) - misses / 2
    return float(hits @ below / pairs) if pairs > 0 else float("nan")


def held_out_fit(bins: Array, y: Array, fold: Array) -> float:
    """R2 of a number by the mean of its bin, out of fold [<= 0 nothing, 1 best].

    bins, fold: int from 0, shape (rows,). y: finite, shape (rows,); ranks make it robust.

    >>> held_out_fit(np.array([0, 1] * 4), np.array([1.0, 3.0] * 4), np.repeat([0, 1], 4))
    1.0
    """
    shape = (fold.max(initial=0) + 1, bins.max(initial=0) + 1)
    cell = fold * shape[1] + bins
    rows = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    sums = np.bincount(cell, weights=y, minlength=rows.size).reshape(shape)
    rest, total = rows.sum(axis=0) - rows, sums.sum(axis=0) - sums
    middle = total.sum(axis=1, keepdims=True) / np.maximum(rest.sum(axis=1, keepdims=True), 1)
    guess = np.where(rest > 0, total / np.maximum(rest, 1), middle)
    spread = float(((y - y.mean()) ** 2).sum()) if len(y) else 0.0
    return float(1 - ((y - guess[fold, bins]) ** 2).sum() / spread) if spread > 0 else 0.0


def band_error(values: Array, y: Array, most: int) -> float:
    """Share of rows out of place if each class holds one band of the column [0 best; 1 if not so].

    The classes in the column's order, smoothed by the middle one of five neighbours, must form at
    most `most` bands. values: finite, shape (rows,); y: int, shape (rows,).

    >>> band_error(np.arange(10.0), np.array([0] * 5 + [1] * 5), most=2)
    0.0
    """
    ordered = y[np.argsort(values, kind="stable")]
    padded = np.pad(ordered, 2, mode="edge") if len(y) else ordered
    near = [padded[shift : shift + len(y)] for shift in range(5)]
    smooth = np.median(np.stack(near), axis=0)
    if np.count_nonzero(np.diff(smooth)) + 1 > most:
        return 1.0
    return float(np.mean(smooth != ordered)) if len(y) else 1.0


def edge_density(values: Array, y: Array, width: float = 0.05) -> float:
    """How crowded a column is where the class changes, beside an even spread [0 empty .. 1 even].

    Rows within `width` of the range that holds the middle 90 % of rows, on either side of the
    emptiest change of class that a neighbour confirms; over what an even spread would hold there.

    >>> edge_density(np.arange(1000.0), np.arange(1000) >= 500) > 0.8
    True
    """
    order = np.argsort(values, kind="stable")
    ordered, codes = values[order], np.asarray(y)[order].astype(np.int64)
    low, high = np.quantile(values, [0.05, 0.95])
    reach = width * float(high - low)
    padded = np.pad(codes, 2, mode="edge")
    smooth = np.median(np.stack([padded[s : s + len(codes)] for s in range(5)]), axis=0)
    change = np.flatnonzero(np.diff(smooth))
    if len(change) == 0 or reach <= 0:
        return 0.0
    middle = (ordered[change] + ordered[change + 1]) / 2
    near = np.searchsorted(ordered, middle + reach, "right") - np.searchsorted(
        ordered, middle - reach
    )
    return float(near.min() / len(values) / (2 * width))


def correlation_interval(
    value: float, n: int, *, unit: str = "rank correlation", level: float = 0.95
) -> Estimate:
    """A rank correlation with its interval.

    Source: Fieller, Hartley and Pearson 1957, doi:10.1093/biomet/44.3-4.470

    >>> correlation_interval(0.5, 103).low
    0.334...
    """
    sure = normal_quantile((1 + level) / 2)
    half = sure * float(np.sqrt(1.06 / max(n - 3, 1)))
    middle = float(np.arctanh(np.clip(value, -0.9999999, 0.9999999)))
    low, high = float(np.tanh(middle - half)), float(np.tanh(middle + half))
    return Estimate(value, min(low, value), max(high, value), unit, n, level)


def best_side(score: Array, y: Array) -> tuple[float, Array]:
    """The split of the classes in two that a score tells apart best: its AUC, and which are above.

    Classes are cut where their mean ranks lie in order; with two classes there is one cut.
    score: finite, shape (rows,). y: int from 0. Above: bool, shape (classes,).

    >>> best_side(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 1, 2, 2]))
    (1.0, array([False,  True,  True]))
    """
    rows = np.bincount(y).astype(float)
    sums = np.bincount(y, weights=ranks(score))
    order = np.argsort(sums / np.maximum(rows, 1), kind="stable")
    above = np.cumsum(rows[order][::-1])[::-1][1:]
    total = np.cumsum(sums[order][::-1])[::-1][1:]
    pairs = above * (len(y) - above)
    value = (total - above * (above + 1) / 2) / np.where(pairs > 0, pairs, np.inf)
    cut = int(np.argmax(value)) if len(value) else 0
    side = np.zeros(len(rows), dtype=bool)
    side[order[cut + 1 :]] = True
    return (float(value[cut]) if len(value) else 0.5), side


def chance_of_classes(bins: Array, y: Array) -> float:
    """Probability that classes differ so much between bins if they have nothing to do with them.

    bins, y: int from 0, shape (rows,). Source: Pearson 1900, doi:10.1080/14786440009463897

    >>> chance_of_classes(np.repeat([0, 1], 50), np.repeat([0, 1], 50)) < 1e-20
    True
    """
    table = class_counts(bins, y, np.zeros(len(y), dtype=np.int64))[0]
    return one_mix(table, corrected=True)


def chance_of_numbers(bins: Array, y: Array) -> float:
    """Probability that numbers differ so much between bins if they have nothing to do with them.

    bins: int from 0, shape (rows,). y: finite, shape (rows,).
    Source: Kruskal and Wallis 1952, doi:10.1080/01621459.1952.10483441

    >>> chance_of_numbers(np.repeat([0, 1], 50), np.arange(100.0)) < 1e-10
    True
    """
    _, place, rows = np.unique(bins, return_inverse=True, return_counts=True)
    if len(rows) < 2 or np.ptp(y) == 0:
        return 1.0
    height = ranks(y) - (len(y) + 1) / 2
    between = float((np.bincount(place, height) ** 2 / rows).sum())
    return chi2_tail((len(y) - 1) * between / float(height @ height), len(rows) - 1)
