"""The sheet that all pictures are drawn on: fluid width, fixed height, letters of one size.

Horizontal places are percentages, so that letters keep their size on a telephone and on a wide
screen; curves stand in an inner sheet that stretches. Colours are CSS classes (`mark`, `faint`,
`line`, `soft`) over `currentColor`, so that a picture works in light, dark, and alone.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from gardefou.figures.markup import Content, Markup, short, tag

LETTERS = 13
"""Height of letters in pixels."""
NARROWEST = 256
"""Width in pixels of a picture on the narrowest screen that is promised (320 pixels)."""


@dataclass(frozen=True)
class Caption:
    """What a picture is called, and what it shows in words: for those who cannot see it."""

    title: str
    description: str


@dataclass(frozen=True)
class Axis:
    """The span that is drawn, and its marks: places in it with the words beside them."""

    low: float
    high: float
    marks: tuple[tuple[float, str], ...] = ()

    def place(self, value: float) -> float:
        """Where a value stands, in per cent of the span [0 low, 100 high].

        >>> Axis(0, 4).place(1), Axis(2, 2).place(2)
        (25.0, 50.0)
        """
        if self.high <= self.low:
            return 50.0
        share = (value - self.low) / (self.high - self.low)
        return 100.0 * min(1.0, max(0.0, share))


def beside(axis: Axis) -> float:
    """The width that the words beside an axis take, in per cent of the narrowest picture.

    >>> beside(Axis(0, 1, ((0, "0"), (1, "1 000"))))
    18.89...
    """
    longest = max((len(word) for _, word in axis.marks), default=0)
    return min(40.0, 100 * 0.62 * LETTERS * (longest + 1) / NARROWEST)


def drawing(caption: Caption, height: float, *content: Content) -> Markup:
    """The root of a picture."""
    return tag(
        "svg",
        tag("title", caption.title),
        tag("desc", caption.description),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        width="100%",
        height=height,
        class_="figure",
        font_family="system-ui, sans-serif",
        font_size=LETTERS,
    )


def stretched(y: float, height: float, *content: Content, box: tuple[float, float]) -> Markup:
    """An inner sheet of 100 by 100 units stretched over `box` (left, width in per cent)."""
    return tag(
        "svg",
        *content,
        x=percent(box[0]),
        y=y,
        width=percent(box[1]),
        height=height,
        viewBox="0 0 100 100",
        preserveAspectRatio="none",
    )


def letters(x: str, y: float, text: str, *, anchor: str = "start", soft: bool = False) -> Markup:
    """A line of text at x (per cent) and y (baseline, pixels)."""
    ends = None if anchor == "start" else anchor
    faded = 0.75 if soft else None
    kind = "soft" if soft else "ink"
    paint = {"fill": "currentColor", "fill_opacity": faded, "class_": kind}
    return tag("text", text, x=x, y=y, text_anchor=ends, **paint)


def rule(ends: tuple[str, float, str, float], kind: str = "line") -> Markup:
    """A thin straight line: x1 (per cent), y1, x2, y2."""
    x1, y1, x2, y2 = ends
    paint = {"stroke": "currentColor", "stroke_opacity": "0.3", "class_": kind}
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **paint)


def percent(value: float) -> str:
    """A place as SVG writes it.

    >>> percent(12.3456)
    '12.35%'
    """
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def fitted(text: str, width: float) -> str:
    """The text, cut where it would be longer than `width` pixels.

    >>> fitted("Contract", 200), fitted("Contract", 45)
    ('Contract', 'Cont…')
    """
    taken, used = "", 0.0
    for sign in text:
        wide = unicodedata.east_asian_width(sign) in "WF"
        used += LETTERS * (1.2 if wide else 0.6)
        if used > width:
            return taken[:-1].rstrip() + "…"
        taken += sign
    return taken


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """At most `most` + 1 round numbers (steps of 1, 2 or 5) that span low to high, inside it.

    >>> ticks(0, 1), ticks(0.3, 17, most=4)
    ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [5.0, 10.0, 15.0])
    """
    if not (isfinite(low) and isfinite(high)) or high <= low:
        return [low] if isfinite(low) else []
    rough = (high - low) / most
    power = 10.0 ** floor(log10(rough))
    step = next((m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9)), rough)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(step * number, 12) for number in range(first, last + 1)]


def thinned(number: int, most: int) -> list[int]:
    """At most `most` of the places 0..number-1, evenly, the ends kept.

    >>> thinned(3, 5), thinned(9, 3)
    ([0, 1, 2], [0, 4, 8])
    """
    if number <= most:
        return list(range(number))
    return [round(place * (number - 1) / (most - 1)) for place in range(most)]


def path(points: Sequence[tuple[float, float]]) -> str:
    """The path through points given in units of the sheet.

    >>> path([(0, 50), (100, 0.126)])
    'M0 50L100 0.1'
    """
    return "M" + "L".join(f"{short(float(x))} {short(float(y))}" for x, y in points)
