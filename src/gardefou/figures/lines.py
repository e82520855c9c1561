"""A few lines over one way, told apart by how they are broken, with a dot at what was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from gardefou.figures.curve import height, trace
from gardefou.figures.drawing import (
    LETTERS,
    NARROWEST,
    Axis,
    Caption,
    beside,
    drawing,
    fitted,
    letters,
    percent,
    stretched,
    thinned,
)
from gardefou.figures.markup import Markup, tag

_ROW, _HEIGHT = 20.0, 150.0  # pixels: a line of the key, the sheet of the lines
_SAMPLE = 30.0  # pixels of each line in the key
_MOST = 100  # points of a line; more are not seen
_LOOKS = (("trace", None), ("reach", "7 4"), ("reach", "1.5 4"), ("faint", "12 3 2 3"))


@dataclass(frozen=True)
class Line:
    """A name and points (x, y) in order of x; a single point is a level over the whole width."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Dot:
    """What was chosen: its words in the key, and where it stands."""

    name: str
    x: float
    y: float


def lines(
    drawn: Sequence[Line],
    axis: Axis,
    caption: Caption,
    ends: tuple[str, str],
    dot: Dot | None = None,
) -> Markup:
    """Up to four lines, the first one strongest, with a key above them.

    axis: of the heights. ends: words for the first and last x.

    >>> picture = lines([Line("a", [(0, 2), (4, 1)])], Axis(0, 2), Caption("t", "d"), ("0", "4"))
    >>> "M0 0L100 50" in picture
    True
    """
    xs = [x for line in drawn if len(line.points) > 1 for x, _ in line.points] or [0.0, 1.0]
    across = Axis(min(xs), max(xs))
    shown = list(zip(drawn, _LOOKS, strict=False))
    top = _ROW * (len(shown) + (dot is not None)) + LETTERS
    left = beside(axis)
    box = (left, 98 - left)
    foot = top + _HEIGHT + 18
    half = (98 - left) / 2 / 100 * NARROWEST
    return drawing(
        caption,
        foot + 6,
        [_key(place, line.name, look) for place, (line, look) in enumerate(shown)],
        [height(axis, value, word, left, top=top, tall=_HEIGHT) for value, word in axis.marks],
        stretched(
            top,
            _HEIGHT,
            [_placed(line, look, across, axis) for line, look in reversed(shown)],
            box=box,
        ),
        _dot(dot, (across, axis), top, box, len(shown)) if dot else None,
        letters(percent(left), foot, fitted(ends[0], half), soft=True),
        letters("98%", foot, fitted(ends[1], half), anchor="end", soft=True),
    )


def _placed(line: Line, look: tuple[str, str | None], across: Axis, axis: Axis) -> Markup:
    kept = [line.points[place] for place in thinned(len(line.points), _MOST)]
    placed = [(across.place(x), 100 - axis.place(y)) for x, y in kept]
    if len(placed) == 1:
        placed = [(0.0, placed[0][1]), (100.0, placed[0][1])]
    return trace(placed, dashes=look[1], kind=look[0])


def _key(place: int, name: str, look: tuple[str, str | None]) -> list[Markup]:
    """A sample of a line, and its name."""
    y = _ROW * place + 12
    sample = tag(
        "line",
        x1=0,
        y1=y,
        x2=_SAMPLE,
        y2=y,
        stroke="currentColor",
        stroke_width=2,
        stroke_dasharray=look[1],
        class_=look[0],
    )
    return [sample, _named(place, name)]


def _named(place: int, name: str) -> Markup:
    space = NARROWEST - _SAMPLE - 10
    return letters(str(int(_SAMPLE + 10)), _ROW * place + 17, fitted(name, space))


def _dot(
    dot: Dot, axes: tuple[Axis, Axis], top: float, box: tuple[float, float], place: int
) -> list[Markup]:
    across, axis = axes
    paint = {"r": 5, "fill": "currentColor", "class_": "mark"}
    x = percent(box[0] + box[1] * across.place(dot.x) / 100)
    y = top + _HEIGHT * (1 - axis.place(dot.y) / 100)
    return [
        tag("circle", cx=x, cy=y, **paint),
        tag("circle", cx=_SAMPLE / 2, cy=_ROW * place + 12, **paint),
        _named(place, dot.name),
    ]
