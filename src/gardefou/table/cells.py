"""The cells that findings mean: found again in the whole table, by SQL and in bounded memory."""
# ruff: noqa: S608 (all names in this SQL are our own: c0, r0; texts pass Arrow tables)

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gardefou.core.suspects import Against, At, Beyond, Suspects, Unread, Values
from gardefou.core.table import WHITE, Column, Kind, Table
from gardefou.table.engine import Engine
from gardefou.table.frame import Array, Cells, Coded
from gardefou.table.kinds import converted
from gardefou.table.written import trimmed

Pointed = tuple[str, Suspects]
"""The name of a check, and cells that it means."""


def schema() -> Any:
    """Of the batches that `located` gives.

    row: number in the file, from 0. column: raw name. value: the cell as text, white space around
    taken off, null where it is empty. suggested: what it should be, null where that is not known,
    or where it should be empty.
    """
    import pyarrow as pa

    texts = [(name, pa.string()) for name in ("column", "check", "value", "suggested")]
    return pa.schema([("row", pa.int64()), *texts])


def located(engine: Engine, pointed: Iterable[Pointed], *, rows: int = 50_000) -> Iterator[Any]:
    """Every cell meant, once for each check, as Arrow batches sorted by row, column and check.

    Columns that the table lacks, and nested ones, are left aside. rows: of one batch. The cells
    are gathered in the engine, which keeps what does not fit into memory on disk.
    """
    known = [each for each in pointed if _is_known(engine.table, each[1])]
    checks = sorted({check for check, _ in known})
    run = engine.connection.execute
    run(f"CREATE OR REPLACE TEMP TABLE meant ({_MEANT})")
    for check, suspects in known:
        _gather(engine, checks.index(check), suspects)
    found = engine.connection.sql(
        "SELECT row, place, mark, min(value) AS value, min(suggested) AS suggested FROM meant "
        "GROUP BY row, place, mark ORDER BY row, place, mark"
    )
    try:
        for batch in found.to_arrow_reader(rows):
            yield _named(batch, engine.table.names, checks)
    finally:
        run("DROP TABLE IF EXISTS meant")


_MEANT = "row BIGINT, place INTEGER, mark INTEGER, value VARCHAR, suggested VARCHAR"


def _is_known(table: Table, suspects: Suspects) -> bool:
    names = (suspects.column, *(suspects.given if isinstance(suspects, Against) else ()))
    return all(name in table and table.kind(name) is not Kind.OTHER for name in names)


def _named(batch: Any, columns: Sequence[str], checks: Sequence[str]) -> Any:
    """The batch with numbers of columns and checks put into words."""
    import pyarrow as pa

    words = [
        pa.array(list(names), pa.string()).take(batch.column(name))
        for name, names in (("place", columns), ("mark", checks))
    ]
    cells = [batch.column(name) for name in ("row", "value", "suggested")]
    return pa.record_batch([cells[0], *words, *cells[1:]], schema=schema())


def told_in(batch: Any, words: Callable[[str], str]) -> Any:
    """The batch with its values and suggestions put into other words, each different one once."""
    import pyarrow as pa

    for name in ("value", "suggested"):
        coded = batch.column(name).dictionary_encode()
        told = pa.array([words(text) for text in coded.dictionary.to_pylist()], pa.string())
        place = batch.schema.get_field_index(name)
        batch = batch.set_column(place, name, told.take(coded.indices))
    return batch


@dataclass(frozen=True)
class _Cell:
    """SQL of one column's cells. key: what equal cells share. text: as shown; both null if empty.

    raw: the text as stored, of columns that have one.
    """

    at: int
    kind: Kind
    key: str
    text: str
    raw: str | None


def _cell(table: Table, name: str) -> _Cell:
    at = table.names.index(name)
    column = table.columns[at]
    shown = converted(column, Column(name, Kind.TEXT, ""), at)
    text = f"nullif({trimmed(shown)}, '')"
    has_text = column.from_text or column.kind is Kind.TEXT
    raw = f"nullif({trimmed(f'r{at}')}, '')" if has_text else None
    key = text if column.kind is Kind.TEXT else f"c{at}"
    if column.kind is Kind.NUMBER:
        key = f"{key}::DOUBLE"
    return _Cell(at, column.kind, key, text, raw)


