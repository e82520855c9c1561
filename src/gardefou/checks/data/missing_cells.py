"""D002: holes, and whether the answer depends on the hole."""

from collections.abc import Iterator, Mapping

import numpy as np

from gardefou.checks.settling import waiver
from gardefou.core.check import PerColumn, check
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need, Task
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.measures.personal import shown
from gardefou.measures.two_groups import Shift, class_shift, number_shift
from gardefou.table.frame import Array, Cells, Coded, Sample
from gardefou.table.frame import missing as holes


@check("D002")
def missing_cells(
    need: Need,
    missing: PerColumn[int],
    rows: int,
    sample: Sample,
    *,
    tell: float = 0.05,
    ask_answer: float = 0.20,
    max_p: float = 0.01,
    min_effect: float = 0.10,
    min_rows: int = 30,
    most_lines: int = 20,
) -> Iterator[Finding]:
    """Empty cells: how many, and whether the answer is another one where a cell is empty.

    Why it matters: a hole is a fact with a cause. Where the cause has to do with the answer, the
    hole says something about it, and a model will use that: well, if the cell is as empty on the
    day of decision; badly, if it is filled in later. Rows without an answer cannot teach, and
    those that are left may be a choice of their own.
    How: counts of empty cells over all rows. Whether the answer shifts is tested on a bounded
    sample: Pearson's chi-squared for classes, the rank-sum test for numbers, corrected by Holm
    over the columns. tell: share of empty cells from which a column has its own line; 0.05, as
    below it no cheap remedy changes much; the others share one line. ask_answer: share of rows
    without an answer from which their cause is asked for; 0.20, as then every fifth case is not
    represented. max_p, min_effect, min_rows: a shift is told at p <= 0.01 after correction, and a
    gap of 10 points of a class's share (numbers: an AUC 0.10 away from 1/2), on 30 rows at least.
    most_lines: 20, beyond which columns with holes that say the same share a line.
    When it errs: holes written as words or numbers are not seen here (disguised_missing); whether
    a hole came before or after the answer cannot be seen in the numbers (answer_known_later).
    Holes are notes: they are kept as information while learning.
    False alarms: the counts are exact; a shift is told wrongly on at most 1 table in 100 (Holm).
    Remedy: find out why the cells are empty, and whether they will be on the day of decision.
    Source: Rubin 1976, doi:10.1093/biomet/63.3.581; Holm 1979, Scand. J. Statistics 6(2), 65-70
    """
    some = {c: n for c, n in sorted(missing.items()) if 0 < n < rows and _looked_at(need, c)}
    if need.target in some:
        yield _answers_missing(need.target, some.pop(need.target), rows, ask_answer)
    shifts = _shifts(need, sample, list(some), min_rows)
    telling = {c: s for c, s in shifts.items() if s.p <= max_p and s.effect >= min_effect}
    told = [c for c in some if c in telling or some[c] >= tell * rows]
    together = list(_empty_together(told, some, sample))
    if len(together) > most_lines:
        silent = {c: some[c] for c in told if c not in telling}
        speaking = {c: some[c] for c in told if c in telling}
        for holed in filter(None, (speaking, silent)):
            yield _many_holes(holed, rows, telling=holed is speaking)
        together = []
    for columns in together:
        shift = _shift_says(need, sample, telling.get(columns[0]))
        yield _holes(columns, some[columns[0]], rows, shift)
    few = {c: n for c, n in some.items() if c not in told}
    if few:
        yield _few_holes(few, rows)


def _looked_at(need: Need, column: str) -> bool:
    return column == need.target or column not in need.not_features


def _empty_together(
    columns: list[str], counts: Mapping[str, int], sample: Sample
) -> Iterator[tuple[str, ...]]:
    """Columns of equal count that are empty in the same rows of the sample."""
    groups: dict[tuple[int, bytes], list[str]] = {}
    for column in columns:
        seen = column in sample.frame
        rows = np.packbits(holes(sample.frame[column])).tobytes() if seen else column.encode()
        groups.setdefault((counts[column], rows), []).append(column)
    yield from (tuple(group) for group in groups.values())


