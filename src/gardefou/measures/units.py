"""Are these numbers the same as those, in another unit?"""

from dataclasses import dataclass, replace
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

FACTORS = (1e6, 3600.0, 1000.0, 100.0, 60.0, 10.0, 3.2808, 2.54, 2.2046, 1.6093)
"""Usual factors: powers of ten, hours and minutes, feet, inches, pounds, miles."""


@dataclass(frozen=True)
class Unit:
    """`other = factor * usual + offset`: what turns the one part of a column into the other."""

    factor: float
    offset: float = 0.0

    def undone(self, values: Array) -> Array:
        """The other part's numbers in the usual unit.

        >>> Unit(1.8, 32.0).undone(np.array([212.0]))
        array([100.])
        """
        return (values - self.offset) / self.factor


DEGREES = (Unit(1.8, 32.0), Unit(1 / 1.8, -32 / 1.8))
"""Fahrenheit among Celsius, and Celsius among Fahrenheit."""


@dataclass(frozen=True)
class Likeness:
    """How alike two parts must be once one unit is turned into the other, how far apart before.

    Both are Kolmogorov's distance: the largest gap between two shares of numbers below a bound
    [0 alike, 1 apart]. apart: before. alike: after, on top of what chance explains. wide, narrow:
    how far the ratio of the two medians may lie from a factor of at least 10, and from a smaller
    one, in logarithms, on top of three standard errors; slack: these may be as large as that share
    of the factor's own, beyond which one factor cannot be told from another. rows: of each part,
    at least; degrees: the same for Celsius and Fahrenheit, where two figures are fitted.
    """

    apart: float = 0.8
    alike: float = 0.1
    wide: float = 0.05
    narrow: float = 0.02
    slack: float = 0.05
    rows: int = 30
    degrees: int = 100


USUAL = Likeness()


def distance(a: Array, b: Array) -> float:
    """Kolmogorov's distance of two sets of numbers [0 alike, 1 apart]; both not empty.

    >>> distance(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    1.0
    """
    a, b = np.sort(a), np.sort(b)
    every = np.concatenate([a, b])
    below = (np.searchsorted(part, every, "right") / len(part) for part in (a, b))
    return float(np.max(np.abs(next(below) - next(below))))


def unit(usual: Array, other: Array, limits: Likeness = USUAL) -> Unit | None:
    """The unit that turns `usual` into `other`; None where it is not plain.

    usual, other: finite numbers of the two parts, shapes (n,) and (m,).

    >>> a = np.linspace(1, 9, 100)
    >>> unit(a, 1000 * a).factor, unit(a, 3 * a) is None
    (1000.0, True)
    """
    if min(len(usual), len(other)) < limits.rows:
        return None
    chance = 1.36 * sqrt(1 / len(usual) + 1 / len(other))
    least = limits.alike + chance
    found = _factor(usual, other, limits)
    if found is not None and distance(found.undone(other), usual) <= least:
        apart = distance(np.abs(usual), np.abs(other))
        return found if apart >= limits.apart else None
    few = min(len(usual), len(other)) < limits.degrees
    if few or distance(usual, other) < limits.apart:
        return None
    return next((each for each in DEGREES if distance(each.undone(other), usual) <= least), None)


def _factor(usual: Array, other: Array, limits: Likeness) -> Unit | None:
    """The usual factor nearest to the ratio of the medians, if near enough."""
    logs = [np.log(np.abs(part[part != 0])) for part in (usual, other)]
    if min(len(each) for each in logs) < limits.rows:
        return None
    ratio = float(np.median(logs[1]) - np.median(logs[0]))
    error = sqrt(sum(_median_error(each) ** 2 for each in logs))
    factor = min(FACTORS, key=lambda each: abs(abs(ratio) - log(each)))
    near = limits.wide if factor >= 10 else limits.narrow
    slack = limits.slack * log(factor)
    if 3 * error > slack and factor < 10:
        return None
    if abs(abs(ratio) - log(factor)) > near + min(3 * error, slack):
        return None
    return Unit(factor if ratio > 0 else 1 / factor)


def _median_error(values: Array) -> float:
    """The standard error of a median, from its order statistics."""
    one = 0.5 / sqrt(len(values))  # the deviation of the share below the median
    low, high = np.quantile(values, [0.5 - one, 0.5 + one])
    return float(high - low) / 2


def scattered(
    values: Array,
    limits: Likeness = USUAL,
    *,
    cells: int = 5,
    gap: float = 0.3,
    slack: float = 0.15,
) -> tuple[Unit, float] | None:
    """Single numbers in another unit, and the size that parts them from the others; None if none.

    values: finite, shape (n,). cells: in another unit, at least. gap: of the sizes, in logarithms,
    against that of the factor, in which there is nothing. slack: as in `Likeness`, for few cells.

    >>> a = np.linspace(1, 9, 100)
    >>> scattered(np.concatenate([a, 1000 * a[::10]]))
    (Unit(factor=1000.0, offset=0.0), 94.8...)
    """
    sizes = np.sort(np.abs(values[values != 0]))
    if len(sizes) < limits.rows + cells:
        return None
    logs = np.log(sizes)
    steps = np.diff(logs)[cells - 1 : len(logs) - cells]
    at = int(np.argmax(steps)) + cells
    low, high = sizes[:at], sizes[at:]
    many, few = (low, high) if len(low) >= len(high) else (high, low)
    if len(np.unique(few)) < min(3, cells):
        return None
    found = unit(many, few, replace(limits, rows=cells, slack=slack))
    if found is None or found.offset or steps.max() < gap * abs(log(found.factor)):
        return None
    return found, float(np.exp((logs[at - 1] + logs[at]) / 2))
