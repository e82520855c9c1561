"""Send the questions to the engine: every statistic that is asked, in few passes of the table."""
# ruff: noqa: S608 (all names in this SQL are our own: c0, r0; texts pass `literal`)

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from gardefou.core.need import Need, Task
from gardefou.core.progress import Progress, silent
from gardefou.core.shelf import Shelf
from gardefou.core.statistic import Statistic
from gardefou.core.table import Column, Kind
from gardefou.core.words import say
from gardefou.table.connection import one_row
from gardefou.table.hashing import REPEATED
from gardefou.table.question import KEPT, Job, question
from gardefou.table.written import trimmed

STATISTICS = Shelf("gardefou.table.statistics", Statistic)

_CELLS = 1_000_000  # of one query: enough to be busy, few enough for a small memory
_COLUMNS = 200  # of one query: wider ones cost more to plan than they save
_OF_COLUMNS = 0.9  # share of a scan's work that goes into columns
_HELD = 5_000_000  # rows up to which a column may be held in memory: 40 MB of doubles
_REPEATED = "hash({0}) IN (SELECT hash({0}) FROM cells GROUP BY ALL HAVING count(*) > 1)"
_ANSWERS = {
    Kind.NUMBER: "{0}::DOUBLE",
    Kind.TIME: "epoch({0})",
    Kind.TEXT: trimmed("{0}"),
    Kind.BOOLEAN: "{0}::VARCHAR",
}


@dataclass(frozen=True)
class Aside:
    """What a scan need not ask, and whom it tells how far it is.

    known: {statistic: {column: answer}}. left_out: columns that were left aside when the rows whose
    hash stands more than once were put into the table `repeated`; None where there is none.
    """

    known: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    left_out: frozenset[str] | None = None
    progress: Progress = silent


def scan(
    connection: Any,
    columns: Sequence[Column],
    names: Iterable[str],
    need: Need,
    aside: Aside | None = None,
) -> dict[str, object]:
    """The named statistics of the view `cells`, by name.

    connection: a DuckDB connection with a view `cells` (locked, c0, r0, c1, ...), where c{i} and
    r{i} are the typed and the stored cells of columns[i]. A statistic of columns is a mapping by
    raw name, empty where no column is of its kind. What cannot be answered is absent.

    Each column is read once, as different cells with their counts (twice if it is not a text and
    was stored as one); all statistics of it are asked of these. The engine spills to disk what
    memory cannot hold. The table is read once more for each statistic of whole rows.
    """
    aside = aside or Aside()
    wanted = [STATISTICS[name] for name in sorted(set(names)) if name in STATISTICS.things]
    of_columns = [statistic for statistic in wanted if statistic.of == "column"]
    of_table = [statistic for statistic in wanted if statistic.of == "table"]
    answers: dict[str, object] = dict(_column_answers(connection, columns, of_columns, aside))
    kind = next((column.kind for column in columns if column.name == need.target), None)
    for statistic in of_table:
        aside.progress(say("table.scan.rows"), _OF_COLUMNS)
        query = _filled(statistic.query, _roles(columns, need, aside.left_out))
        found = connection.execute(query).fetchall() if query else None
        answer = None if found is None else statistic.answer({"found": found, "kind": kind})
        if answer is not None:
            answers[statistic.name] = answer
    return answers


def _column_answers(
    connection: Any, columns: Sequence[Column], asked: Sequence[Statistic], aside: Aside
) -> dict[str, dict[str, object]]:
    found = {
        statistic.name: {
            index: aside.known[statistic.name][column.name]
            for index, column in enumerate(columns)
            if column.name in aside.known.get(statistic.name, ())
        }
        for statistic in asked
    }
    jobs = list(_jobs(columns, _types(connection), asked, found))
    (rows,) = one_row(connection, "SELECT count(*) FROM cells")
    done = 0
    for batch in _batches(jobs, rows):
        aside.progress(_told(columns, batch), _OF_COLUMNS * done / len(jobs))
        done += len(batch)
        parts = _parts(connection, batch, hold=rows <= _HELD)
        for job in batch:
            for statistic in job.asked:
                answer = statistic.answer({**parts[job.index], "kind": job.kind})
                if answer is not None:
                    found[statistic.name][job.index] = answer
    return {
        name: {columns[index].name: by_index[index] for index in sorted(by_index)}
        for name, by_index in found.items()
    }


def _told(columns: Sequence[Column], batch: Sequence[Job]) -> str:
    name = columns[batch[0].index].name
    if len(batch) == 1:
        return say("table.scan.column", column=name)
    return say("table.scan.columns", column=name, more=len(batch) - 1)


