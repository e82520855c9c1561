import pytest
from hypothesis import given
from hypothesis import strategies as st

from gardefou.figures.drawing import Axis, fitted, thinned, ticks

NUMBERS = st.floats(-1e12, 1e12)


@given(NUMBERS, NUMBERS)
def test_marks_are_few_and_inside(a, b):
    low, high = sorted((a, b))
    marks = ticks(low, high)
    assert len(marks) <= 7
    slack = 1e-6 * max(abs(low), abs(high), 1e-9)
    assert all(low - slack <= mark <= high + slack for mark in marks)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_place_is_on_the_sheet(low, high, value):
    assert 0 <= Axis(low, high).place(value) <= 100


@pytest.mark.parametrize(("low", "high"), [(0, float("nan")), (float("inf"), 1), (3, 2)])
def test_an_odd_span_has_no_marks_beyond_its_start(low, high):
    assert len(ticks(low, high)) <= 1


@given(st.text(max_size=80), st.floats(0, 300))
def test_a_fitted_text_is_short_enough(text, width):
    shown = fitted(text, width)
    assert shown == text or len(shown) * 13 * 0.6 <= width + 13


@given(st.integers(1, 500), st.integers(2, 50))
def test_thinning_keeps_the_ends_and_the_order(number, most):
    kept = thinned(number, most)
    assert kept == sorted(set(kept))
    assert len(kept) == min(number, most)
    assert (kept[0], kept[-1]) == (0, number - 1)
