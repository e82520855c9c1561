"""Two open tables side by side: what one holds and the other does not, counted over all rows.

Each table has a database of its own, shut off from files. What one must know of the other (hashes,
different values, bounds) is read out of it piece by piece into a table of the other, which spills
to disk what memory cannot hold. No row of either is ever in Python.
"""
# ruff: noqa: S608 (all names in this SQL are our own: c0, r0, x0; texts pass `literal`)

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from gardefou.core.evidence import Frequent, Outside, Shared, Unseen
from gardefou.core.table import WHITE, Column, Kind, Table
from gardefou.table.connection import literal, one_row
from gardefou.table.engine import Engine
from gardefou.table.kinds import converted
from gardefou.table.written import trimmed

_CELLS = 1_000_000  # of one query, as in a scan
_COLUMNS = 200  # of one query
_SHOWN = 20  # values kept of each column
_EXAMPLES = 5


def alike(here: Table, there: Table) -> tuple[Column, ...]:
    """The columns that both tables have, each as both can be read; nested ones are left out.

    Where one holds numbers and the other texts or truth values, both are read as numbers: a few
    words among the numbers of one file must not make every value of the other a stranger.
    """
    other = {column.name: column for column in there.columns}
    pairs = [(column, other[column.name]) for column in here.columns if column.name in other]
    return tuple(_both(*pair) for pair in pairs if Kind.OTHER not in {each.kind for each in pair})


def _both(here: Column, there: Column) -> Column:
    """The column as it is, if both have one kind; else as numbers, or as text."""
    kinds = {here.kind, there.kind}
    if len(kinds) == 1:
        return here
    if Kind.NUMBER in kinds and Kind.TIME not in kinds:
        return here if here.kind is Kind.NUMBER else there
    return Column(here.name, Kind.TEXT, "VARCHAR")


