"""S004: values that were never met."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gardefou.checks.settling import waiver
from gardefou.checks.shift.judged import judged
from gardefou.checks.shift.severity import refuse_order, sides, weight_of
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.evidence import Shift, Unseen
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import plain, say
from gardefou.measures import intervals
from gardefou.measures.chance import at_least
from gardefou.measures.personal import shown
from gardefou.measures.two_samples import unmet_share
from gardefou.table.frame import Cells, Coded, missing


@dataclass(frozen=True)
class _Stranger:
    name: str
    unseen: Unseen
    share: Estimate
    p: float


@check("S004")
def unseen_category(
    need: Need,
    shift: Shift,
    *,
    min_share: float = 0.01,
    ask_share: float = 0.10,
    alarm_share: float = 0.30,
    max_p: float = 0.01,
    few: int = 3,
) -> Iterator[Finding]:
    """Values that were never met: a new product, a new branch, another way of writing.

    Why it matters: of a value that it has never met a model knows nothing; it takes such rows for
    average ones and does not say so.
    How: of each column of texts, of truth values and of few different numbers, the rows of now are
    counted whose value no row of then holds (against an older table: exact, over all rows). In a
    column of many values some are new by nature: as many as the values of then that were met just
    once lead one to expect (Good and Turing). A column is named when there are surely more, by
    chance in max_p, 1 %, of tables at most (Holm), and surely in at least min_share, 0.01, of the
    rows that are filled. From ask_share, 0.10, it is asked about, as somebody knows what these
    values are; from alarm_share, 0.30, it alarms: of three rows in ten a model of then would not
    know a value. Within one table it is noted at most. More columns than few, 3, make one finding.
    Names of rows, and texts of which more than half differ, are no categories.
    When it errs: rows that come in lots, such as all visits of a new branch, bring a new value
    many times at once; that is told, though it may be growth and no fault.
    False alarms: of 500 clean pairs of invented tables, 200 to 20,000 rows and 5 to 100 columns, 9
    got a note from any check of letter S and none more; tests/checks/shift holds it to 5 %.
    Remedy: map values that are only written differently; learn again from rows that hold the new.
    Source: Good 1953, doi:10.1093/biomet/40.3-4.237
    """
    refuse_order(shift)
    names = [name for name in judged(need, shift) if name in shift.unseen]
    found = [_stranger(shift, name) for name in names]
    p = intervals.holm(np.array([each.p for each in found]))
    sure = [
        each
        for each, chance in zip(found, p, strict=True)
        if chance <= max_p and each.share.low >= min_share
    ]
    sure.sort(key=lambda each: (-each.share.low, each.name))
    limits = {Severity.NOTE: min_share, Severity.ASK: ask_share, Severity.ALARM: alarm_share}
    for together in [sure] if len(sure) > few else [[each] for each in sure]:
        severity = weight_of(shift, together[0].share.low, ask=ask_share, alarm=alarm_share)
        yield _finding(shift, together, severity, limits[severity])


def _stranger(shift: Shift, name: str) -> _Stranger:
    unseen = shift.unseen[name]
    once, filled = _once(shift.then.frame[name])
    expected = unmet_share(once, filled)
    measured = intervals.share(unseen.rows, unseen.of, unit="share of rows")
    return _Stranger(name, unseen, measured, at_least(unseen.rows, unseen.of, expected))


def _once(cells: Cells) -> tuple[int, int]:
    """Values met just once, and how many cells are filled."""
    values = cells.codes if isinstance(cells, Coded) else cells
    values = values[~missing(cells)]
    counts = np.unique(values, return_counts=True)[1]
    return int((counts == 1).sum()), len(values)


def _finding(shift: Shift, found: list[_Stranger], severity: Severity, limit: float) -> Finding:
    first = found[0]
    names = tuple(each.name for each in found)
    question = severity is Severity.ASK
    examples = tuple(shown(each.value) for each in first.unseen.values[:5])
    which = "several" if len(found) > 1 else "one"
    return Finding(
        columns=names,
        severity=severity,
        says=say(
            f"shift.unseen.{which}",
            column=first.name,
            columns=", ".join(plain(name) for name in names[:3]),
            count=len(names),
            rows=first.unseen.rows,
            share=first.share.value,
            examples=", ".join(examples),
            **sides(shift),
        ),
        remedy=say(f"shift.unseen.{'question' if question else 'remedy'}"),
        measured=first.share,
        limit=limit,
        rows=first.unseen.rows,
        answers=(waiver("unseen_category", *names),) if question else (),
        examples=examples,
    )
