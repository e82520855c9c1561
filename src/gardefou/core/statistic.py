"""A question that the engine answers about a table: templates go in, one answer comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gardefou.core.table import Kind

Parts = Mapping[str, Any]
"""What the templates yielded, by their names, and `kind` of the column (or of the target)."""


@dataclass(frozen=True)
class Statistic:
    """A file on the shelf `table/statistics`: what it asks, of which columns, and its page.

    of: "column", one answer for each column; "table", one for all. exact: not a sketch.
    answer: makes the answer of what the templates yielded; what nothing was counted for is None.

    Of a column the engine makes one row for each different cell; the templates, in DuckDB's SQL,
    are named expressions over these rows, whose columns are `v`, the cell (a text cut at 200
    signs, NULL where it is blank), and `n`, in how many rows of the table it stands. In the order
    in which they are made:
    beside: of the whole `cell`; `padded` says whether white space stands around it.
    each: of v, n and what is beside; `{number}` is v as a double.
    first: aggregates of all these. then: aggregates that may use what `first` yielded.
    held: aggregates of the cell `v` of every row, for which the engine must keep them in memory.
    apart: parts of the same names for tables too large for that: each made by a function of the
    engine's connection and the SQL of the column's number, by questions of its own.

    kinds: of the columns it is asked of. stored: asked of the text as stored, of any column that
    has one, rather than of the typed cell.

    Of the table, `query` is the question. Its placeholders say what it needs: `{cells}`, every
    column but the identifiers; `{repeated}`, whether a row may equal another one in these;
    `{inputs}`, the features; `{alike}`, whether a row may equal another one in those; `{answer}`,
    the target where it is a class. Where one of them is lacking the statistic is absent.

    No name of a column ever stands in a template. Two statistics may share a part: same name,
    same template.
    """

    name: str
    of: Literal["column", "table"]
    answer: Callable[[Parts], object]
    page: str
    kinds: frozenset[Kind] = frozenset()
    stored: bool = False
    exact: bool = True
    held: Mapping[str, str] = field(default_factory=dict)
    apart: Mapping[str, Callable[[Any, str], object]] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    each: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)
    then: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
