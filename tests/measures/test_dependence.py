import numpy as np
import pytest

from gardefou.measures.dependence import (
    CLEAR,
    Clear,
    Rule,
    agreements,
    chance_agreement,
    established,
    follows_order,
    is_rule,
    outvoted,
    rank_correlations,
    rule,
    wanted,
)
from gardefou.measures.scores import rank_correlation

KEY = np.repeat(np.arange(40), 10)
NAME = np.random.default_rng(1).permutation(40)[KEY] % 30


def with_slips(column, rows, values):
    made = column.copy()
    made[list(rows)] = values
    return made


def test_a_group_wants_its_commonest_value():
    column = with_slips(NAME, [3], 99)
    assert (wanted(KEY, column) == NAME).all()


def test_small_groups_and_shared_groups_want_nothing():
    assert (wanted(np.repeat(np.arange(9), 4), np.repeat(np.arange(9), 4)) == -1).all()
    shared = np.tile([0, 0, 0, 1, 1], 8)
    assert (wanted(np.repeat(np.arange(4), 10), shared) == -1).all()
    assert (wanted(np.repeat(np.arange(4), 10), shared, Clear(rival=0.7)) == 0).all()


def test_a_missing_given_wants_nothing_and_a_missing_cell_is_wanted():
    key, column = KEY.copy(), NAME.copy()
    key[0] = column[1] = -1
    assert wanted(key, column)[:2].tolist() == [-1, NAME[1]]


def test_of_three_given_columns_a_wrong_one_is_outvoted():
    column = np.array([5, 5, 5])
    wants = [np.array([7, 7, -1]), np.array([5, 7, -1]), np.array([5, -1, 6])]
    differs, best = outvoted(column, wants)
    assert differs.tolist() == [False, True, True]
    assert best.tolist() == [5, 7, 6]


def test_a_tie_of_votes_accuses_nobody():
    differs, _ = outvoted(np.array([5]), [np.array([5]), np.array([7])])
    assert not differs.any()


def test_a_rule_with_scattered_slips_holds():
    found = rule(KEY, with_slips(NAME, [5, 77, 130, 299], [1, 2, 3, 4]))
    assert is_rule(found)
    assert found.groups == 40
    assert found.breaks[0] + found.breaks[1] >= 3  # a slip may hit the right value
    assert found.gain > 0.98


def test_rare_values_do_not_speak_against_a_rule():
    found = rule(KEY, with_slips(NAME, range(0, 400, 7), range(100, 158)))
    assert (found.holds, found.breaks) == (1.0, (0, 58))


def test_columns_that_have_nothing_to_do_with_each_other_make_no_rule():
    rng = np.random.default_rng(2)
    for levels in (2, 5, 30):
        found = rule(KEY, rng.integers(0, levels, len(KEY)))
        assert found is None or not is_rule(found)


def test_a_strong_but_honest_association_makes_no_rule():
    rng = np.random.default_rng(3)
    city = np.repeat(np.arange(60), 50)
    band = (city % 5 + (rng.random(len(city)) < 0.25)) % 5  # the next band in a quarter of the rows
    assert not is_rule(rule(city, band))


def test_exceptions_that_gather_in_a_few_groups_make_no_rule():
    column = with_slips(NAME, [0, 1, 10, 11], (NAME[0] + 1) % 30)
    column = np.concatenate([column, column, column])  # the same exceptions, thrice
    found = rule(np.concatenate([KEY, KEY, KEY]), column)
    assert found.spread < 0.5
    assert not is_rule(found)


def test_exceptions_that_return_make_no_rule():
    column = NAME.copy()
    column[::10] = 31  # the first of each group
    column[1::10] = 31
    found = rule(KEY, column, Clear(rival=0.5))
    assert found.repeats > 0.6


def test_a_column_that_hardly_varies_makes_no_rule():
    mostly = np.zeros(400, dtype=int)
    mostly[:10] = 1
    found = rule(KEY, mostly)
    assert found.other == 1
    assert not is_rule(found)


def test_where_there_is_but_one_other_value_more_is_asked():
    sure = Rule(40, 20, 1.0, 0.99, 0.95, (9, 0), 1.0, float("nan"))
    assert is_rule(sure)
    assert not is_rule(Rule(40, 20, 1.0, 0.96, 0.95, (9, 0), 1.0, float("nan")))


def test_nothing_is_said_of_nothing():
    none = np.zeros(0, dtype=int)
    assert rule(none, none) is None
    assert rule(KEY, np.full(400, -1)) is None
    assert rule(KEY, np.zeros(400, dtype=int)) is None
    assert wanted(none, none).tolist() == []


def test_established_values_return():
    assert established(np.array([2, 2, 5, -1]), 2).tolist() == [2, 2, -1, -1]


def test_kappa_tells_dependence_from_chance():
    rng = np.random.default_rng(4)
    columns = np.stack([NAME, rng.integers(0, 5, 400), np.zeros(400, dtype=int)])
    chance = np.array([chance_agreement(each) for each in columns])
    kappa = agreements(KEY, columns, chance)
    assert kappa[0] == 1.0
    assert abs(kappa[1]) < 0.2
    assert np.isnan(kappa[2])


def test_bands_of_a_scale_follow_its_order_and_codes_do_not():
    scale = np.repeat(np.arange(40), 6)
    assert follows_order(scale, scale // 10) == 1.0
    assert follows_order(scale, np.random.default_rng(5).permutation(40)[scale] % 8) < 0.4
    assert follows_order(scale, 2 * scale, ordered=True) == pytest.approx(1.0)


def test_rank_correlations_are_those_of_each_pair():
    rng = np.random.default_rng(6)
    values = rng.normal(size=(300, 4))
    values[:, 1] = np.exp(values[:, 0])
    values[:, 2] = np.round(values[:, 0] + values[:, 2], 1)
    found = rank_correlations(values)
    for i in range(4):
        for j in range(4):
            expected = rank_correlation(values[:, i], values[:, j])
            assert found[i, j] == pytest.approx(expected, abs=1e-4)
    values[rng.random(values.shape) < 0.05] = np.nan
    assert rank_correlations(values)[0, 1] == pytest.approx(1.0, abs=0.01)


def test_the_usual_limits_are_those_of_the_page():
    assert (CLEAR.rows, CLEAR.share, CLEAR.rival) == (5, 0.5, 0.25)
