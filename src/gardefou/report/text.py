"""The verdict in short, plain text: what a terminal shows when the work is done."""

from collections.abc import Iterable
from textwrap import wrap

from gardefou.core.finding import Outcome, Severity
from gardefou.core.verdict import Record
from gardefou.core.words import plain, say
from gardefou.report.blocks import sentence
from gardefou.report.numbers import counted, duration
from gardefou.report.opening import (
    answer_lead,
    answer_word,
    crashed,
    feasibility,
    question,
    size,
    worth_of,
)
from gardefou.report.worth import assumed, handed_over, monthly, saving
from gardefou.report.wrong import summary

WIDTH = 80
_MOST = 8  # findings listed; the page has the others


def as_text(record: Record) -> str:
    """The verdict as lines of at most 80 signs, without colour or control codes."""
    blocks = (_answer(record), _because(record), _next(record), _worth(record), _wrong(record))
    parts = ["\n".join(lines) for lines in (*blocks, _spent(record)) if lines]
    return "\n\n".join(parts) + "\n"


def _answer(record: Record) -> list[str]:
    head = [f"{answer_word(record).upper()}: {question(record)}"]
    lines = [*_told(head), *_told([answer_lead(record), feasibility(record), size(record)])]
    return lines + (_told([counted("answer.crashed", n)]) if (n := crashed(record)) else [])


def _because(record: Record) -> list[str]:
    reasons = [sentence(reason) for reason in record.verdict.because]
    return _listed(say("report.opening.because"), reasons)


def _next(record: Record) -> list[str]:
    steps = [
        " ".join(filter(None, (sentence(step.do), _bracketed(worth_of(step)))))
        for step in record.verdict.next
    ]
    return _listed(say("report.opening.next"), steps)


def _bracketed(worth: str | None) -> str | None:
    return f"({worth})" if worth else None


def _worth(record: Record) -> list[str]:
    value, need = record.value, record.need
    if value is None:
        return []
    told = [saving(value, need), monthly(value, need), handed_over(value, need), assumed(need)]
    return [say("report.worth.title"), *_told(told, indent="  ")]


def _wrong(record: Record) -> list[str]:
    found = [
        f"{say(f'report.text.{finding.severity.value}')}: {sentence(finding.says)}"
        for severity in (Severity.ALARM, Severity.ASK)
        for result in record.results
        if result.outcome is not Outcome.WAIVED
        for finding in result.findings
        if finding.severity is severity
    ]
    more = len(found) - _MOST
    listed = found[:_MOST] + ([say("report.and_more", count=more)] if more > 0 else [])
    return [*_listed(say("report.wrong.title"), listed or [summary(record)])]


def _spent(record: Record) -> list[str]:
    ledger = record.ledger
    if not ledger.entries:
        return []
    told = say("report.text.spent", cpu=duration(ledger.cpu_s), wall=duration(ledger.wall_s))
    return _told([plain(told, most=200)])


def _listed(title: str, items: list[str]) -> list[str]:
    if not items:
        return []
    wrapped = (wrap(item, WIDTH, initial_indent="  - ", subsequent_indent="    ") for item in items)
    return [title, *(line for lines in wrapped for line in lines)]


def _told(sentences: Iterable[str | None], indent: str = "") -> list[str]:
    told = " ".join(each for each in sentences if each)
    return wrap(told, WIDTH, initial_indent=indent, subsequent_indent=indent)
