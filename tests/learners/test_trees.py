import time
from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners import trees
from learners.invented import problem

SETTINGS = {"learning_rate": 0.1, "num_leaves": 6, "min_data_in_leaf": 10}


def halves(task, rows=800, **more):
    given = replace(problem(task, rows=rows), **more)
    half = np.arange(len(given)) % 2 == 0
    return given.take(half), given.take(~half)


@pytest.mark.parametrize("task", list(Task))
def test_the_course_tells_the_losses_of_both_sides_in_their_unit(task):
    learn, judge = halves(task)
    grown = trees.boost(learn, judge, SETTINGS, patience=10)
    last = int(grown.course.at[-1])
    scores = trees.raw_scores(grown.booster, judge.matrix, last, learn.outputs)
    scores = grown.scale.centre + grown.scale.size * scores
    assert grown.course.along == "rounds"
    assert abs(judge.loss(scores) / grown.course.judged[-1] - 1) < 1e-4
    assert grown.course.learned[-1] < grown.course.learned[0]


def test_a_long_course_is_thinned_and_stays_even():
    learn, judge = halves(Task.BINARY)
    grown = trees.boost(learn, judge, {**SETTINGS, "learning_rate": 0.002}, most_rounds=450)
    assert 50 <= len(grown.course.at) <= 100
    assert len(set(np.diff(grown.course.at))) == 1


def test_the_rounds_are_the_best_ones_on_the_judge():
    learn, judge = halves(Task.BINARY)
    grown = trees.boost(learn, judge, SETTINGS, patience=15)
    best, more = (
        judge.loss(trees.raw_scores(grown.booster, judge.matrix, n, 1))
        for n in (grown.rounds, grown.rounds + 15)
    )
    assert grown.booster.current_iteration() == grown.rounds + 15
    assert best < more


def test_rows_that_no_cut_parts_give_one_constant_tree():
    learn, judge = halves(Task.REGRESSION)
    same = replace(learn, matrix=replace(learn.matrix, values=np.zeros_like(learn.matrix.values)))
    grown = trees.boost(same, judge, SETTINGS, patience=5)
    assert np.ptp(trees.raw_scores(grown.booster, judge.matrix, grown.rounds, 1)) == 0


def test_a_round_of_more_of_anything_is_reckoned_dearer():
    small, large = problem(rows=500), problem(rows=5000)
    many = problem(Task.MULTICLASS, rows=500)
    known = trees.round_seconds(small, SETTINGS)
    assert known < trees.round_seconds(large, SETTINGS)
    assert known < trees.round_seconds(small, {**SETTINGS, "num_leaves": 60})
    assert trees.round_seconds(many, SETTINGS) == pytest.approx(3 * known)


def test_columns_of_zeros_are_reckoned_cheap():
    given = problem(rows=5000)
    sparse = np.where(np.arange(15_000).reshape(5000, 3) % 7, 0.0, 1.0)
    thin = replace(given, matrix=replace(given.matrix, values=sparse))
    assert trees.round_seconds(thin, SETTINGS) < 0.95 * trees.round_seconds(given, SETTINGS)


def test_an_allowance_caps_the_rounds_by_reckoning():
    learn, _ = halves(Task.BINARY)
    each = trees.round_seconds(learn, SETTINGS)
    slow = {**SETTINGS, "learning_rate": 0.001}
    poor = replace(learn, allowance=200 * each)
    assert trees.affordable(poor, slow, 3000) == 200
    assert trees.affordable(replace(learn, allowance=0.0), slow, 3000) == 1
    assert trees.affordable(learn, slow, 3000) == 3000


def test_the_clock_stops_what_takes_longer_than_reckoned(monkeypatch):
    learn, judge = halves(Task.BINARY, allowance=10.0)
    seconds = iter(range(1000))
    monkeypatch.setattr(time, "process_time", lambda: float(next(seconds)))
    grown = trees.boost(learn, judge, SETTINGS)
    assert grown.booster.current_iteration() == 14  # 0.9 * 10 / 0.7 + 0.2 = 13.06
    told = trees.boost(learn, None, SETTINGS, rounds=50)
    assert told.rounds == 14


def test_an_innocent_allowance_changes_nothing():
    learn, judge = halves(Task.BINARY)
    rich = replace(learn, allowance=1e6)
    one, two = (trees.boost(each, judge, SETTINGS) for each in (learn, rich))
    assert one.booster.model_to_string() == two.booster.model_to_string()
