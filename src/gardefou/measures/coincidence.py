"""How many rows would repeat one another by mere coincidence."""

from collections.abc import Iterable, Sequence
from math import expm1, log1p, prod


def agreement(counts: Sequence[int], distinct: int, rows: int) -> float:
    """Probability that two rows hold the same value of a column [0, 1].

    counts: rows of the commonest values. distinct: different values; those beyond `counts` share
    the other rows evenly, which is the least agreement that they can have. rows: of the table.

    >>> agreement([50, 50], 2, 100)
    0.5
    """
    if rows == 0:
        return 1.0
    known = sum((count / rows) ** 2 for count in counts)
    others = max(distinct - len(counts), 0)
    rest = max(rows - sum(counts), 0) / rows
    return min(1.0, known + (rest * rest / others if others else rest * rest))


def expected_repeats(agreements: Iterable[float], rows: int) -> float:
    """Rows that would repeat an earlier row if the columns had nothing to do with one another.

    agreements: of each column, see `agreement`. Rows are thrown into 1 / (product of agreements)
    equally likely combinations; columns that go together repeat more than that, so take the
    number as a floor. Source: Feller 1968, An Introduction to Probability Theory 1, chapter II.

    >>> round(expected_repeats([1 / 365], 23), 2)
    0.68
    >>> expected_repeats([1e-9, 1e-9], 1000)
    5e-13
    """
    same = prod(agreements)
    if rows * same < 1e-6:
        return rows * rows * same / 2
    if same >= 1:
        return max(rows - 1.0, 0.0)
    return rows + expm1(rows * log1p(-same)) / same
