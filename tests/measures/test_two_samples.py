import numpy as np
import pytest
from scipy import stats

from gardefou.measures.chance import at_least
from gardefou.measures.two_samples import (
    beyond_by_luck,
    levels_gap,
    numbers_gap,
    odds_ratio,
    unmet_share,
)


def halves(n, m):
    return np.arange(n) % 2, np.arange(m) % 2


@pytest.mark.parametrize(("n", "m"), [(30, 500), (171, 398), (2000, 2000)])
@pytest.mark.parametrize("shift", [0.0, 0.1, 0.3])
def test_the_probability_is_that_of_kolmogorov_and_smirnov(n, m, shift):
    rng = np.random.default_rng(n)
    then, now = rng.normal(size=n), rng.normal(shift, 1, m)
    gap = numbers_gap(then, now, halves(n, m))
    known = stats.ks_2samp(then, now, method="exact" if n < 2000 else "asymp")
    assert gap.p == pytest.approx(known.pvalue, rel=0.15, abs=0.01)
    assert abs((then <= gap.at).mean() - (now <= gap.at).mean()) == pytest.approx(known.statistic)


def test_ties_and_infinities_are_counted_right():
    then = np.array([1.0, 1.0, 2.0, np.inf] * 10)
    now = np.array([1.0, 2.0, 2.0, np.inf] * 10)
    fold = np.arange(40) // 4 % 2
    gap = numbers_gap(then, now, (fold, fold))
    assert (gap.effect.value, gap.at) == (0.25, 1.0)


@pytest.mark.parametrize("levels", [2, 5])
def test_the_probability_of_levels_is_that_of_pearson(levels):
    rng = np.random.default_rng(levels)
    then, now = rng.integers(0, levels, 400), rng.integers(0, levels, 700) ** 2 % levels
    table = np.array([np.bincount(side, minlength=levels) for side in (then, now)])
    known = stats.chi2_contingency(table[:, table.sum(axis=0) > 0], correction=False).pvalue
    assert levels_gap(then, now, halves(400, 700)).p == pytest.approx(known)


def test_the_lower_end_of_the_interval_lies_above_the_truth_seldom():
    """Over 600 pairs: 2.5 % are meant, and the margin is four standard errors."""
    rng = np.random.default_rng(0)
    truth = 2 * stats.norm.cdf(0.25) - 1
    above = sum(
        numbers_gap(rng.normal(size=300), rng.normal(0.5, 1, 500), halves(300, 500)).effect.low
        > truth
        for _ in range(600)
    )
    assert above <= 600 * 0.025 + 4 * np.sqrt(600 * 0.025 * 0.975)


def test_many_levels_feign_no_gap():
    """The plain sum of differences would be about 0.2 here, though nothing changed."""
    rng = np.random.default_rng(1)
    effects = [
        levels_gap(
            rng.integers(0, 40, 300), rng.integers(0, 40, 300), halves(300, 300)
        ).effect.value
        for _ in range(100)
    ]
    assert np.mean(effects) < 0.03


def test_of_levels_that_truly_moved_the_share_is_told():
    rng = np.random.default_rng(2)
    then = rng.choice(6, 5000, p=[0.3, 0.3, 0.1, 0.1, 0.1, 0.1])
    now = rng.choice(6, 5000, p=[0.1, 0.3, 0.3, 0.1, 0.1, 0.1])
    effect = levels_gap(then, now, halves(5000, 5000)).effect
    assert effect.low < 0.2 < effect.high
    assert effect.high - effect.low < 0.05


def test_weights_take_the_difference_away():
    rng = np.random.default_rng(3)
    group = rng.random(4000) < 0.2
    then, now = rng.normal(2.0 * group), rng.normal(2.0 * (rng.random(4000) < 0.6))
    weight = np.where(group, 0.6 / group.mean(), 0.4 / (1 - group.mean()))
    fold = halves(4000, 4000)
    assert numbers_gap(then, now, fold).effect.low > 0.15
    assert numbers_gap(then, now, fold, weight).effect.low < 0.03


def test_odds_are_those_of_fisher_and_never_below_one():
    assert odds_ratio(60, 2000, 10, 1000) == odds_ratio(10, 1000, 60, 2000)
    known = stats.contingency.odds_ratio([[60, 1940], [10, 990]], kind="sample").statistic
    assert odds_ratio(10, 1000, 60, 2000).value == pytest.approx(known, rel=0.05)
    assert odds_ratio(0, 50, 0, 50).low < 1


def test_numbers_beyond_all_earlier_ones_come_as_often_as_foretold():
    """Margin: four standard errors of 4,000 draws."""
    rng = np.random.default_rng(4)
    then, now = rng.exponential(size=(4000, 50)), rng.exponential(size=(4000, 80))
    beyond = (
        (now < then.min(axis=1, keepdims=True)) | (now > then.max(axis=1, keepdims=True))
    ).sum(axis=1)
    for count in (1, 4, 8):
        foretold = beyond_by_luck(count, 80, 50)
        margin = 4 * np.sqrt(foretold * (1 - foretold) / 4000)
        assert (beyond >= count).mean() == pytest.approx(foretold, abs=margin)


@pytest.mark.parametrize(("n", "before"), [(1, 2), (80, 50), (1000, 7), (20000, 500)])
def test_numbers_beyond_agree_with_the_mixture_of_binomials(n, before):
    """As scipy sums the same law, to what its 1 - sum leaves of the digits."""
    for count in {0, 1, min(3, n), n // 10, n // 2, n}:
        known = float(stats.betabinom.sf(count - 1, n, 2, before - 1))
        assert beyond_by_luck(count, n, before) == pytest.approx(known, rel=1e-9, abs=1e-9)
    assert beyond_by_luck(5, 5, 1) == 1.0


def test_values_to_come_are_hardly_ever_more_than_expected():
    """One in a hundred at most by the test as checks use it; 200 pairs of long-tailed levels."""
    rng = np.random.default_rng(5)
    more = 0
    for _ in range(200):
        then, now = np.minimum(rng.zipf(1.6, (2, 400)), 5000)
        once = int((np.unique(then, return_counts=True)[1] == 1).sum())
        more += at_least(int((~np.isin(now, then)).sum()), 400, unmet_share(once, 400)) <= 0.01
    assert more <= 6
