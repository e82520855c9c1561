"""How a model decides, in numbers that can be drawn: curves, bars, what matters, what it says."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.core.table import Kind
from gardefou.learners.additive import Additive
from gardefou.learners.encode import Encoder, Feature, Matrix
from gardefou.learners.model import Model, level_name
from gardefou.learners.recipes.terms import Terms

Array = NDArray[Any]
Picture = dict[str, Any]

_YEAR = 365.2425 * 86400  # seconds; pictures of times are in seconds since 1970


def term_pictures(
    model: Model, whole: Matrix, *, steps: int = 41, most: int = 24, most_pairs: int = 6
) -> list[Picture]:
    """The terms of an additive model, strongest first; empty where the model is not additive.

    whole: rows that say how common each value is. steps: points of a curve. Each has its strength:
    mean absolute effect over the rows.
    """
    if not isinstance(model.fitted, Additive | Terms) or not whole.features:
        return []
    drawn = [
        picture
        for output in _outputs(model)
        for place in range(len(whole.features))
        if (picture := _curve(model, whole, place, output, steps)) is not None
    ]
    if isinstance(model.fitted, Terms):
        pairs = [p for output in _outputs(model) for p in _pairs(model, model.fitted, output)]
        drawn += sorted(pairs, key=lambda picture: -picture["strength"])[:most_pairs]
    return sorted(drawn, key=lambda picture: -picture["strength"])[:most]


def _outputs(model: Model) -> list[int]:
    return list(range(len(model.need.classes))) if model.need.task is Task.MULTICLASS else [0]


def _sign(model: Model) -> float:
    """Effects are told for the positive class."""
    need = model.need
    return -1.0 if need.task is Task.BINARY and need.positive == need.classes[0] else 1.0


def _curve(model: Model, whole: Matrix, place: int, output: int, steps: int) -> Picture | None:
    feature, values = whole.features[place], whole.values[:, place]
    grid = _grid(feature, values, steps)
    effect = _sign(model) * _effect(model, whole, place, grid)[:, output]
    own = _sign(model) * _effect(model, whole, place, values)[:, output]
    strength = float(np.abs(own - own.mean()).mean())
    if strength < 1e-9:
        return None
    shown = _shown(model.encoder, feature, grid, effect - own.mean(), values)
    named = {"class": model.need.classes[output]} if model.need.task is Task.MULTICLASS else {}
    return {"columns": [feature.name], **shown, **named, "strength": strength}


def _grid(feature: Feature, values: Array, steps: int) -> Array:
    if feature.categorical:
        seen = np.unique(values[~np.isnan(values)])
        grid = seen
    else:
        filled = values[~np.isnan(values)]
        low, high = np.quantile(filled, [0.01, 0.99]) if len(filled) else (0.0, 1.0)
        distinct = np.unique(filled[(filled >= low) & (filled <= high)])
        grid = distinct if len(distinct) <= steps else np.linspace(low, high, steps)
    return np.append(grid, np.nan) if np.isnan(values).any() else grid


def _effect(model: Model, whole: Matrix, place: int, values: Array) -> Array:
    """What this feature alone adds at these values, shape (values, outputs)."""
    if isinstance(model.fitted, Terms):
        table = model.fitted.tables.get((place,))
        if table is None:
            return np.zeros((len(values), len(model.fitted.intercept)))
        return np.asarray(table[model.fitted.axes[place].cell(values)])
    assert isinstance(model.fitted, Additive)
    bounds = model.fitted.design.bounds
    part = model.fitted.coefficients[bounds[place] : bounds[place + 1]]
    return np.asarray(model.fitted.design.spreads[place].columns(values) @ part, dtype=float)


def _shown(
    encoder: Encoder, feature: Feature, grid: Array, effect: Array, values: Array
) -> Picture:
    if feature.categorical:
        hole = len(feature.levels)
        codes = np.where(np.isnan(grid), hole, grid).astype(int)
        cells = np.where(np.isnan(values), hole, values).astype(int)
        rows = np.bincount(cells, minlength=hole + 1)[codes]
        levels = [level_name(feature, int(code)) for code in codes]
        return {
            "kind": "category",
            "levels": levels,
            "y": effect.tolist(),
            "rows": rows.tolist(),
        }
    filled, at = ~np.isnan(grid), grid[~np.isnan(grid)]
    counts = _near(at, values[~np.isnan(values)])
    code = next(code for code in encoder.codes if code.column == feature.column)
    dated = code.kind is Kind.TIME and feature.part == "date"
    shown: Picture = {
        "kind": "time" if dated else "number",
        "x": ((at - 1970) * _YEAR if dated else at).tolist(),
        "y": effect[filled].tolist(),
        "share": counts.tolist(),
    }
    if not filled.all():
        shown["hole"] = float(effect[~filled][0])
    return shown


def _near(grid: Array, values: Array) -> Array:
    """The share of values nearest to each step of the grid."""
    if len(grid) < 2 or len(values) == 0:
        return np.ones(len(grid))
    edges = (grid[1:] + grid[:-1]) / 2
    counts = np.bincount(np.searchsorted(edges, values), minlength=len(grid))
    return np.asarray(counts / counts.sum())


def _pairs(model: Model, terms: Terms, output: int) -> Iterator[Picture]:
    features = model.encoder.features
    for which, table in terms.tables.items():
        if len(which) != 2:
            continue
        shares = [terms.counts[f] / max(terms.counts[f].sum(), 1) for f in which]
        values = _sign(model) * table[..., output]
        rows, columns = (_bands(terms, features[f], f) for f in which)
        strength = float(shares[0] @ np.abs(values) @ shares[1])
        grid = [[_weighted(values, shares, a, b) for _, b in columns] for _, a in rows]
        named = {"class": model.need.classes[output]} if model.need.task is Task.MULTICLASS else {}
        yield {
            "columns": [features[f].name for f in which],
            "kind": "pair",
            "x": [name for name, _ in rows],
            "z": [name for name, _ in columns],
            "y": grid,
            "strength": strength,
            **named,
        }


def _bands(terms: Terms, feature: Feature, place: int, most: int = 6) -> list[tuple[str, Array]]:
    """Cells of one axis grouped into a few named bands of about equal rows."""
    count, axis = terms.counts[place], terms.axes[place]
    if feature.categorical:
        order = np.argsort(-count, kind="stable")[:most]
        return [(level_name(feature, int(cell)), np.array([cell])) for cell in order if count[cell]]
    inner = count[:-1]
    total = np.cumsum(inner) / max(inner.sum(), 1)
    band = np.minimum((total * most - 1e-9).astype(int), most - 1)
    named = [
        (_range(axis.cuts, np.flatnonzero(band == b)), np.flatnonzero(band == b))
        for b in np.unique(band)
    ]
    holes = [(level_name(Feature("", levels=("",)), 9), np.array([axis.cells - 1]))]
    return named + (holes if count[-1] else [])


def _range(cuts: Array, cells: Array) -> str:
    low = f"{cuts[cells[0] - 1]:.4g}" if cells[0] > 0 else None
    high = f"{cuts[cells[-1]]:.4g}" if cells[-1] < len(cuts) else None
    if low is None:
        return f"≤ {high}" if high is not None else "*"
    return f"{low} – {high}" if high is not None else f"> {low}"


def _weighted(values: Array, shares: list[Array], a: Array, b: Array) -> float:
    weight = np.outer(shares[0][a], shares[1][b])
    block = values[np.ix_(a, b)]
    return float((weight * block).sum() / weight.sum()) if weight.sum() > 0 else float(block.mean())


def calibration_picture(y: Array, said: Array, *, bins: int = 10) -> list[Picture]:
    """Said against happened, in bins of equal rows.

    y: 0 or 1, or the number, shape (rows,). said: probability, or the predicted number.
    """
    from gardefou.measures.intervals import mean, share

    order = np.argsort(said, kind="stable")
    binary = bool(np.isin(y, (0.0, 1.0)).all())
    shown = []
    for part in np.array_split(order, min(bins, max(1, len(order) // 20))):
        if len(part) < 2:
            continue
        hits = int(y[part].sum()) if binary else 0
        happened = share(hits, len(part)) if binary else mean(y[part], unit="")
        shown.append(
            {
                "said": float(said[part].mean()),
                "happened": happened.value,
                "low": happened.low,
                "high": happened.high,
                "rows": len(part),
            }
        )
    return shown


def effect_words(model: Model) -> Mapping[str, str]:
    """The unit of effects, and of what they are."""
    if model.is_regression:
        return {"effect_unit": model.need.target or "", "effect_of": model.need.target or ""}
    return {"effect_unit": "log-odds", "effect_of": model.need.positive or ""}
