import numpy as np
import pytest

from gardefou.measures.gaps import group_means, widest_gap
from gardefou.measures.intervals import share


def people(counts):
    """0/1 outcomes and groups with these (rows, positives)."""
    y = np.concatenate([np.r_[np.ones(hit), np.zeros(n - hit)] for n, hit in counts])
    return y, np.repeat(np.arange(len(counts)), [n for n, _ in counts])


def test_the_published_gap_of_adult_by_sex_comes_out():
    # train part: 1 179 of 10 771 women, 6 662 of 21 790 men
    y, group = people([(10771, 1179), (21790, 6662)])
    gap, pair = widest_gap(y, group, np.ones(len(y)), unit="share")
    assert gap.value == pytest.approx(0.196276, abs=1e-6)
    assert pair == (1, 0)
    assert gap.low < gap.value < gap.high


def test_the_interval_is_newcombes_for_two_groups():
    # Newcombe 1998, example (a): 56/70 against 48/80, method 10: 0.0524 to 0.3339
    y, group = people([(70, 56), (80, 48)])
    gap, _ = widest_gap(y, group, np.ones(len(y)), unit="share")
    assert (gap.low, gap.high) == pytest.approx((0.0524, 0.3339), abs=5e-4)


def test_equal_groups_have_an_interval_that_holds_zero():
    rng = np.random.default_rng(0)
    missed = 0
    for _ in range(200):
        y, group = (rng.random(600) < 0.3).astype(float), rng.integers(0, 4, 600)
        gap, _ = widest_gap(y, group, np.ones(600), unit="share")
        missed += gap.low > 0
    assert missed <= 16  # 5 % of 200 with two standard errors


def test_tiny_groups_are_left_aside_and_a_lone_one_has_no_gap():
    y, group = people([(100, 30), (100, 40), (5, 5)])
    gap, pair = widest_gap(y, group, np.ones(len(y)), unit="share")
    assert pair == (1, 0)
    assert gap.value == pytest.approx(0.1)
    alone, _ = widest_gap(*people([(100, 30), (5, 5)]), np.ones(105), unit="share")
    assert np.isnan(alone.value)


def test_weights_move_the_mean_and_widen_the_interval():
    y, group = people([(100, 50)])
    weight = np.where(y == 1, 3.0, 1.0)
    (weighted,) = group_means(y, group, weight, unit="share")
    assert weighted.value == pytest.approx(0.75)
    assert weighted.high - weighted.low > share(75, 100).high - share(75, 100).low


def test_numbers_have_students_interval():
    values = np.array([1.0, 2.0, 3.0, 4.0])
    (found,) = group_means(values, np.zeros(4, dtype=int), np.ones(4), unit="EUR")
    assert found.value == 2.5
    assert found.high == pytest.approx(2.5 + 3.182446 * np.std(values, ddof=1) / 2, abs=1e-5)
