"""One finding on the page: what it says, what to do, whom it concerns, and its numbers."""

from gardefou.core.estimate import Estimate
from gardefou.core.finding import Finding, Result, Severity
from gardefou.core.verdict import Record
from gardefou.core.words import per_cent, say
from gardefou.figures.markup import Content, Markup, join, tag
from gardefou.report.blocks import certainty, fold, name, names, pairs, para, sentence
from gardefou.report.found import Found
from gardefou.report.numbers import amount, counted, ranged

_EXAMPLES = 5


def card(found: Found, record: Record) -> Markup:
    """A finding in full."""
    result, finding = found.result, found.finding
    left_out = record.model.left_out if record.model else {}
    out = [column for column in finding.columns if column in left_out]
    return tag(
        "article",
        kind_of(result),
        para(sentence(finding.says), kind="says"),
        para(sentence(finding.remedy)),
        para(say("report.wrong.out"), " ", names(out), ".", kind="done") if out else None,
        _concerned(finding, record.table.rows),
        _examples(finding),
        para(price(finding)),
        _answers(finding),
        _numbers(result, finding),
        id=found.anchor,
        class_=f"finding {finding.severity.value}",
    )


def line(found: Found) -> Markup:
    """A finding in a line of a list, for those that come after many others."""
    check = tag("code", found.result.check)
    return tag("li", check, " ", sentence(found.finding.says), id=found.anchor)


def kind_of(result: Result) -> Markup:
    """What family of faults it is, and the name of the check."""
    letter = result.code[:1]
    told = say(f"report.wrong.letter.{letter if letter in 'UDLPSMG' else 'other'}")
    return tag("p", told, " ", tag("code", result.check), class_="kind")


def price(finding: Finding) -> str | None:
    """What it costs to leave it, or why nobody could say; None where nobody asked."""
    if finding.price is None:
        return say("report.wrong.unpriced", why=finding.unpriced) if finding.unpriced else None
    origin = say(f"report.origin.{finding.price.origin}")
    return say("report.wrong.price", price=ranged(finding.price), origin=origin)


def _concerned(finding: Finding, rows: int) -> Markup | None:
    """How many rows are concerned, and of which group they are."""
    told = None if finding.rows is None else _rows(finding.rows, finding.measured, rows)
    group = [
        join(", " if place else "", name(column), " = ", name(value))
        for place, (column, value) in enumerate((finding.group or {}).items())
    ]
    where = join(say("report.wrong.of_group"), " ", group, ".") if group else None
    return para(told, " " if told and where else None, where, kind="concerns")


def _rows(concerned: int, measured: Estimate | None, rows: int) -> str:
    """How many rows, and of how many: of all, or of those that the check looked at."""
    looked = rows if measured is None else measured.n
    if concerned == rows:
        return counted("wrong.concerns_all", concerned)
    if 0 < concerned < looked < rows:
        return counted("wrong.concerns_looked", concerned, looked=looked)
    if 0 < concerned < rows <= looked:
        return counted("wrong.concerns_of", concerned, share=per_cent(concerned / rows))
    return counted("wrong.concerns", concerned)


def _examples(finding: Finding) -> Markup | None:
    if not finding.examples:
        return None
    cells = [tag("li", tag("bdi", sentence(each))) for each in finding.examples[:_EXAMPLES]]
    told = tag("span", say("report.wrong.examples"))
    return tag("div", told, tag("ul", cells), class_="examples")


def _answers(finding: Finding) -> Markup | None:
    if not finding.answers:
        return None
    lines = [tag("pre", tag("code", _line(line))) for line in finding.answers]
    told = counted("wrong.settle", len(lines))
    return fold(told, lines) if finding.severity is Severity.NOTE else join(para(told), lines)


def _line(text: str, most: int = 1000) -> str:
    """A line of need.toml as it is to be copied: nothing taken out but what cannot be shown."""
    return text if len(text) <= most else say("report.wrong.too_long")


def _numbers(result: Result, finding: Finding) -> Markup:
    measured = finding.measured
    limit = (
        None if finding.limit is None else amount(finding.limit, measured.unit if measured else "")
    )
    told: list[tuple[str, Content]] = [
        (say("report.wrong.columns"), names(finding.columns) if finding.columns else None),
        (say("report.wrong.measured"), _measured(measured)),
        (say("report.wrong.limit"), limit),
        (say("report.wrong.check"), f"{result.check} ({result.code})"),
    ]
    return fold(say("report.wrong.numbers"), pairs(told))


def _measured(measured: Estimate | None) -> Content:
    if measured is None:
        return None
    told = say("report.wrong.from_rows", value=ranged(measured), rows=counted("rows", measured.n))
    return [tag("p", told), certainty(measured.level)]
