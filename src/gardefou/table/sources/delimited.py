"""Delimited text (CSV, TSV): every cell as text into one Parquet file, never read twice."""
# ruff: noqa: S608 (all names in this SQL are our own: s0, c0, r0; texts pass `literal`)

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from gardefou.core.errors import GardefouError
from gardefou.core.words import say
from gardefou.table.connection import exactly, literal, one_row, with_room
from gardefou.table.dialect import Dialect, dialect
from gardefou.table.encoding import utf8
from gardefou.table.parquet_out import fresh, layout, row_group
from gardefou.table.source import Asked, Loaded, Part, Source, sha256_of


def _load(asked: Asked) -> Loaded:
    path = Path(asked.given)
    text = utf8(path, asked.reading.encoding, asked.scratch)
    way = dialect(text.path, asked.reading.separator)
    place = fresh(asked.scratch)
    notes = text.notes
    if not _converted(asked.connection, text.path, way, place):
        notes += _mend(text.path, way, place)
    (rows,) = one_row(asked.connection, f"SELECT count(*) FROM read_parquet({exactly(place)})")
    part = Part(place, way.names, rows)
    return Loaded(str(asked.given), (part,), sha256_of(path), notes, way.separator)


def _converted(connection: Any, path: Path, way: Dialect, place: Path) -> bool:
    """By the engine, which is fast and strict; whether it took the file."""
    import duckdb

    if not way.even:
        return False
    columns = ", ".join(f"s{i}: 'VARCHAR'" for i in range(len(way.names)))
    escape = "\\" if way.backslash else '"'
    query = (
        f"COPY (SELECT * FROM read_csv({exactly(path)}, auto_detect = false, header = true, "
        f"delim = {literal(way.separator)}, quote = '\"', escape = {literal(escape)}, "
        f"skip = {way.blank_lines}, columns = {{{columns}}})) "
        f"TO {literal(str(place))} ({layout(len(way.names))})"
    )
    try:
        with_room(connection, lambda: connection.execute(query))
    except duckdb.Error:
        return False
    return True


def _mend(path: Path, way: Dialect, place: Path) -> tuple[str, ...]:
    """By hand where the engine did not: pads short lines, names the first that is too long."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    width = len(way.names)
    schema = pa.schema([(f"s{i}", pa.string()) for i in range(width)])
    short: list[int] = []
    size = row_group(width)
    with path.open(encoding="utf-8-sig", newline="") as file, ParquetWriter(place, schema) as out:
        batch: list[list[str]] = []
        for cells in _whole_records(way, file, short):
            batch.append(cells)
            if len(batch) == size:
                out.write_table(_as_arrow(batch, schema))
                batch = []
        out.write_table(_as_arrow(batch, schema))
    if not short:
        return ()
    return (say("table.padded", path=path.name, count=len(short), line=short[0], width=width),)


def _whole_records(way: Dialect, file: TextIO, short: list[int]) -> Iterator[list[str]]:
    """Records below the first, each as wide as it; the lines of padded ones go into `short`."""
    held: list[str] = []  # the lines of one record
    records = way.records(_held(file, held))
    width = len(way.names)
    line = 1
    for number, record in enumerate(records):
        if way.ends_within_quotes(held):
            remedy = say("table.open_quote_remedy")
            raise GardefouError(say("table.open_quote", line=line), remedy=remedy)
        cells = record or [""] * (width == 1)  # an empty line is a hole only in a lone column
        if any(cell.strip() for cell in cells[width:]):
            raise _ragged(line, len(cells), width)
        if number > way.blank_lines and cells:
            if len(cells) < width:
                short.append(line)
            yield cells[:width] + [""] * (width - len(cells))
        line += len(held)
        held.clear()


def _held(file: TextIO, held: list[str]) -> Iterator[str]:
    for line in file:
        held.append(line)
        yield line


def _ragged(line: int, cells: int, width: int) -> GardefouError:
    what = say("table.ragged", line=line, cells=cells, width=width)
    return GardefouError(what, remedy=say("table.ragged_remedy"))


def _as_arrow(batch: list[list[str]], schema: Any) -> Any:
    import pyarrow as pa

    columns = zip(*batch, strict=True) if batch else ([] for _ in schema)
    return pa.table([pa.array(list(cells), pa.string()) for cells in columns], schema=schema)


delimited = Source("delimited", _load, endings=(".csv", ".tsv", ".tab", ".txt", ".psv", ".data"))
