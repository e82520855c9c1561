"""What would help, each with its price; and what was foretold beside what happened."""

from collections.abc import Mapping
from typing import Any

from gardefou.core.estimate import Estimate, Quantity
from gardefou.core.verdict import Record
from gardefou.core.words import plain, say
from gardefou.figures.markup import Markup, join
from gardefou.report.blocks import Section, para, sentence, table
from gardefou.report.entries import Entry, entries
from gardefou.report.numbers import amount, finite


def ahead(record: Record) -> Section | None:
    """The section; None where there is no model, or nothing was foretold."""
    pictures = record.model.pictures if record.model else {}
    told = pictures.get("outlook")
    content = join(
        para(sentence(told), kind="lead") if isinstance(told, str) and told else None,
        _helps(entries(pictures, "helps")),
        _forecast(record, pictures.get("forecast")),
    )
    return Section("ahead", say("report.ahead.title"), content) if content else None


def _helps(found: list[Entry]) -> Markup | None:
    if not found:
        return None
    head = [say(f"report.ahead.head.{key}") for key in ("do", "worth", "between", "how")]
    rows = [
        [sentence(each.get("do", "")), *_saved(each), sentence(each.get("how", ""))]
        for each in found
    ]
    return table(say("report.ahead.helps"), head, rows)


def _saved(each: Entry) -> tuple[str, str]:
    """What it saves, and its band, in words."""
    value, unit = _part(each.get("value")), plain(each.get("unit", ""))
    low, high = amount(value.get("low")), amount(value.get("high"))
    return amount(value.get("value"), unit), say("report.ahead.between", low=low, high=high)


def _forecast(record: Record, told: object) -> Markup | None:
    """The line said before the race, and the same line afterwards."""
    before, after = _part(_part(told).get("before")), _part(_part(told).get("after"))
    expected, took = _part(before.get("cpu_s")), _part(after.get("cpu_s"))
    if finite(expected.get("value")) is None or finite(took.get("value")) is None:
        return None
    time = say(
        "report.ahead.time",
        expected=amount(expected["value"], "s"),
        low=amount(expected.get("low"), "s"),
        high=amount(expected.get("high"), "s"),
        took=amount(took["value"], "s"),
    )
    return join(para(time), _value(record, _part(before.get("value"))))


def _value(record: Record, expected: Mapping[str, Any]) -> Markup | None:
    if record.value is None or finite(expected.get("value")) is None:
        return None
    unit = plain(record.value.unit)
    return para(
        say(
            "report.ahead.value",
            expected=amount(expected["value"], unit),
            low=amount(expected.get("low")),
            high=amount(expected.get("high")),
            found=amount(record.value.saving.value, unit),
        )
    )


def _part(told: object) -> Mapping[str, Any]:
    """What a picture holds under a key, be it a mapping or an estimate read back from a file."""
    if isinstance(told, Estimate | Quantity):
        return vars(told)
    return told if isinstance(told, Mapping) else {}