def _types(connection: Any) -> dict[str, str]:
    found = connection.execute("SELECT column_name, column_type FROM (DESCRIBE cells)").fetchall()
    return dict(found)


def _jobs(
    columns: Sequence[Column],
    types: Mapping[str, str],
    asked: Sequence[Statistic],
    known: Mapping[str, Mapping[int, object]],
) -> Iterator[Job]:
    """What must be asked, column by column; known: {statistic: {number of the column: answer}}."""
    for index, column in enumerate(columns):
        typed, raw = f"c{index}", f"r{index}"
        here = [
            statistic
            for statistic in asked
            if column.kind in statistic.kinds and index not in known[statistic.name]
        ]
        if column.kind is Kind.TEXT:
            by_cell = {raw if raw in types else typed: here}
        else:
            by_cell = {
                typed: [statistic for statistic in here if not statistic.stored],
                raw: [statistic for statistic in here if statistic.stored and raw in types],
            }
        for cell, statistics in by_cell.items():
            if statistics:
                yield Job(index, cell, types[cell], column.kind, tuple(statistics))


def _batches(jobs: Iterable[Job], rows: int) -> Iterator[list[Job]]:
    """Jobs that can share a query, as many as fit into one."""
    size = min(_COLUMNS, max(1, _CELLS // max(rows, 1)))
    for _, alike in groupby(sorted(jobs, key=lambda job: job.alike), key=lambda job: job.alike):
        together = list(alike)
        for start in range(0, len(together), size):
            yield together[start : start + size]


def _parts(connection: Any, batch: Sequence[Job], *, hold: bool) -> dict[int, dict[str, Any]]:
    """What the templates of a batch yield, by number of column."""
    with _joined_as_written(connection):
        asked = question(batch, hold=hold, short=_is_short(connection, batch))
        result = connection.execute(asked)
        names = [described[0] for described in result.description]
        found = {row[0]: dict(zip(names, row, strict=True)) for row in result.fetchall()}
    nothing: dict[str, Any] = dict.fromkeys(names)
    parts = {job.index: found.get(job.index, nothing) for job in batch}
    return (
        parts if hold else {job.index: parts[job.index] | _apart(connection, job) for job in batch}
    )


def _apart(connection: Any, job: Job) -> dict[str, Any]:
    """The parts of one column that would have to be held in memory, asked on their own."""
    number = job.number(job.cell)
    makers = [each for statistic in job.asked for each in statistic.apart.items()]
    return {name: make(connection, number) for name, make in makers}


@contextmanager
def _joined_as_written(connection: Any) -> Iterator[None]:
    """The engine cannot foresee how many different cells there are, and would hold them all."""
    connection.execute("SET disabled_optimizers = 'build_side_probe_side,join_order'")
    try:
        yield
    finally:
        connection.execute("RESET disabled_optimizers")


def _is_short(connection: Any, batch: Sequence[Job]) -> bool:
    """Whether no cell of the batch is a long text."""
    if not batch[0].is_text:
        return True
    longest = ", ".join(f"max(strlen({job.cell}))" for job in batch)
    return max(most or 0 for most in one_row(connection, f"SELECT {longest} FROM cells")) <= KEPT


def _roles(
    columns: Sequence[Column], need: Need, left_out: frozenset[str] | None
) -> dict[str, str]:
    """What the placeholders of a question about whole rows stand for; what is lacking is absent."""
    names = {column.name: f"c{index}" for index, column in enumerate(columns)}
    kinds = {column.name: column.kind for column in columns}
    roles: dict[str, str] = {}
    compared = [name for name in names if name not in need.columns.id]
    if compared and Kind.OTHER not in {kinds[name] for name in compared}:
        roles["cells"] = ", ".join(names[name] for name in compared)
        is_known = left_out is not None and left_out.issuperset(need.columns.id)
        roles["repeated"] = REPEATED if is_known else _REPEATED.format(roles["cells"])
    inputs = [
        name for name in names if name not in need.not_features and kinds[name] is not Kind.OTHER
    ]
    if inputs:
        roles["inputs"] = ", ".join(names[name] for name in inputs)
        is_known = left_out is not None and left_out.issuperset(need.not_features)
        roles["alike"] = REPEATED if is_known else "true"
    answer = _ANSWERS.get(kinds.get(need.target or "", Kind.OTHER))
    if answer and need.task is not Task.REGRESSION:
        roles["answer"] = answer.format(names[need.target or ""])
    return roles


def _filled(query: str, roles: Mapping[str, str]) -> str:
    """A question with its placeholders filled in; empty where one is lacking."""
    needed = set(re.findall(r"\{([a-z]+)\}", query))
    if not needed <= roles.keys():
        return ""
    return re.sub(r"\{([a-z]+)\}", lambda found: roles[found[1]], query)
