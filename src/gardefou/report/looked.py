"""Who looked and who did not: how each check ended, and why some had nothing to say."""

from collections import Counter

from gardefou.core.finding import Outcome, Result
from gardefou.core.need import Need
from gardefou.core.verdict import Record
from gardefou.core.words import plain, say
from gardefou.figures.markup import Markup, join, tag
from gardefou.report.blocks import fold, para, table
from gardefou.report.numbers import amount

NOT_LOOKED = (Outcome.CRASHED, Outcome.NOT_RUN, Outcome.WAIVED, Outcome.NOT_APPLICABLE)
"""Outcomes that say nothing of the table; the gravest first."""


def looked(record: Record) -> Markup | None:
    """All six outcomes counted; those that say nothing of the table with their reasons.

    Of an audit the reasons are open, as they are half of its answer; else they are in a fold.
    """
    if not record.results:
        return None
    counts = Counter(result.outcome for result in record.results)
    tallies = [
        tag(
            "li",
            tag("b", amount(counts[outcome])),
            tag("span", say(f"report.outcome.{key(outcome)}.name")),
            tag("small", say(f"report.outcome.{key(outcome)}.means")),
            class_=key(outcome),
        )
        for outcome in Outcome
    ]
    return join(
        tag("h3", say("report.wrong.looked"), id="looked"),
        para(say("report.wrong.means.looked"), kind="aside"),
        tag("ul", tallies, class_="tally"),
        _unlooked(record),
    )


def why(result: Result, need: Need) -> str:
    """Why a check was cleared or did not look."""
    waiver = need.waive.get(result.check) if result.outcome is Outcome.WAIVED else None
    told = waiver.why if waiver else result.reason
    return plain(told, most=300) or say("report.no_reason")


def key(outcome: Outcome) -> str:
    """The outcome as words are looked up."""
    return outcome.value.replace(" ", "_")


def _unlooked(record: Record) -> Markup | None:
    """A line for each reason, with all checks that it holds for."""
    together: dict[tuple[Outcome, str], list[str]] = {}
    for outcome in NOT_LOOKED:
        for result in record.results:
            if result.outcome is outcome:
                named = f"{result.check} ({result.code})"
                together.setdefault((outcome, why(result, record.need)), []).append(named)
    if not together:
        return None
    rows = [
        [", ".join(checks), say(f"report.outcome.{key(outcome)}.name"), reason]
        for (outcome, reason), checks in together.items()
    ]
    caption = say("report.wrong.unlooked")
    head = [say(f"report.wrong.head.{each}") for each in ("check", "outcome", "reason")]
    told = table(caption, head, rows)
    return fold(caption, told) if record.model else join(tag("h3", caption), told)
