"""D009: same inputs, different answers."""

from collections.abc import Iterator

from gardefou.checks.settling import waiver
from gardefou.core.check import PerColumn, check
from gardefou.core.evidence import Conflicts, Frequent
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.measures.coincidence import agreement, expected_repeats


@check("D009")
def conflicting_labels(
    need: Need,
    conflicts: Conflicts,
    rows: int,
    distinct: PerColumn[int],
    frequent: PerColumn[tuple[Frequent, ...]],
    *,
    ask_floor: float = 0.05,
    coincidence: float = 10.0,
) -> Iterator[Finding]:
    """Rows whose inputs all agree while their answers differ: a floor under any error.

    Why it matters: a rule gives one answer to rows that look alike, so it must be wrong on some
    of them. That share of errors cannot be learned away on these rows, by any model.
    How: rows are grouped by all their inputs; in each group the rows outside its commonest answer
    are counted. ask_floor: share of rows that must go wrong from which it becomes a question;
    0.05, one row in twenty. coincidence: rows that agree by mere coincidence (few columns of few
    values; see duplicate_rows) are only noted: there a floor is nature, and the price says it.
    When it errs: it speaks of the rows at hand; in groups of two or three rows the floor is a low
    guess of the true one, and rows that almost agree are not counted. A number as answer seldom
    repeats exactly, so numbers are not looked at.
    False alarms: the counts are exact; whether a conflict is an error, only a person can say.
    Remedy: add the column that tells these rows apart, or have the answers looked at again.
    Source: Cover and Hart 1967, doi:10.1109/TIT.1967.1053964 (the error that no rule beats)
    """
    if conflicts.rows == 0 or conflicts.of == 0:
        return
    chance = expected_repeats(
        (
            agreement([each.count for each in frequent.get(column, ())], values, rows)
            for column, values in distinct.items()
            if column not in need.not_features and values > 0
        ),
        conflicts.of,
    )
    share = conflicts.floor / conflicts.of
    asked = share >= ask_floor and conflicts.rows > coincidence * chance
    yield Finding(
        columns=(),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=say(
            "data.conflicting_labels.classes",
            rows=conflicts.rows,
            floor=conflicts.floor,
            share=share,
        ),
        remedy=say(f"data.conflicting_labels.{'question' if asked else 'remedy'}"),
        measured=intervals.share(conflicts.floor, conflicts.of, unit="share of rows"),
        limit=ask_floor,
        rows=conflicts.rows,
        answers=(waiver("conflicting_labels"),) if asked else (),
    )
