"""How sure the model is: what it said against what happened, and its scores with their ranges."""

from collections.abc import Mapping, Sequence

from gardefou.core.estimate import Estimate
from gardefou.core.need import Task
from gardefou.core.verdict import Learned, Record
from gardefou.core.words import plain, say
from gardefou.figures.agreement import Dot, agreement
from gardefou.figures.drawing import Axis, Caption, ticks
from gardefou.figures.markup import Markup, join
from gardefou.report.blocks import Section, certainty, fold, para, picture, table
from gardefou.report.entries import entries
from gardefou.report.numbers import amount, counted, finite, ranged

_METRICS = frozenset(
    {
        "accuracy",
        "auc",
        "average_precision",
        "balanced_accuracy",
        "bias",
        "brier",
        "coverage",
        "ece",
        "interval_width",
        "log_loss",
        "mae",
        "pinball",
        "r2",
        "rank_correlation",
        "rmse",
    }
)


def metric(raw: str) -> str:
    """A metric's name in words; its own where we have none."""
    key = raw.lower().replace(" ", "_")
    return say(f"report.metric.{key}.name") if key in _METRICS else plain(raw, most=60)


def unit_of(estimate: Estimate, raw: str) -> str:
    """The unit of a score, where it says more than the score's own name.

    >>> unit_of(Estimate(0.4, 0.3, 0.5, "log loss", 9), "log_loss")
    ''
    """
    same = estimate.unit.lower().replace(" ", "_") == raw.lower().replace(" ", "_")
    return "" if same else plain(estimate.unit, most=30)


def sureness(record: Record) -> Section | None:
    """The section; None where there is no model or nothing was measured of it."""
    model = record.model
    if model is None:
        return None
    content = join(_calibration(model, record), _metrics(model))
    return Section("sure", say("report.sure.title"), content) if content else None


def dots(groups: Sequence[Mapping[str, object]]) -> list[Dot]:
    """The groups of rows whose five numbers are all known, in order of what was said."""
    found = []
    for group in groups:
        numbers = [finite(group.get(key)) for key in ("said", "happened", "low", "high", "rows")]
        known = [number for number in numbers if number is not None]
        if len(known) == len(numbers):
            found.append(Dot(*known))
    return sorted(found, key=lambda dot: dot.said)


def kept_word(groups: Sequence[Dot]) -> str:
    """In how many groups what was said lies within the range of what happened."""
    kept = sum(dot.low <= dot.said <= dot.high for dot in groups)
    if kept == len(groups):
        return counted("sure.all", len(groups))
    if kept == 0:
        return counted("sure.no_group", len(groups))
    return say("report.sure.some", kept=kept, count=len(groups))


def _calibration(model: Learned, record: Record) -> Markup | None:
    groups = dots(entries(model.pictures, "calibration"))
    if not groups:
        return None
    number = record.need.task is Task.REGRESSION
    unit = "" if number else "share"
    reach = [end for dot in groups for end in (dot.said, dot.happened, dot.low, dot.high)]
    low, high = (min(reach), max(reach)) if number else (0.0, 1.0)
    marks = tuple((mark, amount(mark, unit)) for mark in ticks(low, high))
    kind = "number" if number else "class"
    title, told = say(f"report.sure.picture_{kind}"), kept_word(groups)
    sides = (say(f"report.sure.said_{kind}"), say(f"report.sure.happened_{kind}"))
    drawn = agreement(groups, Axis(low, high, marks), Caption(title, told), sides)
    return join(
        para(told, kind="lead"),
        para(say(f"report.sure.explained_{kind}")),
        picture(drawn, title, _groups(groups, unit, kind)),
    )


def _groups(groups: Sequence[Dot], unit: str, kind: str) -> Markup:
    head = [
        say(f"report.sure.said_{kind}"),
        say(f"report.sure.happened_{kind}"),
        *(say(f"report.sure.{key}") for key in ("low", "high", "rows")),
    ]
    rows = [
        [
            *(amount(part, unit) for part in (dot.said, dot.happened, dot.low, dot.high)),
            amount(dot.rows),
        ]
        for dot in groups
    ]
    return table(say(f"report.sure.picture_{kind}"), head, rows)


def _metrics(model: Learned) -> Markup | None:
    if not model.metrics:
        return None
    head = [say(f"report.sure.{key}") for key in ("metric", "measured", "rows", "means")]
    rows = [
        [
            metric(raw),
            ranged(estimate, unit=unit_of(estimate, raw)),
            amount(estimate.n),
            say(f"report.metric.{raw}.means") if raw in _METRICS else "",
        ]
        for raw, estimate in model.metrics.items()
    ]
    level = next(iter(model.metrics.values())).level
    caption = say("report.sure.scores")
    inside = join(table(caption, head, rows), certainty(level))
    return fold(caption, inside)
