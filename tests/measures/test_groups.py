import numpy as np
import pytest

from gardefou.measures.groups import (
    alone_in_all,
    chance_of_gap,
    company,
    joined,
    mean_gap,
    means,
    rows_for_place,
    rows_for_share,
    share_gap,
    wilson,
    without_interaction,
)
from gardefou.measures.intervals import share

ADULT = {
    "Male": (6662, 21790),
    "Female": (1179, 10771),
}  # incomes above 50K, of UCI's training part
COMPAS = {"black false positive": (805, 1795), "white false positive": (349, 1488)}  # ProPublica


def test_published_gaps_and_ratios():
    """As fairlearn's and AIF360's difference and ratio of selection rates."""
    male, female = (hits / n for hits, n in ADULT.values())
    gap = share_gap(female, 10771, male, 21790)
    assert gap.value == pytest.approx(-0.19627598779361352, abs=1e-15)
    assert female / male == pytest.approx(0.3580225496813511, abs=1e-15)
    assert gap.low < gap.value < gap.high < 0
    black, white = (hits / n for hits, n in COMPAS.values())
    assert (round(100 * black, 2), round(100 * white, 2)) == (44.85, 23.45)


def test_german_credit_by_age():
    """590 of 810 beyond 25 years had good credit, 110 of 190 others (Kamiran and Calders)."""
    gap = share_gap(110 / 190, 190, 590 / 810, 810)
    assert round(gap.value, 6) == -0.149448
    assert round((110 / 190) / (590 / 810), 6) == 0.794826


def test_means_by_group_with_and_without_weights():
    codes, y = np.array([0, 0, 1, 1, -1]), np.array([0.0, 1.0, 1.0, 1.0, 0.0])
    plain = means(codes, y)
    assert plain.value.tolist() == [0.5, 1.0]
    assert plain.effective.tolist() == plain.rows.tolist() == [2, 2]
    weighed = means(codes, y, np.array([3.0, 1.0, 1.0, 1.0, 9.0]))
    assert weighed.value.tolist() == [0.25, 1.0]
    assert weighed.effective[0] == pytest.approx(16 / 10)


def test_the_interval_is_wilsons():
    one = share(7, 25)
    low, high = wilson(7 / 25, 25)
    assert (float(low), float(high)) == pytest.approx((one.low, one.high))


def test_newcombes_interval_covers():
    rng = np.random.default_rng(3)
    a, b = rng.binomial(60, 0.3, 2000) / 60, rng.binomial(40, 0.1, 2000) / 40
    gaps = [share_gap(x, 60, y, 40) for x, y in zip(a, b, strict=True)]
    covered = np.mean([gap.low <= 0.2 <= gap.high for gap in gaps])
    assert 0.93 <= covered <= 0.98


def test_a_gap_of_means():
    gap = mean_gap((10.0, 2.0, 100), (8.0, 2.0, 100))
    assert gap.low < 2 < gap.high
    assert mean_gap((1.0, 0.0, 1), (0.0, 0.0, 1)).value == 1.0


def test_rows_that_are_needed():
    assert rows_for_share(0.5, 0.05) == 385
    assert rows_for_share(0.1, 0.05) == 139
    assert rows_for_place(10, 100, 0.25) == 20
    assert (10 + 20) / (100 + 20) == 0.25
    assert rows_for_place(50, 100, 0.25) == 0


def test_parts_that_add_up_leave_nothing_over():
    rng = np.random.default_rng(0)
    value = rng.normal(size=(4, 1)) + rng.normal(size=(1, 3))
    rows = rng.integers(1, 50, (4, 3)).astype(float)
    assert np.allclose(without_interaction(value, rows), value, atol=1e-6)
    value[2, 1] += 1
    left = value - without_interaction(value, rows)
    assert np.unravel_index(np.abs(left).argmax(), left.shape) == (2, 1)


def test_an_empty_cell_has_no_say():
    value = np.array([[1.0, 2.0], [3.0, np.nan]])
    assert without_interaction(value, np.array([[1.0, 1.0], [1.0, 0.0]]))[1, 1] == pytest.approx(4)


def test_who_is_alone():
    kind = joined([np.array([0, 0, 1, -1]), np.array([1, 1, 1, 1])])
    assert sorted(company(kind)) == [1, 1, 2]
    assert company(kind, np.array([5, 5, 6, 6])).tolist() == [1, 1, 1]
    assert alone_in_all(company(kind), 4).value == 0.5
    assert alone_in_all(np.array([], dtype=int), 0).value == 0.0


@pytest.mark.parametrize("part", [0.1, 0.25, 0.5])
@pytest.mark.parametrize("spread", [0.3, 1.0, 3.0])
def test_who_is_alone_in_a_table_of_which_a_part_is_known(part, spread):
    """Against tables that are known whole, of 40,000 rows, even and crowded in places."""
    rng = np.random.default_rng(1)
    weight = rng.lognormal(sigma=spread, size=20_000)
    kinds = rng.choice(20_000, 40_000, p=weight / weight.sum())
    true = np.sum(np.bincount(kinds) == 1) / 40_000
    said = alone_in_all(company(kinds[: int(part * 40_000)]), 40_000)
    assert said.low - 0.01 <= true <= said.high
    assert said.value == pytest.approx(true, rel=0.3)


def test_no_gap_is_no_surprise():
    assert chance_of_gap(0.0, 1.0) == 1.0
    assert chance_of_gap(0.0, 0.0) == 1.0
    assert chance_of_gap(5.0, 1.0) < 1e-6