def _answers_missing(target: str, count: int, rows: int, ask: float) -> Finding:
    asked = count >= ask * rows
    share = count / rows
    return Finding(
        columns=(target,),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=say("data.missing_cells.answer", column=target, count=count, share=share),
        remedy=say(f"data.missing_cells.answer_{'question' if asked else 'remedy'}"),
        measured=intervals.share(count, rows, unit="share of rows"),
        limit=ask,
        rows=count,
        answers=(waiver("missing_cells", target),) if asked else (),
    )


def _holes(columns: tuple[str, ...], count: int, rows: int, shift: str) -> Finding:
    which = "mostly" if count >= rows / 2 else "holes"
    says = say(
        f"data.missing_cells.{which}{'_together' if len(columns) > 1 else ''}",
        columns=len(columns),
        column=columns[0],
        share=count / rows,
        count=count,
    )
    return Finding(
        columns=columns,
        severity=Severity.NOTE,
        says=f"{says} {shift}".strip(),
        remedy=say(f"data.missing_cells.{'telling_remedy' if shift else 'remedy'}"),
        measured=intervals.share(count, rows, unit="share of rows"),
        rows=count,
    )


def _many_holes(holed: Mapping[str, int], rows: int, *, telling: bool) -> Finding:
    """One line for many columns."""
    most = max(holed.values())
    says = say(
        f"data.missing_cells.many{'_telling' if telling else ''}",
        columns=len(holed),
        column=max(holed, key=lambda each: (holed[each], each)),
        count=most,
        share=most / rows,
    )
    return Finding(
        columns=tuple(holed),
        severity=Severity.NOTE,
        says=says,
        remedy=say(f"data.missing_cells.{'telling_remedy' if telling else 'remedy'}"),
        measured=intervals.share(most, rows, unit="share of rows"),
        rows=most,
    )


def _few_holes(few: Mapping[str, int], rows: int) -> Finding:
    most = max(few.values())
    which = "few" if len(few) > 1 else "few_one"
    return Finding(
        columns=tuple(few),
        severity=Severity.NOTE,
        says=say(
            f"data.missing_cells.{which}",
            columns=len(few),
            column=max(few, key=lambda each: (few[each], each)),
            count=most,
            share=most / rows,
        ),
        remedy=say("data.missing_cells.remedy"),
        measured=intervals.share(most, rows, unit="share of rows"),
        rows=most,
    )


def _shifts(need: Need, sample: Sample, columns: list[str], min_rows: int) -> dict[str, Shift]:
    """The shift of the answer at each column's holes, p-values corrected for their number."""
    if need.target is None or need.target not in sample.frame:
        return {}
    answer = sample.frame[need.target]
    if isinstance(answer, Coded) and need.task is Task.REGRESSION:
        return {}  # numbers that could not be read as numbers: mixed_types says so
    known = ~holes(answer)
    y = _numbers(answer, need.task)[known]
    compare = number_shift if need.task is Task.REGRESSION else class_shift
    found: dict[str, Shift] = {}
    for column in columns:
        if column in sample.frame:
            marked = holes(sample.frame[column])[known]
            if min(marked.sum(), (~marked).sum()) >= max(min_rows, 1):
                found[column] = compare(marked, y)
    corrected = intervals.holm(np.array([shift.p for shift in found.values()]))
    return {
        column: Shift(shift.which, shift.inside, shift.outside, shift.effect, float(p))
        for (column, shift), p in zip(found.items(), corrected, strict=True)
    }


def _numbers(answer: Cells, task: Task | None) -> Array:
    if isinstance(answer, Coded):
        return answer.codes
    return answer if task is Task.REGRESSION else np.unique(answer, return_inverse=True)[1]


def _shift_says(need: Need, sample: Sample, shift: Shift | None) -> str:
    if shift is None:
        return ""
    assert need.target is not None
    if shift.which is None:
        return say("data.missing_cells.number_shifts", inside=shift.inside, outside=shift.outside)
    answer = sample.frame[need.target]
    known = answer.levels if isinstance(answer, Coded) else np.unique(answer[~holes(answer)])
    level = known[shift.which]
    name = level if isinstance(level, str) else f"{level:g}"
    return say(
        "data.missing_cells.class_shifts",
        answer=shown(name),
        inside=shift.inside,
        outside=shift.outside,
    )
