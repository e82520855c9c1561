"""What is wrong: findings by weight, what was left out, and what nobody looked at."""

from collections import Counter
from collections.abc import Sequence

from gardefou.core.finding import Outcome, Result, Severity
from gardefou.core.need import Need
from gardefou.core.verdict import Learned, Record, WhatIf
from gardefou.core.words import say
from gardefou.figures.markup import Markup, join, tag
from gardefou.report.blocks import Section, fold, name, names, para, sentence, table
from gardefou.report.card import card, kind_of, line
from gardefou.report.found import Found, found, of_severity
from gardefou.report.looked import NOT_LOOKED, looked, why
from gardefou.report.numbers import amount, counted, ranged
from gardefou.report.questions import gathered
from gardefou.report.sureness import metric, unit_of

MOST = {Severity.ALARM: 30, Severity.ASK: 20, Severity.NOTE: 15}
"""Findings shown in full of each weight, so that the page stays a page."""
MOST_LINES = 100
"""Findings shown in a line each, of each weight, after those; the case holds all of them."""


def wrong(record: Record) -> Section:
    """The section; it says how many checks looked even where they found nothing."""
    all_found = found(record)
    content = join(
        para(summary(record), kind="lead"),
        [_group(kind, of_severity(all_found, kind), record) for kind in Severity],
        _cleared(record),
        _left_out(record.model) if record.model else None,
        _asked(record) if record.model else None,
        looked(record),
    )
    return Section("wrong", say("report.wrong.title"), content)


def summary(record: Record) -> str:
    """How many of each weight are open, in a sentence."""
    told = counts(found(record))
    return say("report.wrong.found", what=told) if told else _nothing(record)


def counts(these: Sequence[Found]) -> str:
    """How many of each weight, in words; empty where there are none."""
    held = Counter(each.finding.severity for each in these)
    return _listed([counted(f"wrong.{kind.value}", held[kind]) for kind in Severity if held[kind]])


def _nothing(record: Record) -> str:
    """That nothing was found, and how much that means."""
    ended = Counter(result.outcome for result in record.results)
    clean = ended[Outcome.CLEAN]
    if not clean:
        return say("report.wrong.no_checks")
    others = sum(ended[outcome] for outcome in NOT_LOOKED)
    told = counted("wrong.nothing", clean)
    return f"{told} {counted('wrong.others', others)}" if others else told


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return say("report.and", first=", ".join(words[:-1]), last=words[-1])


def on_page(all_found: tuple[Found, ...]) -> frozenset[int]:
    """The numbers of the findings that stand on the page, in full or in a line."""
    shown = (of_severity(all_found, kind)[: MOST[kind] + MOST_LINES] for kind in Severity)
    return frozenset(each.number for these in shown for each in these)


def _group(severity: Severity, these: Sequence[Found], record: Record) -> Markup | None:
    if not these:
        return None
    most = MOST[severity]
    lines = these[most : most + MOST_LINES]
    hidden = len(these) - most - len(lines)
    heading = counted(f"wrong.{severity.value}", len(these))
    listed = tag("ul", [line(each) for each in lines], class_="lines") if lines else None
    return join(
        tag("h3", heading[:1].upper() + heading[1:], id=f"{severity.value}s"),
        para(say(f"report.wrong.means.{severity.value}"), kind="aside"),
        gathered(these) if severity is Severity.ASK else None,
        [card(each, record) for each in these[:most]],
        fold(counted("wrong.lines", len(lines)), listed) if lines else None,
        para(counted("wrong.hidden", hidden), kind="aside") if hidden > 0 else None,
    )


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
    reason = why(result, need)
    return tag(
        "article",
        kind_of(result),
        [para(sentence(finding.says)) for finding in result.findings],
        para(say("report.wrong.why_cleared", why=reason), kind="done"),
        class_="finding cleared",
    )


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