def _gather(engine: Engine, mark: int, suspects: Suspects) -> None:
    """Add the cells meant to the table `meant`."""
    cell = _cell(engine.table, suspects.column)
    given = _given(engine, suspects)
    if given is not None:
        engine.connection.register("given", given)
    found = _sql(engine.table, cell, suspects)
    if found is not None:
        query = f"SELECT row, {cell.at}, {mark}, value, suggested FROM ({found})"
        engine.connection.execute(f"INSERT INTO meant {query}")
    if given is not None:
        engine.connection.unregister("given")


def _given(engine: Engine, suspects: Suspects) -> Any:
    """What the suspects list, as an Arrow table: keys that a cell may hold, and suggestions."""
    import pyarrow as pa

    if not isinstance(suspects, Values | At):
        return None
    keys: list[Any] = list(suspects.suggested)
    suggested = pa.array(suspects.suggested.values(), pa.string())
    if isinstance(suspects, At):
        return pa.table({"row": pa.array(keys, pa.int64()), "suggested": suggested})
    numbers = [number_of(key) for key in keys]
    columns = {"text": pa.array([key.strip(WHITE) for key in keys], pa.string())}
    columns |= {"number": pa.array(numbers, pa.float64()), "suggested": suggested}
    return pa.table(columns)


def _sql(table: Table, cell: _Cell, suspects: Suspects) -> str | None:
    """A query for row, value, suggested."""
    match suspects:
        case Values():
            return _of_values(cell)
        case Beyond():
            return _of_beyond(cell, suspects)
        case Against():
            return _of_against(table, cell, suspects)
        case Unread():
            return _of_unread(cell)
        case At():
            row = f"SELECT position AS row, {cell.text} AS value, suggested FROM cells"
            return f"{row} JOIN given ON position = given.row"


def _of_values(cell: _Cell) -> str:
    rows = f"SELECT position AS row, {cell.text} AS value, {cell.raw or cell.text} AS text"
    if cell.kind is not Kind.NUMBER:
        return (
            f"SELECT row, value, suggested FROM ({rows} FROM cells) AS own "
            "JOIN given ON own.text = given.text"
        )
    return (
        f"SELECT row, value, suggested FROM ({rows}, {cell.key} AS number FROM cells) AS own "
        "JOIN given ON own.number = given.number "
        f"UNION ALL SELECT row, value, suggested FROM ({rows} FROM cells WHERE {cell.key} IS NULL) "
        "AS own JOIN given ON own.text = given.text"
    )


def _of_beyond(cell: _Cell, beyond: Beyond) -> str | None:
    if cell.kind not in (Kind.NUMBER, Kind.TIME):
        return None
    number = f"epoch({cell.key})" if cell.kind is Kind.TIME else cell.key
    bounds = (("<", beyond.low), (">", beyond.high))
    outside = " OR ".join(f"number {sign} {_double(at)}" for sign, at in bounds if at is not None)
    scaled = "NULL"
    if beyond.scale is not None and cell.kind is Kind.NUMBER:
        scaled = converted(_NUMBER, _TEXT, 0).replace("c0", f"(number * {_double(beyond.scale)})")
    rows = f"SELECT position, {cell.text} AS value, {number} AS number FROM cells"
    return (
        f"SELECT position AS row, value, {scaled} AS suggested FROM ({rows}) "
        f"WHERE position >= {int(beyond.since)} AND ({outside or 'false'})"
    )


_NUMBER, _TEXT = Column("", Kind.NUMBER, "DOUBLE"), Column("", Kind.TEXT, "VARCHAR")


def _double(value: float) -> str:
    return f"'{float(value)!r}'::DOUBLE"


def _of_unread(cell: _Cell) -> str | None:
    if cell.kind is Kind.TEXT or cell.raw is None:
        return None
    return (
        f"SELECT position AS row, {cell.raw} AS value, NULL AS suggested FROM cells "
        f"WHERE {cell.raw} IS NOT NULL AND c{cell.at} IS NULL"
    )


