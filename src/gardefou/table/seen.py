"""What the cells of text columns look like, in counts."""
# ruff: noqa: S608 (all names in this SQL are our own: s0, c0, r0; texts pass `literal`)

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gardefou.table.connection import literal, one_row
from gardefou.table.written import NULL_WORDS, iso, number, trimmed

_BLOCK = 200  # columns of one query: 2,000 at once take longer than ten times 200
_CELLS = 1_000_000  # of one query
_DATE_LIKE = (
    r"\d{1,2}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4}( .*)?"
    r"|[A-Za-z]{3,9}[- ](\d{1,2}, )?\d{4}( .*)?"
)
_FULL = (
    r"[12]\d{3}-[01]\d-[0-3]\d"
    r"([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?)?"
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
    "full": "a date or time in ISO's order, all figures of it written, without an offset",
    "iso": "another date or time in ISO's order",
    "date_like": "perhaps a date in another order",
    "other": "any other text",
}
"""Every look of a cell that is not NULL."""


@dataclass(frozen=True)
class Seen:
    """What the cells of a column of texts look like.

    looks: cells of each of LOOKS. spaced: those of the numbers and of the times in full that have
    white space in them. signs: what all are long, together. longest: of them all.
    """

    looks: Counter[str] = field(default_factory=Counter)
    spaced: Counter[str] = field(default_factory=Counter)
    signs: Counter[str] = field(default_factory=Counter)
    longest: int = 0

    @property
    def filled(self) -> int:
        """Cells that hold anything but white space."""
        return self.looks.total() - self.looks["blank"]


def looks(
    connection: Any, view: str, cells: Sequence[str], *, many: int = 100_000
) -> Iterator[tuple[str, Seen]]:
    """Each text column of a view with what its cells look like.

    many: rows from which on a column is asked alone, and of different cells with their counts
    only where the first so many rows show that there are far fewer of these: cells that hardly
    ever come twice are counted as they pass, in no memory.
    """
    (rows,) = one_row(connection, f"SELECT count(*) FROM {view}")
    for start in range(0, len(cells), _BLOCK):
        block = list(cells[start : start + _BLOCK])
        if rows > many:
            often = _repeated(connection, view, block, many)
            asked = [([cell], cell in often) for cell in block]
        else:
            size = max(1, _CELLS // max(rows, 1))
            asked = [(block[i : i + size], True) for i in range(0, len(block), size)]
        for together, is_often in asked:
            question = _question(view, together, grouped=is_often)
            yield from _counted(together, connection.execute(question).fetchall())


def _repeated(connection: Any, view: str, block: Sequence[str], many: int) -> set[str]:
    """Columns in the first `many` rows of which each cell stands twice or more, on average."""
    counts = ", ".join(f"approx_count_distinct({cell})" for cell in block)
    first = f"SELECT {', '.join(block)} FROM {view} LIMIT {many:d}"
    row = one_row(connection, f"SELECT {counts} FROM ({first})")
    return {cell for cell, count in zip(block, row, strict=True) if count <= many / 2}


def _question(view: str, block: Sequence[str], *, grouped: bool) -> str:
    """SQL: k, the number of the column, a look, and what `Seen` tells of it."""
    long = f"SELECT 0 AS k, {block[0]} AS cell FROM {view}"
    if len(block) > 1:
        numbers = ", ".join(map(str, range(len(block))))
        pairs = f"unnest([{numbers}]) AS k, unnest([{', '.join(block)}]) AS cell"
        long = f"SELECT {pairs} FROM {view}"
    if grouped:
        long = f"SELECT k, cell, count(*) AS n FROM ({long}) GROUP BY k, cell"
    rows, each = ("sum(n)", "n * ") if grouped else ("count(*)", "")
    cells = long
    for made in _STEPS:  # one above the other: what the engine need not know it does not make
        cells = f"SELECT *, {made} FROM ({cells})"
    return (
        f"SELECT k, look, {rows}, {rows} FILTER ({_SPACED}), "
        f"sum({each}length(cell)), max(length(cell)) FROM ({cells}) GROUP BY k, look"
    )


def _counted(block: Sequence[str], found: Iterable[Sequence[Any]]) -> Iterator[tuple[str, Seen]]:
    names = list(LOOKS)
    seen = {k: Seen() for k in range(len(block))}
    for k, look, rows, spaced, signs, longest in found:
        if look is not None:
            of = seen[k]
            of.looks[names[look]] = int(rows)
            of.spaced[names[look]] = int(spaced or 0)
            of.signs[names[look]] = int(signs)
            seen[k] = replace(of, longest=max(of.longest, longest))
    return ((block[k], of) for k, of in seen.items())


_DATED = "cell >= '1' AND cell < '3' AND strlen(cell) >= 10 AND contains(cell, '-')"
_MOMENT = "TRY_CAST(cell AS TIMESTAMP)"
_AGAIN = f"strlen(cell) = 19 AND coalesce({_MOMENT}::VARCHAR = cell, false)"  # spares the pattern
_IS_FULL = (
    f"CASE WHEN {_DATED} THEN {_AGAIN} "
    f"OR (regexp_full_match(cell, '{_FULL}') AND {_MOMENT} IS NOT NULL) ELSE false END"
)
_IS_NUMBER = "NOT is_full AND (cell < ':' OR cell[1] IN ('i', 'I'))"  # few words begin so
_TEXT = f"CASE WHEN NOT is_full AND value IS NULL THEN {trimmed('cell')} END"


def _look() -> str:
    """SQL: the number of the look of a cell, by its `value` and its trimmed `text`."""
    known = list(LOOKS)
    words = ", ".join(map(literal, NULL_WORDS))
    longest = max(map(len, NULL_WORDS))
    comma = "contains(cell, ',') AND regexp_full_match(text, "
    tests = {
        "is_full": "full",
        r"cell >= '00' AND cell < '0:' AND regexp_full_match(cell, '0\d+\s*')": "padded",
        "value = trunc(value) AND value = TRY_CAST(cell AS BIGINT)::DOUBLE": "whole",
        "value IS NOT NULL": "point",
        "text = ''": "blank",
        f"length(text) <= {longest} AND lower(text) IN ({words})": "null",
        "length(text) <= 5 AND lower(text) IN ('true', 'false')": "boolean",
        "NOT regexp_matches(cell, '[0-9]')": "other",
        rf"{comma}'[+-]?[1-9]\d{{0,2}},\d{{3}}')": "either",
        rf"{comma}'[+-]?\d{{1,3}}(,\d{{3}}){{2,}}')": "thousands",
        rf"{comma}'[+-]?\d*,\d+([eE][+-]?\d+)?')": "comma",
        f"text < ':' AND {iso('text')} IS NOT NULL": "iso",
        f"regexp_full_match(text, {literal(_DATE_LIKE)})": "date_like",
    }
    rest = " ".join(f"WHEN {test} THEN {known.index(look)}" for test, look in tests.items())
    return f"(CASE WHEN cell IS NULL THEN NULL {rest} ELSE {known.index('other')} END)::TINYINT"


_STEPS = (
    f"{_IS_FULL} AS is_full",
    f"CASE WHEN {_IS_NUMBER} THEN {number('cell')} END AS value",
    f"{_TEXT} AS text",
    f"{_look()} AS look",
)
_SPACED = (
    "CASE WHEN is_full THEN contains(cell, ' ') "
    "WHEN value IS NOT NULL THEN cell < '!' OR cell[-1] < '!' END"
)
