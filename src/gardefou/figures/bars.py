"""Bars with their ranges: one row for each thing, its name above its bar."""

from collections.abc import Sequence
from dataclasses import dataclass

from gardefou.figures.drawing import (
    LETTERS,
    NARROWEST,
    Axis,
    Caption,
    drawing,
    fitted,
    letters,
    percent,
    rule,
)
from gardefou.figures.markup import Markup, tag

_ROW = 46.0  # pixels: the name, the bar, and air


@dataclass(frozen=True)
class Bar:
    """A thing, its number with the words for it, its range where known; strong: the one meant."""

    name: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    strong: bool = False


def bars(rows: Sequence[Bar], caption: Caption, axis: Axis | None = None) -> Markup:
    """Horizontal bars from zero, with a whisker over each range.

    axis: shared between pictures where given; else it holds zero and every range.

    >>> picture = bars([Bar("a", 1.0, "1 EUR", 0.5, 1.5)], Caption("Costs", "a costs 1 EUR"))
    >>> picture.count("<rect"), "1 EUR</text>" in picture
    (1, True)
    """
    axis = axis or _spanning(rows)
    drawn = [_row(bar, axis, number * _ROW) for number, bar in enumerate(rows)]
    zero = percent(axis.place(0.0))
    line = rule((zero, 0, zero, len(rows) * _ROW)) if rows else None
    return drawing(caption, len(rows) * _ROW, drawn, line)


def _spanning(rows: Sequence[Bar]) -> Axis:
    reach = [0.0]
    for bar in rows:
        reach += [bar.value, *(end for end in (bar.low, bar.high) if end is not None)]
    return Axis(min(reach), max(reach))


def _row(bar: Bar, axis: Axis, top: float) -> list[Markup]:
    space = NARROWEST - 0.6 * LETTERS * len(bar.text) - LETTERS
    from_, to = sorted((axis.place(0.0), axis.place(bar.value)))
    paint = "mark" if bar.strong else "faint"
    drawn = [
        letters("0%", top + 15, fitted(bar.name, space)),
        letters("100%", top + 15, bar.text, anchor="end", soft=not bar.strong),
        tag(
            "rect",
            x=percent(from_),
            y=top + 22,
            width=percent(max(to - from_, 0.4)),
            height=12,
            rx=2,
            fill="currentColor",
            fill_opacity=None if bar.strong else 0.35,
            class_=paint,
        ),
    ]
    return drawn + _whisker(bar, axis, top + 28)


def _whisker(bar: Bar, axis: Axis, y: float) -> list[Markup]:
    if bar.low is None or bar.high is None or bar.high <= bar.low:
        return []
    low, high = percent(axis.place(bar.low)), percent(axis.place(bar.high))
    ends = [((low, y, high, y)), ((low, y - 4, low, y + 4)), ((high, y - 4, high, y + 4))]
    return [
        tag("line", x1=a, y1=b, x2=c, y2=d, stroke="currentColor", stroke_width=1.5, class_="reach")
        for a, b, c, d in ends
    ]
