"""A curve over a column of numbers or times, with where the rows are beneath it."""

from collections.abc import Sequence
from itertools import pairwise

from gardefou.figures.drawing import (
    NARROWEST,
    Axis,
    Caption,
    beside,
    drawing,
    fitted,
    letters,
    path,
    percent,
    rule,
    stretched,
    thinned,
)
from gardefou.figures.markup import Markup, tag

_TOP, _HEIGHT, _ROWS = 8.0, 120.0, 22.0  # pixels: air, the curve, the rows beneath
_MOST = 100  # points; more are not seen
_BINS = 41  # of the rows, at most


def curve(
    points: Sequence[tuple[float, float]],
    axis: Axis,
    caption: Caption,
    ends: tuple[str, str],
    share: Sequence[float] = (),
) -> Markup:
    """A line through points in order of x, tinted from zero.

    points: (x, effect). axis: of the effects. ends: words for the first and last x. share: of the
    rows at each x, or between one x and the next.

    >>> picture = curve([(0, 0), (1, 2)], Axis(0, 2), Caption("age", "rises"), ("0", "1"))
    >>> "M0 100L100 0" in picture
    True
    """
    across = Axis(points[0][0], points[-1][0])
    kept = [points[place] for place in thinned(len(points), _MOST)]
    placed = [(across.place(x), 100 - axis.place(y)) for x, y in kept]
    if len(placed) == 1:
        placed = [(0.0, placed[0][1]), (100.0, placed[0][1])]
    rows = _rows([across.place(x) for x, _ in points], share)
    left = beside(axis)
    box = (left, 100 - left)
    below = _TOP + _HEIGHT + 6
    foot = below + (_ROWS if share else 0) + 16
    half = (100 - left) / 2 / 100 * NARROWEST
    return drawing(
        caption,
        foot + 6,
        [height(axis, value, word, left) for value, word in axis.marks],
        stretched(_TOP, _HEIGHT, _tint(placed, 100 - axis.place(0.0)), trace(placed), box=box),
        stretched(below, _ROWS, rows, box=box) if share else None,
        letters(percent(left), foot, fitted(ends[0], half), soft=True),
        letters("100%", foot, fitted(ends[1], half), anchor="end", soft=True),
    )


def height(
    axis: Axis, value: float, word: str, left: float, *, top: float = _TOP, tall: float = _HEIGHT
) -> list[Markup]:
    """A mark of the axis beside curves: a thin line across, and its words on the left."""
    y = top + tall * (1 - axis.place(value) / 100)
    kind = "zero" if value == 0 else "line"
    return [
        rule((percent(left), y, "100%", y), kind),
        letters(percent(left - 2), y + 4, word, anchor="end", soft=True),
    ]


def _tint(placed: Sequence[tuple[float, float]], zero: float) -> Markup:
    around = [(placed[0][0], zero), *placed, (placed[-1][0], zero)]
    return tag(
        "path", d=path(around) + "Z", fill="currentColor", fill_opacity="0.12", class_="mark"
    )


def trace(
    placed: Sequence[tuple[float, float]], *, dashes: str | None = None, kind: str = "trace"
) -> Markup:
    """The line through points given in units of a stretched sheet."""
    return tag(
        "path",
        d=path(placed),
        fill="none",
        stroke="currentColor",
        stroke_width=2,
        stroke_linejoin="round",
        stroke_dasharray=dashes,
        vector_effect="non-scaling-stroke",
        class_=kind,
    )


def _rows(x: Sequence[float], share: Sequence[float]) -> Markup:
    """The shares summed in bins of equal width, so that a tall bin does hold many rows."""
    between = len(share) == len(x) - 1
    places = [(a + b) / 2 for a, b in pairwise(x)] if between else x
    bins = max(1, min(_BINS, len(places)))
    held = [0.0] * bins
    for place, part in zip(places, share, strict=False):
        held[min(bins - 1, int(place * bins / 100))] += part
    tallest, wide = max(held) or 1.0, 100 / bins
    pieces = [
        f"M{wide * place:g} 100V{100 - 100 * part / tallest:.0f}h{0.85 * wide:g}V100Z"
        for place, part in enumerate(held)
        if part > 0
    ]
    return tag("path", d="".join(pieces), fill="currentColor", fill_opacity="0.3", class_="faint")
