"""D012: a column that names a row."""

from collections.abc import Iterator

from gardefou.core.check import PerColumn, check
from gardefou.core.evidence import Frequent, Spread
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.table import Kind, Table
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.need.names import name_words, word_set
from gardefou.need.roles import names_rows, seen_columns

_NAMING = word_set("name names nom noms title titre id ids uid uuid ref reference sku")


@check("D012")
def identifier_column(
    need: Need,
    table: Table,
    distinct: PerColumn[int],
    frequent: PerColumn[tuple[Frequent, ...]],
    spread: PerColumn[Spread],
    *,
    least: float = 0.99,
    least_named: float = 0.7,
) -> Iterator[Finding]:
    """A column that names a row, and must not be learned.

    Why it matters: a customer's number says nothing about the next customer. A model that learns
    it remembers rows instead of rules, and may pick up the order in which they were filed.
    How: exact counts over the whole table. Short texts, each of which stands in one row; whole
    numbers, each once, that count without a gap or whose name says what they are ("id", "number",
    "key"). least: 0.99 of the rows must differ, which leaves room for a few slips. least_named:
    0.7, for short texts whose name says that they are names ("name", "title"), as a few rows may
    share one. Measures are never meant: numbers with decimals, or whole ones without such a name,
    may all differ by chance. Under 20 rows, and for columns that are not learned, nothing is said.
    When it errs: a whole number that is honest, all different and called "number" or "key" is
    left out for nothing. A number that names rows, with gaps and without a telling name, is missed.
    False alarms: it never alarms; benchmarks/known_tables.md lists every column that is named
    there and is not known to be an identifier.
    Remedy: none is needed; it is left out. List it under id, and it comes along in predictions.
    Source: Kaufman, Rosset and Perlich 2012, doi:10.1145/2382577.2382579 (an identifier that leaks)
    """
    statistics = {"distinct": distinct, "frequent": frequent, "spread": spread}
    for column in sorted(seen_columns(table, statistics), key=lambda each: each.name):
        if column.name in need.not_features:
            continue
        named = column.kind is Kind.TEXT and not _NAMING.isdisjoint(name_words(column.name))
        share = least_named if named else least
        if names_rows(column, least=share):
            measured = intervals.share(column.distinct, column.rows, unit="share of rows")
            kind = "text" if column.kind is Kind.TEXT else "number"
            yield Finding(
                columns=(column.name,),
                severity=Severity.NOTE,
                says=say(f"rows.identifier.{kind}", column=column.name, share=measured.value),
                remedy=say("rows.identifier.remedy"),
                measured=measured,
                limit=share,
                rows=column.rows,
            )
