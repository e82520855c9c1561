"""What the cells of text columns look like, in counts: numbers first, then the rest."""
# ruff: noqa: S608 (all names in this SQL are our own: s0, c0, r0; texts pass `literal`)

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gardefou.table.connection import literal, one_row
from gardefou.table.written import NULL_WORDS, iso, number, trimmed

_BLOCK = 200  # columns of one query: 2,000 at once take longer than ten times 200
_DATE_LIKE = (
    r"\d{1,2}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4}( .*)?"
    r"|[A-Za-z]{3,9}[- ](\d{1,2}, )?\d{4}( .*)?"
)

LOOKS = {
    "blank": "white space only",
    "whole": "a whole number of 64 bits",
    "point": "another number, with a decimal point or without",
    "padded": "whole, with zeros before it",
    "null": "a word for nothing",
    "boolean": "true or false",
    "either": "1,234: one comma that may mark thousands or decimals",
    "thousands": "1,234,567: its commas mark thousands",
    "comma": "0,5: its comma marks decimals",
    "iso": "a date or time in ISO's order",
    "date_like": "perhaps a date in another order",
    "other": "any other text",
}
"""Every look of a cell that is not NULL."""


def looks(
    connection: Any, view: str, cells: Sequence[str], *, many: int = 100_000
) -> Iterator[tuple[str, Counter[str]]]:
    """Each text column of a view with the number of its cells of each of LOOKS.

    many: rows from which on numbers are counted in the engine, column by column, before the rest
    leaves it as different texts; in fewer rows the planning of that costs more than it spares.
    """
    (rows,) = one_row(connection, f"SELECT count(*) FROM {view}")
    for start in range(0, len(cells), _BLOCK):
        block = cells[start : start + _BLOCK]
        seen = {cell: Counter[str]() for cell in block}
        asked = {cell: cell for cell in block}
        if rows > many:
            filled = _count_numbers(connection, view, seen)
            asked = {
                cell: f"CASE WHEN {number(cell)} IS NULL THEN {cell} END"
                for cell, count in zip(block, filled, strict=True)
                if count > seen[cell].total()
            }
        _count_looks(connection, view, asked, seen)
        yield from seen.items()


def _count_numbers(connection: Any, view: str, seen: dict[str, Counter[str]]) -> Sequence[int]:
    """Count the cells that are numbers; the answer: how many of each column are not NULL."""
    asked = []
    for cell in seen:
        value = number(cell)
        asked += [
            f"count({cell}), count({value}), count(*) FILTER ({_padded(cell)})",
            f"count(*) FILTER ({value} = TRY_CAST({cell} AS BIGINT)::DOUBLE)",
        ]
    row = one_row(connection, f"SELECT {', '.join(asked)} FROM {view}")
    for of, numbers, padded, whole in zip(seen, row[1::4], row[2::4], row[3::4], strict=True):
        seen[of].update(whole=whole - padded, point=numbers - whole, padded=padded)
    return row[0::4]


def _count_looks(
    connection: Any, view: str, asked: Mapping[str, str], seen: dict[str, Counter[str]]
) -> None:
    """Count the looks of cells; in each piece of the table a text is looked at once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not asked:
        return
    columns = list(asked)
    beside = connection.cursor()
    query = f"SELECT {', '.join(asked.values())} FROM {view}"
    for batch in connection.sql(query).to_arrow_reader(100_000):
        pieces = []
        for i, column in enumerate(batch.columns):
            values, counts = pc.value_counts(column).flatten()
            of = pa.array([i]).take(pa.array([0] * len(values), pa.int64()))
            pieces.append(pa.table([of, values, counts], names=["of", "cell", "rows"]))
        beside.register("piece", pa.concat_tables(pieces))
        counted = f"SELECT of, {_look('cell')} AS look, sum(rows) FROM piece GROUP BY ALL"
        for i, look, count in beside.execute(counted).fetchall():
            if look is not None:
                seen[columns[i]][look] += int(count)
    beside.close()


def _look(cell: str) -> str:
    """SQL: which of LOOKS a cell has; missing where it is NULL."""
    text = trimmed(cell)
    value = number(cell)
    words = ", ".join(map(literal, NULL_WORDS))
    tests = {
        f"{text} = ''": "blank",
        f"lower({text}) IN ({words})": "null",
        f"lower({text}) IN ('true', 'false')": "boolean",
        _padded(cell): "padded",
        f"{value} = TRY_CAST({cell} AS BIGINT)::DOUBLE": "whole",
        f"{value} IS NOT NULL": "point",
        rf"regexp_full_match({text}, '[+-]?[1-9]\d{{0,2}},\d{{3}}')": "either",
        rf"regexp_full_match({text}, '[+-]?\d{{1,3}}(,\d{{3}}){{2,}}')": "thousands",
        rf"regexp_full_match({text}, '[+-]?\d*,\d+([eE][+-]?\d+)?')": "comma",
        f"{iso(cell)} IS NOT NULL": "iso",
        f"regexp_full_match({text}, {literal(_DATE_LIKE)})": "date_like",
    }
    rest = " ".join(f"WHEN {test} THEN '{look}'" for test, look in tests.items())
    return f"CASE WHEN {cell} IS NULL THEN NULL {rest} ELSE 'other' END"


def _padded(cell: str) -> str:
    return rf"CASE WHEN {cell}[1] = '0' THEN regexp_full_match({cell}, '0\d+\s*') END"
