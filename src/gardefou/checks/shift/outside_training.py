"""S005: numbers beyond all that was met before."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gardefou.checks.settling import waiver
from gardefou.checks.shift.judged import judged
from gardefou.checks.shift.severity import refuse_order, sides, weight_of
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.evidence import Outside, Shift
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.suspects import Beyond
from gardefou.core.words import plain, say
from gardefou.measures import intervals
from gardefou.measures.two_samples import beyond_by_luck
from gardefou.table.frame import missing


@dataclass(frozen=True)
class _Beyond:
    name: str
    outside: Outside
    share: Estimate
    p: float


@check("S005")
def outside_training(
    need: Need,
    shift: Shift,
    *,
    min_share: float = 0.01,
    ask_share: float = 0.10,
    alarm_share: float = 0.30,
    margin: float = 0.10,
    max_p: float = 0.01,
) -> Iterator[Finding]:
    """Numbers beyond the lowest and the highest that were met before.

    Why it matters: outside the range that it learned from, a model does not reason, it prolongs:
    a tree gives the same answer however far off, a line runs on to absurd ones.
    How: of each column of numbers the rows of now below the lowest or above the highest of then are
    counted (against an older table: exact, over all rows). By nature two rows in as many as then
    has lie beyond, more or fewer by luck. A column is named when more do than luck brings in
    max_p, 1 %, of tables (Holm), surely min_share, 0.01, of the rows that are filled, and when the
    farthest one lies beyond by more than margin, 0.10, of the whole range: a step just over the
    edge is no journey. From ask_share, 0.10, it is asked about; from alarm_share, 0.30, it alarms:
    in three rows of ten a model of then would be asked about what it never met. Within one table
    it is noted at most. All such columns make one finding, the farthest first.
    When it errs: combinations that are new while each number is not are not seen; counters that run
    on and are not recognised as such are named.
    False alarms: of 500 clean pairs of invented tables, 200 to 20,000 rows and 5 to 100 columns, 9
    got a note from any check of letter S and none more; tests/checks/shift holds it to 5 %.
    Remedy: look whether a unit changed; else hand such rows to a person, and learn from them soon.
    Source: Xu et al. 2021, arXiv:2009.11848 (what models do outside the range that they learned)
    """
    refuse_order(shift)
    names = [
        name for name in judged(need, shift) if name in shift.outside and name not in shift.unseen
    ]
    found = [_beyond(shift, name) for name in names]
    p = intervals.holm(np.array([each.p for each in found]))
    sure = [
        each
        for each, chance in zip(found, p, strict=True)
        if chance <= max_p and each.share.low >= min_share and _off(each.outside) > margin
    ]
    if sure:
        sure.sort(key=lambda each: (-each.share.low, each.name))
        severity = weight_of(shift, sure[0].share.low, ask=ask_share, alarm=alarm_share)
        limits = {Severity.NOTE: min_share, Severity.ASK: ask_share, Severity.ALARM: alarm_share}
        yield _finding(shift, sure, severity, limits[severity])


def _beyond(shift: Shift, name: str) -> _Beyond:
    outside, then = shift.outside[name], shift.then.frame[name]
    filled = round(shift.then_rows * float(1 - missing(then).mean()))
    measured = intervals.share(outside.rows, outside.of, unit="share of rows")
    return _Beyond(name, outside, measured, beyond_by_luck(outside.rows, outside.of, filled))


def _off(outside: Outside) -> float:
    """How far beyond the bounds of then the farthest number lies, in widths of their range."""
    off = max(outside.low - outside.lowest, outside.highest - outside.high)
    width = outside.high - outside.low
    return off / width if width > 0 else float("inf")


def _finding(shift: Shift, found: list[_Beyond], severity: Severity, limit: float) -> Finding:
    first = found[0]
    names = tuple(each.name for each in found)
    question = severity is Severity.ASK
    return Finding(
        columns=names,
        severity=severity,
        says=say(
            f"shift.outside.{'several' if len(found) > 1 else 'one'}",
            column=first.name,
            columns=", ".join(plain(name) for name in names[:3]),
            count=len(names),
            rows=first.outside.rows,
            share=first.share.value,
            low=first.outside.low,
            high=first.outside.high,
            lowest=first.outside.lowest,
            highest=first.outside.highest,
            **sides(shift),
        ),
        remedy=say(f"shift.outside.{'question' if question else 'remedy'}"),
        measured=first.share,
        limit=limit,
        rows=first.outside.rows,
        answers=(waiver("outside_training", *names),) if question else (),
        cells=tuple(Beyond(each.name, each.outside.low, each.outside.high) for each in found),
    )
