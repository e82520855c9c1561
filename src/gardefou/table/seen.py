"""What the cells of text columns look like, in counts: numbers first, then the rest."""
# ruff: noqa: S608 (all names in this SQL are our own: s0, c0, r0; texts pass `literal`)

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from gardefou.table.connection import literal, one_row
from gardefou.table.written import NULL_WORDS, iso, number, trimmed

_BLOCK = 200  # columns of one query: 2,000 at once take longer than ten times 200
_DATE_LIKE = (
    r"\d{1,2}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4}( .*)?"
    r"|[A-Za-z]{3,9}[- ](\d{1,2}, )?\d{4}( .*)?"
)

LOOKS = {
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
"""Every look of a cell that is not blank."""


def looks(connection: Any, view: str, cells: Sequence[str]) -> Iterator[tuple[str, Counter[str]]]:
    """Each text column of a view with the number of its cells of each of LOOKS."""
    for start in range(0, len(cells), _BLOCK):
        block = cells[start : start + _BLOCK]
        seen, filled = _numbers(connection, view, block)
        rest = [i for i, count in enumerate(filled) if count > seen[i].total()]
        _add_others(connection, view, {i: block[i] for i in rest}, seen)
        yield from zip(block, seen, strict=True)


def _numbers(
    connection: Any, view: str, cells: Sequence[str]
) -> tuple[list[Counter[str]], list[int]]:
    """Cells that are numbers, by their looks, and cells that are not NULL, of each column."""
    asked = []
    for cell in cells:
        value = number(cell)
        padded = rf"CASE WHEN {cell}[1] = '0' THEN regexp_full_match({cell}, '0\d+\s*') END"
        whole = f"{value} = TRY_CAST({cell} AS BIGINT)::DOUBLE"
        asked += [
            f"count({cell}), count({value})",
            f"count(*) FILTER ({padded}), count(*) FILTER ({whole})",
        ]
    row = one_row(connection, f"SELECT {', '.join(asked)} FROM {view}")
    seen = [
        Counter({"whole": whole - padded, "point": numbers - whole, "padded": padded})
        for numbers, padded, whole in zip(row[1::4], row[2::4], row[3::4], strict=True)
    ]
    return seen, list(row[0::4])


def _add_others(
    connection: Any, view: str, cells: dict[int, str], seen: list[Counter[str]]
) -> None:
    """Count the cells that are no numbers: each different text is looked at once in a piece."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not cells:
        return
    asked = ", ".join(
        f"CASE WHEN {number(cell)} IS NULL THEN {cell} END" for cell in cells.values()
    )
    beside = connection.cursor()
    for batch in connection.sql(f"SELECT {asked} FROM {view}").to_arrow_reader(100_000):
        pieces = []
        for i, column in zip(cells, batch.columns, strict=True):
            values, counts = pc.value_counts(column).flatten()
            of = pa.array([i]).take(pa.array([0] * len(values), pa.int64()))
            pieces.append(pa.table([of, values, counts], names=["of", "cell", "rows"]))
        beside.register("piece", pa.concat_tables(pieces))
        query = f"SELECT of, {_look('cell')} AS look, sum(rows) FROM piece GROUP BY ALL"
        for of, look, count in beside.execute(query).fetchall():
            if look is not None:
                seen[of][look] += int(count)
    beside.close()


def _look(cell: str) -> str:
    """SQL: which of LOOKS a cell has that is no number; missing where it is blank."""
    text = trimmed(cell)
    words = ", ".join(map(literal, NULL_WORDS))
    tests = {
        f"lower({text}) IN ({words})": "null",
        f"lower({text}) IN ('true', 'false')": "boolean",
        rf"regexp_full_match({text}, '[+-]?[1-9]\d{{0,2}},\d{{3}}')": "either",
        rf"regexp_full_match({text}, '[+-]?\d{{1,3}}(,\d{{3}}){{2,}}')": "thousands",
        rf"regexp_full_match({text}, '[+-]?\d*,\d+([eE][+-]?\d+)?')": "comma",
        f"{iso(cell)} IS NOT NULL": "iso",
        f"regexp_full_match({text}, {literal(_DATE_LIKE)})": "date_like",
    }
    rest = " ".join(f"WHEN {test} THEN '{look}'" for test, look in tests.items())
    return f"CASE WHEN {text} = '' OR {cell} IS NULL THEN NULL {rest} ELSE 'other' END"