def _of_against(table: Table, cell: _Cell, against: Against) -> str:
    """Each given column makes a small table of what its groups want; the votes are counted."""
    givens = [_cell(table, name) for name in against.given]
    wanted = ", ".join(_wants(i, given, cell, against) for i, given in enumerate(givens))
    keys = ", ".join(f"{given.key} AS g{i}" for i, given in enumerate(givens))
    rows = f"SELECT position, {cell.key} AS key, {cell.text} AS value, {keys} FROM cells"
    joins = " ".join(f"LEFT JOIN want{i} ON g{i} = want{i}.given" for i in range(len(givens)))
    numbers = range(len(givens))
    said = " + ".join(f"(want{i}.want IS NOT NULL)::INT" for i in numbers)
    differ = " + ".join(
        f"(want{i}.want IS NOT NULL AND key IS DISTINCT FROM want{i}.want)::INT" for i in numbers
    )
    holes = "" if against.holes else " AND key IS NOT NULL"
    return (
        f"WITH {wanted} SELECT position AS row, value, {_most_wanted(len(givens))} AS suggested "
        f"FROM ({rows}) {joins} WHERE 2 * ({differ}) > ({said}){holes}"
    )


def _wants(number: int, given: _Cell, cell: _Cell, against: Against) -> str:
    """A table want0 (given, want, shown): what rows of the same given value should hold."""
    counts = (
        f"SELECT {given.key} AS given, {cell.key} AS want, min({cell.text}) AS shown, "
        f"count(*) AS n FROM cells WHERE {given.key} IS NOT NULL AND {cell.key} IS NOT NULL "
        "GROUP BY 1, 2"
    )
    groups = (
        "SELECT given, arg_max(want, n) AS want, arg_max(shown, n) AS shown, sum(n) AS filled, "
        f"max(n) AS top, coalesce(max(n, 2)[2], 0) AS rival FROM ({counts}) GROUP BY given"
    )
    clear = (
        f"filled >= {int(against.min_rows)} AND top >= {_double(against.min_share)} * filled "
        f"AND rival <= {_double(against.max_rival)} * top"
    )
    return f"want{number} AS MATERIALIZED (SELECT given, want, shown FROM ({groups}) WHERE {clear})"


def _most_wanted(givens: int) -> str:
    """SQL: what most given columns want; of the earliest among equals."""
    votes = [
        " + ".join(f"coalesce((want{i}.want = want{j}.want)::INT, 0)" for j in range(givens))
        for i in range(givens)
    ]
    most = f"greatest({', '.join(votes)})"
    cases = " ".join(f"WHEN {vote} = {most} THEN want{i}.shown" for i, vote in enumerate(votes))
    return f"CASE {cases} END"


def number_of(text: str) -> float | None:
    """The number that a text is, None where it is none, or not finite.

    >>> number_of(" -999.0"), number_of("R1"), number_of("1_000")
    (-999.0, None, None)
    """
    try:
        number = float(text) if "_" not in text else None
    except ValueError:
        return None
    return number if number is not None and np.isfinite(number) else None


def keys_of(cells: Cells) -> tuple[Array, Sequence[Any]]:
    """Codes into what the different cells are, in order, and these: trimmed texts or numbers.

    Codes: int64, shape (rows,), -1 for empty: as equal as `located` takes cells to be.

    >>> keys_of(Coded(np.array([0, 1, 2, -1]), ("", " a", "a")))
    (array([-1,  0,  0, -1]), ['a'])
    """
    if not isinstance(cells, Coded):
        known, codes = np.unique(cells, return_inverse=True)
        return np.where(np.isnan(cells), -1, codes).astype(np.int64), known[~np.isnan(known)]
    texts = [level.strip(WHITE) for level in cells.levels]
    names = sorted(set(texts) - {""})
    number = {name: code for code, name in enumerate(names)}
    new = np.array([*(number.get(text, -1) for text in texts), -1], np.int64)
    return new[cells.codes], names


def with_cells(cells: Cells, where: Array, suggested: Sequence[str | None]) -> Cells:
    """The cells with other contents at these row numbers, empty where that is None or no number.

    >>> with_cells(np.array([1.0, -999.0]), np.array([1]), ["2.5"])
    array([1. , 2.5])
    """
    if not isinstance(cells, Coded):
        made = cells.copy()
        numbers = [None if text is None else number_of(text) for text in suggested]
        made[where] = [np.nan if number is None else number for number in numbers]
        return made
    levels = sorted({*cells.levels, *(text for text in suggested if text is not None)})
    number: dict[str | None, int] = {level: code for code, level in enumerate(levels)}
    number[None] = -1
    old = np.array([*(number[level] for level in cells.levels), -1], np.int32)
    codes = old[cells.codes]
    codes[where] = [number[text] for text in suggested]
    return replace(cells, codes=codes, levels=tuple(levels))
