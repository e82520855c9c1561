"""From a table and a need to rows: those to learn from, and those in the vault."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.need import Need, Task
from gardefou.core.table import Kind, Table
from gardefou.core.words import plain, say
from gardefou.need.complete import complete, refuse_absent_columns
from gardefou.need.contradictions import priced_task
from gardefou.table.classes import as_classes
from gardefou.table.engine import Engine
from gardefou.table.frame import Cells, Coded, Sample, missing
from gardefou.table.vault import locked

Array = NDArray[Any]


@dataclass(frozen=True)
class Rows:
    """Rows that have an answer.

    sample: every column. y: class numbers in the order of `need.classes`, or the target in its
    unit. weight: mean 1. locked: the vault; dropped: in neither part (entities of the vault).
    unanswered: rows left out as they have no answer, or a weight that says they stand for nobody.
    """

    need: Need
    sample: Sample
    y: Array
    weight: Array
    locked: Array
    dropped: Array
    unanswered: int

    @property
    def open(self) -> Array:
        """The rows to learn from, shape (rows,), bool."""
        return ~(self.locked | self.dropped)

    def take(self, index: Array) -> "Rows":
        """The rows at `index`."""
        sample, y, weight = self.sample.take(index), self.y[index], self.weight[index]
        locked, dropped = self.locked[index], self.dropped[index]
        return replace(self, sample=sample, y=y, weight=weight, locked=locked, dropped=dropped)


def answered_rows(
    engine: Engine, need: Need, *, seed: int, most: int = 1_000_000
) -> tuple[Need, Sample, Cells, int]:
    """The completed need, the rows with an answer, the answers, how many rows have none.

    most: rows that are learned from at most, those of smallest hash; said in the report.
    """
    if need.target is None:
        raise GardefouError(say("flows.rows.no_target"), remedy=say("flows.rows.name_target"))
    refuse_absent_columns(need, engine.table)
    if engine.table.rows < 2:
        key = "flows.rows.one_row" if engine.table.rows else "flows.rows.no_rows"
        raise GardefouError(say(key), remedy=say("flows.rows.more_rows"))
    if (need.task or priced_task(need)) is Task.REGRESSION:
        engine.read_as_numbers(need.target)
    sample = engine.rows(need, most=most, seed=seed)
    refuse_unfit_columns(need, sample)
    cells = sample.frame[need.target]
    known = ~missing(cells) & _counting(need, sample)
    if not isinstance(cells, Coded):
        known &= np.isfinite(cells)
    sample = sample.take(known)
    kind = engine.table.kind(need.target)
    cells = named_moments(sample.frame[need.target], kind, need)
    need = complete(need, engine.table, cells, weight=stated_weight(need, sample))
    if need.task is not Task.REGRESSION:
        cells = as_classes(cells, kind)
    return need, sample, cells, int((~known).sum())


def refuse_unfit_columns(need: Need, sample: Sample) -> None:
    """A `GardefouError` for the first column that cannot be what the need says it is.

    Nested columns can be nothing: their rows cannot be ordered, counted or told apart. A column
    without any value may yet be anything.
    """
    people = (*need.columns.protected, *need.people.population)
    orders = (need.columns.entity, need.columns.time, need.weight, need.split)
    for name in (need.target, *orders, *people):
        if name is not None and name not in sample.frame:
            raise GardefouError(
                say("flows.rows.nested", column=name), remedy=say("flows.rows.plain_column")
            )
    if need.split is None and _has_texts(sample, need.columns.time):
        what = say("table.vault.no_time", column=need.columns.time)
        raise GardefouError(what, remedy=say("table.vault.no_time_remedy"))
    if _has_texts(sample, need.weight):
        raise GardefouError(say("flows.rows.weight", column=need.weight))


def _has_texts(sample: Sample, name: str | None) -> bool:
    cells = None if name is None else sample.frame[name]
    return isinstance(cells, Coded) and not missing(cells).all()


def named_moments(cells: Cells, kind: Kind, need: Need) -> Cells:
    """Moments that are classes by their names, as one would write them; other cells as they are."""
    task = need.task or priced_task(need)
    if kind is not Kind.TIME or task is Task.REGRESSION or isinstance(cells, Coded):
        return cells
    return as_classes(cells, kind) if task or len(np.unique(cells)) == 2 else cells


def answers(cells: Cells, need: Need) -> Array:
    """The answers as recipes take them, shape (rows,)."""
    if not isinstance(cells, Coded):
        return np.asarray(cells, dtype=float)
    place = np.array([need.classes.index(level) for level in cells.levels])
    return np.asarray(place[cells.codes])


def split_rows(engine: Engine, need: Need, *, seed: int) -> Rows:
    """The rows of a training, the vault locked."""
    stated = need
    need, sample, cells, unanswered = answered_rows(engine, need, seed=seed)
    _refuse_no_inputs(sample, need)
    sides = locked(sample, need, seed=seed)
    learning = ~(sides.locked | sides.dropped)
    weight = stated_weight(need, sample)
    part = cells.take(learning) if isinstance(cells, Coded) else cells[learning]
    need = _priced_by(need, stated, engine.table, part, weight[learning])
    y = answers(cells, need)
    rows = Rows(need, sample, y, weight, sides.locked, sides.dropped, unanswered)
    _refuse_extremes(rows)
    _refuse_empty_side(rows)
    return rows


def _priced_by(need: Need, stated: Need, table: Table, part: Cells, weight: Array) -> Need:
    """The need with its assumed prices taken from the rows to learn from alone, `part`.

    Where one of its classes stands in the vault only, the prices of all rows remain.
    """
    if "cost" not in need.assumed:
        return need
    known = replace(
        stated,
        task=need.task,
        classes=need.classes,
        positive=need.positive,
        assumed=tuple(name for name in need.assumed if name != "cost"),
    )
    try:
        return complete(known, table, part, weight=weight)
    except GardefouError:
        return need


def _refuse_no_inputs(sample: Sample, need: Need) -> None:
    frame = sample.frame.without(need.not_features)
    if not any(_varies(cells) for cells in frame.columns.values()):
        raise GardefouError(
            say("flows.rows.no_inputs", target=need.target),
            seen=map(plain, frame.names),
            remedy=say("flows.rows.other_columns"),
        )


def _varies(cells: Cells) -> bool:
    """Whether the cells are not all alike; a hole differs from a value."""
    values = cells.codes if isinstance(cells, Coded) else cells
    return not (missing(cells).all() or (values == values[0]).all())


def _refuse_empty_side(rows: Rows) -> None:
    if not rows.locked.any() or rows.open.sum() < 4:
        raise GardefouError(
            say("flows.rows.too_few"),
            seen=say("flows.rows.sides", open=int(rows.open.sum()), locked=int(rows.locked.sum())),
            remedy=say("flows.rows.more_rows"),
        )
    if rows.need.task is not Task.REGRESSION and len(np.unique(rows.y[rows.open])) < 2:
        raise GardefouError(say("flows.rows.one_class"), remedy=say("flows.rows.more_rows"))


def is_extreme(numbers: Array, *, largest: float = 1e100) -> bool:
    """Whether the squares of finite numbers are too large or too small for a computer."""
    return float(np.abs(numbers).max()) > largest or float(np.ptp(numbers)) < 1 / largest


def _refuse_extremes(rows: Rows) -> None:
    if rows.need.task is Task.REGRESSION and is_extreme(rows.y):
        size = float(np.abs(rows.y).max())
        raise GardefouError(
            say("flows.rows.extreme", target=rows.need.target),
            seen=plain(f"{size:.3g}"),
            remedy=say("flows.rows.other_unit"),
        )


def _counting(need: Need, sample: Sample) -> Array:
    """Which rows stand for somebody, shape (rows,), bool: those of a finite weight above 0."""
    if need.weight is None:
        return np.ones(len(sample), dtype=bool)
    cells = sample.frame.columns.get(need.weight)
    if cells is None or isinstance(cells, Coded) or not (counting := _above_zero(cells)).any():
        raise GardefouError(say("flows.rows.weight", column=need.weight))
    return counting


def _above_zero(cells: Array) -> Array:
    return np.asarray(np.isfinite(cells) & (cells > 0))


def stated_weight(need: Need, sample: Sample) -> Array:
    """The weights of rows that stand for somebody, of mean 1."""
    if need.weight is None or not len(sample):
        return np.ones(len(sample))
    stated = np.asarray(sample.frame[need.weight], dtype=float)
    stated = stated / stated.max()
    return np.asarray(stated / stated.mean())
