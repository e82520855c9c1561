"""What making a table neutral does, as text."""

from collections.abc import Iterator

from gardefou.core.estimate import Estimate
from gardefou.core.need import Task
from gardefou.core.neutral import GroupRows, Neutral, Neutralised
from gardefou.core.words import plain, say


def as_text(neutral: Neutral) -> str:
    """The groups, what each way does to their gaps and to the price, and what was written."""
    return "\n".join(_lines(neutral))


def _lines(neutral: Neutral) -> Iterator[str]:
    columns = ", ".join(plain(name) for name in neutral.need.columns.protected)
    yield say("neutral.text.title", source=neutral.table.source, columns=columns)
    yield ""
    yield say("neutral.text.groups")
    for group in neutral.groups:
        yield _group(group, is_number=neutral.need.task is Task.REGRESSION)
    yield ""
    yield say("neutral.text.ways", recipe=neutral.recipe)
    for way in neutral.ways:
        yield from _way(way)
    yield ""
    for how, path in neutral.files.items():
        yield say("neutral.text.written", how=how, path=plain(path, most=500))
    yield ""
    yield say("neutral.text.read_on")


def _group(group: GroupRows, *, is_number: bool) -> str:
    named = [f"{plain(column)} {plain(value)}" for column, value in group.group.items()]
    key = "group_number" if is_number else "group"
    line = say(
        f"neutral.text.{key}",
        group=", ".join(named) or say("neutral.others"),
        outcome=group.outcome.value,
        low=group.outcome.low,
        high=group.outcome.high,
        rows=group.rows,
    )
    return line + (say("neutral.text.more", more=group.more) if group.more else "")


def _way(way: Neutralised) -> Iterator[str]:
    yield "  " + say(f"neutral.way.{way.way}", column="neutral_weight")
    told = {
        "outcome": way.outcome_gap,
        "decision": way.decision_gap,
        "opportunity": way.opportunity_gap,
        "loss": way.loss,
        "cost": way.cost,
        "change": None if way.way == "as it is" else way.cost_change,
    }
    for name, estimate in told.items():
        if estimate is not None:
            yield _line(name, estimate)


def _line(name: str, estimate: Estimate) -> str:
    return say(
        f"neutral.text.{name}",
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        unit=estimate.unit,
        gap=_gap(estimate),
    )


def _gap(estimate: Estimate) -> str:
    """A gap between shares in points, another in its own unit."""
    if estimate.unit != "share":
        return say(
            "neutral.text.number", value=estimate.value, low=estimate.low, high=estimate.high
        )
    value, low, high = (100 * each for each in (estimate.value, estimate.low, estimate.high))
    return say("neutral.text.points", value=value, low=low, high=high)
