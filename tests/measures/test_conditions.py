import numpy as np
import pytest

from gardefou.measures.conditions import Condition, conditions

NAN = float("nan")


def test_a_condition_holds_where_it_says():
    values = np.array([[1.0], [2.0], [3.0], [NAN]])
    assert Condition(0, low=1, high=2).holds(values).tolist() == [False, True, False, False]
    assert Condition(0, value=3).holds(values).tolist() == [False, False, True, False]
    assert Condition(0, hole=True).holds(values).tolist() == [False, False, False, True]


def test_a_number_is_cut_where_a_person_would_cut_it():
    cells = np.linspace(0, 100, 1001)[:, None]
    found = conditions(cells, [False])
    assert {each.low for each in found} == {-np.inf, 20.0, 40.0, 60.0, 80.0}
    assert Condition(0, 20.0, 40.0) in found
    assert Condition(0, -np.inf, 60.0) in found


@pytest.mark.parametrize("scale", [1e-100, 1e-6, 1.0, 1e9, 1e90])
def test_numbers_of_any_size_are_cut(scale):
    rng = np.random.default_rng(0)
    assert len(conditions(scale * rng.normal(size=(500, 1)), [False])) == 11


def test_few_values_and_categories_are_taken_one_by_one():
    cells = np.repeat([[0.0, 7.0], [1.0, 8.0]], 40, axis=0)
    found = conditions(cells, [True, False])
    assert [(each.column, each.value) for each in found] == [(0, 0), (0, 1), (1, 7), (1, 8)]


def test_a_range_with_one_value_in_it_is_that_value():
    cells = np.repeat(np.arange(7.0), 50)[:, None]
    found = conditions(cells, [False])
    alone = [each for each in found if each.value is not None]
    assert alone
    assert all(np.isinf(each.low) and np.isinf(each.high) for each in alone)


def test_what_holds_for_nearly_none_or_nearly_all_is_left_out():
    cells = np.array([0.0] * 95 + [1.0] * 5)[:, None]
    assert conditions(cells, [True]) == []


def test_holes_are_a_condition_and_an_empty_column_has_none():
    cells = np.column_stack([np.where(np.arange(100) < 40, NAN, 1.0), np.full(100, NAN)])
    assert conditions(cells, [False, False]) == [
        Condition(0, value=1.0),
        Condition(0, hole=True),
    ]


def test_the_most_are_kept():
    cells = np.repeat(np.arange(40.0), 40)[:, None]
    assert len(conditions(cells, [True], most_each=12)) == 12
    wide = np.tile(cells, (1, 40))
    assert len(conditions(wide, [True] * 40, most=100)) == 100
