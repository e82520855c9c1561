import pytest

from gardefou.core.evidence import Frequent, Spread
from gardefou.core.table import Kind
from gardefou.need.roles import (
    Seen,
    looks_like_years,
    names_entity,
    names_rows,
    orders_rows,
    says_side,
)


def spread(low: float = 0.0, high: float = 1.0, *, whole: bool = True) -> Spread:
    return Spread(1, low, high, low, 0.0, {}, 0, 0, None, None, 0, 0, whole)


def seen(name="x", kind=Kind.TEXT, distinct=100, missing=0, values=(), numbers=None) -> Seen:
    frequent = tuple(Frequent(value, 1) for value in values)
    return Seen(name, kind, 100, missing, distinct, frequent, numbers)


@pytest.mark.parametrize(
    "column",
    [
        seen(values=["A-1", "B-2"]),
        seen("uid", Kind.NUMBER, numbers=spread(7, 90_000)),
        seen("EmployeeNumber", Kind.NUMBER, numbers=spread(7, 90_000)),
        seen("x", Kind.NUMBER, numbers=spread(1, 100)),  # counts
        seen(distinct=99, missing=1),
    ],
)
def test_columns_that_name_rows(column):
    assert names_rows(column)


@pytest.mark.parametrize(
    "column",
    [
        seen(distinct=98),
        seen(values=["one two three four five six seven"]),
        seen(values=["x" * 41]),
        seen(values=["29.85", "1889,5", " "]),
        seen("income", Kind.NUMBER, numbers=spread(7, 90_000)),
        seen("id", Kind.NUMBER, numbers=spread(1, 100, whole=False)),
        seen("id", Kind.TIME),
        Seen("id", Kind.TEXT, 19, 0, 19, (), None),
    ],
)
def test_columns_that_do_not_name_rows(column):
    assert not names_rows(column)


@pytest.mark.parametrize("name", ["patient_nbr", "customerID", "unit", "Individual ID", "client"])
def test_columns_that_name_a_thing_of_several_rows(name):
    assert names_entity(seen(name, distinct=40))


@pytest.mark.parametrize(
    "column",
    [
        seen("patient_id", distinct=5),
        seen("patient_id", distinct=96),
        seen("unit price", distinct=40),
        seen("paid", distinct=40),
        seen("city", distinct=40),
        seen("patient_id", Kind.NUMBER, 40, numbers=spread(whole=False)),
    ],
)
def test_columns_that_name_no_such_thing(column):
    assert not names_entity(column)


def test_a_time_that_is_always_known_orders_rows():
    assert orders_rows(seen("signup", Kind.TIME))
    assert not orders_rows(seen("closed_at", Kind.TIME, missing=30))
    assert not orders_rows(seen("birth_date", Kind.TIME))
    assert not orders_rows(seen("signup", Kind.TIME, distinct=2))
    assert not orders_rows(seen("signup", Kind.TEXT))


def test_years_by_name_and_value():
    assert looks_like_years(seen("Yr Sold", Kind.NUMBER, numbers=spread(2006, 2010)))
    assert not looks_like_years(seen("birth year", Kind.NUMBER, numbers=spread(1950, 2010)))
    assert not looks_like_years(seen("years", Kind.NUMBER, numbers=spread(0, 40)))
    assert not looks_like_years(seen("area", Kind.NUMBER, numbers=spread(1950, 2010)))


def test_sides_by_value():
    assert says_side(seen("x", distinct=2, values=["Train", "test"]))
    assert not says_side(seen("x", distinct=3, values=["train", "test", "bus"]))
    assert not says_side(seen("x", distinct=1, values=["train"]))
    assert not says_side(seen("x", distinct=30, values=["train", "test"]))
