"""What the model is worth: every policy's cost side by side, in the need's own unit."""

from collections.abc import Callable

from gardefou.core.estimate import Estimate
from gardefou.core.need import Need, Task
from gardefou.core.verdict import Record, Value
from gardefou.core.words import plain, say
from gardefou.figures.bars import Bar, bars
from gardefou.figures.drawing import Caption
from gardefou.figures.markup import Markup, join
from gardefou.report.blocks import Section, certainty, para, picture, table
from gardefou.report.numbers import amount, counted, finite, ranged, unit_name
from gardefou.verdict.judge import policy_name

MODEL = "model"


def worth(record: Record) -> Section | None:
    """The section; None where nothing was modelled."""
    value = record.value
    if value is None:
        return None
    content = join(
        para(saving(value, record.need), kind="lead"),
        para(monthly(value, record.need)),
        para(assumed(record.need), kind="aside"),
        _policies_drawn(value, record.need),
        para(handed_over(value, record.need)),
        para(counted("worth.vault", record.ledger.vault_openings), kind="aside")
        if record.ledger.vault_openings > 1
        else None,
    )
    return Section("worth", say("report.worth.title"), content)


def saving(value: Value, need: Need) -> str:
    """Whether the model is shown to be cheaper, in a sentence that the interval supports."""
    unit = _unit(value, need)
    told = _told(value.saving, lambda number: amount(number, unit))
    key = f"report.worth.{_case(value.saving)}"
    return say(key, trivial=policy(value.trivial, need), **told)


def monthly(value: Value, need: Need) -> str | None:
    """The same for a month's decisions; None where nobody said how many."""
    times = finite(need.cost.decisions_per_month)
    if not times or _case(value.saving) in ("unknown", "same"):
        return None
    unit = _unit(value, need)
    told = _told(value.saving, lambda number: amount(number * times, unit))
    return say(f"report.worth.monthly_{_case(value.saving)}", decisions=amount(times), **told)


def _told(saved: Estimate, shown: Callable[[float], str]) -> dict[str, str]:
    numbers = {
        "saving": saved.value,
        "low": saved.low,
        "high": saved.high,
        "loss": -saved.value,
        "least_loss": -saved.high,
        "most_loss": -saved.low,
    }
    return {name: shown(number) for name, number in numbers.items()}


def _case(saved: Estimate) -> str:
    """What the interval of a saving supports: better, worse, open, same, or unknown."""
    if any(finite(number) is None for number in (saved.value, saved.low, saved.high)):
        return "unknown"
    if saved.low == saved.high == 0:
        return "same"
    if saved.low > 0:
        return "better"
    return "worse" if saved.high < 0 else "open"


def _unit(value: Value, need: Need) -> str:
    return plain(value.unit or need.cost.unit, most=30)


def policy(raw: str, need: Need) -> str:
    """A policy's name in words.

    >>> policy("always yes", Need(positive="Left")), policy("model", Need())
    ('always yes (Left)', 'the model')
    """
    known = {"always ask": "ask", MODEL: "model", "the model": "model"}
    if raw in known:
        return say(f"report.policy.{known[raw]}")
    return plain(policy_name(raw, need), most=80)


def policies(value: Value) -> dict[str, Estimate]:
    """Every policy's cost by name, the model's first, then the cheapest first."""
    others = {raw: cost for raw, cost in value.policies.items() if raw not in (MODEL, "the model")}
    others.setdefault(value.trivial, value.trivial_cost)
    known = {raw: cost for raw, cost in others.items() if finite(cost.value) is not None}
    return {MODEL: value.model_cost} | dict(sorted(known.items(), key=lambda item: item[1].value))


def _policies_drawn(value: Value, need: Need) -> Markup | None:
    costs, unit = policies(value), _unit(value, need)
    rows = [
        Bar(
            _capital(policy(raw, need)),
            cost.value,
            amount(cost.value, unit),
            finite(cost.low),
            finite(cost.high),
            strong=raw == MODEL,
        )
        for raw, cost in costs.items()
        if finite(cost.value) is not None
    ]
    if not rows:
        return None
    told = "; ".join(f"{bar.name}: {bar.text}" for bar in rows) + "."
    title = say("report.worth.picture", unit=unit_name(unit))
    return picture(bars(rows, Caption(title, told)), title, _costs(costs, need, unit))


def _costs(costs: dict[str, Estimate], need: Need, unit: str) -> Markup:
    times = finite(need.cost.decisions_per_month)
    head = ["policy", "cost", "low", "high", "n"] + (["month"] if times else [])
    rows = [
        [
            _capital(policy(raw, need)),
            amount(cost.value, unit),
            amount(cost.low),
            amount(cost.high),
            amount(cost.n),
        ]
        + ([ranged(cost, factor=times, unit=unit)] if times else [])
        for raw, cost in costs.items()
    ]
    level = next(iter(costs.values())).level
    under = table(
        say("report.worth.table"), [say(f"report.worth.head.{key}") for key in head], rows
    )
    return join(under, certainty(level))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def assumed(need: Need) -> str | None:
    """That the prices are ours and not the user's, where so."""
    if "cost" not in need.assumed and need.cost.stated:
        return None
    kind = "number" if need.task is Task.REGRESSION else "class"
    return say(f"report.worth.assumed_{kind}")


def handed_over(value: Value, need: Need) -> str:
    """What the model does with the cases: acts, leaves alone, hands to a person."""
    act, review = finite(value.act), finite(value.review)
    told: list[str] = []
    if act is not None and review is not None:
        told.append(_shares(act, review, need))
    below = finite(value.review_pays_below)
    if need.cost.review is None and act is not None:
        told.append(say("report.worth.no_review_price"))
        if below is not None and below > 0:
            told.append(say("report.worth.pays_below", price=amount(below, _unit(value, need))))
    return " ".join(told)


def _shares(act: float, review: float, need: Need) -> str:
    binary = need.task is Task.BINARY and need.positive is not None
    values: dict[str, object] = {"act": act, "review": review}
    if binary:
        values |= {"hold": max(0.0, 1 - act - review), "positive": need.positive}
    form = "binary" if binary else "many"
    return say(f"report.worth.{form}_{'review' if review > 0 else 'alone'}", **values)
