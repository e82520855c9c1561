"""Groups of people in numbers: shares, gaps, rows that are needed, who is alone."""

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.measures.chance import normal_quantile, normal_tail, student_quantile

Array = NDArray[Any]


@dataclass(frozen=True)
class Means:
    """An answer by group: each of shape (groups,).

    rows: of each group. value: mean answer, a share where the answer is 0 or 1; NaN without rows.
    effective: rows that would say as much if all had the same weight (Kish 1965, Survey Sampling).
    sd: of the answer within the group.
    """

    rows: Array
    value: Array
    effective: Array
    sd: Array


def means(codes: Array, y: Array, weight: Array | None = None) -> Means:
    """The mean answer of each group.

    codes: int from 0, -1 for none, shape (rows,). y: finite, shape (rows,). weight: how many each
    row stands for; None: one each.

    >>> means(np.array([0, 0, 1, -1]), np.array([1.0, 0.0, 1.0, 1.0])).value
    array([0.5, 1. ])
    """
    kept = codes >= 0
    codes, y = codes[kept], np.asarray(y, dtype=float)[kept]
    w = np.ones(len(y)) if weight is None else np.asarray(weight, dtype=float)[kept]
    groups = int(codes.max(initial=-1)) + 1
    total, squares = (np.bincount(codes, each, groups) for each in (w, w * w))
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.bincount(codes, w * y, groups) / total
        spread = np.bincount(codes, w * y * y, groups) / total - value**2
        effective = np.where(squares > 0, total**2 / squares, 0.0)
    return Means(np.bincount(codes, minlength=groups), value, effective, np.sqrt(spread.clip(0)))


def wilson(share: Array | float, n: Array | float, level: float = 0.95) -> tuple[Array, Array]:
    """Low and high end of Wilson's interval for shares of `n` rows, which need not be whole.

    Source: Wilson 1927, doi:10.1080/01621459.1927.10502953

    >>> [float(end.round(3)) for end in wilson(0.5, 10)]
    [0.237, 0.763]
    """
    share, n = np.asarray(share, dtype=float), np.maximum(np.asarray(n, dtype=float), 1e-9)
    z = normal_quantile((1 + level) / 2)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def share_gap(a: float, n_a: float, b: float, n_b: float, *, level: float = 0.95) -> Estimate:
    """The difference a - b of two shares with Newcombe's interval, made of two of Wilson's.

    Source: Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I

    >>> str(share_gap(56 / 70, 70, 48 / 80, 80))
    '0.2 gap of shares [0.0524, 0.334]'
    """
    (low_a, high_a), (low_b, high_b) = wilson(a, n_a, level), wilson(b, n_b, level)
    low = a - b - float(np.hypot(a - low_a, high_b - b))
    high = a - b + float(np.hypot(high_a - a, b - low_b))
    return Estimate(a - b, low, high, "gap of shares", int(n_a + n_b), level)


def mean_gap(
    a: tuple[float, float, float], b: tuple[float, float, float], *, level: float = 0.95
) -> Estimate:
    """The difference of two means, given as (mean, sd, rows), with Welch's interval.

    Source: Welch 1947, doi:10.1093/biomet/34.1-2.28

    >>> str(mean_gap((10.0, 2.0, 100), (8.0, 2.0, 100)))
    '2 gap of means [1.44, 2.56]'
    """
    parts = [sd * sd / max(n - 1, 1e-9) for _, sd, n in (a, b)]
    error = float(np.sqrt(sum(parts)))
    bend = sum(part**2 / max(n - 1, 1e-9) for part, (_, _, n) in zip(parts, (a, b), strict=True))
    freedom = error**4 / bend if bend > 0 else 1.0
    half = student_quantile((1 + level) / 2, max(freedom, 1.0)) * error
    gap = a[0] - b[0]
    return Estimate(gap, gap - half, gap + half, "gap of means", int(a[2] + b[2]), level)


def rows_for_share(share: float, half: float, *, level: float = 0.95) -> int:
    """Rows on which a share is known to `half` either way.

    Source: Cochran 1977, Sampling Techniques, section 4.4

    >>> rows_for_share(0.5, 0.05)
    385
    """
    z = normal_quantile((1 + level) / 2)
    return ceil(share * (1 - share) * (z / half) ** 2)


