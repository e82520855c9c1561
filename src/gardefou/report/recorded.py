"""The record: which table, which need, what was assumed and cleared, and which versions."""

from collections.abc import Mapping

from gardefou.core.need import Cost, Need
from gardefou.core.verdict import Record
from gardefou.core.words import number, per_cent, plain, say
from gardefou.figures.markup import Content, Markup, join, tag
from gardefou.report.blocks import Section, fold, name, names, pairs, para, sentence, table
from gardefou.report.entries import Entry, entries
from gardefou.report.glance import columns
from gardefou.report.numbers import amount, counted, finite
from gardefou.version import __version__

_MOST_COLUMNS = 100
_ASSUMED = frozenset(
    {
        "task",
        "positive",
        "classes",
        "cost",
        "id",
        "entity",
        "time",
        "protected",
        "weight",
        "split",
        "target",
        "people",
    }
)


def recorded(record: Record, linked: frozenset[int] = frozenset()) -> Section:
    """The section; with the columns, where the page does not show them before.

    linked: numbers of the findings that stand on the page.
    """
    content = join(
        tag("h3", say("report.record.table")),
        pairs(_table(record)),
        _columns(record, linked),
        _stated(record.need),
        _assumed(record.need),
        _waivers(record.need),
        tag("h3", say("report.record.made")),
        pairs(_made(record)),
    )
    return Section("record", say("report.record.title"), content)


def _table(record: Record) -> list[tuple[str, Content]]:
    known = record.table
    return [
        (say("report.record.source"), name(known.source)),
        (say("report.record.rows"), number(known.rows)),
        (say("report.record.columns"), number(len(known.columns))),
        (say("report.record.sha256"), tag("code", plain(known.sha256, most=64))),
        (say("report.record.notes"), [tag("p", sentence(note)) for note in known.notes[:20]]),
    ]


def _columns(record: Record, linked: frozenset[int]) -> Markup | None:
    if record.columns:
        told = columns(record, linked) if record.model else None
        return fold(say("report.glance.title"), told) if told else None
    described = entries(record.model.pictures, "table") if record.model else []
    known: list[Entry] = described or [
        {"column": column.name, "kind": column.kind.value} for column in record.table.columns
    ]
    if not known:
        return None
    keys = ["column", "kind"] + (["missing", "distinct", "role"] if described else [])
    rows = [[_cell(entry, key) for key in keys] for entry in known[:_MOST_COLUMNS]]
    left = len(known) - len(rows)
    return fold(
        say("report.record.the_columns"),
        table(
            say("report.record.the_columns"),
            [say(f"report.record.head.{key}") for key in keys],
            rows,
        ),
        para(counted("wrong.more_columns", left), kind="aside") if left else None,
    )


def _cell(entry: Entry, key: str) -> Content:
    value = entry.get(key)
    if key == "column":
        return name(value, most=80)
    if key == "missing":
        return amount(value, "share")
    return amount(value) if key == "distinct" else plain(value or "")


def _stated(need: Need) -> Markup | None:
    told = [each for each in _need(need) if join(each[1])]
    return join(tag("h3", say("report.record.need")), pairs(told)) if told else None


def _need(need: Need) -> list[tuple[str, Content]]:
    roles = need.columns
    single = {"entity": roles.entity, "time": roles.time}
    single |= {"weight": need.weight, "split": need.split}
    several = {
        key: getattr(roles, key)
        for key in ("id", "protected", "known_before", "known_after", "ignore")
    }
    return [
        (say("report.record.question"), sentence(need.question)),
        (say("report.record.target"), name(need.target) if need.target is not None else None),
        (say("report.record.task"), say(f"report.task.{need.task.value}") if need.task else None),
        (say("report.record.positive"), name(need.positive) if need.positive else None),
        (say("report.record.classes"), names(need.classes) if need.classes else None),
        (say("report.record.prices"), [tag("p", line) for line in prices(need.cost)]),
        *((say(f"report.record.{key}"), name(raw)) for key, raw in single.items() if raw),
        *((say(f"report.record.{key}"), names(raw)) for key, raw in several.items() if raw),
    ]


def prices(cost: Cost) -> list[str]:
    """The prices that were stated, a line each."""
    unit = plain(cost.unit, most=30)
    told = [
        say(f"report.price.{key}", price=amount(value, unit))
        for key in ("missed", "false_alarm", "under", "over", "review")
        if (value := getattr(cost, key)) is not None
    ]
    told += _confusion(cost.confusion, unit)
    if cost.review is not None and finite(cost.review_error):
        told.append(say("report.price.review_error", share=per_cent(cost.review_error)))
    if finite(cost.decisions_per_month):
        told.append(say("report.price.decisions", count=amount(cost.decisions_per_month)))
    return told


def _confusion(
    confusion: Mapping[str, Mapping[str, float]], unit: str, most: int = 30
) -> list[str]:
    lines = [
        say("report.price.confusion", true=true, chosen=chosen, price=amount(price, unit))
        for true, row in confusion.items()
        for chosen, price in row.items()
    ]
    left = len(lines) - most
    return lines[:most] + ([say("report.and_more", count=left)] if left > 0 else [])


def _assumed(need: Need) -> Markup | None:
    if not need.assumed:
        return None
    told = [
        say(f"report.assumed.{what}") if what in _ASSUMED else plain(what) for what in need.assumed
    ]
    items = [tag("li", text) for text in told]
    return join(para(say("report.record.assumed")), tag("ul", items, class_="plain"))


def _waivers(need: Need) -> Markup | None:
    if not need.waive:
        return None
    rows = [
        [tag("code", check), names(waiver.columns), sentence(waiver.why)]
        for check, waiver in need.waive.items()
    ]
    head = [say(f"report.record.head.{key}") for key in ("check", "columns", "why")]
    caption = say("report.record.waivers")
    return join(tag("h3", caption), table(caption, head, rows))


def _made(record: Record) -> list[tuple[str, Content]]:
    openings = record.ledger.vault_openings
    versions = {"gardefou": __version__} | dict(record.versions)
    return [
        (say("report.record.versions"), [tag("p", f"{k} {plain(v)}") for k, v in versions.items()]),
        (say("report.record.vault"), counted("record.openings", openings) if openings else None),
    ]
