"""One row of a Python program in numbers, in microseconds, the same as `Encoder.encode` has it."""

from collections.abc import Callable, Mapping, Sequence
from math import isinf, nan

from gardefou.core.table import Column
from gardefou.learners.encode import LARGEST, ColumnCode, Encoder
from gardefou.learners.text_code import weigher
from gardefou.learners.time_code import one_time_part
from gardefou.table.one_cell import number_reader, text_reader

Row = Mapping[str, object]
RowEncoder = Callable[[Row], list[float]]
"""From cells by the raw name of their column to one number a feature, NaN for a hole."""

_Put = Callable[[Row, list[float]], None]
"""Appends what one column gives."""


def row_encoder(encoder: Encoder, columns: Sequence[Column] = ()) -> RowEncoder:
    """What encodes one row at a time; made once, it may be asked for ever.

    columns: how they were stored, where a style of writing is to be known (a decimal comma, dates
    that are not ISO 8601). A cell that is not there is a hole, as are None, NaN and blank text; a
    number where a time is due is taken for seconds since 1970. Nothing else differs from the
    table engine.

    >>> from gardefou.core.table import Kind
    >>> code = ColumnCode("pet", Kind.TEXT, "category", ("cat", "dog"), (9, 7))
    >>> row_encoder(Encoder((code,)))({"pet": "dog"})
    [1.0]
    """
    stored = {column.name: column for column in columns}
    puts = [_PUT[code.way](code, stored) for code in encoder.codes]

    def encoded(row: Row) -> list[float]:
        values: list[float] = []
        for put in puts:
            put(row, values)
        return values

    return encoded


_Stored = Mapping[str, Column]


def _column(name: str, code: ColumnCode, stored: _Stored) -> Column:
    return stored.get(name) or Column(name, code.kind, "")


def _number(code: ColumnCode, stored: _Stored) -> _Put:
    name, low, high = code.column, code.low, code.high
    read = number_reader(_column(name, code, stored))

    def put(row: Row, values: list[float]) -> None:
        value = read(row.get(name))
        if -LARGEST <= value <= LARGEST or value != value:  # noqa: PLR0124 (NaN)
            values.append(value)
        elif isinf(value):
            values.append(high if value > 0 else low)
        else:
            values.append(LARGEST if value > 0 else -LARGEST)

    return put


def _category(code: ColumnCode, stored: _Stored) -> _Put:
    name, pooled = code.column, float(len(code.levels))
    read = text_reader(_column(name, code, stored))
    place = {level: float(number) for number, level in enumerate(code.levels)}

    def put(row: Row, values: list[float]) -> None:
        cell = row.get(name)
        code = place.get(cell) if type(cell) is str else None  # no level is blank
        if code is None:
            text = read(cell)
            code = nan if text is None else place.get(text, pooled)
        values.append(code)

    return put


def _time(code: ColumnCode, stored: _Stored) -> _Put:
    name, parts = code.column, [one_time_part(part) for part in code.parts]
    read = number_reader(_column(name, code, stored))

    def put(row: Row, values: list[float]) -> None:
        seconds = read(row.get(name))
        if isinf(seconds):
            seconds = nan
        values.extend([part(seconds) for part in parts])

    return put


def _age(code: ColumnCode, stored: _Stored) -> _Put:
    to, since = code.column, code.since
    read_to, read_since = (number_reader(_column(name, code, stored)) for name in (to, since))

    def put(row: Row, values: list[float]) -> None:
        values.append((read_to(row.get(to)) - read_since(row.get(since))) / 86400)

    return put


def _text(code: ColumnCode, stored: _Stored) -> _Put:
    name, width = code.column, len(code.bag.weights)
    read, weighed = text_reader(_column(name, code, stored)), weigher(code.bag)

    def put(row: Row, values: list[float]) -> None:
        text = read(row.get(name))
        if text is None:
            values += [nan, nan, *[0.0] * width]
            return
        length, words, shares = weighed(text)
        bag = [0.0] * width
        for place, share in shares.items():
            bag[place] = share
        values += [float(length), float(words), *bag]

    return put


_PUT: Mapping[str, Callable[[ColumnCode, _Stored], _Put]] = {
    "number": _number,
    "category": _category,
    "time": _time,
    "age": _age,
    "text": _text,
}
