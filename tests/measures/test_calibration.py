import numpy as np
import pytest

from gardefou.measures.calibration import binned, excess_gap, gaps_by_luck


def test_rows_of_one_belief_stay_together():
    bins = binned(np.array([0, 1, 1, 1] * 25), np.repeat(0.5, 100))
    assert (len(bins.said), bins.gap, bins.worst) == (1, 0.25, 0)


def test_the_gap_is_a_mean_over_rows():
    belief = np.repeat([0.1, 0.9], [300, 100])
    hit = np.concatenate([np.zeros(300), np.ones(100)])
    assert binned(hit, belief).gap == pytest.approx(0.1)


def test_weights_count_as_rows_do():
    hit, belief = np.array([1, 0] * 50), np.repeat(0.75, 100)
    assert binned(hit, belief, np.tile([3.0, 1.0], 50)).gap == pytest.approx(0.0)


def test_few_rows_make_few_bins():
    assert len(binned(np.zeros(5), np.linspace(0, 1, 5)).said) == 1
    assert len(binned(np.zeros(35), np.linspace(0, 1, 35)).said) == 3


def test_luck_is_as_wide_as_the_binomial():
    bins = binned(np.array([0, 1] * 200), np.repeat(0.5, 400))
    luck = gaps_by_luck(bins)
    assert luck.mean() == pytest.approx(np.sqrt(2 / np.pi) * 0.5 / 20, rel=0.05)
    assert (gaps_by_luck(bins) == luck).all()


def test_luck_is_taken_off_and_its_probability_told():
    off = binned(np.array([0, 1] * 200), np.repeat(0.8, 400))
    gap, p = excess_gap(off, gaps_by_luck(off), 400)
    assert gap.low < gap.value < gap.high
    assert gap.value == pytest.approx(0.3 - 0.016, abs=0.003)
    assert p < 0.001
    honest = binned(np.array([0, 1] * 200), np.repeat(0.5, 400))
    gap, p = excess_gap(honest, gaps_by_luck(honest), 400)
    assert (gap.value, p) == (0.0, 1.0)
