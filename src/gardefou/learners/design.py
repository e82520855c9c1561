"""From features to the wide matrix that linear models need: scaled, spread on splines, one-hot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.encode import LARGEST, Feature, Matrix

Array = NDArray[Any]

_DEGREE = 3


@dataclass(frozen=True)
class Spread:
    """How one feature is spread over columns.

    centre, scale: of a number; clip: bound on what is scaled. knots: of its splines, scaled, none
    for a straight line. holes: whether a column says that the cell was empty. levels: of a
    category, or of the months, weekdays or hours: the column each code goes to, the last for a
    hole.
    """

    centre: float = 0.0
    scale: float = 1.0
    clip: float = 6.0
    knots: tuple[float, ...] = ()
    holes: bool = False
    levels: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """How many columns."""
        if self.levels:
            return max(self.levels) + 1
        return (len(self.knots) - _DEGREE - 1 if self.knots else 1) + self.holes

    def columns(self, values: Array) -> Array:
        """The columns of these values, shape (rows, width), float32."""
        return self._one_hot(values) if self.levels else self._number(values)

    def _one_hot(self, values: Array) -> Array:
        wide = np.zeros((len(values), self.width), dtype="float32")
        code = np.where(np.isnan(values), len(self.levels) - 1, values).astype(int)
        wide[np.arange(len(values)), np.asarray(self.levels)[code]] = 1.0
        return wide

    def _number(self, values: Array) -> Array:
        empty = np.isnan(values)
        scaled = (np.where(empty, self.centre, values) - self.centre) / self.scale
        scaled = np.clip(scaled, -self.clip, self.clip)
        wide = _splines(scaled, self.knots) if self.knots else scaled[:, None]
        if self.holes:
            wide = np.column_stack([wide, empty])
        return wide.astype("float32")


def _splines(values: Array, knots: tuple[float, ...]) -> Array:
    """Cubic B-splines, constant beyond the ends, shape (rows, knots - 4)."""
    from scipy.interpolate import BSpline

    inside = np.clip(values, knots[_DEGREE], knots[-_DEGREE - 1])
    basis = BSpline.design_matrix(inside, np.asarray(knots), _DEGREE, extrapolate=False)
    return np.asarray(basis.toarray())


@dataclass(frozen=True)
class Design:
    """All features spread side by side. bounds: where each feature's columns begin, and the end."""

    spreads: tuple[Spread, ...]

    @property
    def bounds(self) -> list[int]:
        """First column of each feature, and the number of columns."""
        return [0, *np.cumsum([spread.width for spread in self.spreads]).tolist()]

    def wide(self, matrix: Matrix) -> Array:
        """The wide matrix, shape (rows, columns), float32."""
        blocks = [
            spread.columns(matrix.values[:, place]) for place, spread in enumerate(self.spreads)
        ]
        return np.concatenate(blocks, axis=1) if blocks else np.zeros((len(matrix), 0), "float32")


def learn_design(matrix: Matrix, *, knots: int = 0, clip: float = 6.0) -> Design:
    """The design of these rows; it looks at no target.

    knots: 0 for straight lines, else quantile knots of cubic splines (7 bend enough).
    clip: standard deviations beyond which a number counts no more.
    """
    return Design(tuple(_spreads(matrix, knots, clip)))


def _spreads(matrix: Matrix, knots: int, clip: float) -> Iterator[Spread]:
    for place, feature in enumerate(matrix.features):
        yield _spread(matrix.values[:, place], feature, knots, clip)


def _spread(values: Array, feature: Feature, knots: int, clip: float) -> Spread:
    """How one feature is spread: hours and months bend in no smooth way, so each stands alone."""
    if feature.categorical:
        return _levels(values, len(feature.levels) - 1)
    if feature.calendar:
        return _levels(values, feature.calendar)
    return Spread(clip=LARGEST) if feature.bagged else _number(values, knots, clip)


def _levels(values: Array, pooled: int) -> Spread:
    """Levels of their own; those that no row holds share the column of the pooled ones."""
    seen = set(values[~np.isnan(values)].astype(int).tolist())
    holes = bool(np.isnan(values).any())
    own = [code for code in range(pooled) if code in seen]
    place = {code: column for column, code in enumerate(own)}
    last = len(own)
    codes = tuple(place.get(code, last) for code in range(pooled + 1))
    return Spread(levels=(*codes, last + 1 if holes else last))


def _number(values: Array, knots: int, clip: float) -> Spread:
    filled = values[~np.isnan(values)]
    holes = len(filled) < len(values)
    if len(filled) == 0:
        return Spread(holes=holes)
    centre, scale = float(np.median(filled)), float(filled.std()) or 1.0
    scaled = np.clip((filled - centre) / scale, -clip, clip)
    steps = np.unique(np.quantile(scaled, np.linspace(0, 1, knots))) if knots else np.empty(0)
    if len(steps) < 4 or np.ptp(steps) < 1e-6:  # less: the spread was too small to be squared
        return Spread(centre, scale, clip, holes=holes)
    ends = (_DEGREE * (float(steps[0]),), _DEGREE * (float(steps[-1]),))
    placed = (*ends[0], *(float(step) for step in steps), *ends[1])
    return Spread(centre, scale, clip, placed, holes)


def read_design(spreads: Sequence[Mapping[str, Any]], *, most: int = 100_000) -> Design:
    """The design of a bundle; ValueError unless it is one.

    most: columns at most, as a hostile number of levels would fill the memory.
    """
    read = tuple(_read(each) for each in spreads)
    if sum(spread.width for spread in read) > most:
        raise ValueError("too many columns")
    return Design(read)


def _read(each: Mapping[str, Any]) -> Spread:
    centre, scale, clip = (float(each[name]) for name in ("centre", "scale", "clip"))
    knots = tuple(float(knot) for knot in each["knots"])
    levels = tuple(int(level) for level in each["levels"])
    if not all(0 <= level < len(levels) for level in levels):
        raise ValueError("columns are spread on levels that are not there")
    if not np.isfinite([centre, scale, clip, *knots]).all() or scale <= 0:
        raise ValueError("columns have no scale")
    if knots and (len(knots) < 2 * (_DEGREE + 1) or list(knots) != sorted(knots)):
        raise ValueError("knots are not in order")
    return Spread(centre, scale, clip, knots, bool(each["holes"]), levels)
