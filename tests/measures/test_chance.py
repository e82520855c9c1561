"""Held against scipy.stats, which has the same laws and loads slowly."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from gardefou.measures import chance

SHARES = (0.0, 1e-300, 1e-12, 0.001, 0.025, 0.3, 0.5, 0.8, 0.975, 0.999, 1 - 1e-12, 1.0)
FREEDOMS = (0.5, 1.0, 1.37, 2.0, 9.0, 100.0, 12345.6, 1e7, np.inf)
NUMBERS = (-np.inf, -40.0, -3.0, -0.5, 0.0, 1e-9, 0.2, 1.0, 3.84, 30.0, 38.0, 900.0, np.inf)
SIZES = (0, 1, 2, 7, 60, 1000, 250_000)


def exactly(known):
    return pytest.approx(float(known), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("share", SHARES)
def test_normal_quantiles(share):
    assert chance.normal_quantile(share) == exactly(stats.norm.ppf(share))


@pytest.mark.parametrize("x", NUMBERS)
def test_normal_tails(x):
    assert chance.normal_tail(x) == exactly(stats.norm.sf(x))


@pytest.mark.parametrize(("share", "freedom"), list(product(SHARES[2:-1], FREEDOMS)))
def test_student_quantiles(share, freedom):
    known = stats.t.ppf(share, freedom)
    assert chance.student_quantile(share, freedom) == pytest.approx(known, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("x", "freedom"), list(product(NUMBERS, FREEDOMS[:-1])))
def test_chi2_tails(x, freedom):
    assert chance.chi2_tail(x, freedom) == exactly(stats.chi2.sf(x, freedom))


@pytest.mark.parametrize(("n", "share"), list(product(SIZES, SHARES)))
def test_binomial_tails(n, share):
    expected = round(n * share)
    for count in {-1, 0, 1, n // 3, expected - 40, expected, expected + 40, n - 1, n, n + 1}:
        assert chance.at_most(count, n, share) == exactly(stats.binom.cdf(count, n, share))
        assert chance.at_least(count, n, share) == exactly(stats.binom.sf(count - 1, n, share))


def test_what_is_not_known_stays_so():
    nothing = float("nan")
    told = (
        chance.normal_quantile(nothing),
        chance.normal_tail(nothing),
        chance.student_quantile(0.975, nothing),
        chance.chi2_tail(nothing, 3),
        chance.at_least(2, 5, nothing),
        chance.at_most(2, 5, nothing),
    )
    assert np.isnan(told).all()


@pytest.mark.parametrize("shape", [(2, 2), (2, 5), (4, 3)])
def test_one_mix_agrees_with_the_table_test(shape):
    rng = np.random.default_rng(7)
    for rows in (1, 5, 400):
        counts = rng.poisson(rows, shape) + 1
        for corrected in (False, True):
            known = stats.chi2_contingency(counts, correction=corrected).pvalue
            assert chance.one_mix(counts, corrected=corrected) == exactly(known)


def test_one_mix_leaves_out_what_holds_nothing():
    counts = np.array([[10, 0, 20], [0, 0, 0], [20, 0, 10]])
    assert chance.one_mix(counts) == chance.one_mix(np.array([[10, 20], [20, 10]]))
    assert chance.one_mix(counts[:2]) == 1.0
    assert chance.one_mix(np.zeros((2, 2))) == 1.0


def test_other_mixes_are_told_apart_and_like_ones_not():
    assert chance.one_mix(np.array([[90, 10], [10, 90]])) < 1e-20
    assert chance.one_mix(np.array([[50.0, 30.0], [5.0, 3.0]])) == pytest.approx(1.0)
