"""One question to the engine about columns that are alike, put together from templates."""
# ruff: noqa: S608 (all names in this SQL are our own: c0, r0; texts pass `literal`)

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gardefou.core.statistic import Statistic
from gardefou.core.table import Kind
from gardefou.table.written import edged, trimmed

KEPT = 200
"""Signs of a text that are kept."""

_BLANK = f"CASE WHEN padded THEN {trimmed('cell')} = '' ELSE false END"
_TEXT = f"CASE WHEN NOT {_BLANK} THEN left(cell, {KEPT}) END"
_NUMBERS = {Kind.NUMBER: "{}::DOUBLE", Kind.TIME: "epoch({})"}


@dataclass(frozen=True)
class Job:
    """Different cells of one column: where they stand, and what is asked of them."""

    index: int
    cell: str
    stored: str
    kind: Kind
    asked: tuple[Statistic, ...]

    @property
    def is_text(self) -> bool:
        """Whether the cells are texts as stored, in which blank ones mean nothing."""
        return self.kind is Kind.TEXT or self.cell.startswith("r")

    def number(self, cell: str) -> str:
        """SQL: a cell of the column as a number."""
        return _NUMBERS.get(self.kind, "NULL").format(cell)

    @property
    def alike(self) -> tuple[object, ...]:
        """Jobs that are equal in this can share a query."""
        names = tuple(statistic.name for statistic in self.asked)
        return self.stored, self.kind.value, self.is_text, names


def question(batch: Sequence[Job], *, hold: bool, short: bool) -> str:
    """One query for all that is asked of a batch.

    hold: cells may be kept in memory. short: so may whole texts.
    """
    job = batch[0]
    beside, each, first, then, held = _stages(job, hold=hold)
    counts = _counts(job, beside) if short else _counts_of_long(beside)
    return f"""
        WITH long AS {"MATERIALIZED" if held else ""} ({_long(batch)}),
        counts AS ({counts}),
        made AS MATERIALIZED (SELECT * {_listed(each)} FROM counts),
        firsts AS MATERIALIZED (SELECT k {_listed(first)} FROM made GROUP BY k),
        thens AS (SELECT k {_listed(then)} FROM made JOIN firsts USING (k) GROUP BY k),
        helds AS (SELECT k {_listed(held)} FROM (SELECT k, cell AS v FROM long) GROUP BY k)
        SELECT * FROM firsts JOIN thens USING (k) {"JOIN helds USING (k)" if held else ""}"""


def _counts(job: Job, beside: Mapping[str, str]) -> str:
    """SQL: the different cells and their rows; what is beside is asked of each of them once."""
    v, padded = (_TEXT, edged("cell")) if job.is_text else ("cell", "false")
    cells = "SELECT k, cell, count(*) AS n FROM long GROUP BY k, cell"
    ends = f"SELECT *, {padded} AS padded FROM ({cells})"
    return f"SELECT k, {v} AS v, n {_listed(beside)} FROM ({ends})"


def _counts_of_long(beside: Mapping[str, str]) -> str:
    """The same of texts too long to be kept whole: beyond 200 signs a hash stands for the rest."""
    once = {name: f"any_value({sql})" for name, sql in beside.items()}
    rest = f"CASE WHEN strlen(cell) > {KEPT} THEN hash(cell) WHEN {_BLANK} THEN strlen(cell) END"
    ends = f"SELECT k, cell, {edged('cell')} AS padded FROM long"
    return (
        f"SELECT k, {_TEXT} AS v, count(*) AS n {_listed(once)} FROM ({ends}) GROUP BY k, v, {rest}"
    )


def _stages(job: Job, *, hold: bool) -> list[dict[str, str]]:
    """The templates of all that is asked together, by the stage in which they are made."""
    number = job.number("v")
    stages: list[dict[str, str]] = [{}, {}, {}, {}, {}]
    for statistic in job.asked:
        held = statistic.held if hold else {}
        own = (statistic.beside, statistic.each, statistic.first, statistic.then, held)
        for stage, templates in zip(stages, own, strict=True):
            stage |= {name: sql.replace("{number}", number) for name, sql in templates.items()}
    return stages


def _listed(templates: Mapping[str, str]) -> str:
    return "".join(f", {sql} AS {name}" for name, sql in templates.items())


def _long(batch: Sequence[Job]) -> str:
    """The cells of a batch below one another: k, the number of the column, and the cell."""
    if len(batch) == 1:
        return f"SELECT {batch[0].index} AS k, {batch[0].cell} AS cell FROM cells"
    numbers = ", ".join(str(job.index) for job in batch)
    cells = ", ".join(job.cell for job in batch)
    return f"SELECT unnest([{numbers}]) AS k, unnest([{cells}]) AS cell FROM cells"
