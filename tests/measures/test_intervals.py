"""Held against known answers, and against how often they cover."""

import numpy as np
import pytest
from scipy import stats

from gardefou.measures import intervals

RNG = np.random.default_rng(0)


def test_wilson_agrees_with_scipy():
    for count, n in [(0, 10), (3, 10), (10, 10), (40, 1000)]:
        ours = intervals.share(count, n)
        theirs = stats.binomtest(count, n).proportion_ci(method="wilson")
        assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_no_rows_know_nothing():
    assert (intervals.share(0, 0).low, intervals.share(0, 0).high) == (0.0, 1.0)
    assert intervals.mean(np.array([1.0]), unit="").high == float("inf")


def test_the_mean_of_equal_weights_is_student_s():
    values = RNG.normal(size=30)
    ours = intervals.mean(values, unit="EUR")
    theirs = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


def test_weights_cover_the_weighted_mean():
    covered = 0
    for _ in range(400):
        weight = RNG.gamma(1.0, size=100)
        estimate = intervals.mean(RNG.normal(size=100), unit="", weight=weight)
        covered += estimate.low <= 0 <= estimate.high
    assert covered / 400 == pytest.approx(0.95, abs=0.035)


def test_a_tighter_level_widens_the_interval():
    values = RNG.normal(size=30)
    wide, usual = (intervals.mean(values, unit="", level=level) for level in (0.99, 0.95))
    assert wide.low < usual.low < usual.high < wide.high


def test_auc_intervals_cover():
    covered = 0
    truth = stats.norm.cdf(1 / np.sqrt(2))
    from gardefou.measures.scores import auc

    for _ in range(300):
        positive = np.repeat([True, False], 60)
        score = RNG.normal(size=120) + positive
        estimate = intervals.auc_interval(auc(positive, score), 60, 60)
        covered += estimate.low <= truth <= estimate.high
    assert covered / 300 == pytest.approx(0.95, abs=0.04)


def test_holm_keeps_false_alarms_of_a_family():
    families = RNG.random((2000, 20))
    alarms = np.mean([intervals.holm(p).min() < 0.05 for p in families])
    assert alarms == pytest.approx(0.05, abs=0.015)


def test_rows_of_one_thing_do_not_count_twice():
    covered, plainly = 0, 0
    for _ in range(300):
        values = np.repeat(RNG.normal(size=40), 5) + 0.3 * RNG.normal(size=200)
        groups = np.repeat(np.arange(40), 5)
        honest, naive = (
            intervals.mean(values, unit="", groups=groups),
            intervals.mean(values, unit=""),
        )
        covered += honest.low <= 0 <= honest.high
        plainly += naive.low <= 0 <= naive.high
    assert covered / 300 == pytest.approx(0.95, abs=0.04)
    assert plainly / 300 < 0.8


def test_things_of_one_row_each_are_rows():
    values = RNG.normal(size=50)
    ours = intervals.mean(values, unit="", groups=np.arange(50))
    assert ours.low == pytest.approx(intervals.mean(values, unit="").low)
