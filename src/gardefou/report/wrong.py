"""What is wrong: findings by weight, what was left out, and what nobody looked at."""

from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from gardefou.core.estimate import Estimate
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.need import Need
from gardefou.core.verdict import Learned, Record, WhatIf
from gardefou.core.words import plain, say
from gardefou.figures.markup import Content, Markup, join, tag
from gardefou.report.blocks import (
    Section,
    certainty,
    fold,
    name,
    names,
    pairs,
    para,
    sentence,
    table,
)
from gardefou.report.numbers import amount, counted, ranged
from gardefou.report.sureness import metric, unit_of

MOST = {Severity.ALARM: 30, Severity.ASK: 20, Severity.NOTE: 15}
"""Findings shown of each weight, so that the page stays a page; the case holds all of them."""

_NOT_LOOKED = (Outcome.CRASHED, Outcome.NOT_RUN, Outcome.WAIVED, Outcome.NOT_APPLICABLE)

Found = tuple[Result, Finding]


def wrong(record: Record) -> Section:
    """The section; it says how many checks looked even where they found nothing."""
    groups = {kind: _found(record, kind) for kind in Severity}
    content = join(
        para(summary(record), kind="lead"),
        [_group(kind, found, record) for kind, found in groups.items()],
        _cleared(record),
        _left_out(record.model) if record.model else None,
        _asked(record) if record.model else None,
        _looked(record),
    )
    return Section("wrong", say("report.wrong.title"), content)


def summary(record: Record) -> str:
    """How many of each weight are open, in a sentence."""
    counts = {kind: len(_found(record, kind)) for kind in Severity}
    told = [counted(f"wrong.{kind.value}", count) for kind, count in counts.items() if count]
    return say("report.wrong.found", what=_listed(told)) if told else _nothing(record)


def _nothing(record: Record) -> str:
    """That nothing was found, and how much that means."""
    ended = Counter(result.outcome for result in record.results)
    looked = ended[Outcome.CLEAN]
    if not looked:
        return say("report.wrong.no_checks")
    others = sum(ended[outcome] for outcome in _NOT_LOOKED)
    told = counted("wrong.nothing", looked)
    return f"{told} {counted('wrong.others', others)}" if others else told


