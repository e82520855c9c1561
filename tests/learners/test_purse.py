from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.folds import make_folds
from gardefou.learners.problem import PLANNED
from gardefou.learners.purse import Purse
from gardefou.learners.recipe import RECIPES, Course, Hope
from learners.invented import problem

ONE_SECOND = replace(RECIPES["splines"], name="one", seconds=lambda _: 1.0)
STEPPED = replace(ONE_SECOND, stepped=lambda _, rounds: rounds / 100)


def _purse(budget=None, *, time=None, **more):
    given = problem()
    folds = make_folds(np.arange(len(given)).astype("uint64"), given.y, time=time)
    recipes = [RECIPES["trivial"], RECIPES["linear"], ONE_SECOND]
    return Purse(given, folds, recipes, budget, **more)


def test_a_machine_a_little_slower_than_reckoned_changes_nothing():
    quick, slow = _purse(10.0), _purse(10.0)
    quick.pay(ONE_SECOND, quick.problem, 0.5)
    slow.pay(ONE_SECOND, slow.problem, 1.0 / PLANNED - 0.01)
    assert quick.left == slow.left == pytest.approx(10 * PLANNED - 1)
    assert quick.allowance() == slow.allowance()


def test_what_was_really_spent_guards_the_bound():
    purse = _purse(10.0)
    purse.pay(ONE_SECOND, purse.problem, 9.0)
    assert purse.left == pytest.approx(PLANNED * 1.0)
    assert "budget" in purse.refuses(ONE_SECOND, 1.0, chosen=True)
    assert purse.refuses(RECIPES["linear"], 1.0, chosen=True) == ""  # the last resort runs


def test_found_fits_are_spent_but_not_fresh():
    purse = _purse()
    purse.pay(ONE_SECOND, purse.problem, 2.0, fresh=False)
    purse.pay(ONE_SECOND, purse.problem, 3.0)
    assert (purse.spent, purse.fresh, purse.left, purse.allowance()) == (5.0, 3.0, np.inf, None)


def test_what_a_fit_took_tells_the_price_of_its_other_folds():
    purse = _purse()
    learn = purse.problem.take(purse.folds.folds[0].learn)
    rounds = Course("rounds", (1.0, 2.0, 20.0), (0.0,) * 3, (0.0,) * 3)
    purse.pay(STEPPED, learn, 0.1, rounds)
    assert purse.seconds(STEPPED, purse.problem) == 0.2
    assert purse.rest(STEPPED) == pytest.approx(0.2 * (len(purse.folds) - 1))


def test_a_budget_is_planned_by_sizes_alone():
    purse = _purse(10.0)
    learn = purse.problem.take(purse.folds.folds[0].learn)
    purse.pay(STEPPED, learn, 0.1, Course("rounds", (20.0,), (0.0,), (0.0,)))
    assert (purse.reckoned, purse.seconds(STEPPED, purse.problem)) == (1.0, 1.0)


def test_how_far_a_part_of_the_rows_went_says_nothing_of_the_whole():
    purse = _purse()
    few = purse.problem.take(purse.folds.folds[0].learn[:50])
    purse.pay(STEPPED, few, 0.1, Course("rounds", (5.0,), (0.0,), (0.0,)))
    assert purse.seconds(STEPPED, purse.problem) == 1.0


def test_a_penalty_is_no_step():
    purse = _purse()
    path = Course("strength", (3.0,), (0.0,), (0.0,))
    learn = purse.problem.take(purse.folds.folds[0].learn)
    purse.pay(ONE_SECOND, learn, 0.1, path)
    assert purse.seconds(ONE_SECOND, learn) == 1.0


def test_a_try_that_is_hoped_too_little_of_is_not_made():
    dear = replace(ONE_SECOND, hope=replace(ONE_SECOND.hope, classes=(0.001, 0.001)))
    purse = _purse(worth=lambda gain: 1000 * gain)
    assert "not worth" in purse.refuses(dear, 1.0, chosen=False)
    assert purse.refuses(dear, 1.0, chosen=True) == ""


def test_many_rows_have_a_hope_of_their_own():
    hope = Hope(classes=(0.4, 0.3), numbers=(0.2, 0.1))
    assert [hope.of(Task.BINARY, rows) for rows in (10_000, 10_001)] == [0.4, 0.3]
    assert [hope.of(Task.REGRESSION, rows) for rows in (10_000, 10_001)] == [0.2, 0.1]


def test_the_refit_that_time_asks_for_is_paid_before_a_race_is_finished():
    rows, time = _purse(), _purse(time=np.arange(600.0))
    assert rows.rest(ONE_SECOND) == len(rows.folds) - 1
    assert time.rest(ONE_SECOND) == len(time.folds)


def test_the_wall_is_a_guard():
    assert "budget" in _purse(wall=0.0).refuses(ONE_SECOND, 1.0, chosen=True)


def test_a_try_leaves_enough_for_the_best_so_far_and_for_itself():
    purse = _purse(20.0)  # 14 seconds are planned, five folds of one second each
    assert purse.refuses(ONE_SECOND, 1.0, chosen=False) == ""
    purse.promised = 13.5
    assert "budget" in purse.refuses(ONE_SECOND, 1.0, chosen=False)
    assert purse.refuses(ONE_SECOND, 1.0, chosen=True) == ""
    assert "budget" in _purse(6.0).refuses(ONE_SECOND, 1.0, chosen=False)
