"""D001: one value, or almost, in a whole column."""

from collections.abc import Iterator

from gardefou.checks.settling import waiver
from gardefou.core.check import PerColumn, check
from gardefou.core.estimate import Estimate
from gardefou.core.evidence import Frequent
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.table import Kind, Table
from gardefou.core.words import say


@check("D001")
def constant_column(
    need: Need,
    table: Table,
    distinct: PerColumn[int],
    missing: PerColumn[int],
    frequent: PerColumn[tuple[Frequent, ...]],
    *,
    max_share: float = 0.999,
) -> Iterator[Finding]:
    """A column that holds one value, or almost, or nothing at all.

    Why it matters: nothing can be learned from it; it costs time and clutters every list. When
    the answer itself never changes there is nothing to tell apart, and that is an alarm.
    How: counts of different values and of empty cells, over all rows; an empty cell counts as a
    value of its own, as the mere presence of a value may speak. max_share: share of rows with
    the commonest content from which a column counts as almost constant; 0.999 leaves at most one
    row in a thousand to learn from, too few to matter in most tables. It is a habit, no theorem.
    When it errs: a rare mark (one row in two thousand) can be worth gold, a fraud flag for
    example; so a column of features is only noted, never taken away by this check.
    False alarms: none on fully constant columns, as the counts are exact.
    Remedy: leave the column out, or ask whoever made the file why it never changes.
    Source: the counts themselves; see also `nzv` in Kuhn 2008, doi:10.18637/jss.v028.i05
    """
    if table.rows < 2:
        return
    found: dict[str, list[tuple[str, float]]] = {"empty": [], "constant": [], "almost": []}
    for column in sorted(table.columns, key=lambda each: each.name):
        name = column.name
        if column.kind is Kind.OTHER or name in need.columns.ignore or name not in distinct:
            continue
        if name == need.target:
            yield from _answer(name, distinct[name], table.rows)
            continue
        empty = missing.get(name, 0) / table.rows
        commonest = max((each.count for each in frequent.get(name, ())), default=0) / table.rows
        share = max(empty, commonest)
        if share >= max_share:
            which = "empty" if empty == 1 else "constant" if share == 1 else "almost"
            found[which].append((name, share))
    for which, columns in found.items():
        if columns:
            yield _constant(which, columns, max_share, table.rows)


def _answer(target: str, values: int, rows: int) -> Iterator[Finding]:
    if values > 1:
        return
    yield Finding(
        columns=(target,),
        severity=Severity.ALARM,
        says=say(
            "data.constant_column.answer" if values else "data.constant_column.no_answer",
            column=target,
        ),
        remedy=say("data.constant_column.answer_remedy"),
        rows=rows,
        answers=(waiver("constant_column", target),),
    )


def _constant(which: str, columns: list[tuple[str, float]], limit: float, rows: int) -> Finding:
    share = min(share for _, share in columns)
    return Finding(
        columns=tuple(name for name, _ in columns),
        severity=Severity.NOTE,
        says=say(
            f"data.constant_column.{which}{'' if len(columns) == 1 else '_some'}",
            column=columns[0][0],
            columns=len(columns),
            share=share,
        ),
        remedy=say("data.constant_column.remedy"),
        measured=Estimate(share, share, share, "share of rows", rows),
        limit=limit,
        rows=round(share * rows),
    )
