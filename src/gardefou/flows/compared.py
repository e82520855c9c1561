"""Another table beside this one, or one part of this one beside another, for the checks."""

from collections.abc import Sequence

import numpy as np

from gardefou.checks.data.ordered_rows import ordered_rows
from gardefou.checks.leakage.inputs import compared_inputs, labels
from gardefou.checks.leakage.things import likely_things
from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.shift.drifted_column import drifted_column
from gardefou.checks.shift.judged import counts_rows, names_rows
from gardefou.core.evidence import Frequent, OtherSide, Outside, Shared, Shift, Unseen
from gardefou.core.need import Need, Task
from gardefou.core.table import Column, Kind
from gardefou.core.words import number
from gardefou.measures.scores import ranks
from gardefou.table.beside import alike, outside, shared_rows, shared_values, unseen
from gardefou.table.classes import as_classes
from gardefou.table.engine import Engine
from gardefou.table.frame import Array, Cells, Coded, Frame, Sample, missing

_ROWS = 20_000  # of the other table, as of this one
_LATEST = 0.20  # of the rows are "now" where one table is cut: as many as the vault takes
_FEW_VALUES = 12  # whole numbers of so many different values may be names of something


def shift_of(
    engine: Engine, reference: Engine | None, need: Need, sample: Sample, seed: int
) -> Shift | None:
    """Rows of then beside rows of now; None where nothing tells them apart.

    reference: the older table, opened. Without one the latest fifth of this one is now, if the need
    names a time: the part that the vault takes, and the nearest to what a model will meet. Halves
    would find as much of a steady drift, but thin out what began late. Without a time, the same by
    row number, and only where the file plainly changes along itself.
    sample: rows of the engine, whose `target` is read as `need` has it.
    """
    if reference is None:
        return _by_time(need, sample) or _by_order(need, sample)
    _read_answer_alike(reference, need)
    columns = alike(engine.table, reference.table)
    then = _read_as(reference.rows(need, most=_ROWS, seed=seed), columns)
    now = _read_as(sample, columns)
    inputs = [column for column in columns if column.name not in need.not_features]
    levels = [column for column in inputs if _is_category(column, then, now)]
    numbers = [column for column in inputs if column.kind is Kind.NUMBER]
    here, there = set(engine.table.names), set(reference.table.names)
    return Shift(
        "reference",
        then,
        now,
        reference.table.rows,
        engine.table.rows,
        unseen=unseen(reference, engine, levels),
        outside=outside(reference, engine, numbers),
        added=tuple(sorted(here - there - need.not_features)),
        gone=tuple(sorted(there - here - need.not_features)),
    )


def other_side_of(
    engine: Engine, other: Engine, need: Need, sample: Sample, seed: int
) -> OtherSide:
    """What stands in this table and in the one that a model is to be tested on, over all rows."""
    _read_answer_alike(other, need)
    columns = alike(engine.table, other.table)
    there = _read_as(other.rows(need, most=_ROWS, seed=seed), columns)
    here = _read_as(sample, columns)
    names = compared_inputs(need, here, there)
    inputs = [column for column in columns if column.name in names]
    copies, near = _copies(engine, other, inputs) if inputs else (None, None)
    things = _things(need, here, there)
    return OtherSide(
        there,
        other.table.rows,
        copies,
        near,
        {
            column.name: shared_values(engine, other, column)
            for column in columns
            if column.name in things
        },
    )


def _copies(engine: Engine, other: Engine, inputs: Sequence[Column]) -> tuple[Shared, Shared]:
    """Rows of the other table that stand in this one, and those that nearly do."""
    copies = shared_rows(engine, other, inputs)
    both = shared_rows(engine, other, inputs, nearly=True)
    known = {there for _, there in copies.example}
    example = tuple(pair for pair in both.example if pair[1] not in known)
    rows, values = both.rows - copies.rows, max(both.values - copies.values, 0)
    return copies, Shared(rows, both.of, min(values, rows), example if rows else ())


def _things(need: Need, here: Sample, there: Sample) -> frozenset[str]:
    """The columns that may name a thing: as the need says, or as they look."""
    named = {need.columns.entity, *need.columns.id} - {None}
    free = set(here.frame.names) - need.not_features
    names = {name for name in free if labels(here, name) and not counts_rows(here, name)}
    likely = {group.name for group in likely_things(need, here)}
    known = set(here.frame.names) & set(there.frame.names)
    return frozenset(str(name) for name in (named | names | likely) & known)


def _read_answer_alike(other: Engine, need: Need) -> None:
    if need.target is not None and need.target in other.table and need.task is Task.REGRESSION:
        other.read_as_numbers(need.target)


def _read_as(sample: Sample, columns: Sequence[Column]) -> Sample:
    """The sample's rows with these columns only, each of the kind it has there."""
    frame = sample.frame
    cells = {
        each.name: _cells(frame[each.name], frame.kinds[each.name], each.kind) for each in columns
    }
    kinds = {column.name: column.kind for column in columns}
    return Sample(Frame(cells, kinds, len(sample)), sample.hashes, sample.position, sample.of)


def _cells(cells: Cells, kind: Kind, wanted: Kind) -> Cells:
    if kind is wanted:
        return cells
    if wanted is Kind.NUMBER and isinstance(cells, Coded):
        numbers = np.array([*(_number(level) for level in cells.levels), np.nan])
        return np.asarray(numbers[cells.codes])
    return as_classes(cells, kind)


