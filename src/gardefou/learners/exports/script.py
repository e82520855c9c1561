"""A short script in pandas and scikit-learn that learns a model again from its table."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.core.table import Kind
from gardefou.learners.encode import ColumnCode, Encoder, Matrix, synthetic
from gardefou.learners.exports import parts
from gardefou.learners.exports.origin import (
    Origin,
    from_all,
    is_text,
    members,
    needed,
    refuse,
    written,
)
from gardefou.learners.model import Model
from gardefou.learners.one_decision import bins_of
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import RECIPES
from gardefou.learners.store import REFIT
from gardefou.need.prices import cost_matrix
from gardefou.table.vault import TEST

Array = NDArray[Any]

_ADDITIVE = {"linear": "additive(clip=6.0, knots=0)", "splines": "additive(clip=8.0, knots=7)"}
_FEW = 2000  # rows below which the vault holds a fifth of each class
_MOST = 1_000_000  # rows that are learned from


def script(model: Model, origin: Origin) -> str:
    """The script. A `GardefouError` where a script would make another model."""
    refuse(model, origin)
    text = (
        parts.TITLE,
        _imports(model),
        _constants(model, origin),
        *_reading(origin),
        *_splitting(model, origin),
        *_encoding(model.encoder),
        *_fitting(model),
        *_learning(model, origin),
        *_deciding(model),
    )
    return "".join(text)


def _kinds(model: Model) -> tuple[list[str], list[str]]:
    """The recipes of a model whose columns add up by least squares or the like; and of trees."""
    names = members(model)
    return [n for n in names if n in _ADDITIVE], [n for n in names if n not in _ADDITIVE]


def _imports(model: Model) -> str:
    additive, of_trees = _kinds(model)
    lines = ["import sys", "from hashlib import md5", ""]
    lines += ["import lightgbm"] if of_trees else []
    lines += ["import numpy as np", "import pandas as pd"]
    if "splines" in additive:
        lines.append("from scipy.interpolate import BSpline")
    if additive:
        learners = "ElasticNet, Ridge" if model.is_regression else "LogisticRegression"
        lines.append(f"from sklearn.linear_model import {learners}")
    return "\n" + "\n".join(lines) + "\n\n"


def _constants(model: Model, origin: Origin) -> str:
    lines = [
        f"TABLE = sys.argv[1] if len(sys.argv) > 1 else {origin.table.source!r}",
        "ROWS = sys.argv[2] if len(sys.argv) > 2 else TABLE",
    ]
    named = (*_of_table(origin), *_of_encoder(model), *_of_fit(model, origin))
    lines += [_constant(name, value) for name, value in (*named, *_of_deciding(model))]
    return "\n".join(lines) + "\n"


def _constant(name: str, value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"{name} = np.array({_literal(value.tolist())})"
    return f"{name} = {_literal(value)}"


def _literal(value: Any, before: str = "", *, width: int = 88) -> str:
    """A value as Python; whatever stands in its texts, it stays a value.

    before: white space of the lines it goes over. width: of what is left on one line.
    """
    whole = repr(value)
    if len(whole) <= width or not isinstance(value, list | tuple | dict):
        return whole
    deeper = before + "    "
    items = [_literal(each, deeper) for each in value]
    if isinstance(value, dict):
        items = [f"{k!r}: {_literal(each, deeper)}" for k, each in value.items()]
    lines, line = [], ""
    for item in items:
        if line and len(line) + len(item) > width:
            lines.append(line)
            line = ""
        line += f"{item}, "
    inside = "\n".join(deeper + each.rstrip() for each in (*lines, line))
    return f"{whole[0]}\n{inside}\n{before}{whole[-1]}"


def _of_table(origin: Origin) -> Iterable[tuple[str, object]]:
    need = origin.need
    if is_text(origin):
        yield "SEPARATOR", origin.separator
        yield "ENCODING", origin.encoding
    kinds = {column.name: written(column) for column in needed(origin)}
    yield "KINDS", kinds
    yield "HASHED", [name for name in kinds if name not in need.not_features]
    yield "BEFORE", f"{origin.seed}\x1f" if origin.seed else ""
    roles = {"WEIGHT": need.weight, "ENTITY": need.columns.entity, "TIME": need.columns.time}
    roles |= {"SPLIT": need.split, "TARGET": need.target}
    yield from ((role, name) for role, name in roles.items() if name is not None)
    yield "CLASSES", list(need.classes)
    if need.split is not None:
        yield "TEST", sorted(TEST)


def _of_encoder(model: Model) -> Iterable[tuple[str, object]]:
    additive, of_trees = _kinds(model)
    yield "USED", [(code.column, _used(code)) for code in model.encoder.codes]
    places = list(enumerate(model.encoder.features))
    if additive:
        levels = {k: each.calendar or len(each.levels) - 1 for k, each in places}
        yield "LEVELS", {k: pooled for k, pooled in levels.items() if pooled >= 0}
    if of_trees:
        yield "CATEGORIES", [k for k, each in places if each.categorical]


def _used(code: ColumnCode) -> object:
    """How a column is taken, told apart by the type of what is known of it."""
    known: dict[str, object] = {
        "category": list(code.levels),
        "time": {"parts": list(code.parts)},
        "age": code.since,
    }
    return known.get(code.way, (code.low, code.high))


def _of_fit(model: Model, origin: Origin) -> Iterable[tuple[str, object]]:
    additive, of_trees = _kinds(model)
    told = {recipe: _parameters(recipe, model, origin) for recipe in of_trees}
    settings: dict[str, dict[int, object]] = {
        recipe: {
            k: (each["l1_ratio"], each["strength"]) for k, each in origin.settings[recipe].items()
        }
        for recipe in additive
    }
    for recipe, parameters in told.items():
        settings[recipe] = {
            k: (
                int(each["rounds"]),
                each.get("rate", parameters["learning_rate"]),
                _seed(origin, k),
            )
            for k, each in origin.settings[recipe].items()
        }
    yield "SETTINGS", settings
    yield from ((recipe.upper(), dict(parameters)) for recipe, parameters in told.items())
    rows = model.encoder.encode(synthetic(model.encoder, 1, np.random.default_rng(1)))
    known = [None if np.isnan(value) else value for value in rows.values[0].tolist()]
    yield "KNOWN_ROW", known
    yield "KNOWN_SCORE", model.fitted.raw(rows)[0].tolist()


def _seed(origin: Origin, fit: int) -> int:
    """The seed of a fit: beyond the first that learned from all rows, another for each."""
    return origin.seed + max(fit - REFIT, 0)


def _parameters(recipe: str, model: Model, origin: Origin) -> Mapping[str, object]:
    """What LightGBM was told."""
    need, features = origin.need, model.encoder.features
    problem = Problem(
        Matrix(np.broadcast_to(np.zeros(1), (origin.learned, len(features))), features),
        np.zeros(origin.learned),
        np.ones(origin.learned),
        need.task or Task.BINARY,
        len(need.classes),
        origin.seed,
        need.columns.monotone,
    )
    told = RECIPES[recipe].told
    assert told is not None
    return told(problem)


def _of_deciding(model: Model) -> Iterable[tuple[str, object]]:
    need, calibrator = model.need, model.calibrator
    if calibrator is not None:
        if calibrator.way == "isotonic":
            names = {"score": "x", "probability": "y"}
            yield "STEPS", {name: calibrator.knots[k].tolist() for name, k in names.items()}
        yield "PRICES", cost_matrix(need)
        acts = (need.task is not Task.BINARY or name == need.positive for name in need.classes)
        yield "WORDS", ["act" if each else "hold" for each in acts]
    if model.residuals is not None:
        yield from (
            (k.upper(), np.array(v)) for k, v in vars(bins_of(model.residuals, need)).items()
        )
    if need.cost.review is not None:
        yield "REVIEW", need.cost.review
        yield "REVIEW_ERROR", need.cost.review_error


def _reading(origin: Origin) -> Iterable[str]:
    yield parts.READ["text" if is_text(origin) else "stored"]
    yield parts.CELLS
    ways = {written(column) for column in needed(origin)}
    yield from (parts.CELLS_OF[way] for way in ("number", "comma", "boolean") if way in ways)
    if _moments(origin):
        yield parts.CELLS_OF["moment"]
    yield parts.CELLS_END
    if _target(origin) == "names" or (origin.need.columns.entity or origin.need.split) is not None:
        yield parts.NAMES


def _moments(origin: Origin) -> bool:
    return any(column.kind is Kind.TIME for column in needed(origin))


def _target(origin: Origin) -> str:
    """What the answers are taken for."""
    if origin.need.task is Task.REGRESSION:
        return "numbers"
    is_number = origin.table.kind(origin.need.target or "") is Kind.NUMBER
    return "names" if is_number else "texts"


def _splitting(model: Model, origin: Origin) -> Iterable[str]:
    need, large = origin.need, origin.learned > 10_000
    yield parts.FINGERPRINTS
    if _moments(origin):
        yield parts.FINGERPRINTS_MOMENT
    yield parts.FINGERPRINTS_END
    if need.split is None:
        yield parts.LOWEST
    yield from _vault(origin)
    if not from_all(model, origin):
        way = "numbers" if need.task is Task.REGRESSION else "classes"
        yield parts.PARTS[way if need.columns.entity is None else "entity"]
        yield parts.PARTS["one" if large else "five"]


def _vault(origin: Origin) -> Iterable[str]:
    need = origin.need
    if need.split is not None:
        yield parts.VAULT["split"]
    elif need.columns.time is not None:
        yield parts.VAULT["time"]
        if need.columns.entity is not None:
            yield parts.VAULT["time of entities"]
        yield parts.VAULT["time's end"]
    elif need.columns.entity is not None:
        yield parts.VAULT["entity"]
    else:
        by_class = need.task is not Task.REGRESSION and origin.answered < _FEW
        yield parts.VAULT["classes" if by_class else "rows"]


def _encoding(encoder: Encoder) -> Iterable[str]:
    ways = {code.way for code in encoder.codes}
    yield parts.FEATURES
    yield from (text for way, text in parts.FEATURES_OF.items() if way in ways)
    yield parts.FEATURES_END


def _fitting(model: Model) -> Iterable[str]:
    additive, of_trees = _kinds(model)
    if additive:
        yield parts.DESIGN
        if "splines" in additive:
            yield parts.DESIGN_BENT
        yield parts.DESIGN_END
        kinds = {Task.REGRESSION: "numbers", Task.BINARY: "two classes"}
        yield parts.ADDITIVE[kinds.get(model.need.task or Task.BINARY, "classes")]
    if of_trees:
        yield parts.TREES


def _learning(model: Model, origin: Origin) -> Iterable[str]:
    yield parts.LEARN
    yield parts.TARGET[_target(origin)]
    yield parts.ORDER
    if origin.table.rows > _MOST:
        yield parts.MOST
    yield parts.WEIGHT[origin.need.weight is not None]
    yield parts.ROWS
    yield parts.PARTED[not from_all(model, origin)]
    told = (
        f"({name!r}, {_ADDITIVE.get(name, f'trees({name.upper()})')}, {share!r})"
        for name, share in members(model).items()
    )
    yield f"MEMBERS = [{', '.join(told)}]\n"
    yield parts.MODELS
    yield parts.KNOWN


def _deciding(model: Model) -> Iterable[str]:
    need, kind = model.need, "numbers" if model.calibrator is None else "classes"
    if model.calibrator is not None:
        two = "two classes" if need.task is Task.BINARY else "classes"
        scale, shift = model.calibrator.scale, model.calibrator.shift
        isotonic = model.calibrator.way == "isotonic"
        yield "" if isotonic else f"calibrated = {scale!r} * scores + {shift!r}\n"
        yield parts.PROBABILITY["isotonic" if isotonic else two]
    yield parts.DECIDED[kind]
    if need.cost.review is not None:
        yield from (parts.REVIEWED[kind], parts.REVIEWED["end"])
    yield from (parts.TOLD[kind], parts.TOLD["decision"])
    if need.task is Task.MULTICLASS:
        yield parts.TOLD["choice"]
    yield parts.TOLD["end"]
