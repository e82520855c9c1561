"""S001: columns that are no longer what they were."""

from collections.abc import Iterator, Sequence

from gardefou.checks.settling import waiver
from gardefou.checks.shift.moved import Moved, moved_columns
from gardefou.checks.shift.severity import sides, weight_of
from gardefou.core.check import check
from gardefou.core.evidence import Shift
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.table import Kind
from gardefou.core.words import plain, say
from gardefou.need.write import toml_value


@check("S001")
def drifted_column(
    need: Need,
    shift: Shift,
    *,
    min_effect: float = 0.03,
    ask_effect: float = 0.15,
    alarm_effect: float = 0.30,
    order_effect: float = 0.20,
    order_columns: int = 2,
    max_p: float = 0.01,
    few: int = 3,
) -> Iterator[Finding]:
    """Columns that are no longer what they were.

    Why it matters: a model knows the world it learned from. Where the inputs of today lie elsewhere
    it guesses, and what was measured of it then says little about now.
    How: each column of the older table (or of the earlier rows, where the need names a time) is
    set beside itself now: numbers by the bound below which the shares of rows differ most, levels
    by the set whose share differs most, and holes. The measure is the share of rows that would have
    to change for both to look alike: 0.10 for a shift of a quarter of a standard deviation, 0.38
    for a whole one. The bound or set is chosen in one half of the rows and measured in the other.
    A column is named when the lower end of the interval is at least min_effect, 0.03, below which
    no decision changes, however many rows make it certain, and when luck would do as much with any
    column of the table in max_p, 1 %, of cases (Holm). From ask_effect, 0.15, it is asked about:
    so large a change has a reason that somebody knows. From alarm_effect, 0.30, nearly a standard
    deviation, it alarms: as many rows may be decided by rules that were learned elsewhere. Within
    one table it is noted at most. More columns than few, 3, make one finding.
    Left aside: names and numbers of rows, times and years, what only follows the answer (see
    drifted_target) and values that were never met (see unseen_category). Without a time or an older
    table one question is asked, if at least order_columns, 2, move by order_effect, 0.20, from the
    first four fifths of the file to the last and no column puts the file in order.
    When it errs: two seasons differ though nothing is wrong; rows that depend on one another, such
    as readings minute by minute, look surer than they are; columns that move only together, each
    for itself staying the same, are not seen.
    False alarms: of 500 clean pairs of invented tables, 200 to 20,000 rows and 5 to 100 columns, 9
    got a note from any check of letter S and none more; tests/checks/shift holds it to 5 %.
    Remedy: find out why. If now is what the model will meet, learn again from rows of now.
    Source: Rabanser et al. 2019, arXiv:1810.11953 (univariate tests, corrected for their number)
    """
    order = shift.by == "order"
    effect = order_effect if order else min_effect
    own, _ = moved_columns(need, shift, min_effect=effect, max_p=max_p)
    if order:
        if len(own) >= order_columns:
            yield _in_order(shift, own, effect)
        return
    limits = {Severity.NOTE: effect, Severity.ASK: ask_effect, Severity.ALARM: alarm_effect}
    lot = [own] if len(own) > few else [[each] for each in own]
    for together in lot:
        low = together[0].gap.effect.low
        severity = weight_of(shift, low, ask=ask_effect, alarm=alarm_effect)
        yield _finding(shift, together, severity, limits[severity])
    yield from _columns_lost(shift)


def _finding(shift: Shift, moved: Sequence[Moved], severity: Severity, limit: float) -> Finding:
    names = tuple(each.name for each in moved)
    question = severity is Severity.ASK
    return Finding(
        columns=names,
        severity=severity,
        says=_several(shift, moved) if len(moved) > 1 else _one(shift, moved[0]),
        remedy=say(f"shift.column.{'question' if question else 'remedy'}"),
        measured=moved[0].gap.effect,
        limit=limit,
        rows=round(moved[0].gap.effect.value * shift.now_rows),
        answers=(waiver("drifted_column", *names),) if question else (),
    )


def _one(shift: Shift, moved: Moved) -> str:
    return say(
        f"shift.column.{moved.how}",
        column=moved.name,
        at=moved.at,
        before=moved.before,
        after=moved.after,
        **sides(shift),
    )


def _several(shift: Shift, moved: Sequence[Moved], *, named: int = 3) -> str:
    first = ", ".join(plain(each.name) for each in moved[:named])
    return say("shift.column.several", count=len(moved), first=first, most=_one(shift, moved[0]))


def _in_order(shift: Shift, moved: Sequence[Moved], limit: float) -> Finding:
    """The one question that is asked of a file that changes along itself."""
    names = tuple(each.name for each in moved)
    kinds = shift.now.frame.kinds
    times = sorted(name for name, kind in kinds.items() if kind is Kind.TIME)
    return Finding(
        columns=names,
        severity=Severity.ASK,
        says=say("shift.column.along", count=len(moved), most=_one(shift, moved[0])),
        remedy=say("shift.column.along_remedy"),
        measured=moved[0].gap.effect,
        limit=limit,
        rows=round(moved[0].gap.effect.value * shift.now_rows),
        answers=(
            *(f"[columns]\ntime = {toml_value(name)}" for name in times[:2]),
            waiver("drifted_column", *names),
        ),
    )


def _columns_lost(shift: Shift) -> Iterator[Finding]:
    """Columns of then that now has not, and new ones."""
    for names, severity, which in (
        (shift.gone, Severity.ASK, "gone"),
        (shift.added, Severity.NOTE, "added"),
    ):
        if names:
            listed = tuple(sorted(names))
            yield Finding(
                columns=listed,
                severity=severity,
                says=say(
                    f"shift.column.{which}",
                    columns=", ".join(plain(name) for name in listed[:5]),
                    count=len(listed),
                ),
                remedy=say(f"shift.column.{which}_remedy"),
                answers=(waiver("drifted_column", *listed),) if which == "gone" else (),
            )
