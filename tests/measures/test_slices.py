import numpy as np
import pytest

from gardefou.measures.conditions import Condition, conditions
from gardefou.measures.slices import dear_slices, tried_again


def table(rows=2000, columns=6, seed=0):
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(rows, columns))
    numbers[:, -1] = rng.integers(0, 4, rows)
    return rng, numbers


def flags(columns=6):
    return [False] * (columns - 1) + [True]


def test_one_dear_value_is_found():
    rng, values = table()
    cost = rng.exponential(1, 2000) * np.where(values[:, 5] == 2, 3, 1)
    (found,) = dear_slices(values, conditions(values, flags()), cost)
    assert found.conditions == (Condition(5, value=2.0),)
    assert found.inside == pytest.approx(3, abs=0.4)
    assert found.outside == pytest.approx(1, abs=0.1)
    assert found.rows == int((values[:, 5] == 2).sum())


def test_a_dear_pair_is_found_as_a_pair():
    rng, values = table(6000)
    dear = (values[:, 0] > 0.9) & (values[:, 5] == 1)
    cost = rng.exponential(1, 6000) * np.where(dear, 4, 1)
    found = dear_slices(values, conditions(values, flags()), cost)
    assert {each.column for each in found[0].conditions} == {0, 5}
    assert found[0].inside > 3


def test_a_single_condition_is_not_dressed_up_as_a_pair():
    rng, values = table(6000)
    cost = rng.exponential(1, 6000) * np.where(values[:, 5] == 2, 3, 1)
    for found in dear_slices(values, conditions(values, flags()), cost):
        assert found.conditions == (Condition(5, value=2.0),)


def test_luck_is_seldom_called_a_slice():
    named = 0
    for seed in range(60):
        rng, values = table(600, seed=seed)
        cost = 120.0 * (rng.random(600) < 0.05) + 8.0 * (rng.random(600) < 0.3)
        named += bool(dear_slices(values, conditions(values, flags()), cost))
    assert named <= 8  # 3 expected at most


def test_a_small_effect_is_not_told_however_sure():
    rng, values = table(20_000)
    cost = 1 + 0.1 * rng.normal(size=20_000) + 0.1 * (values[:, 5] == 2)
    tried = conditions(values, flags())
    assert dear_slices(values, tried, cost) == ()
    assert len(dear_slices(values, tried, cost, min_effect=0.05)) >= 1


def test_half_of_the_rows_are_no_slice():
    rng, values = table()
    cost = rng.exponential(1, 2000) * np.where(values[:, 0] > 0, 3, 1)
    tried = [Condition(0, low=0.0)]
    assert dear_slices(values, tried, cost) == ()
    assert len(dear_slices(values, tried, cost, max_share=0.6)) == 1


def test_rows_count_by_their_weight():
    rng, values = table()
    dear = values[:, 5] == 2
    cost = rng.exponential(1, 2000) * np.where(dear, 3, 1)
    tried = conditions(values, flags())
    (found,) = dear_slices(values, tried, cost, weight=np.where(dear, 5.0, 10.0))
    assert found.conditions == (Condition(5, value=2.0),)
    assert dear_slices(values, tried, cost, weight=np.where(dear, 3.0, 1.0)) == ()  # half of all


def test_ten_rows_of_one_thing_count_as_one():
    rng, values = table(300)
    cost = rng.exponential(1, 300) * np.where(values[:, 5] == 2, 2.5, 1)
    tried = conditions(values, flags())
    assert len(dear_slices(values, tried, cost)) == 1
    assert dear_slices(values, tried, cost, independent=0.1) == ()


def test_the_order_of_rows_changes_nothing():
    rng, values = table()
    cost = rng.exponential(1, 2000) * np.where(values[:, 5] == 2, 3, 1)
    turn = rng.permutation(2000)
    tried = conditions(values, flags())
    first, again = (
        dear_slices(v, tried, c) for v, c in ((values, cost), (values[turn], cost[turn]))
    )
    assert [each.conditions for each in first] == [each.conditions for each in again]


def test_the_largest_part_may_come_before_the_surest():
    values = np.repeat([0.0, 1.0, 2.0], [600, 40, 500])[:, None]
    cost = np.r_[np.zeros(600), np.full(40, 9.0), np.tile([0.0, 6.0], 250)]
    tried, more = [Condition(0, value=1.0), Condition(0, value=2.0)], {"max_share": 0.9, "most": 1}
    assert dear_slices(values, tried, cost, **more)[0].conditions == (tried[0],)
    assert dear_slices(values, tried, cost, **more, largest=True)[0].conditions == (tried[1],)


@pytest.mark.parametrize("rows", [0, 1, 59, 100])
def test_poor_rows_have_no_slices(rows):
    values = np.zeros((rows, 2))
    assert dear_slices(values, conditions(values, [False, True]), np.zeros(rows)) == ()


def test_a_slice_is_tried_on_other_rows_whatever_comes_out():
    rng, values = table()
    dear = values[:, 5] == 2
    cost = rng.exponential(1, 2000) * np.where(dear, 3, 1)
    found = dear_slices(values, conditions(values, flags()), cost)
    _, others = table(400, seed=9)
    alike = np.where(others[:, 5] == 2, 3.0, 1.0) + 0.1 * rng.normal(size=400)
    (kept,) = tried_again(found, others, alike, unit="EUR")
    assert kept.p < 1e-6
    assert kept.inside.value == pytest.approx(3, abs=0.1)
    assert kept.outside.value == pytest.approx(1, abs=0.1)
    (gone,) = tried_again(found, others, rng.exponential(1, 400), unit="EUR")
    assert gone.p > 0.05


def test_too_few_other_rows_say_nothing():
    found = dear_slices(*_sure())
    assert tried_again(found, np.zeros((50, 6)), np.ones(50), unit="EUR") == ()


def _sure():
    rng, values = table()
    cost = rng.exponential(1, 2000) * np.where(values[:, 5] == 2, 3, 1)
    return values, conditions(values, flags()), cost
