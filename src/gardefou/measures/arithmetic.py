"""Is one column a sum, difference, product or ratio of a few others? Exactly, or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_GATE_ROWS = 2_000  # rows of the first, rough fit; what passes is verified on all
_GATE = 0.004  # what the rough fit may leave; an honest fit with R2 under 0.99 leaves more
_PRUNE_ROWS = 500  # rows by which the columns that are not needed are dropped, one by one
_GATE_COLUMNS = 300  # the columns closest to the target, where there are more
_DECIMALS = 6


@dataclass(frozen=True)
class Identity:
    """target = start + sum of factor x part; where `product`, the same of their logarithms.

    parts: positions of the columns, strongest first. factors: one per part (exponents where
    `product`). share: of the rows where all parts are known [0, 1]. rows: how many those are.
    plain: the factors differ by sign only (exponents: whole), so it is a mere sum, difference,
    product or ratio, perhaps in another unit.
    """

    parts: tuple[int, ...]
    factors: tuple[float, ...]
    start: float
    share: float
    rows: int
    product: bool
    plain: bool


def identities(
    y: Array, X: Array, *, most_parts: int = 3, min_share: float = 0.995
) -> list[Identity]:
    """Every way found in which a few columns make up `y`, each column used once.

    y: finite, shape (rows,). X: shape (rows, columns), missing as NaN. Sums are looked for
    before products. min_share: rows that must agree within rounding; typing errors are survived.

    >>> a, b = np.arange(50.0) % 7, np.arange(50.0) % 11
    >>> identities(a - b, np.column_stack([b, a, a * b]))[0].parts
    (0, 1)
    """
    found: list[Identity] = []
    free = np.ones(X.shape[1], dtype=bool)
    for product in (False, True):
        target, columns = (_log(y), _log(X)) if product else (y, X)
        while one := _best(_candidates(target, columns, free, most_parts), y, X, product=product):
            if one.share < min_share:
                break
            found.append(one)
            free[list(one.parts)] = False
    return found


def _candidates(target: Array, columns: Array, free: Array, most: int) -> Iterator[Array]:
    """Sets of at most `most` columns which, all but exactly, make up the target; largest first."""
    known = np.isfinite(target)
    rows = np.flatnonzero(known)[:_GATE_ROWS]
    y = target[rows]
    usable = np.flatnonzero(free & (np.isfinite(columns).mean(axis=0) >= 0.5))
    if known.mean() < 0.5 or len(rows) < 30 or np.ptp(y) == 0:
        return
    Z = _standard(columns[np.ix_(rows, usable)])
    kept = np.argsort(-np.abs(Z.T @ (y - y.mean())), kind="stable")
    kept = kept[: min(_GATE_COLUMNS, len(rows) // 4)]
    factors, left = _robust_fit(y, Z[:, kept])
    if left > _GATE:
        return
    kept = kept[np.argsort(-np.abs(factors), kind="stable")][: 4 * most]
    y, Z = y[:_PRUNE_ROWS], Z[:_PRUNE_ROWS]
    while len(kept):
        if len(kept) <= most:
            yield usable[kept]
        without = [np.delete(kept, i) for i in range(len(kept))]
        kept = min(without, key=lambda some: _robust_fit(y, Z[:, some])[1])


def _best(sets: Iterator[Array], y: Array, X: Array, *, product: bool) -> Identity | None:
    """The smallest of the sets that agrees as well as any of them does."""
    tried = [_verified(parts, y, X, product=product) for parts in sets]
    known = [one for one in tried if one is not None]
    best = max((one.share for one in known), default=0.0)
    close = [one for one in known if one.share >= best - 0.002]
    return min(close, key=lambda one: len(one.parts), default=None)


def _verified(parts: Array, y: Array, X: Array, *, product: bool) -> Identity | None:
    rows = np.isfinite(X[:, parts]).all(axis=1) & np.isfinite(y)
    y, X = y[rows], X[rows][:, parts]
    target, columns = (_log(y), _log(X)) if product else (y, X)
    sure = np.isfinite(columns).all(axis=1) & np.isfinite(target)
    if sure.sum() < 30:
        return None
    target, columns = target[sure], columns[sure]
    factors, plain = _snapped(_robust_fit(target, columns)[0], product=product)
    start = float(np.median(target - columns @ factors))
    guess, slopes = _guess(X, factors, start, product=product)
    share = _agreement(y, X, guess, slopes)
    order = np.argsort(-np.abs(factors) * columns.std(axis=0), kind="stable")
    return Identity(
        tuple(int(parts[i]) for i in order),
        tuple(float(factors[i]) for i in order),
        start,
        share,
        len(y),
        product,
        plain,
    )


def _robust_fit(y: Array, X: Array, *, rounds: int = 5, keep: float = 0.7) -> tuple[Array, float]:
    """Factors of a fit that sets the worst rows aside, and how much it leaves [0 exact .. 0.01].

    Left: mean squared gap over the target's variance, each row's capped at 0.01, so that a few
    typing errors or holes do not hide an identity.
    """
    middle, scale = X.mean(axis=0), X.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    design = np.column_stack([np.ones(len(y)), (X - middle) / scale])
    spread = float(np.std(y)) or 1.0
    sure = np.ones(len(y), dtype=bool)
    for _ in range(rounds):
        some = design[sure]
        solution = np.linalg.lstsq(some.T @ some, some.T @ y[sure], rcond=1e-12)[0]
        gap = np.abs(y - design @ solution) / spread
        sure = gap <= max(float(np.quantile(gap, keep)), 1e-6)
        if sure.all():
            break
    return solution[1:] / scale, float(np.mean(np.minimum(gap**2, 0.01)))


def _snapped(factors: Array, *, product: bool) -> tuple[Array, bool]:
    """Factors made exact where they are nearly of one size (exponents: nearly whole)."""
    size = np.abs(factors)
    if product:
        whole = np.round(factors)
        near = bool((np.abs(factors - whole) < 0.02).all() and (np.abs(whole) >= 1).all())
        return (whole, True) if near else (factors, False)
    if size.max() == 0 or size.min() < 0.99 * size.max():
        return factors, False
    common = float(np.mean(size))
    return np.sign(factors) * (1.0 if abs(common - 1) < 1e-3 else common), True


def _guess(X: Array, factors: Array, start: float, *, product: bool) -> tuple[Array, Array]:
    """What the identity gives, shape (rows,), and how much a step of each part changes it."""
    if not product:
        return X @ factors + start, np.abs(np.broadcast_to(factors, X.shape))
    with np.errstate(all="ignore"):
        guess = np.exp(start) * np.prod(np.sign(X) * np.abs(X) ** factors, axis=1)
        return guess, np.nan_to_num(np.abs(guess[:, None] * factors / X), posinf=0.0)


def _agreement(y: Array, X: Array, guess: Array, slopes: Array) -> float:
    """Share of rows that are right within the rounding of what is written."""
    slack = _half_step(y) + slopes @ np.array([_half_step(column) for column in X.T])
    return float(np.mean(np.abs(y - guess) <= slack + 1e-9 * (np.abs(y) + np.std(y))))


def _half_step(values: Array) -> float:
    """Half of the last decimal that the values are written with; 0 where there is none."""
    for decimals in range(_DECIMALS + 1):
        scaled = values * 10.0**decimals
        if np.mean(np.abs(scaled - np.round(scaled)) < 1e-4) >= 0.99:
            return 0.5 * 10.0**-decimals
    return 0.0


def _standard(X: Array) -> Array:
    """Columns of mean 0 and spread 1, holes filled with the median; a constant becomes 0."""
    middle = np.nanmedian(X, axis=0) if len(X) else np.zeros(X.shape[1])
    filled = np.where(np.isfinite(X), X, middle)
    spread = filled.std(axis=0)
    return np.asarray((filled - filled.mean(axis=0)) / np.where(spread > 0, spread, np.inf))


def _log(values: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.log(np.where(values > 0, values, np.nan))
