"""Opening: the rows attached to the engine, and how each column of them is read."""
# ruff: noqa: S608 (all names in this SQL are our own: s0, c0, r0; texts pass `literal`)

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gardefou.core.errors import GardefouError
from gardefou.core.evidence import TextForms
from gardefou.core.table import Table
from gardefou.core.words import say
from gardefou.table.connection import exactly, shut, with_room
from gardefou.table.forms import Form, forms
from gardefou.table.hashing import cells_sha256
from gardefou.table.kinds import Way, way
from gardefou.table.names import settled
from gardefou.table.source import Asked, Part, loaded


@dataclass(frozen=True)
class Opened:
    """A table whose rows stand in the view `cells`.

    ways: how each column is read. texts: the statistic `text_forms`, of the columns of which it is
    known from that already.
    """

    table: Table
    ways: tuple[Way, ...]
    texts: Mapping[str, TextForms]


def opened(asked: Asked) -> Opened:
    """Attach the rows as the view `cells`, then shut the database off from everything else."""
    found = loaded(asked)
    names, notes = _attach(asked.connection, found.parts)
    files = [part.place for part in found.parts if isinstance(part.place, Path)]
    shut(asked.connection, files)
    read = with_room(
        asked.connection,
        lambda: _forms(asked.connection, names, asked.reading.decimal, found.separator),
    )
    ways = _ways(asked.connection, names, read)
    undecided = [form.note for form in read.values() if form.note]
    see(asked.connection, ways)
    columns = tuple(each.column for each in ways)
    fingerprint = found.sha256 or cells_sha256(asked.connection, columns)
    rows = sum(part.rows for part in found.parts)
    notes = tuple(dict.fromkeys((*found.notes, *notes, *undecided)))
    texts = {name: form.texts for name, form in read.items() if form.texts is not None}
    table = Table(found.source, rows, columns, fingerprint, notes)
    return Opened(table, ways, texts)


def _attach(connection: Any, parts: Sequence[Part]) -> tuple[list[str], tuple[str, ...]]:
    """The view `stored`: all parts one below the other, united by name; these names and notes."""
    by_part: list[tuple[str, ...]] = []
    notes: list[str] = []
    for part in parts:
        names, said = settled(part.names)
        by_part.append(names)
        notes += said
    united = list(dict.fromkeys(name for names in by_part for name in names))
    if not united:
        raise GardefouError(say("table.no_columns"), remedy=say("table.empty_remedy"))
    selected, before = [], 0
    for number, (part, names) in enumerate(zip(parts, by_part, strict=True)):
        at = {name: f"s{i}" for i, name in enumerate(names)}
        cells = ", ".join(f"{at.get(name, 'NULL')} AS s{i}" for i, name in enumerate(united))
        rows = _from(connection, part, number)
        selected.append(f"SELECT position + {before} AS position, {cells} FROM {rows}")
        before += part.rows
    connection.execute(f"CREATE VIEW stored AS {' UNION ALL '.join(selected)}")
    return united, tuple(notes)


def _from(connection: Any, part: Part, number: int) -> str:
    """SQL: a part as rows with columns s0, s1, ... and position."""
    columns = ", ".join([*(f"s{i}" for i in range(len(part.names))), "position"])
    if isinstance(part.place, Path):
        options = "file_row_number = true, hive_partitioning = false"
        return f"read_parquet({exactly(part.place)}, {options}) AS part({columns})"
    name = f"part{number}"
    position = np.arange(part.rows, dtype=np.int64)
    connection.register(name, part.place.append_column("position", [position]))
    return f"{name} AS part({columns})"


def _stored(connection: Any) -> list[str]:
    """The engine's type of each column of `stored`."""
    return [str(row[1]) for row in connection.execute("DESCRIBE stored").fetchall()[1:]]


def _forms(
    connection: Any, names: Sequence[str], decimal: str | None, separator: str
) -> dict[str, Form]:
    """What each column stored as text is read as, by name."""
    texts = {
        f"s{i}": name
        for i, (name, kind) in enumerate(zip(names, _stored(connection), strict=True))
        if kind == "VARCHAR"
    }
    found = forms(connection, "stored", texts, decimal=decimal, separator=separator)
    return {texts[cell]: form for cell, form in found.items()}


def _ways(connection: Any, names: Sequence[str], read: Mapping[str, Form]) -> tuple[Way, ...]:
    """How each column is read."""
    stored = zip(names, _stored(connection), strict=True)
    return tuple(way(name, kind, f"s{i}", read.get(name)) for i, (name, kind) in enumerate(stored))


def see(connection: Any, ways: Sequence[Way], locked: str = "false") -> None:
    """The view `cells`."""
    cells = [f"{each.typed} AS c{i}" for i, each in enumerate(ways)]
    cells += [f"{each.raw} AS r{i}" for i, each in enumerate(ways) if each.raw]
    connection.execute(
        f"CREATE OR REPLACE VIEW cells AS SELECT position, {locked} AS locked, "
        f"{', '.join(cells)} FROM stored"
    )