def _listed(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return say("report.and", first=", ".join(words[:-1]), last=words[-1])


def _found(record: Record, severity: Severity) -> list[Found]:
    return [
        (result, finding)
        for result in record.results
        if result.outcome is not Outcome.WAIVED
        for finding in result.findings
        if finding.severity is severity
    ]


def _group(severity: Severity, found: list[Found], record: Record) -> Markup | None:
    if not found:
        return None
    shown = list(_in_turn(found))[: MOST[severity]]
    hidden = len(found) - len(shown)
    heading = counted(f"wrong.{severity.value}", len(found))
    return join(
        tag("h3", heading[:1].upper() + heading[1:]),
        para(say(f"report.wrong.means.{severity.value}"), kind="aside"),
        [_card(result, finding, record) for result, finding in shown],
        para(counted("wrong.hidden", hidden), kind="aside") if hidden else None,
    )


def _in_turn(found: list[Found]) -> Iterator[Found]:
    """One finding of each check, then the next of each: no check hides the others."""
    by_check: dict[str, list[Found]] = {}
    for each in found:
        by_check.setdefault(each[0].check, []).append(each)
    for turn in zip_longest(*by_check.values()):
        yield from (each for each in turn if each is not None)


def _card(result: Result, finding: Finding, record: Record) -> Markup:
    left_out = record.model.left_out if record.model else {}
    out = [column for column in finding.columns if column in left_out]
    return tag(
        "article",
        tag("p", _kind(result), " ", tag("code", result.check), class_="kind"),
        para(sentence(finding.says), kind="says"),
        para(sentence(finding.remedy)),
        para(say("report.wrong.out"), " ", names(out), ".", kind="done") if out else None,
        para(_price(finding)),
        _answers(finding),
        _numbers(result, finding),
        class_=f"finding {finding.severity.value}",
    )


def _kind(result: Result) -> str:
    letter = result.code[:1]
    return say(f"report.wrong.letter.{letter if letter in 'UDLPSMG' else 'other'}")


def _price(finding: Finding) -> str | None:
    if finding.price is None:
        return None
    origin = say(f"report.origin.{finding.price.origin}")
    return say("report.wrong.price", price=ranged(finding.price), origin=origin)


def _answers(finding: Finding) -> Markup | None:
    if not finding.answers:
        return None
    lines = [tag("pre", tag("code", _line(line))) for line in finding.answers]
    return join(para(counted("wrong.settle", len(lines))), lines)


def _line(text: str, most: int = 1000) -> str:
    """A line of need.toml as it is to be copied: nothing taken out but what cannot be shown."""
    return text if len(text) <= most else say("report.wrong.too_long")


def _numbers(result: Result, finding: Finding) -> Markup:
    measured = finding.measured
    limit = (
        None if finding.limit is None else amount(finding.limit, measured.unit if measured else "")
    )
    group = finding.group or {}
    told: list[tuple[str, Content]] = [
        (say("report.wrong.columns"), names(finding.columns) if finding.columns else None),
        (say("report.wrong.measured"), _measured(measured)),
        (say("report.wrong.limit"), limit),
        (say("report.wrong.rows"), None if finding.rows is None else amount(finding.rows)),
        (
            say("report.wrong.group"),
            [tag("p", name(column), " = ", name(value)) for column, value in group.items()],
        ),
        (say("report.wrong.check"), f"{result.check} ({result.code})"),
    ]
    return fold(say("report.wrong.numbers"), pairs(told))


def _measured(measured: Estimate | None) -> Content:
    if measured is None:
        return None
    told = say("report.wrong.from_rows", value=ranged(measured), rows=counted("rows", measured.n))
    return [tag("p", told), certainty(measured.level)]


def _cleared(record: Record) -> Markup | None:
    waived = [result for result in record.results if result.outcome is Outcome.WAIVED]
    if not waived:
        return None
    return join(
        tag("h3", say("report.wrong.cleared")),
        para(counted("wrong.means.cleared", len(waived)), kind="aside"),
        [_cleared_card(result, record.need) for result in waived],
    )


def _cleared_card(result: Result, need: Need) -> Markup:
    why = _why(result, need)
    return tag(
        "article",
        tag("p", _kind(result), " ", tag("code", result.check), class_="kind"),
        [para(sentence(finding.says)) for finding in result.findings],
        para(say("report.wrong.why_cleared", why=why), kind="done"),
        class_="finding cleared",
    )


def _why(result: Result, need: Need) -> str:
    """Why a check was cleared or did not look."""
    waiver = need.waive.get(result.check) if result.outcome is Outcome.WAIVED else None
    why = waiver.why if waiver else result.reason
    return plain(why, most=300) or say("report.no_reason")


def _left_out(model: Learned) -> Markup | None:
    if not model.left_out:
        return None
    most = 30
    rows = [[name(raw), sentence(why)] for raw, why in list(model.left_out.items())[:most]]
    hidden = len(model.left_out) - len(rows)
    head = [say("report.wrong.column"), say("report.wrong.why")]
    return join(
        tag("h3", say("report.wrong.left_out")),
        para(counted("wrong.means.left_out", len(model.left_out)), kind="aside"),
        table(say("report.wrong.left_out"), head, rows),
        para(counted("wrong.more_columns", hidden), kind="aside") if hidden > 0 else None,
        _what_ifs([each for each in model.what_if if each.why != "asked"], "with"),
    )


def _asked(record: Record) -> Markup | None:
    asked = [each for each in record.model.what_if if each.why == "asked"] if record.model else []
    if not asked:
        return None
    return join(tag("h3", say("report.wrong.asked")), _what_ifs(asked, "without"))


def _what_ifs(changes: list[WhatIf], change: str) -> Markup | None:
    if not changes:
        return None
    head = ["change", "metric", "before", "after", "cost_before", "cost_after"]
    rows = [
        [
            join(say(f"report.wrong.{change}"), " ", names(each.columns)),
            metric(each.metric),
            ranged(each.before, unit=unit_of(each.before, each.metric)),
            ranged(each.after, unit=unit_of(each.after, each.metric)),
            ranged(each.cost_before),
            ranged(each.cost_after),
        ]
        for each in changes
    ]
    means = para(say("report.wrong.what_if_means"), kind="aside")
    told = [tag("li", _what_if(each, change)) for each in changes]
    caption = say("report.wrong.what_if")
    under = table(caption, [say(f"report.wrong.head.{key}") for key in head], rows)
    return join(tag("ul", told, class_="plain"), fold(caption, under, means))


def _what_if(each: WhatIf, change: str) -> Markup:
    told = say(
        f"report.wrong.score_{change}",
        metric=metric(each.metric),
        before=amount(each.before.value, unit_of(each.before, each.metric)),
        after=amount(each.after.value, unit_of(each.after, each.metric)),
        cost_before=amount(each.cost_before.value, each.cost_before.unit),
        cost_after=amount(each.cost_after.value, each.cost_after.unit),
    )
    return join(say(f"report.wrong.{change}_"), " ", names(each.columns), told)


def _looked(record: Record) -> Markup | None:
    if not record.results:
        return None
    counts = Counter(result.outcome for result in record.results)
    tallies = [
        tag(
            "li",
            tag("b", amount(counts[outcome])),
            tag("span", say(f"report.outcome.{_key(outcome)}.name")),
            tag("small", say(f"report.outcome.{_key(outcome)}.means")),
            class_=_key(outcome),
        )
        for outcome in Outcome
    ]
    return join(
        tag("h3", say("report.wrong.looked")),
        para(say("report.wrong.means.looked"), kind="aside"),
        tag("ul", tallies, class_="tally"),
        _unlooked(record),
    )


def _key(outcome: Outcome) -> str:
    return outcome.value.replace(" ", "_")


def _unlooked(record: Record) -> Markup | None:
    rows = [
        [
            f"{result.check} ({result.code})",
            say(f"report.outcome.{_key(result.outcome)}.name"),
            _why(result, record.need),
        ]
        for outcome in _NOT_LOOKED
        for result in record.results
        if result.outcome is outcome
    ]
    if not rows:
        return None
    caption = say("report.wrong.unlooked")
    head = [say(f"report.wrong.head.{key}") for key in ("check", "outcome", "reason")]
    return fold(caption, table(caption, head, rows))
