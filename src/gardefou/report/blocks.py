"""The few blocks that the page is built of; whatever is text gets escaped by `tag`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gardefou.core.words import plain, say
from gardefou.figures.markup import Content, Markup, join, tag
from gardefou.report.numbers import finite

LONGEST = 500
"""Signs of a sentence that came from another room; a longer one is cut."""


@dataclass(frozen=True)
class Section:
    """A part of the page: its anchor, its title, what stands in it."""

    anchor: str
    title: str
    content: Markup


def sentence(text: object) -> str:
    """A sentence from another room, without control or direction signs."""
    return plain(text, most=LONGEST)


def para(*content: Content, kind: str | None = None) -> Markup | None:
    """A paragraph; None where there is nothing to say."""
    inside = join(*content)
    return tag("p", inside, class_=kind) if inside else None


def name(raw: object, most: int = 200) -> Markup:
    """A raw name, set apart so that its direction of writing disturbs nothing around it."""
    return tag("bdi", plain(raw, most=most), class_="name")


def names(raw: Sequence[object], most: int = 12) -> Markup:
    """Names in a row, the first of them where there are many."""
    shown = [join(", " if place else "", name(each)) for place, each in enumerate(raw[:most])]
    more = len(raw) - most
    return join(shown, say("report.and_more", count=more) if more > 0 else None)


def fold(summary: str, *content: Content) -> Markup:
    """What is one step deeper: closed on the screen, open on paper."""
    return tag("details", tag("summary", summary), tag("div", *content, class_="inside"))


def certainty(level: object) -> Markup | None:
    """What the ranges above claim; None where that is not known."""
    known = finite(level)
    return None if known is None else para(say("report.level", level=known), kind="aside")


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[Content]]) -> Markup:
    """A table in a box of its own that scrolls when it is too wide."""
    top = tag("tr", [tag("th", word, scope="col") for word in head])
    body = [
        tag("tr", tag("th", row[0], scope="row"), [tag("td", cell) for cell in row[1:]])
        for row in rows
    ]
    inner = tag("table", tag("caption", caption), tag("thead", top), tag("tbody", body))
    box = {"class_": "scroll", "tabindex": 0, "role": "group", "aria_label": caption}
    return tag("div", inner, **box)


def pairs(items: Iterable[tuple[str, Content]]) -> Markup:
    """A list of terms and what they are, those without content left out."""
    shown = [
        tag("div", tag("dt", term), tag("dd", inside))
        for term, content in items
        if (inside := join(content))
    ]
    return tag("dl", shown)


def picture(drawn: Markup, caption: Content, under: Markup) -> Markup:
    """A picture, what it is, and its numbers as a table in a fold."""
    inside = fold(say("report.numbers_of_picture"), under)
    return tag("figure", tag("figcaption", caption), drawn, inside)
