"""What was said against what happened: on the diagonal, a model keeps its word."""

from collections.abc import Sequence
from dataclasses import dataclass

from gardefou.figures.drawing import (
    Axis,
    Caption,
    beside,
    drawing,
    letters,
    percent,
    rule,
    stretched,
)
from gardefou.figures.markup import Markup, tag

_TOP, _HEIGHT = 34.0, 260.0


@dataclass(frozen=True)
class Dot:
    """Rows that were rated alike: what was said of them, what happened, its range, how many."""

    said: float
    happened: float
    low: float
    high: float
    rows: float


def agreement(dots: Sequence[Dot], axis: Axis, caption: Caption, names: tuple[str, str]) -> Markup:
    """A dot for each group, larger where it holds more rows, over the line of perfect agreement.

    axis: of both sides. names: of the horizontal and the vertical side.

    >>> picture = agreement([Dot(0.2, 0.3, 0.1, 0.5, 40)], Axis(0, 1), Caption("a", "b"), ("", ""))
    >>> picture.count("<circle")
    1
    """
    left = beside(axis)
    box = (left, 93 - left)
    most = max((dot.rows for dot in dots), default=1.0) or 1.0
    foot = _TOP + _HEIGHT + 18
    return drawing(
        caption,
        foot + 26,
        letters("0%", 13, names[1], soft=True),
        [_mark(value, word, axis, box) for value, word in axis.marks],
        stretched(_TOP, _HEIGHT, _diagonal(), box=box),
        [_dot(dot, axis, box, most) for dot in dots],
        letters("93%", foot + 20, names[0], anchor="end", soft=True),
    )


def _across(value: float, axis: Axis, box: tuple[float, float]) -> str:
    return percent(box[0] + box[1] * axis.place(value) / 100)


def _down(value: float, axis: Axis) -> float:
    return _TOP + _HEIGHT * (1 - axis.place(value) / 100)


def _mark(value: float, word: str, axis: Axis, box: tuple[float, float]) -> list[Markup]:
    y, x = _down(value, axis), _across(value, axis, box)
    return [
        rule((percent(box[0]), y, percent(sum(box)), y)),
        letters(percent(box[0] - 2), y + 4, word, anchor="end", soft=True),
        letters(x, _TOP + _HEIGHT + 18, word, anchor="middle", soft=True),
    ]


def _diagonal() -> Markup:
    return tag(
        "path",
        d="M0 100L100 0",
        stroke="currentColor",
        stroke_dasharray="5 5",
        stroke_width=1.5,
        vector_effect="non-scaling-stroke",
        class_="reach",
    )


def _dot(dot: Dot, axis: Axis, box: tuple[float, float], most: float) -> list[Markup]:
    x = _across(dot.said, axis, box)
    reach = tag(
        "line",
        x1=x,
        y1=_down(dot.low, axis),
        x2=x,
        y2=_down(dot.high, axis),
        stroke="currentColor",
        stroke_width=1.5,
        class_="trace",
    )
    size = 3 + 5 * (dot.rows / most) ** 0.5
    where = {"cx": x, "cy": _down(dot.happened, axis), "r": size}
    return [reach, tag("circle", **where, fill="currentColor", class_="mark")]
