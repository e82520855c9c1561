"""S003: what was learned then costs more now."""

from collections.abc import Iterator

from gardefou.checks.settling import waiver
from gardefou.checks.shift.severity import refuse_order, sides, weight_of
from gardefou.core.check import check
from gardefou.core.estimate import Estimate, Quantity
from gardefou.core.evidence import CostShift, Shift
from gardefou.core.finding import Finding, Severity
from gardefou.core.words import say


@check("S003")
def drifted_cost(
    shift: Shift,
    cost_shift: CostShift,
    *,
    min_lost: float = 0.10,
    ask_lost: float = 0.25,
    alarm_lost: float = 0.50,
) -> Iterator[Finding]:
    """A model that learned from then costs more on rows of now.

    Why it matters: this is what a change does, in money. Columns may move and cost nothing; and
    the tie between columns and answer may break while every column stays as it was, which nothing
    else sees.
    How: a cheap model learns from part of the rows of then; what its decisions cost on the other
    rows of then and on those of now is compared, in the need's unit. What it spared then is what
    the best trivial policy of now costs, less what the model cost then. It is told when the rise is
    surely above nothing and at least min_lost, 0.10, of what was spared: less would not pay for
    learning again. From ask_lost, 0.25, it is asked about. It alarms from alarm_lost, 0.50, at the
    lower end of the interval: half of the reason to have the model is gone. Where the model spared
    nothing then, its own cost takes the place of what was spared. Within one table it is noted.
    When it errs: a better model than the cheap one may bear the change better, or worse; rows of
    now may be harder by nature, in which case learning again does not help either.
    False alarms: at most 1 in 40, as the interval of the rise lies above nothing.
    Remedy: learn again with rows of now, and look at the columns that moved.
    Source: Liu et al. 2023, arXiv:2307.05284 (the tie between columns and answer breaks most often)
    """
    refuse_order(shift)
    cost = cost_shift
    spared = _spared(cost)
    lost = _share(cost.change, spared)
    if cost.change.low <= 0 or lost.value < min_lost:
        return
    severity = Severity.NOTE
    if lost.value >= ask_lost:
        severity = weight_of(shift, max(lost.low, ask_lost), ask=ask_lost, alarm=alarm_lost)
    limits = {Severity.NOTE: min_lost, Severity.ASK: ask_lost, Severity.ALARM: alarm_lost}
    question = severity is Severity.ASK
    yield Finding(
        columns=(),
        severity=severity,
        says=say(
            "shift.cost.rise",
            before=cost.then.value,
            after=cost.now.value,
            unit=cost.now.unit,
            lost=lost.value,
            **sides(shift),
        ),
        remedy=say(f"shift.cost.{'question' if question else 'remedy'}"),
        measured=lost,
        limit=limits[severity],
        rows=shift.now_rows,
        answers=(waiver("drifted_cost"),) if question else (),
        price=Quantity(
            cost.change.value,
            cost.change.unit,
            "measured",
            say("shift.cost.by", recipe=cost.recipe),
            cost.change.low,
            cost.change.high,
        ),
    )


def _spared(cost: CostShift) -> float:
    """What the model of then would spare per decision now if it still cost what it did."""
    spared = cost.trivial.value - cost.then.value
    return spared if spared > 0 else max(cost.then.value, 1e-12)


def _share(change: Estimate, spared: float) -> Estimate:
    value, low, high = (each / spared for each in (change.value, change.low, change.high))
    return Estimate(value, low, high, "share of what was spared", change.n, change.level)
