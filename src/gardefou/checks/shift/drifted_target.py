"""S002: the answer is no longer what it was."""

from collections.abc import Iterator

import numpy as np

from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.settling import waiver
from gardefou.checks.shift.answer import AnswerMoved, answer_moved
from gardefou.checks.shift.moved import moved_columns
from gardefou.checks.shift.severity import refuse_order, sides, weight_of
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.evidence import Shift
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import number, say
from gardefou.measures.personal import shown
from gardefou.measures.two_samples import odds_ratio


@check("S002")
def drifted_target(
    need: Need,
    shift: Shift,
    *,
    min_effect: float = 0.03,
    ask_effect: float = 0.10,
    alarm_effect: float = 0.20,
    min_odds: float = 2.0,
    max_p: float = 0.01,
) -> Iterator[Finding]:
    """The answer is no longer what it was: other shares of the classes, or other numbers.

    Why it matters: how often a thing happens is the first thing that a model learns. If it happens
    more often now, the model's probabilities are too low for every row, and so are its decisions.
    How: the answers of then and now are set beside one another like a column (see drifted_column).
    It is told when the lower end of the gap is at least min_effect, 0.03 of the rows, or when a
    class is at least min_odds, 2, times as frequent, or as rare, measured by the odds and surely
    so: from 1 to 3 in a hundred few rows change, and the price of each rule threefold. Luck must
    do as much in max_p, 1 %, of cases at most. From ask_effect, 0.10, or twice the odds, it is
    asked about; from alarm_effect, 0.20, it alarms: one answer in five would have to be another,
    and a threshold chosen then is wrong now. Within one table it is noted at most. Columns that
    lie where they did once the rows of then are weighed to hold the answers of now have moved with
    the answer only; they are counted here and not accused by drifted_column.
    When it errs: answers that are known late (who will pay back, who will come again) are rarer
    among the newest rows without having changed; a table that was drawn so that classes are equal
    differs from life by design.
    False alarms: of 500 clean pairs of invented tables, 200 to 20,000 rows and 5 to 100 columns, 9
    got a note from any check of letter S and none more; tests/checks/shift holds it to 5 %.
    Remedy: learn again from rows of now, or correct the probabilities for the new shares.
    Source: Saerens, Latinne and Decaestecker 2002, doi:10.1162/089976602753284446
    """
    refuse_order(shift)
    moved = answer_moved(need, shift)
    if moved is None:
        raise NotApplicable(say("shift.target.unknown"))
    effect, odds = moved.gap.effect, _odds(moved)
    large, often = effect.low >= min_effect, odds.low >= min_odds
    if moved.gap.p > max_p or not (large or often):
        return
    severity = weight_of(shift, effect.low, ask=ask_effect, alarm=alarm_effect)
    if often and severity is Severity.NOTE:
        severity = weight_of(shift, odds.low, ask=min_odds, alarm=float("inf"))
    limits = {Severity.NOTE: min_effect, Severity.ASK: ask_effect, Severity.ALARM: alarm_effect}
    by_odds = effect.low < limits[severity]
    _, along = moved_columns(need, shift, min_effect=min_effect, max_p=max_p)
    question = severity is Severity.ASK
    yield Finding(
        columns=(str(need.target),),
        severity=severity,
        says=_said(need, shift, moved, along=len(along)),
        remedy=say(f"shift.target.{'question' if question else 'remedy'}"),
        measured=odds if by_odds else effect,
        limit=min_odds if by_odds else limits[severity],
        rows=round(effect.value * shift.now_rows),
        answers=(waiver("drifted_target", str(need.target)),) if question else (),
    )


def _odds(moved: AnswerMoved) -> Estimate:
    """The odds of the class that changed most, in the unit of the smaller; 1 for numbers."""
    if not moved.classes:
        return Estimate(1.0, 1.0, 1.0, "times the odds", 0)
    sums = int(moved.before.sum()), int(moved.after.sum())
    level = 1 - 0.05 / len(moved.classes)  # any of them may be the one
    each = [
        odds_ratio(int(a), sums[0], int(b), sums[1], level=level)
        for a, b in zip(moved.before, moved.after, strict=True)
    ]
    return max(each, key=lambda one: one.low)


def _said(need: Need, shift: Shift, moved: AnswerMoved, *, along: int) -> str:
    more = " " + say("shift.target.along", count=along) if along else ""
    if not moved.classes:
        at = moved.gap.at
        before, after = (float(np.mean(side <= at)) for side in (moved.before, moved.after))
        which, at_said = "number", number(at)
    else:
        shares = [side / max(side.sum(), 1) for side in (moved.before, moved.after)]
        most = int(np.argmax(np.abs(shares[0] - shares[1])))
        before, after = float(shares[0][most]), float(shares[1][most])
        which, at_said = "class", shown(moved.classes[most])
    return (
        say(
            f"shift.target.{which}",
            column=need.target,
            at=at_said,
            before=before,
            after=after,
            **sides(shift),
        )
        + more
    )
