from dataclasses import replace

import numpy as np
import pytest

from gardefou.checks.shift.drifted_column import drifted_column
from gardefou.core.need import Columns, Need
from pairs import NEED, shift


def accused(findings):
    return {finding.columns: str(finding.severity) for finding in findings}


def normal(seed, rows, move=0.0, scale=1.0):
    return np.random.default_rng(seed).normal(move, scale, rows)


@pytest.mark.parametrize("seed", range(20))
def test_a_move_of_one_deviation_is_found_in_few_rows(seed):
    given = shift({"x": normal(seed, 398)}, {"x": normal(seed + 100, 171, 1.0, 1.4)})
    assert ("x",) in accused(drifted_column(Need(), given))


def test_a_quarter_of_a_deviation_is_found_in_two_thousand_rows_nine_times_in_ten():
    found = [
        accused(
            drifted_column(Need(), shift({"x": normal(s, 2000)}, {"x": normal(s + 99, 2000, 0.25)}))
        )
        for s in range(30)
    ]
    assert sum(each == {("x",): "note"} for each in found) >= 27


@pytest.mark.parametrize("seed", range(5))
def test_a_harmless_move_is_not_named_however_many_rows_prove_it(seed):
    given = shift({"x": normal(seed, 50_000)}, {"x": normal(seed + 50, 50_000, 0.03)})
    assert drifted_column(Need(), given) == []


def test_a_group_that_grew_is_named_with_its_shares():
    rng = np.random.default_rng(0)
    then, now = (
        rng.choice(["f", "m"], n, p=p) for n, p in ((2000, [0.5, 0.5]), (2000, [0.3, 0.7]))
    )
    (finding,) = drifted_column(Need(), shift({"sex": then.tolist()}, {"sex": now.tolist()}))
    assert finding.columns == ("sex",)
    assert str(finding.severity) == "ask"
    assert finding.measured.low < 0.2 < finding.measured.high
    assert "in the older table" in finding.says
    assert finding.answers


def test_holes_that_came_are_named_as_holes():
    rng = np.random.default_rng(1)
    then = rng.normal(size=1000)
    now = np.where(rng.random(1000) < 0.4, np.nan, rng.normal(size=1000))
    (finding,) = drifted_column(Need(), shift({"x": then}, {"x": now}))
    assert "empty in 0 %" in finding.says
    assert finding.measured.low > 0.3
    assert str(finding.severity) == "alarm"


def test_more_than_a_few_make_one_finding_the_strongest_first():
    then = {f"x{i}": normal(i, 1000) for i in range(8)}
    now = {f"x{i}": normal(i + 50, 1000, 0.3 * i) for i in range(8)}
    (finding,) = drifted_column(Need(), shift(then, now))
    assert finding.columns == tuple(f"x{i}" for i in range(7, 0, -1))
    assert finding.says.startswith("7 columns")
    assert str(finding.severity) == "alarm"


def test_names_of_rows_counters_times_and_years_are_left_aside():
    rng = np.random.default_rng(2)
    then = {
        "row": np.arange(500.0),
        "customer_id": rng.integers(0, 10**6, 500).astype(float),
        "code": [f"A{i}" for i in range(500)],
        "year": rng.integers(2001, 2010, 500).astype(float),
        "named": rng.normal(size=500),
    }
    now = {
        "row": np.arange(500.0, 1000.0),
        "customer_id": rng.integers(10**6, 2 * 10**6, 500).astype(float),
        "code": [f"B{i}" for i in range(500)],
        "year": rng.integers(2011, 2020, 500).astype(float),
        "named": rng.normal(3, 1, 500),
    }
    assert drifted_column(Need(columns=Columns(id=("named",))), shift(then, now)) == []


def test_what_only_follows_the_answer_is_not_accused():
    rng = np.random.default_rng(3)

    def made(rows, share):
        y = (rng.random(rows) < share).astype(float)
        return {"a": rng.normal(size=rows) + 2 * y, "b": rng.normal(size=rows), "y": y}

    assert drifted_column(NEED, shift(made(3000, 0.2), made(3000, 0.6))) == []
    then, now = made(3000, 0.2), made(3000, 0.6)
    now["b"] = now["b"] + 1
    assert accused(drifted_column(NEED, shift(then, now))) == {("b",): "alarm"}


def test_values_never_met_are_left_to_their_own_check():
    rng = np.random.default_rng(4)
    then, now = (rng.choice(["a", "b"], 1000).tolist() for _ in range(2))
    now[:400] = ["new"] * 400
    assert drifted_column(Need(), shift({"t": then}, {"t": now})) == []


def test_within_one_table_it_is_a_note():
    given = shift({"x": normal(0, 800)}, {"x": normal(1, 200, 2.0)}, by="time")
    assert accused(drifted_column(Need(), given)) == {("x",): "note"}


def test_along_the_file_one_question_is_asked_about_all_and_only_if_several_move():
    then = {name: normal(i, 800) for i, name in enumerate("abc")}
    now = {name: normal(i + 9, 200, 2.0 * (name != "c")) for i, name in enumerate("abc")}
    given = shift(then, now, by="order")
    given = replace(given, then=replace(given.then, position=np.arange(800)))
    given = replace(given, now=replace(given.now, position=np.arange(800, 1000)))
    (finding,) = drifted_column(Need(), given)
    assert sorted(finding.columns) == ["a", "b"]
    assert str(finding.severity) == "ask"
    alone = shift({"a": then["a"]}, {"a": now["a"]}, by="order")
    assert drifted_column(Need(), alone) == []


def test_columns_that_went_are_asked_about_and_new_ones_noted():
    given = shift({"x": normal(0, 50)}, {"x": normal(1, 50)}, gone=("b", "a"), added=("z",))
    assert accused(drifted_column(Need(), given)) == {("a", "b"): "ask", ("z",): "note"}


def test_the_order_of_rows_and_columns_changes_nothing():
    then = {f"x{i}": normal(i, 300) for i in range(5)}
    now = {f"x{i}": normal(i + 50, 300, 0.4 * i) for i in range(5)}
    given = shift(then, now)
    turned = replace(given, then=given.then.take(slice(None, None, -1)))
    names = sorted(given.now.frame.names, reverse=True)
    turned = replace(turned, now=replace(turned.now, frame=turned.now.frame.only(names)))
    assert drifted_column(Need(), given) == drifted_column(Need(), turned)
