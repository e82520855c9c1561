"""A view `cells` of given values, as the engine makes it, and what a scan says of it."""

from dataclasses import replace

import duckdb

from gardefou.core.need import Need
from gardefou.core.table import Column, Kind
from gardefou.table.scan import scan

TYPES = {
    Kind.NUMBER: "DOUBLE",
    Kind.TEXT: "VARCHAR",
    Kind.TIME: "TIMESTAMP",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.OTHER: "VARCHAR",
}


def column(kind: Kind, values, stored: str | None = None):
    """A column for `scanned`; values: what Python or, as text, DuckDB takes for a cell."""
    return kind, list(values), stored or TYPES[kind]


def numbers(*values):
    return column(Kind.NUMBER, values)


def texts(*values):
    return column(Kind.TEXT, values)


def scanned(names, columns, need: Need | None = None, *, locked=(), raw=None, threads=2):
    """The answers of a scan. columns: {raw name: column}; raw: {raw name: texts as stored};
    locked: row numbers in the vault."""
    connection = duckdb.connect(config={"threads": threads})
    raw = raw or {}
    rows = len(next(iter(columns.values()))[1])
    cells = {"position": (range(rows), "BIGINT")}
    cells["locked"] = ([row in set(locked) for row in range(rows)], "BOOLEAN")
    for index, (name, (_, values, stored)) in enumerate(columns.items()):
        cells[f"c{index}"] = (values, stored)
        if name in raw:
            cells[f"r{index}"] = (raw[name], "VARCHAR")
    made = ", ".join(f"unnest(?::{stored}[]) AS {name}" for name, (_, stored) in cells.items())
    given = [list(values) for values, _ in cells.values()]
    connection.execute(f"CREATE TABLE cells AS SELECT {made}", given)
    table = [
        replace(Column(name, kind, stored), from_text=name in raw)
        for name, (kind, _, stored) in columns.items()
    ]
    with connection:
        return scan(connection, table, names, need or Need())


def said(name: str, cells, **more):
    """What a scan says of one column by the statistic `name`."""
    return scanned([name], {"it": cells}, **more)[name].get("it")
