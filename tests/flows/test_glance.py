from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.need import Columns, Need
from gardefou.core.table import Kind
from gardefou.core.verdict import Glance
from gardefou.flows.glance import Discretion, glances
from small import evidence


def glance(cells: list, **more) -> Glance:
    (only,) = glances(evidence({"a": cells}), **more)
    return only


def test_numbers_lie_where_they_lie():
    told = glance([17.0] * 10 + [40.0] * 80 + [90.0] * 10)
    assert (told.low, told.middle, told.high) == (17.0, 40.0, 90.0)
    assert (told.missing, told.distinct, told.kind) == (0, 3, Kind.NUMBER)
    assert max(told.heights) == 1.0
    assert len(told.heights) <= 24


def test_bars_hold_the_rows_that_stand_there():
    told = glance([0.0] * 60 + [1.0] * 30 + [2.0] * 15 + [3.0] * 15)
    assert told.heights == (1.0, 0.5, 0.25, 0.25)


def test_a_bar_of_whole_numbers_is_whole_so_that_none_looks_twice_as_common():
    told = glance([float(age) for age in range(18, 90) for _ in range(10)])
    assert len(told.heights) == 24
    assert set(told.heights) == {1.0}


def test_the_far_out_rows_count_in_the_last_bar():
    told = glance([float(k) for k in range(1000)] * 2 + [1e9, 2e9])
    assert told.high == pytest.approx(1000, abs=30)
    assert len(told.heights) == 24
    assert min(told.heights) > 0.4


def test_nobodys_own_number_is_shown():
    """Each salary is of one person: what is shown is rounded, and no extreme is among it."""
    rng = np.random.default_rng(0)
    pay = sorted({round(float(each), 2) for each in rng.normal(3000, 500, 400)})
    told = glance(pay)
    assert not {told.low, told.middle, told.high} & set(pay)
    assert told.low < pay[0]
    assert told.high > pay[-1]


def test_whole_numbers_of_one_row_are_moved_outwards():
    told = glance([float(each) for each in (3, *[5] * 20, *[6] * 20, *[7] * 20, 9)])
    assert (told.low, told.middle, told.high) == (2.0, 6.0, 10.0)


def test_dates_are_rounded_to_the_calendar():
    born = [datetime(1950, 3, 7) + timedelta(days=37 * k) for k in range(500)]
    told = glance(born)
    assert [datetime.fromtimestamp(each).day for each in (told.low, told.high)] == [1, 1]
    assert not {told.low, told.middle, told.high} & {each.timestamp() for each in born}


def test_the_commonest_values_are_told_and_rare_ones_are_not():
    told = glance(["red"] * 50 + ["blue"] * 25 + ["mine alone"] * 4 + [None] * 21)
    assert told.commonest == (("red", 0.5), ("blue", 0.25))
    assert told.heights == (1.0, 0.5)
    assert (told.missing, told.low) == (21, None)


def test_what_looks_personal_is_masked():
    told = glance(["ann@example.org"] * 9 + ["06 12 34 56 78"] * 9)
    assert "ann" not in str(told)
    assert "12" not in str(told.commonest)


@pytest.mark.parametrize("code", ["D012", "D014"])
@pytest.mark.parametrize("outcome", [Outcome.FAULT, Outcome.WAIVED])
def test_of_what_names_rows_or_people_only_counts_are_told(code, outcome):
    cells = {"who": ["Ann Lee"] * 9 + ["Bo Roe"] * 9, "n": [1.0] * 9 + [2.0] * 9}
    accused = Finding(("who", "n"), Severity.NOTE, "It names.")
    for told in glances(evidence(cells), [Result("names", code, outcome, (accused,))]):
        assert told == Glance(told.name, told.kind, "?", 0, 2)
    innocent = Result("constant", "D001", Outcome.FAULT, (accused,))
    assert all(told.heights for told in glances(evidence(cells), [innocent]))


def test_what_the_need_calls_an_identifier_is_not_shown():
    known = evidence({"id": [1.0] * 9, "a": [1.0] * 9, "b": [2.0] * 9})
    need = Need(columns=Columns(id=("id",), entity="a"))
    told = glances(known.plus(need=need))
    assert [bool(each.heights) for each in told] == [False, False, True]


@pytest.mark.parametrize(
    "cells",
    [
        *([], [None], [1.0], ["a"], [None] * 50, [1.0] * 50, ["a"] * 50, [True] * 9),
        *([0.0, 5e-324] * 9, [-1e150, 1e150] * 9, [1e150] * 4 + [1.0] * 30),
        [datetime(2020, 1, 1)] * 9,
    ],
)
def test_odd_columns_are_no_crash(cells):
    told = glance(cells)
    assert all(0 <= height <= 1 for height in told.heights)
    assert told.low is None or told.low <= told.high


def test_a_span_beyond_all_numbers_is_not_drawn():
    known = evidence({"a": [-1.0, 1.0] * 9})
    far = replace(known["spread"]["a"], low=-1.7e308, high=1.7e308)
    (told,) = glances(known.plus(spread={"a": far}))
    assert (told.low, told.heights, told.distinct) == (None, (), 2)


def test_all_of_few_rows_is_hidden():
    assert glance([1.0, 2.0, 3.0, 4.0]).heights == ()
    assert glance(["a", "b"]).commonest == ()


def test_other_limits_can_be_asked_for():
    told = glance(["a"] * 9 + ["b"] * 3, discretion=Discretion(rows=2, values=1, bars=1))
    assert (told.commonest, told.heights) == ((("a", 0.75),), (1.0,))


def test_the_order_of_rows_and_columns_changes_nothing():
    rng = np.random.default_rng(1)
    cells = {"n": list(rng.normal(size=300)), "t": list(rng.choice(["x", "y", "z"], 300))}
    order = rng.permutation(300)
    other = {name: [cells[name][i] for i in order] for name in ("t", "n")}
    there, here = glances(evidence(other)), glances(evidence(cells))
    assert sorted(there, key=lambda each: each.name) == list(here)


def test_a_statistic_that_nobody_counted_is_none():
    known = evidence({"a": ["x"] * 9})
    bare = type(known)({key: known[key] for key in ("need", "table", "sample")})
    (told,) = glances(bare)
    assert told == replace(Glance("a", Kind.TEXT, "?"), missing=None, distinct=None)