def rows_for_place(rows: int, of: int, share: float) -> int:
    """Rows of a group to add, and of no other, so that it makes up `share` of the table.

    >>> rows_for_place(10, 100, 0.25)
    20
    """
    return max(0, ceil((share * of - rows) / (1 - share) - 1e-9)) if share < 1 else 0


def without_interaction(value: Array, rows: Array, *, rounds: int = 200) -> Array:
    """What a table of means would be if the two groupings only added up, weighted by rows.

    value, rows: shape (a, b); cells without rows are ignored. The fit of least squares.

    >>> without_interaction(np.array([[1.0, 2.0], [3.0, 4.0]]), np.ones((2, 2)))
    array([[1., 2.],
           [3., 4.]])
    """
    w = np.where(np.isfinite(value), rows, 0.0)
    v = np.where(w > 0, value, 0.0)
    down, across = np.maximum(w.sum(axis=1), 1e-9), np.maximum(w.sum(axis=0), 1e-9)
    a, b = np.zeros(len(down)), np.zeros(len(across))
    for _ in range(rounds):
        a = (w * (v - b)).sum(axis=1) / down
        step = (w * (v - a[:, None])).sum(axis=0) / across
        done = np.abs(step - b).max(initial=0.0) < 1e-9 * (1 + np.abs(step).max(initial=0.0))
        b = step
        if done:
            break
    return np.asarray(a[:, None] + b)


def chance_of_gap(gap: float, error: float) -> float:
    """Probability of a gap as wide as this, either way, if there is none; error: its standard one.

    >>> round(chance_of_gap(1.96, 1.0), 3)
    0.05
    """
    return 2 * normal_tail(abs(gap) / error) if error > 0 else float(gap == 0)


def joined(parts: list[Array]) -> Array:
    """One number for each combination of values, from 0; equal rows have the same.

    parts: codes of each column, int, -1 for missing, which is a value too; shape (rows,) each.

    >>> joined([np.array([0, 0, 1]), np.array([5, 5, -1])])
    array([0, 0, 1])
    """
    number = np.zeros(len(parts[0]), dtype=np.int64)
    for codes in parts:
        number = number * (int(codes.max(initial=0)) + 2) + codes + 1
        number = np.unique(number, return_inverse=True)[1]
    return number


def company(kind: Array, thing: Array | None = None) -> Array:
    """How many rows, or different things, share each combination; shape (combinations,).

    kind: of `joined`. thing: int, the person of each row, where a person may have several.

    >>> company(np.array([0, 0, 1]))
    array([2, 1])
    >>> company(np.array([0, 0, 1]), np.array([7, 7, 8]))
    array([1, 1])
    """
    if thing is not None:
        kind = np.unique(np.stack([kind, thing]), axis=1)[0]
    return np.bincount(kind)


def alone_in_all(sizes: Array, of: float) -> Estimate:
    """The share of rows that are alone with their combination, in a table of `of` rows [0, 1].

    sizes: of `company`, of the rows looked at; with all of them it is a count. Else more rows bring
    company: the share falls like (1 + b m)^-c, a mixture of Poissons by a gamma law, with level and
    bends as the combinations of one, two and three rows have them. low: as if all that are alone
    were equally likely to find company, which none can be worse than (log-convexity, in the mean).
    high: the share among the rows looked at.
    Source: the model of Bethlehem, Keller and Pannekoek 1990, Journal of the American Statistical
    Association 85, 38-45.

    >>> alone_in_all(np.array([1, 1, 2]), 4).value
    0.5
    """
    n = int(sizes.sum())
    ones, twos, threes = (int((sizes == size).sum()) for size in (1, 2, 3))
    seen = ones / n if n else 0.0
    unit = "share of rows alone"
    if ones == 0 or of <= n:
        return Estimate(seen, seen, seen, unit, n)
    more = of - n
    fall = 2 * twos / (n * ones)
    low = seen * float(np.exp(-fall * more))
    bend = 3 * threes / (n * twos) - fall if twos else 0.0
    flat = 1 + max(bend, 0.0) * more
    value = seen * float(flat ** (-fall / bend)) if bend > 1e-12 else low
    return Estimate(value, low, seen, unit, n)
