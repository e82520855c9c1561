from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.estimate import Estimate
from gardefou.core.need import Place, Task
from gardefou.learners.folds import make_folds
from gardefou.learners.forecasts import expected_value, forecast, happened, reckoned
from gardefou.learners.race import Race
from gardefou.learners.recipe import RECIPES, Hope
from learners.invented import problem

TRIVIAL, LINEAR = RECIPES["trivial"], RECIPES["linear"]


def recipe(name, seconds, **more):
    usual = {"hope": Hope((0.1, 0.1), (0.1, 0.1))}
    return replace(LINEAR, name=name, seconds=lambda _: seconds, **{**usual, **more})


def race(*recipes, rows=300, **more) -> Race:
    given = problem(Task.BINARY, rows=rows)
    keys = np.random.default_rng(0).integers(0, 2**63, rows).astype("uint64")
    return Race(given, make_folds(keys, given.y), recipes=recipes, **more)


TWO = (recipe("cheap", 1.0), recipe("dear", 3.0))


def test_all_run_on_one_fold_and_some_on_the_other_four_and_on_all_rows():
    assert reckoned(race(*TWO)) == (4.0 + 5 * 1.0, 4.0 + 5 * (1.0 + 3.0))
    assert reckoned(race(*TWO, keep=1)) == (4.0 + 5 * 1.0, 4.0 + 5 * 3.0)


def test_what_refuses_or_is_not_worth_its_price_is_not_counted():
    shy = recipe("shy", 50.0, refuses=lambda _: "no")
    dear = recipe("too dear", 5000.0, hope=Hope((0.001, 0.001), (0.001, 0.001)))
    assert reckoned(race(*TWO, shy, dear)) == reckoned(race(*TWO))


def test_the_machine_and_the_budget_move_the_line():
    plain = forecast(race(*TWO), Place())
    slow = forecast(race(*TWO), Place(), correction=Estimate(2.0, 1.5, 3.0, "times", 9, 0.9))
    assert slow.cpu_s.value == 2 * plain.cpu_s.value == 2 * plain.reckoned_s
    assert slow.reckoned_s == plain.reckoned_s
    assert plain.cpu_s.low < plain.cpu_s.value < plain.cpu_s.high
    bounded = forecast(race(*TWO, budget=5.0), Place())
    assert bounded.cpu_s.high <= 5.0


def test_energy_carbon_and_money_follow_the_seconds():
    free = forecast(race(*TWO), Place())
    assert free.money is None
    assert free.energy_wh.low < free.energy_wh.value < free.energy_wh.high
    assert free.co2_g.low < free.co2_g.value < free.co2_g.high
    paid = forecast(race(*TWO), Place(country="FR", machine_hour=3.6), currency="EUR")
    assert paid.money.value == pytest.approx(paid.cpu_s.value * 0.001)
    assert paid.money.unit == "EUR"
    assert paid.spent.money == paid.money.value


def test_the_same_line_is_told_afterwards():
    before = forecast(race(*TWO), Place())
    after = happened(before.cpu_s.value, Place())
    assert after.cpu_s.origin == "measured"
    assert after.cpu_s.value == before.cpu_s.value
    assert after.energy_wh.value == pytest.approx(before.energy_wh.value, rel=0.05)


def test_what_tells_more_takes_longer():
    all_but, least, most, all_ = (
        forecast(race(*TWO), Place(), left=left).cpu_s.value for left in (1.0, 0.8, 2 / 15, 0.0)
    )
    assert (least, most) == pytest.approx((9.0, 24.0))  # the two ends of what is reckoned
    assert 0.5 * least < all_but < least
    assert most < all_ < 1.5 * most


def test_many_rows_are_climbed_in_growing_parts():
    per_row = replace(LINEAR, seconds=lambda given: len(given) / 1e4)
    many = race(per_row, rows=80_000)
    low, high = reckoned(many)
    assert low == pytest.approx(1.0)
    assert high > 2 * low


def test_the_expected_value_holds_what_a_plain_model_saves_and_a_little_more():
    plain = Estimate(0.5, 0.3, 0.7, "EUR", 400)
    value = expected_value(plain, 1.0, better=(0.0, 0.1, 0.2))
    assert value.value == pytest.approx(0.6)
    assert value.low == pytest.approx(0.5 - 0.2 * 1.645 / 1.96, abs=1e-3)
    assert value.high == pytest.approx(0.7 + 0.2 * 1.645 / 1.96, abs=1e-3)
    assert value.level == 0.9


def test_a_real_race_takes_about_what_was_reckoned_in_order():
    given = race(TRIVIAL, LINEAR)
    low, high = reckoned(given)
    assert 0 < low <= high
