"""The report: one page that stands alone, without script, and that nothing can be slipped into."""

from functools import cache
from importlib import resources

from gardefou.core.verdict import Record
from gardefou.core.words import plain, say
from gardefou.figures.markup import Markup, tag
from gardefou.report.ahead import ahead
from gardefou.report.blocks import Section
from gardefou.report.character import character
from gardefou.report.deciding import deciding
from gardefou.report.found import found
from gardefou.report.glance import glanced
from gardefou.report.learned import learned
from gardefou.report.opening import answer_word, opening, question
from gardefou.report.recorded import recorded
from gardefou.report.spent import spent
from gardefou.report.sureness import sureness
from gardefou.report.worth import worth
from gardefou.report.wrong import on_page, wrong
from gardefou.version import __version__

_FORBIDDEN = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
)


def as_html(record: Record) -> str:
    """The whole outcome of a case as one page of HTML."""
    sections = _sections(record)
    answer = record.verdict.answer
    body = tag(
        "body",
        tag("a", say("report.skip"), href="#verdict", class_="skip"),
        tag("header", tag("p", tag("b", "gardefou"), " ", say("report.subtitle"))),
        tag("nav", tag("ol", [_link(each) for each in sections]), aria_label=say("report.nav")),
        tag(
            "main",
            tag("section", opening(record), id="verdict"),
            [_section(each) for each in sections],
        ),
        tag("footer", tag("p", say("report.footer", version=__version__))),
        class_=f"answer-{answer.value if answer else 'none'}",
    )
    page = tag("html", _head(record), body, lang="en", dir="ltr")
    return f"<!doctype html>\n{page}\n"


def _sections(record: Record) -> list[Section]:
    """What follows the verdict; an audit has no middle, and shows the table before its faults."""
    linked = on_page(found(record))
    first = worth(record) if record.model else glanced(record, linked)
    made = (first, wrong(record), deciding(record), character(record))
    last = (
        learned(record),
        sureness(record),
        ahead(record),
        spent(record),
        recorded(record, linked),
    )
    return [each for each in (*made, *last) if each is not None]


def _head(record: Record) -> Markup:
    title = say("report.page_title", answer=answer_word(record), question=question(record))
    policy = {"http_equiv": "Content-Security-Policy", "content": _FORBIDDEN}
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", **policy),
        tag("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name_="color-scheme", content="light dark"),
        tag("meta", name_="referrer", content="no-referrer"),
        tag("title", plain(title, most=160)),
        tag("style", _style()),
    )


@cache
def _style() -> Markup:
    """Ours, with no value of anybody's in it."""
    file = resources.files(__package__) / "page.css"
    lines = file.read_text(encoding="utf-8").splitlines()
    return Markup("\n".join(line.strip() for line in lines if line.strip()))


def _link(section: Section) -> Markup:
    return tag("li", tag("a", section.title, href=f"#{section.anchor}"))


def _section(section: Section) -> Markup:
    return tag(
        "section",
        tag("h2", section.title, id=f"{section.anchor}-title"),
        section.content,
        id=section.anchor,
        aria_labelledby=f"{section.anchor}-title",
    )
