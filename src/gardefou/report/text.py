"""The verdict in short, plain text: what a terminal shows when the work is done."""

from collections.abc import Iterable
from textwrap import wrap

from gardefou.core.finding import Severity
from gardefou.core.verdict import Record
from gardefou.core.words import plain, say
from gardefou.report.blocks import sentence
from gardefou.report.found import found
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
from gardefou.report.wrong import counts, summary

WIDTH = 80
_MOST = 10
"""Findings listed, the weightiest; the page and the JSON have the others."""


def as_text(record: Record) -> str:
    """The verdict as lines of at most 80 signs, without colour or control codes.

    Of an audit the findings are the reasons, so they come before what to do.
    """
    middle = (_next(record), _worth(record), _wrong(record))
    if record.model is None:
        middle = (_wrong(record), _next(record), _worth(record))
    blocks = (_answer(record), _because(record), *middle, _spent(record))
    parts = ["\n".join(lines) for lines in blocks if lines]
    return "\n\n".join(parts) + "\n"


def _answer(record: Record) -> list[str]:
    head = [f"{answer_word(record).upper()}: {question(record)}"]
    lines = [*_told(head), *_told([answer_lead(record), feasibility(record), size(record)])]
    return lines + (_told([counted("answer.crashed", n)]) if (n := crashed(record)) else [])


def _because(record: Record) -> list[str]:
    """The reasons; of an audit those that are not among the findings, which follow."""
    follow = () if record.model else tuple(each.finding.says for each in found(record)[:_MOST])
    reasons = [sentence(each) for each in record.verdict.because if not each.startswith(follow)]
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
    """The weightiest findings; of a training no notes, as they do not change its answer."""
    all_found = found(record)
    weighty = [each for each in all_found if each.finding.severity is not Severity.NOTE]
    listed = (weighty if record.model else all_found)[:_MOST]
    lines = [
        f"{say(f'report.text.{each.finding.severity.value}')}: {sentence(each.finding.says)}"
        for each in listed
    ]
    shown = {each.number for each in listed}
    left = counts([each for each in all_found if each.number not in shown])
    where = "trained" if record.model else "audited"
    more = _told([say(f"report.text.{where}", what=left)], indent="  ") if left else []
    if not lines:
        return _listed(say("report.wrong.title"), [summary(record)]) + more
    return _listed(summary(record), lines) + more


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
