import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gardefou.measures.curve_fit import KEPT, Trend, contrast, trend

ROWS = np.array([125, 250, 500, 1000])


def power(rows, floor=0.2, size=3.0):
    return floor + size * np.asarray(rows, dtype=float) ** np.log2(KEPT)


def test_a_power_law_is_carried_on_exactly():
    found = trend(ROWS, power(ROWS), 0.0)
    for times in (2, 3, 10):
        fallen = power(1000) - power(1000 * times)
        assert found.saved(times, unit="nats").value == pytest.approx(fallen)
    assert found.bend == pytest.approx(0.0)


def test_a_flat_curve_promises_nothing():
    found = trend(ROWS, np.full(4, 0.5), 0.01)
    saved = found.saved(10, unit="nats")
    assert saved.value == 0.0
    assert saved.low < 0 < saved.high


def test_a_rising_curve_is_never_carried_on():
    found = trend(ROWS, np.array([0.4, 0.45, 0.5, 0.6]), 0.0)
    assert found.fall == 0.0
    assert found.ahead(3, 0.0, unit="nats").value == 0.6


def test_what_chance_could_have_brought_is_drawn_towards_nothing():
    falls = [trend(ROWS, power(ROWS), error).fall for error in (0.0, 0.05, 0.5)]
    assert falls[0] > falls[1] > falls[2] > 0
    assert falls[2] < falls[0] / 50


def test_steps_that_are_no_doublings_count_per_doubling():
    rows = np.array([100, 300, 1000])
    losses = 1 - 0.1 * np.log2(rows)  # falls by 0.1 a doubling, everywhere
    weights = contrast(rows)
    assert weights @ losses == pytest.approx(0.1 * (2 + KEPT) / 3)
    assert weights.sum() == pytest.approx(0.0)


def test_points_before_the_last_three_do_not_move_the_forecast():
    losses = power(ROWS)
    other = losses.copy()
    other[0] = 9.0
    assert trend(ROWS, losses, 0.01) == trend(ROWS, other, 0.01)


@given(
    losses=st.lists(st.floats(0, 10), min_size=3, max_size=3),
    error=st.floats(0, 1),
    times=st.floats(1.0, 100.0),
)
def test_forecasts_are_ordered_and_within_reason(losses, error, times):
    found = trend(ROWS[1:], np.array(losses), error)
    saved = found.saved(times, unit="nats")
    assert saved.low <= saved.value <= saved.high
    assert 0 <= saved.value <= max(found.loss, 0)
    assert saved.value <= found.saved(times * 2, unit="nats").value + 1e-12
    ahead = found.ahead(times, error, unit="nats")
    assert 0 <= ahead.low <= ahead.value <= ahead.high
    assert ahead.value <= found.loss


def test_the_band_widens_with_the_reach_and_with_disagreement():
    calm, bent = (Trend(1000, 0.5, 0.02, 0.002, bend) for bend in (0.0, 0.02))
    widths = [calm.saved(t, unit="x").high - calm.saved(t, unit="x").low for t in (2, 3, 10)]
    assert widths == sorted(widths)
    assert bent.saved(3, unit="x").low < 0 < calm.saved(3, unit="x").low
