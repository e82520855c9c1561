"""The verdict, in words: the answer, at most three reasons, what to do next and its worth."""

from collections import Counter

from gardefou.core.finding import Outcome, Severity
from gardefou.core.need import Task
from gardefou.core.verdict import Feasibility, NextStep, Record
from gardefou.core.words import plain, say
from gardefou.figures.markup import Markup, join, tag
from gardefou.figures.sign import sign
from gardefou.report.blocks import para, sentence
from gardefou.report.found import found
from gardefou.report.numbers import amount, counted, finite


def source(record: Record) -> str:
    """The table's name without the folders before it."""
    return plain(record.table.source.replace("\\", "/").rsplit("/", 1)[-1], most=80)


def question(record: Record) -> str:
    """What was asked: the need's own words, or ours."""
    if record.need.question:
        return sentence(record.need.question)
    if record.need.target is None:
        return say("report.opening.what_is_wrong", source=source(record))
    if record.model is None and record.verdict.answer is None:
        return say(
            "report.opening.what_is_wrong_for", source=source(record), target=record.need.target
        )
    return say("report.opening.may_we", source=source(record), target=record.need.target)


def answer_word(record: Record) -> str:
    """The answer in one or two words; in an audit without alarm, what was found."""
    answer = record.verdict.answer
    if answer is not None:
        return say(f"report.answer.{answer.value}.word")
    counts = severities(record)
    for kind in (Severity.ALARM, Severity.ASK):
        if counts[kind]:
            return counted(f"answer.{kind.value}s", counts[kind])
    return say(f"report.answer.{'quiet' if lookers(record) else 'unseen'}.word")


def answer_lead(record: Record) -> str:
    """One sentence that says what the answer means."""
    if record.verdict.answer is None:
        return say(f"report.answer.none.{_state(record)}")
    modelled = "model" if record.model is not None else "table"
    return say(f"report.answer.{record.verdict.answer.value}.{modelled}")


def _state(record: Record) -> str:
    counts = severities(record)
    if counts[Severity.ALARM]:
        return "alarms"
    if counts[Severity.ASK]:
        return "asks"
    if counts[Severity.NOTE]:
        return "noted"
    return "quiet" if lookers(record) else "unseen"


def severities(record: Record) -> Counter[Severity]:
    """How many findings of each weight no person has cleared."""
    return Counter(each.finding.severity for each in found(record))


def lookers(record: Record) -> int:
    """How many checks looked to the end."""
    return sum(result.outcome in (Outcome.CLEAN, Outcome.FAULT) for result in record.results)


def crashed(record: Record) -> int:
    """How many checks broke: nothing is known of what they look for."""
    return sum(result.outcome is Outcome.CRASHED for result in record.results)


def feasibility(record: Record) -> str | None:
    """Whether it can be done with these columns, in a sentence; None where nobody asked."""
    found: Feasibility | None = record.verdict.feasibility
    if found is None or record.need.target is None:
        return None
    return say(f"report.feasible.{found.value}", target=record.need.target)


def worth_of(step: NextStep) -> str | None:
    """What a next step is worth, None where it could not be priced."""
    if finite(step.worth) is None:
        return None
    return say("report.opening.worth", sum=amount(step.worth, plain(step.unit)))


def size(record: Record) -> str:
    """The table and what is predicted, in a line."""
    need, table = record.need, record.table
    line = say(
        "report.opening.size",
        source=source(record),
        rows=counted("rows", table.rows),
        columns=counted("columns", len(table.columns)),
    )
    if need.target is None:
        return line
    if need.task is Task.BINARY and need.positive is not None:
        told = say("report.opening.target_binary", target=need.target, positive=need.positive)
    else:
        told = say("report.opening.target", target=need.target)
    return f"{line} {told}"


def opening(record: Record) -> Markup:
    """The head of the page."""
    broken = crashed(record)
    answer = record.verdict.answer
    return join(
        para(question(record), kind="asked"),
        tag(
            "div",
            sign(answer.value if answer else ""),
            tag("h1", answer_word(record)),
            class_="answer",
        ),
        para(answer_lead(record), kind="lead"),
        para(counted("answer.crashed", broken), kind="warning") if broken else None,
        _counts(record) if record.model is None else None,
        _reasons(record),
        _next(record),
        para(feasibility(record), kind="feasible"),
        para(size(record), kind="size"),
    )


def _counts(record: Record) -> Markup:
    """How many of each weight, each a link to where they stand; and how many checks looked."""
    counts, looked = severities(record), lookers(record)
    told = [(f"{kind.value}s", f"{kind.value}s", counts[kind]) for kind in Severity]
    told += [("looked", "lookers", looked), ("looked", "others", len(record.results) - looked)]
    items = [tag("li", _count(anchor, key, count), class_=key) for anchor, key, count in told]
    return tag("ul", items, class_="counts")


def _count(anchor: str, key: str, count: int) -> Markup:
    word = say(f"report.opening.{key}.{'one' if count == 1 else 'many'}")
    told = join(tag("b", amount(count)), " ", word)
    return tag("a", told, href=f"#{anchor}") if count else told


def _reasons(record: Record) -> Markup | None:
    if not record.verdict.because:
        return None
    reasons = [tag("li", sentence(reason)) for reason in record.verdict.because]
    return join(tag("h2", say("report.opening.because")), tag("ol", reasons, class_="because"))


def _next(record: Record) -> Markup | None:
    if not record.verdict.next:
        return None
    steps = [
        tag("li", tag("span", sentence(step.do)), _tagged(worth_of(step)))
        for step in record.verdict.next
    ]
    return join(tag("h2", say("report.opening.next")), tag("ul", steps, class_="next"))


def _tagged(worth: str | None) -> Markup | None:
    return tag("b", worth, class_="worth") if worth else None
