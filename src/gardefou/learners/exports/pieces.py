"""An additive model as pieces: what each value of a column adds to the score, exactly."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.additive import Additive
from gardefou.learners.design import Spread
from gardefou.learners.mixture import Mixture
from gardefou.learners.recipes.terms import Axis, Terms

Array = NDArray[Any]

_DEGREE = 3  # of the splines of a design


@dataclass(frozen=True)
class Curve:
    """What a number adds, a polynomial in each piece of its range.

    edges: between pieces, rising, shape (pieces - 1,); a value on an edge is in the piece below.
    powers: shape (pieces, degree + 1, outputs); x in piece k adds the sum over p of
    powers[k, p] * (x - edges[k - 1]) ** p; the first piece is flat. empty: what a hole adds, shape
    (outputs,).
    """

    feature: int
    edges: Array
    powers: Array
    empty: Array


@dataclass(frozen=True)
class Bars:
    """What each level of a category adds, shape (levels, outputs), and a hole, shape (outputs,)."""

    feature: int
    levels: Array
    empty: Array


@dataclass(frozen=True)
class Grid:
    """What two features add together, each cut into cells, of which the last is for holes.

    edges: of each feature's cells as in `Curve`, empty for a category, whose cells are its levels.
    table: shape (cells, cells, outputs).
    """

    features: tuple[int, int]
    edges: tuple[Array, Array]
    table: Array


@dataclass(frozen=True)
class Pieces:
    """A whole model: its score is `constant`, shape (outputs,), and what all its parts add."""

    constant: Array
    alone: tuple[Curve | Bars, ...]
    together: tuple[Grid, ...] = ()


def pieces_of(fitted: object) -> Pieces | None:
    """The pieces of a fitted model; None where it is not additive."""
    if isinstance(fitted, Additive):
        return Pieces(np.asarray(fitted.intercept, dtype=float), tuple(_of_design(fitted)))
    if isinstance(fitted, Terms):
        return _of_terms(fitted)
    return _of_mixture(fitted) if isinstance(fitted, Mixture) else None


def _of_mixture(mixture: Mixture) -> Pieces | None:
    """The pieces of all parts, each weighted, where every part has some."""
    found = [(part.weight, pieces_of(part.fitted)) for part in mixture.parts]
    known = [_weighted(pieces, weight) for weight, pieces in found if pieces is not None]
    if len(known) < len(found):
        return None
    alone = tuple(part for pieces in known for part in pieces.alone)
    together = tuple(part for pieces in known for part in pieces.together)
    constant = np.sum([pieces.constant for pieces in known], axis=0)
    return Pieces(constant, alone, together)


def _weighted(pieces: Pieces, by: float) -> Pieces:
    alone = (
        replace(part, powers=by * part.powers, empty=by * part.empty)
        if isinstance(part, Curve)
        else replace(part, levels=by * part.levels, empty=by * part.empty)
        for part in pieces.alone
    )
    together = (replace(grid, table=by * grid.table) for grid in pieces.together)
    return Pieces(by * pieces.constant, tuple(alone), tuple(together))


def _of_design(model: Additive) -> Iterator[Curve | Bars]:
    bounds = model.design.bounds
    for place, spread in enumerate(model.design.spreads):
        part = model.coefficients[bounds[place] : bounds[place + 1]]
        if spread.levels:
            own = part[list(spread.levels)]
            yield Bars(place, own[:-1], own[-1])
        else:
            yield _curve(place, spread, part)


def _curve(place: int, spread: Spread, part: Array) -> Curve:
    """Flat, then what lies between the outermost knots or bounds, then flat."""
    low, powers = _bent(spread, part) if spread.knots else _straight(spread, part)
    edges = spread.centre + spread.scale * low
    powers = powers / spread.scale ** np.arange(powers.shape[1])[None, :, None]
    first, last = np.zeros_like(powers[:1]), np.zeros_like(powers[:1])
    first[0, 0] = powers[0, 0]
    last[0, 0] = _at(powers[-1], edges[-1] - edges[-2])
    hole = part[-1] if spread.holes else np.zeros(part.shape[1])
    curve = Curve(place, edges, np.concatenate([first, powers, last]), hole)
    middle = added(curve, np.array([spread.centre]))[0]  # where a hole is put
    return Curve(place, curve.edges, curve.powers, middle + hole)


def _straight(spread: Spread, part: Array) -> tuple[Array, Array]:
    """Bounds, scaled, and the line between them."""
    line = np.stack([-spread.clip * part[0], part[0]])
    return np.array([-spread.clip, spread.clip]), line[None]


def _bent(spread: Spread, part: Array) -> tuple[Array, Array]:
    """Knots, scaled, and the cubics between them."""
    from scipy.interpolate import BSpline

    knots = np.asarray(spread.knots)
    cubic = BSpline(knots, part[: len(knots) - _DEGREE - 1], _DEGREE)
    ends = np.unique(knots)
    powers = [cubic(ends[:-1], nu=p) / factorial(p) for p in range(_DEGREE + 1)]
    return ends, np.stack(powers, axis=1)


def _at(powers: Array, step: float) -> Array:
    return np.asarray(step ** np.arange(len(powers)) @ powers)


def _of_terms(model: Terms) -> Pieces:
    alone: list[Curve | Bars] = []
    together: list[Grid] = []
    for which, table in model.tables.items():
        axes = [model.axes[feature] for feature in which]
        if len(which) == 1:
            alone.append(_of_table(which[0], axes[0], table))
        else:
            edges = (_edges(axes[0]), _edges(axes[1]))
            together.append(Grid((which[0], which[1]), edges, table))
    return Pieces(np.asarray(model.intercept, dtype=float), tuple(alone), tuple(together))


def _of_table(feature: int, axis: Axis, table: Array) -> Curve | Bars:
    if axis.levels:
        return Bars(feature, table[:-1], table[-1])
    return Curve(feature, axis.cuts, table[:-1, None], table[-1])


def _edges(axis: Axis) -> Array:
    return np.empty(0) if axis.levels else axis.cuts


def added(curve: Curve, values: Array) -> Array:
    """What these numbers add, shape (rows, outputs).

    >>> ramp = Curve(0, np.array([0.0, 2.0]), np.array([[[1], [0]], [[1], [3]], [[7], [0]]]), None)
    >>> added(ramp, np.array([-5.0, 1.0, 9.0]))[:, 0].tolist()
    [1.0, 4.0, 7.0]
    """
    piece = np.searchsorted(curve.edges, values, side="left")
    begins = np.concatenate([curve.edges[:1], curve.edges]) if len(curve.edges) else np.zeros(1)
    step = np.where(piece > 0, values - begins[piece], 0.0)
    powers = step[:, None] ** np.arange(curve.powers.shape[1])
    return np.asarray(np.einsum("rp,rpo->ro", powers, curve.powers[piece]))
