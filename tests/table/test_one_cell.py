from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from math import inf, isnan, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gardefou.core.table import Column, Kind
from gardefou.table.one_cell import number_reader, text_reader
from gardefou.table.written import boolean, comma_number, number, text

NUMBER = number_reader(Column("n", Kind.NUMBER, "DOUBLE"))
COMMA = number_reader(Column("n", Kind.NUMBER, "VARCHAR 1,5", from_text=True))
TIME = number_reader(Column("t", Kind.TIME, "TIMESTAMP"))
TEXT = text_reader(Column("s", Kind.TEXT, "VARCHAR"))
TRUE = text_reader(Column("b", Kind.BOOLEAN, "BOOLEAN"))
NOTHING = (None, nan, pd.NA, pd.NaT, np.float64(nan), np.datetime64("NaT"), Decimal("NaN"))


@pytest.mark.parametrize("cell", NOTHING, ids=repr)
def test_nothing_is_nothing_in_every_column(cell):
    assert isnan(NUMBER(cell))
    assert isnan(TIME(cell))
    assert TEXT(cell) is None
    assert TRUE(cell) is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (1, 1.0),
        (True, 1.0),
        (np.int64(3), 3.0),
        (Decimal("0.5"), 0.5),
        (" 1e3 ", 1000.0),
        (10**400, inf),
        (-(10**400), -inf),
        (timedelta(hours=1), 3600.0),
    ],
)
def test_a_number_is_a_number_in_any_clothes(cell, value):
    assert NUMBER(cell) == value


@pytest.mark.parametrize("cell", ["", "1_000", "1,5", "٣", "nan", "much", date(2020, 1, 1)])
def test_what_is_no_number_is_a_hole(cell):
    assert isnan(NUMBER(cell))


def test_a_decimal_comma_is_read_where_the_column_has_it():
    assert COMMA("1,5") == 1.5
    assert isnan(COMMA("1.5"))
    assert isnan(COMMA("1.000,5"))


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (7.0, "7"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e16, "1e+16"),
        (np.int32(7), "7"),
        (True, "true"),
        (" a ", " a "),
        ("\u00a0", None),
        (datetime(2020, 1, 2, 3, 4, 5, 120000), "2020-01-02 03:04:05.12"),
        (date(2020, 1, 2), "2020-01-02 00:00:00"),
    ],
)
def test_a_text_is_what_the_engine_would_write(cell, told):
    assert TEXT(cell) == told


def test_true_and_false_are_known_in_any_clothes():
    assert [TRUE(cell) for cell in (True, 1, "TRUE ", np.bool_(True))] == ["true"] * 4
    assert [TRUE(cell) for cell in (False, 0.0, "False")] == ["false"] * 3
    assert [TRUE(cell) for cell in ("yes", 2)] == [None, None]


@pytest.mark.parametrize(
    "cell",
    [
        datetime(2020, 1, 2, 3),
        datetime(2020, 1, 2, 3, tzinfo=UTC),
        datetime(2020, 1, 2, 5, tzinfo=timezone(timedelta(hours=2))),
        np.datetime64("2020-01-02T03:00:00.000000001"),
        pd.Timestamp("2020-01-02 04:00", tz="Europe/Paris"),
        "2020-01-02 03:00",
        1577934000,
    ],
    ids=str,
)
def test_a_moment_is_one_in_any_clothes(cell):
    assert TIME(cell) == 1577934000.0


def test_what_is_no_moment_is_a_hole():
    assert all(isnan(TIME(cell)) for cell in (True, inf, "soon", "2020-13-01"))


SIGNS = st.text("0123456789+-.,eE_ infatruflse\t\n\u00a0\x1c٣", max_size=7)


@given(st.lists(SIGNS, min_size=20, max_size=20))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_texts_are_read_as_the_engine_reads_them(cells):
    with_engine = _asked(cells)
    for cell, wanted in zip(cells, with_engine, strict=True):
        read = (NUMBER(cell), COMMA(cell), TEXT(cell), TRUE(cell))
        assert tuple(None if each != each else each for each in read) == wanted, repr(cell)


def _asked(cells):
    import duckdb

    ways = ", ".join((number("x"), comma_number("x"), text("x"), boolean("x")))
    with duckdb.connect() as made:
        rows = made.execute(f"SELECT {ways} FROM (SELECT unnest(?::VARCHAR[]) AS x)", [cells])
        return [(n, c, s, None if b is None else str(b).lower()) for n, c, s, b in rows.fetchall()]