def _number(text: str) -> float:
    known = {"true": 1.0, "false": 0.0}
    try:
        return known[text] if text in known else float(text)
    except ValueError:
        return float("nan")


def _is_category(column: Column, then: Sample, now: Sample) -> bool:
    """Whether the values of a column are names of kinds of things, rather than of things."""
    name = column.name
    if column.kind in (Kind.TEXT, Kind.BOOLEAN):
        return not (names_rows(then, name) or names_rows(now, name))
    if column.kind is not Kind.NUMBER:
        return False
    cells = then.frame[name]
    values = cells[~missing(cells)] if not isinstance(cells, Coded) else np.empty(0)
    whole = np.isfinite(values).all() and (values == np.round(values)).all()
    return bool(whole) and 2 < len(np.unique(values)) <= _FEW_VALUES


def _by_time(need: Need, sample: Sample) -> Shift | None:
    """The latest fifth of the rows beside the earlier ones; rows of one moment stay together."""
    times = sample.frame.columns.get(need.columns.time or "")
    if times is None or isinstance(times, Coded):
        return None
    known = np.isfinite(times)
    return _cut("time", sample.take(known), times[known])


def _by_order(need: Need, sample: Sample) -> Shift | None:
    """The same by row number, if no column puts the file in order and it still changes plainly.

    Where `ordered_rows` speaks already of the order of rows, nothing is asked twice.
    """
    if need.columns.time is not None or _spoken_of(need, sample):
        return None
    order = np.argsort(sample.position, kind="stable")
    kinds = sample.frame.kinds
    for name, cells in sample.frame.columns.items():
        if kinds[name] is not Kind.TIME and not counts_rows(sample, name) and _orders(cells, order):
            return None
    shift = _cut("order", sample, sample.position.astype(float))
    return shift if shift is not None and drifted_column(need, shift) else None


def _spoken_of(need: Need, sample: Sample) -> bool:
    try:
        return bool(ordered_rows(need, sample))
    except NotApplicable:
        return False


def _orders(cells: Cells, order: Array, *, most: float = 0.8) -> bool:
    """Whether a column stands in the file in blocks, or rises or falls along it.

    Blocks: hardly more of them than different values. most: of the rank correlation.
    """
    values = cells.codes.astype(float) if isinstance(cells, Coded) else cells
    values = np.where(missing(cells), np.nan, values)[order]
    values = values[~np.isnan(values)]
    different = len(np.unique(values))
    if len(values) < 3 or different < 2:
        return False
    blocks = int(np.count_nonzero(np.diff(values))) + 1
    if different <= 0.5 * len(values) and blocks <= 2 * different:
        return True
    along = np.corrcoef(ranks(values), np.arange(len(values)))[0, 1]
    return bool(abs(along) > most)


def _cut(by: str, sample: Sample, along: Array) -> Shift | None:
    """The rows with the latest fifth of the moments beside the others."""
    moments, rows = np.unique(along, return_counts=True)
    if len(moments) < 2:
        return None
    before = np.cumsum(rows)[:-1]
    last = int(np.argmin(np.abs(before - (1 - _LATEST) * len(sample))))
    late = along > moments[last]
    then, now = sample.take(~late), sample.take(late)
    return Shift(
        "time" if by == "time" else "order",
        then,
        now,
        len(then),
        len(now),
        unseen=unseen_of(then, now),
        outside=outside_of(then, now),
    )


def unseen_of(then: Sample, now: Sample) -> dict[str, Unseen]:
    """Values of the rows of now that those of then do not hold, of each column of categories."""
    found = {}
    for name, kind in then.frame.kinds.items():
        if _is_category(Column(name, kind, ""), then, now):
            before, after = (_named(side.frame[name]) for side in (then, now))
            new = [(value, count) for value, count in after.items() if value not in before]
            new.sort(key=lambda each: (-each[1], each[0]))
            shown = tuple(Frequent(value, count) for value, count in new[:20])
            found[name] = Unseen(sum(count for _, count in new), sum(after.values()), shown)
    return found


def _named(cells: Cells) -> dict[str, int]:
    """The values met, by name, and their rows."""
    values = cells.codes if isinstance(cells, Coded) else cells
    different, rows = np.unique(values[~missing(cells)], return_counts=True)
    names = (
        [cells.levels[code] for code in different]
        if isinstance(cells, Coded)
        else [number(float(value)) for value in different]
    )
    return dict(zip(names, rows.tolist(), strict=True))


def outside_of(then: Sample, now: Sample) -> dict[str, Outside]:
    """Numbers of the rows of now beyond those of then, infinite ones left aside."""
    found = {}
    for name, kind in then.frame.kinds.items():
        before, after = then.frame[name], now.frame[name]
        if kind is not Kind.NUMBER or isinstance(before, Coded) or isinstance(after, Coded):
            continue
        before, after = before[np.isfinite(before)], after[np.isfinite(after)]
        if len(before) and len(after):
            low, high = float(before.min()), float(before.max())
            beyond = int(((after < low) | (after > high)).sum())
            ends = float(after.min()), float(after.max())
            found[name] = Outside(beyond, len(after), low, high, *ends)
    return found
