"""Two columns together: a field of cells, stronger where the effect is."""

from collections.abc import Sequence

from gardefou.figures.drawing import NARROWEST, Axis, Caption, drawing, fitted, letters, percent
from gardefou.figures.markup import Markup, tag

_ROW = 22.0  # pixels
_LEFT = 32.0  # per cent of the width, for the names of the rows
_PIXELS = NARROWEST / 100  # of one per cent on the narrowest screen
_NAMED = 4  # columns that can all be named beneath


def heat(
    cells: Sequence[Sequence[float]],
    names: tuple[Sequence[str], Sequence[str]],
    axis: Axis,
    caption: Caption,
) -> Markup:
    """A cell for each pair: one colour where it raises, another where it lowers, stronger the more.

    cells: effect by row and column. names: of the rows, of the columns. axis: of the effects.

    >>> picture = heat([[1.0, -1.0]], (["a"], ["b", "c"]), Axis(-1, 1), Caption("a", "b"))
    >>> picture.count('class="mark"'), picture.count('class="under"')
    (1, 1)
    """
    strongest = max(abs(axis.low), abs(axis.high)) or 1.0
    rows, columns = names
    width = (100 - _LEFT) / max(len(columns), 1)
    drawn = [
        _cell(value / strongest, (_LEFT + width * j, _ROW * i, width))
        for i, line in enumerate(cells)
        for j, value in enumerate(line)
    ]
    beside = [
        letters(percent(_LEFT - 2), _ROW * i + 15, fitted(name, 30 * _PIXELS), anchor="end")
        for i, name in enumerate(rows)
    ]
    foot = _ROW * len(rows) + 16
    return drawing(caption, foot + 6, drawn, beside, _beneath(columns, width, foot))


def _cell(strength: float, place: tuple[float, float, float]) -> Markup:
    x, y, width = place
    up = strength >= 0
    return tag(
        "rect",
        x=percent(x),
        y=y + 1,
        width=percent(width * 0.97),
        height=_ROW - 2,
        fill="currentColor",
        fill_opacity=f"{0.06 + 0.84 * min(1.0, abs(strength)):.2f}",
        class_="mark" if up else "under",
    )


def _beneath(columns: Sequence[str], width: float, foot: float) -> list[Markup]:
    if len(columns) <= _NAMED:
        return [
            letters(
                percent(_LEFT + width * (j + 0.5)),
                foot,
                fitted(name, width * _PIXELS),
                anchor="middle",
                soft=True,
            )
            for j, name in enumerate(columns)
        ]
    half = (100 - _LEFT) / 2 * _PIXELS
    return [
        letters(percent(_LEFT), foot, fitted(columns[0], half), soft=True),
        letters("100%", foot, fitted(columns[-1], half), anchor="end", soft=True),
    ]
