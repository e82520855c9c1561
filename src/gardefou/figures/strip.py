"""A column in the height of a line: bars without letters, beside the words that say the same."""

from collections.abc import Sequence

from gardefou.figures.markup import Markup, tag

_WIDTH, _HEIGHT = 96, 24  # pixels
_LEAST = 0.5  # pixels of a bar that is not empty


def strip(heights: Sequence[float], *, apart: bool = False) -> Markup:
    """Bars from the left, the highest 1; apart: of different things, not of neighbours.

    Mere decoration, so that a table of many columns stays light and quick to listen to: what it
    shows must stand in words beside it.

    >>> strip([1.0, 0.5, 0.0]).count("M"), 'aria-hidden="true"' in strip([])
    (2, True)
    """
    known = [min(1.0, height) if height > 0 else 0.0 for height in heights]  # NaN is not > 0
    wide = min(_WIDTH / max(len(known), 1), _WIDTH / 4)
    gap = wide * (0.3 if apart else 0.06)
    return tag(
        "svg",
        tag("path", d="".join(_bars(known, wide, gap)), fill="currentColor", class_="mark"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        width=_WIDTH,
        height=_HEIGHT,
        class_="strip apart" if apart else "strip",
        aria_hidden="true",
    )


def _bars(heights: Sequence[float], wide: float, gap: float) -> list[str]:
    drawn = []
    for place, height in enumerate(heights):
        if height > 0:
            up = max(_LEAST, height * _HEIGHT)
            drawn.append(f"M{place * wide:.4g} {_HEIGHT}v-{up:.3g}h{wide - gap:.3g}V{_HEIGHT}z")
    return drawn
