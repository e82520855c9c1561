"""A number or a time of a column, as a sentence shows it."""

from datetime import UTC, datetime, timedelta

from gardefou.core.table import Kind
from gardefou.core.words import number


def cell_text(value: float, kind: Kind = Kind.NUMBER) -> str:
    """Numbers to six figures, times as days.

    >>> cell_text(99999.0), cell_text(0.6632653), cell_text(0.0, Kind.TIME)
    ('99999', '0.663265', '1970-01-01')
    """
    if kind is not Kind.TIME:
        text = f"{value:.0f}" if value == round(value) else f"{value:.6g}"
        return text if len(text) < 16 and "e" not in text else number(value)
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)
    except OverflowError:
        return number(value)
    return moment.strftime("%Y-%m-%d")
