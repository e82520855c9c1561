"""D016: virtually impossible with these columns."""

from collections.abc import Iterator

from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.verdict import Signal
from gardefou.core.words import say


@check("D016")
def no_signal(need: Need, signal: Signal, *, max_p: float = 0.01) -> Iterator[Finding]:
    """Columns that say nothing measurable about the answer.

    Why it matters: no model, computer or budget mends it; the only cure is another column.
    How: two plain models are tried on rows that they did not learn from; their score is compared
    with what shuffled answers give. max_p: probability of such a score by luck alone above which
    no signal is said to be seen; 0.01, so that of 100 tables without any, one at most is let
    through. The money that the best model would save stands beside it.
    When it errs: "nothing for our models" is not "nothing": a rule that needs many columns at
    once, or pictures and texts read as names, may hide. Of 100 rows a weak but true signal is
    mostly missed, of 300 mostly seen (benchmarks/learning/shuffled_targets.md). A leak makes
    everything look easy: leaks come first.
    False alarms: these same misses; they are the price of letting 1 empty table in 100 through.
    Remedy: add a column that should matter, or rows; or let a person decide.
    Source: Ojala and Garriga 2010, jmlr.org/papers/v11/ojala10a.html (permutation tests);
    Mann and Whitney 1947, doi:10.1214/aoms/1177730491
    """
    if signal.p <= max_p:
        return
    yield Finding(
        columns=(),
        severity=Severity.ALARM,
        says=say(
            "data.no_signal.nothing",
            rows=signal.rows,
            score=signal.score.value,
            low=signal.score.low,
            high=signal.score.high,
            unit=signal.score.unit,
            p=signal.p,
            saving=signal.saving.value,
            saving_low=signal.saving.low,
            saving_high=signal.saving.high,
            money=need.cost.unit,
        ),
        remedy=say("data.no_signal.remedy"),
        measured=signal.score,
        rows=signal.rows,
        answers=(waiver("no_signal"),),
    )
