from dataclasses import replace

import numpy as np
import pytest

from gardefou.checks.leakage.future_in_training import future_in_training
from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.evidence import OtherSide
from gardefou.core.need import Columns, Need, Task
from gardefou.core.table import Kind
from leaky import sample

NEED = Need(target="y", task=Task.BINARY, classes=("0", "1"))
TIMED = replace(NEED, columns=Columns(time="when"))
DAY = 86400.0


def rows(seed, days, *, drift=0.0, rows=600, **more):
    """An answer that has nothing to do with its day, or follows it by `drift`."""
    rng = np.random.default_rng(seed)
    when = rng.uniform(*days, rows)
    y = (rng.random(rows) < 0.3 + drift * (when / 100 - 0.5)).astype(float)
    made = sample({"when": when * DAY, "x": rng.normal(size=rows), "y": y, **more}, seed=seed)
    kinds = {**made.frame.kinds, "when": Kind.TIME}
    return replace(made, frame=replace(made.frame, kinds=kinds))


def other(made):
    return OtherSide(made, len(made))


def said(findings):
    return {finding.columns: str(finding.severity) for finding in findings}


def test_test_rows_among_the_others_alarm_where_the_need_names_the_time():
    (finding,) = future_in_training(TIMED, rows(0, (0, 100)), other(rows(1, (0, 100))))
    assert str(finding.severity) == "alarm"
    assert finding.measured.value > 0.95


def test_later_test_rows_are_clean_and_so_is_a_slip_of_the_pen():
    learned = rows(0, (0, 80))
    learned.frame["when"][:2] = 10_000 * DAY
    assert future_in_training(TIMED, learned, other(rows(1, (80, 100)))) == []


def test_a_time_that_nobody_named_is_asked_about_if_the_answer_follows_it():
    found = future_in_training(
        NEED, rows(0, (0, 100), drift=0.6), other(rows(1, (0, 100), drift=0.6))
    )
    assert said(found) == {("when",): "ask"}
    assert future_in_training(NEED, rows(0, (0, 100)), other(rows(1, (0, 100)))) == []
    later = other(rows(1, (100, 120), drift=0.6))
    assert future_in_training(NEED, rows(0, (0, 100), drift=0.6), later) == []


def test_a_split_column_is_held_against_the_time():
    side = ["train", "train", "test"] * 200
    need = replace(TIMED, split="side")
    found = future_in_training(need, rows(0, (0, 100), side=side))
    assert said(found) == {("when",): "alarm"}
    made = rows(0, (0, 100), side=side)
    late = made.frame["when"] > 80 * DAY
    cells = replace(made.frame["side"], codes=np.where(late, 0, 1).astype(np.int32))
    columns = {**made.frame.columns, "side": cells}
    assert future_in_training(need, replace(made, frame=replace(made.frame, columns=columns))) == []


def test_without_a_test_it_is_asked_once_and_noted_where_the_need_knows():
    drifting = rows(0, (0, 100), drift=0.6)
    assert said(future_in_training(NEED, drifting)) == {("when",): "ask"}
    assert said(future_in_training(TIMED, drifting)) == {("when",): "note"}
    in_order = replace(drifting, position=np.argsort(np.argsort(drifting.frame["when"])))
    assert future_in_training(NEED, in_order) == []  # ordered_rows asks


def test_answers_like_the_one_before_are_seen_though_no_stretch_differs():
    rng = np.random.default_rng(3)
    steps = rng.random(600) < 0.15
    y = (np.cumsum(steps) % 2).astype(float)
    given = rows(0, (0, 100))
    order = np.argsort(given.frame["when"])
    given.frame["y"][order] = y
    assert said(future_in_training(NEED, given)) == {("when",): "ask"}


@pytest.mark.parametrize("seed", range(40))
def test_an_answer_that_knows_no_time_is_left_alone(seed):
    assert future_in_training(NEED, rows(seed, (0, 100), rows=300)) == []


def test_numbers_are_judged_by_their_ranks():
    need = Need(target="x", task=Task.REGRESSION)
    given = rows(0, (0, 100))
    assert future_in_training(need, given) == []
    given.frame["x"][:] = given.frame["when"] / DAY + 30 * given.frame["x"]
    assert said(future_in_training(need, given)) == {("when",): "ask"}


def test_without_a_time_it_is_not_applicable_and_birthdays_are_none():
    with pytest.raises(NotApplicable):
        future_in_training(NEED, sample({"x": np.arange(50.0), "y": np.zeros(50)}))
    given = rows(0, (0, 100), drift=0.6)
    columns = {("birth_date" if n == "when" else n): c for n, c in given.frame.columns.items()}
    kinds = {("birth_date" if n == "when" else n): k for n, k in given.frame.kinds.items()}
    with pytest.raises(NotApplicable):
        future_in_training(NEED, replace(given, frame=type(given.frame)(columns, kinds)))
