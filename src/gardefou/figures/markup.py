"""HTML and SVG that cannot be injected: text is escaped unless it is `Markup` already."""

from collections.abc import Iterable
from html import escape

_EMPTY = frozenset({"rect", "line", "path", "circle", "polygon"})  # close themselves
_VOID = frozenset({"meta", "br"})  # have no end in HTML
_SIGNS = (*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0xD800, 0xE000))
_UNSHOWN = dict.fromkeys((*_SIGNS, 0xFFFE, 0xFFFF), "\ufffd")


class Markup(str):
    """Text that is HTML or SVG already; everything else is text and gets escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        """Itself, as template engines ask for it."""
        return self


Content = object
"""Markup, text, numbers, None (nothing), or an iterable of these."""


def join(*content: Content) -> Markup:
    """The contents one after the other, text escaped.

    >>> join("a < b", None, [Markup("<br>"), 3])
    'a &lt; b<br>3'
    """
    return Markup("".join(_pieces(content)))


def tag(name: str, *content: Content, **attributes: object) -> Markup:
    """An element; attributes that are None or False are left out, True stands alone.

    Names: a trailing underscore is dropped, others become hyphens. Numbers get one decimal.

    >>> tag("a", "x & y", href='#"', class_="far")
    '<a href="#&quot;" class="far">x &amp; y</a>'
    >>> tag("rect", width=12.345, text_anchor=None)
    '<rect width="12.3"/>'
    """
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _EMPTY and not content:
        return Markup(f"<{name}{told}/>")
    if name in _VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{join(*content)}</{name}>")


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.removesuffix("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{_escaped(short(value))}"'


def short(value: object) -> str:
    """A value as text, a fraction with one decimal at most.

    >>> short(12.0), short(0.25), short(-0.01), short("a")
    ('12', '0.2', '0', 'a')
    """
    if not isinstance(value, float):
        return str(value)
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _pieces(content: Content) -> Iterable[str]:
    if content is None:
        return
    if isinstance(content, Markup):
        yield content
    elif isinstance(content, str) or not isinstance(content, Iterable):
        yield _escaped(str(content))
    else:
        for piece in content:
            yield from _pieces(piece)


def _escaped(text: str) -> str:
    return escape(text.translate(_UNSHOWN), quote=True)
