"""One cell given by a Python program, read as the engine reads a column of such cells."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import inf, nan
from numbers import Real

import numpy as np

from gardefou.core.table import WHITE, Column, Kind
from gardefou.table.one_moment import EPOCH, moment_reader
from gardefou.table.written import COMMA, STYLES

NumberReader = Callable[[object], float]
"""From a cell to a number, or to seconds since 1970 UTC; NaN where nothing is there."""

TextReader = Callable[[object], str | None]
"""From a cell to a text, or to "true" and "false"; None where nothing is there."""


def number_reader(column: Column) -> NumberReader:
    """What reads the cells of a column of numbers or times.

    The column tells how its texts are written. A number where a time is due is taken for seconds
    since 1970: a program has them so, while in a table they would be nobody knows what.

    >>> number_reader(Column("age", Kind.NUMBER, "BIGINT"))(" 41 ")
    41.0
    """
    style = column.stored.removeprefix("VARCHAR").strip() if column.from_text else ""
    if column.kind is Kind.TIME:
        return _moments(style if style in STYLES else "")
    return _numbers(comma=style == COMMA)


def text_reader(column: Column) -> TextReader:
    """What reads the cells of a column of texts, or of true and false.

    >>> text_reader(Column("code", Kind.TEXT, "VARCHAR"))(7.0)
    '7'
    """
    return _boolean if column.kind is Kind.BOOLEAN else _text


_EMPTY = frozenset(("NAType", "NaTType", "NoneType"))
_MAY_BE_NAN = (float, np.floating, np.datetime64, Decimal)


def _is_nothing(cell: object) -> bool:
    """None, NaN, and what stands for them elsewhere."""
    if type(cell).__name__ in _EMPTY:
        return True
    return isinstance(cell, _MAY_BE_NAN) and bool(cell != cell)  # noqa: PLR0124 (NaN is what does)


def _numbers(*, comma: bool) -> NumberReader:
    def number(cell: object) -> float:
        if type(cell) is float:
            return cell
        if cell is None:
            return nan
        if isinstance(cell, str):
            return _number(cell, comma=comma)
        if _is_nothing(cell) or isinstance(cell, date | np.datetime64):
            return nan
        if isinstance(cell, timedelta):
            return cell.total_seconds()
        return _real(cell) if isinstance(cell, Real | Decimal | np.bool_) else _number(str(cell))

    return number


def _real(cell: Real | Decimal | np.bool_) -> float:
    try:
        return float(cell)
    except OverflowError:
        return inf if cell > 0 else -inf  # type: ignore[operator]


_BLANK = " \t\n\v\f\r"


def _number(text: str, *, comma: bool = False) -> float:
    """As `written.number` and `written.comma_number` say."""
    if not text.isascii() or "_" in text or (comma and "." in text):
        return nan
    text = (text.replace(",", ".") if comma else text).strip(_BLANK)
    try:
        return float(text[1:] if text.startswith("+-") else text)
    except ValueError:
        return nan


def _text(cell: object) -> str | None:
    if isinstance(cell, str):
        return cell if cell.strip(WHITE) else None
    if _is_nothing(cell):
        return None
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, float | np.floating):
        return _number_text(float(cell))
    return _moment_text(cell) if isinstance(cell, date | np.datetime64) else str(cell)


def _number_text(value: float) -> str:
    is_whole = abs(value) < 1e15 and value == int(value)
    return str(int(value)) if is_whole else repr(value)


def _moment_text(cell: date | np.datetime64) -> str:
    naive = _utc(cell)
    whole = naive.isoformat(" ", "seconds")
    return f"{whole}.{naive.microsecond:06d}".rstrip("0") if naive.microsecond else whole


def _boolean(cell: object) -> str | None:
    if isinstance(cell, str):
        small = cell.strip(WHITE).lower()
        return small if small in ("true", "false") else None
    if isinstance(cell, Real | np.bool_) and not _is_nothing(cell):
        return {1: "true", 0: "false"}.get(cell)  # type: ignore[call-overload, no-any-return]
    return None


def _utc(cell: date | np.datetime64) -> datetime:
    """The moment in UTC without saying so; one without a zone is taken as it stands."""
    if hasattr(cell, "to_datetime64"):  # pandas', finer than a millionth of a second
        cell = cell.to_datetime64()
    if isinstance(cell, np.datetime64):
        cell = datetime.fromisoformat(str(cell.astype("datetime64[us]")))
    if not isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day)
    return cell if cell.tzinfo is None else cell.astimezone(UTC).replace(tzinfo=None)


def _moments(style: str) -> NumberReader:
    of_text = moment_reader(style)

    def moment(cell: object) -> float:
        if type(cell) is datetime and cell.tzinfo is None:
            return (cell - EPOCH).total_seconds()
        if isinstance(cell, str):
            return of_text(cell)
        if _is_nothing(cell) or isinstance(cell, bool | np.bool_):
            return nan
        if isinstance(cell, date | np.datetime64):
            return (_utc(cell) - EPOCH).total_seconds()
        value = _real(cell) if isinstance(cell, Real) else of_text(str(cell))
        return value if abs(value) < inf else nan

    return moment
