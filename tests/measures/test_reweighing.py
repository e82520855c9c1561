import numpy as np
import pytest

from gardefou.measures.reweighing import repaired, resampled, reweighed


def cells(counts):
    """Rows of (group, outcome) with these counts."""
    rows = [(g, y) for g, line in enumerate(counts) for y, n in enumerate(line) for _ in range(n)]
    group, outcome = np.array(rows).T
    return group, outcome


def test_the_published_weights_of_german_credit_by_age_come_out():
    # old (over 25): 590 good of 810; young: 110 good of 190. AIF360 gives the same four weights.
    group, outcome = cells([[220, 590], [80, 110]])
    weight = reweighed(group, outcome)
    old_bad, old_good, young_bad, young_good = (
        weight[(group == g) & (outcome == y)][0] for g in (0, 1) for y in (0, 1)
    )
    assert old_bad == pytest.approx(1.104545, abs=1e-6)
    assert old_good == pytest.approx(0.961017, abs=1e-6)
    assert young_bad == pytest.approx(0.7125, abs=1e-6)
    assert young_good == pytest.approx(1.209091, abs=1e-6)


def test_weights_make_outcome_and_group_independent_and_keep_their_mean():
    rng = np.random.default_rng(1)
    group = rng.integers(0, 4, 3000)
    outcome = (rng.random(3000) < 0.2 + 0.15 * group).astype(int)
    weight = reweighed(group, outcome)
    rates = [np.average(outcome[group == k], weights=weight[group == k]) for k in range(4)]
    assert np.ptp(rates) < 1e-12
    assert weight.mean() == pytest.approx(1.0)


def test_independent_groups_keep_the_weight_one():
    group, outcome = cells([[30, 30], [50, 50]])
    assert reweighed(group, outcome) == pytest.approx(1.0)


def test_resampling_takes_each_row_as_often_as_its_weight_but_for_rounding():
    rng = np.random.default_rng(2)
    weight = rng.random(500) * 3
    taken = np.bincount(resampled(weight, rng), minlength=500)
    exact = weight / weight.sum() * 500
    assert taken.sum() == 500
    assert (np.abs(taken - exact) < 1).all()


def test_a_repaired_column_no_longer_tells_the_group_and_keeps_the_order_within():
    rng = np.random.default_rng(3)
    group = rng.integers(0, 2, 2000)
    values = rng.normal(size=2000) + 2.0 * group
    new = repaired(values, group)
    a, b = new[group == 0], new[group == 1]
    assert abs(np.median(a) - np.median(b)) < 0.05
    assert abs(np.quantile(a, 0.9) - np.quantile(b, 0.9)) < 0.1
    for k in (0, 1):
        assert (np.argsort(values[group == k]) == np.argsort(new[group == k])).all()


def test_repair_in_part_goes_part_of_the_way_and_holes_stay():
    values = np.array([1.0, np.nan, 3.0, 11.0, 13.0])
    group = np.array([0, 0, 0, 1, 1])
    half, whole = repaired(values, group, 0.5), repaired(values, group, 1.0)
    assert np.isnan(half[1])
    assert np.isnan(whole[1])
    assert half[[0, 2, 3, 4]] == pytest.approx((values + whole)[[0, 2, 3, 4]] / 2)


def test_a_lone_group_is_left_as_it_is():
    values = np.array([1.0, 2.0, 3.0])
    assert (repaired(values, np.zeros(3, dtype=int)) == values).all()