def unseen(then: Engine, now: Engine, columns: Sequence[Column]) -> dict[str, Unseen]:
    """Values of now that then never held, of each of these columns, white space around aside."""
    size = min(_COLUMNS, max(1, _CELLS // max(now.table.rows, then.table.rows, 1)))
    found: dict[str, Unseen] = {}
    for start in range(0, len(columns), size):
        block = columns[start : start + size]
        known = f"SELECT DISTINCT k, v FROM ({_long(then.table, block)})"
        with _lent(now, "known", then, known):
            rows = _database(now).execute(_strangers(_long(now.table, block)))
            by_column = {k: list(of) for k, of in groupby(rows.fetchall(), key=lambda row: row[0])}
        found |= {column.name: _unseen(by_column.get(k, [])) for k, column in enumerate(block)}
    return found


def _strangers(long: str) -> str:
    """SQL: the commonest values of each column that are not in `known`, then those that are.

    With n, their rows, go the filled rows of the column and those of all such values.
    """
    order = "new DESC, n DESC, v"
    counts = (
        f"SELECT k, v, count(*) AS n, known.k IS NULL AS new "
        f"FROM ({long}) AS long LEFT JOIN known USING (k, v) GROUP BY ALL"
    )
    return (
        f"SELECT k, v, n, new, sum(n) OVER (PARTITION BY k) AS filled, "
        f"sum(n) FILTER (new) OVER (PARTITION BY k) AS met FROM ({counts}) "
        f"QUALIFY row_number() OVER (PARTITION BY k ORDER BY {order}) <= {_SHOWN:d} "
        f"ORDER BY k, {order}"
    )


def _unseen(rows: Sequence[tuple[Any, ...]]) -> Unseen:
    values = tuple(Frequent(str(v), int(n)) for _, v, n, new, *_ in rows if new)
    filled, met = (int(rows[0][4] or 0), int(rows[0][5] or 0)) if rows else (0, 0)
    return Unseen(met, filled, values)


def _long(table: Table, block: Sequence[Column]) -> str:
    """SQL: the filled cells of columns below one another, as text: k, the number, and v."""
    cells = ", ".join(_as_text(table, column) for column in block)
    numbers = ", ".join(str(k) for k in range(len(block)))
    pairs = f"SELECT unnest([{numbers}]) AS k, unnest([{cells}]) AS v FROM cells"
    return f"SELECT k, v FROM ({pairs}) WHERE v IS NOT NULL"


def _as_text(table: Table, column: Column) -> str:
    cell = _cell(table, column)
    if column.kind is Kind.TEXT:
        return trimmed(cell)
    if column.kind is Kind.NUMBER:
        whole = f"{cell} = trunc({cell}) AND abs({cell}) < 1e15"
        return f"CASE WHEN {whole} THEN ({cell})::BIGINT::VARCHAR ELSE ({cell})::VARCHAR END"
    return f"({cell})::VARCHAR"


def outside(then: Engine, now: Engine, columns: Sequence[Column]) -> dict[str, Outside]:
    """Numbers of now beyond the lowest and highest of then; infinite ones are left aside."""
    found: dict[str, Outside] = {}
    for start in range(0, len(columns), _COLUMNS):
        block = columns[start : start + _COLUMNS]
        bounds = _bounds(then, block)
        known = [(column, *bound) for column, bound in zip(block, bounds, strict=True) if bound]
        found |= _beyond(now, known)
    return found


def _bounds(engine: Engine, block: Sequence[Column]) -> list[tuple[float, float] | None]:
    cells = [_finite(engine.table, column) for column in block]
    asked = ", ".join(f"min({cell}), max({cell})" for cell in cells)
    row = one_row(_database(engine), f"SELECT {asked} FROM cells")
    pairs = zip(row[::2], row[1::2], strict=True)
    return [None if low is None else (float(low), float(high)) for low, high in pairs]


def _beyond(engine: Engine, known: Sequence[tuple[Column, float, float]]) -> dict[str, Outside]:
    if not known:
        return {}
    asked = []
    for column, low, high in known:
        cell = _finite(engine.table, column)
        asked.append(
            f"count(*) FILTER ({cell} < {low!r}::DOUBLE OR {cell} > {high!r}::DOUBLE), "
            f"count({cell}), min({cell}), max({cell})"
        )
    row = one_row(_database(engine), f"SELECT {', '.join(asked)} FROM cells")
    found = {}
    for at, (column, low, high) in enumerate(known):
        rows, filled, lowest, highest = row[4 * at : 4 * at + 4]
        if filled:
            numbers = (low, high, float(lowest), float(highest))
            found[column.name] = Outside(int(rows), int(filled), *numbers)
    return found


def _finite(table: Table, column: Column) -> str:
    cell = _cell(table, column)
    return f"CASE WHEN isfinite({cell}) THEN {cell} END"


def shared_rows(
    here: Engine, there: Engine, columns: Sequence[Column], *, nearly: bool = False
) -> Shared:
    """Rows of there whose cells in these columns all stand in one row of here; empty rows aside.

    nearly: texts without regard to capitals and white space, numbers to four figures. A 64-bit
    hash of the engine finds the rows that may be equal; these are compared cell by cell.
    """
    ours, theirs = (_row(engine.table, columns, nearly=nearly) for engine in (here, there))
    hashes = f"SELECT DISTINCT hash(cells) AS h FROM ({theirs})"
    with _lent(here, "wanted", there, hashes):
        met = (
            f"SELECT h, cells, min(position) AS position FROM "
            f"(SELECT hash(cells) AS h, cells, position FROM ({ours})) "
            f"WHERE h IN (SELECT h FROM wanted) GROUP BY h, cells"
        )
        with _lent(there, "met", here, met):
            return _met(there, f"SELECT hash(cells) AS h, cells, position FROM ({theirs})")


def shared_values(here: Engine, there: Engine, column: Column) -> Shared:
    """Rows of there whose value of this column stands in here too."""
    ours, theirs = (
        f"SELECT {_as_text(engine.table, column)} AS cells, position FROM cells"
        for engine in (here, there)
    )
    values = f"SELECT DISTINCT cells FROM ({theirs}) WHERE cells IS NOT NULL"
    with _lent(here, "wanted", there, values):
        met = (
            f"SELECT hash(cells) AS h, cells, min(position) AS position FROM ({ours}) "
            f"WHERE cells IN (SELECT cells FROM wanted) GROUP BY h, cells"
        )
        with _lent(there, "met", here, met):
            return _met(there, f"SELECT hash(cells) AS h, cells, position FROM ({theirs})")


def _met(there: Engine, theirs: str) -> Shared:
    """How much of `theirs` stands in the table `met`: h, cells, and a row number of here."""
    database = _database(there)
    database.execute(
        f"CREATE OR REPLACE TEMP TABLE pairs AS "
        f"SELECT met.position AS one, min(mine.position) AS other, count(*) AS n "
        f"FROM ({theirs}) AS mine JOIN met ON mine.h = met.h AND mine.cells = met.cells "
        f"GROUP BY one"
    )
    rows, values = one_row(database, "SELECT coalesce(sum(n), 0), count(*) FROM pairs")
    first = f"SELECT one, other FROM pairs ORDER BY other LIMIT {_EXAMPLES:d}"
    example = tuple((int(one), int(other)) for one, other in database.execute(first).fetchall())
    database.execute("DROP TABLE pairs")
    return Shared(int(rows), there.table.rows, int(values), example)


def _row(table: Table, columns: Sequence[Column], *, nearly: bool) -> str:
    """SQL: position, and the cells of these columns as one value, a list for each kind of cell."""
    cells = {kind: [_cell(table, each) for each in columns if each.kind is kind] for kind in Kind}
    lists = [f"[{', '.join(of)}]" for of in cells.values() if of]
    made = [
        f"x{i} := {_alike(kind, one, nearly=nearly)}"
        for i, (kind, one) in enumerate(zip(filter(cells.get, cells), lists, strict=True))
    ]
    filled = " + ".join(f"list_count({one})" for one in lists)
    return f"SELECT position, struct_pack({', '.join(made)}) AS cells FROM cells WHERE {filled} > 0"


def _alike(kind: Kind, cells: str, *, nearly: bool, figures: int = 4) -> str:
    """SQL: a list of cells, each written so that what counts as equal is equal."""
    if kind is Kind.TEXT and nearly:
        white = literal(f"[{WHITE}]+")
        return (
            f"list_transform({cells}, lambda v: trim(lower(regexp_replace(v, {white}, ' ', 'g'))))"
        )
    if kind is Kind.NUMBER and nearly:
        unit = f"pow(10, floor(log10(abs(v))) - {figures - 1:d})"
        usual = "abs(v) BETWEEN 1e-290 AND 1e290"
        rounded = f"CASE WHEN {usual} THEN round(v / {unit}) * {unit} ELSE v + 0 END"
        return f"list_transform({cells}, lambda v: {rounded})"
    if kind in (Kind.NUMBER, Kind.TIME):
        return f"list_transform({cells}, lambda v: v + 0)"  # minus zero becomes zero
    return cells


def _cell(table: Table, column: Column) -> str:
    at = table.names.index(column.name)
    return f"({converted(table.columns[at], column, at)})"


@contextmanager
def _lent(to: Engine, name: str, lender: Engine, query: str) -> Iterator[None]:
    """The answer of one database as a table of another while this lasts."""
    database = _database(to)
    database.register("lent", _database(lender).sql(query).to_arrow_reader(100_000))
    try:
        database.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM lent")
    finally:
        database.unregister("lent")
    try:
        yield
    finally:
        database.execute(f"DROP TABLE {name}")


def _database(engine: Engine) -> Any:
    """The database behind a table: the one place that reaches for it."""
    return engine.connection
