"""Where a model came from, and whether a script can learn it again from there."""

from collections.abc import Mapping
from dataclasses import dataclass

from gardefou.core.errors import GardefouError
from gardefou.core.need import Need
from gardefou.core.table import Column, Kind, Table
from gardefou.core.words import say
from gardefou.learners.mixture import Mixture
from gardefou.learners.model import Model
from gardefou.learners.recipe import RECIPES
from gardefou.learners.store import REFIT
from gardefou.table.written import COMMA, STYLES

_DELIMITED = (".csv", ".tsv", ".tab", ".txt", ".psv", ".data")
_PARQUET = (".parquet", ".pq")
ADDITIVE = frozenset(("linear", "splines"))
"""Recipes whose columns add up, learned by scikit-learn."""


@dataclass(frozen=True)
class Origin:
    """Where a model came from, as far as its table and its case tell.

    need: with the roles of all columns. separator, encoding: of a delimited file. learned: rows
    that were learned from; answered: those and the vault, of rows that are split by their hashes.
    settings: of each recipe's fits, by the part of the rows that judged it, or under REFIT.
    """

    table: Table
    need: Need
    seed: int
    learned: int
    answered: int
    settings: Mapping[str, Mapping[int, Mapping[str, float]]]
    separator: str = ","
    encoding: str = "utf-8-sig"


def from_all(model: Model, origin: Origin) -> bool:
    """Whether it learned once from all rows, not from parts of them in turn."""
    return all(REFIT in origin.settings[recipe] for recipe in members(model))


def members(model: Model) -> dict[str, float]:
    """The recipes of a model with their shares."""
    if isinstance(model.fitted, Mixture):
        return {part.recipe: part.weight for part in model.fitted.parts}
    return {model.recipe: 1.0}


def refuse(model: Model, origin: Origin) -> None:
    """A `GardefouError` with the first reason why no script makes this model again."""
    for recipe in members(model):
        _refuse_recipe(recipe, origin.settings.get(recipe, {}))
    for code in model.encoder.codes:
        if code.way not in ("number", "category", "time", "age"):
            raise _cannot("text", column=code.column)
    source = origin.table.source
    if not source.lower().endswith((*_DELIMITED, *_PARQUET)):
        raise _cannot("source", source=source)
    for column in needed(origin):
        if not _is_read_alike(column, origin):
            raise _cannot("column", column=column.name)


def _refuse_recipe(recipe: str, settings: Mapping[int, Mapping[str, float]]) -> None:
    if recipe not in ADDITIVE and not is_trees(recipe):
        raise _cannot("recipe", recipe=recipe)
    known = {"l1_ratio", "strength"} if recipe in ADDITIVE else {"rounds", "rate"}
    if not settings or any(not each or set(each) - known for each in settings.values()):
        raise _cannot("settings")


def _is_read_alike(column: Column, origin: Origin) -> bool:
    """Whether the script reads a column as the engine does."""
    is_target = column.name == origin.need.target
    return column.kind is not Kind.OTHER and not (is_target and column.kind is Kind.TIME)


def _cannot(which: str, **values: object) -> GardefouError:
    return GardefouError(
        say(f"export.script.{which}", **values), remedy=say("export.script.remedy")
    )


def needed(origin: Origin) -> list[Column]:
    """The columns that are read: all that rows are told apart by, and those with a role."""
    need = origin.need
    roles = (need.target, need.weight, need.split, need.columns.entity, need.columns.time)
    return [
        column
        for column in origin.table.columns
        if column.name in roles
        or (column.kind is not Kind.OTHER and column.name not in need.not_features)
    ]


def written(column: Column) -> str:
    """How the cells of a column are written; of moments, the format."""
    style = column.stored.removeprefix("VARCHAR").strip() if column.from_text else ""
    if column.kind is Kind.NUMBER:
        return "comma" if style == COMMA else "number"
    if column.kind is Kind.TIME:
        return style if style in STYLES else "ISO8601"
    return column.kind.value


def is_trees(recipe: str) -> bool:
    """Whether LightGBM learns it."""
    return RECIPES[recipe].told is not None


def is_text(origin: Origin) -> bool:
    """Whether its table is a delimited file."""
    return origin.table.source.lower().endswith(_DELIMITED)
