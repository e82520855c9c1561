import numpy as np
import pytest

from gardefou.measures.coincidence import agreement, expected_repeats


def test_agreement_is_that_of_two_rows_drawn():
    assert agreement([75, 25], 2, 100) == pytest.approx(0.625)
    assert agreement([50], 51, 100) == pytest.approx(0.25 + 0.25 / 50)
    assert agreement([], 1000, 1000) == pytest.approx(0.001)
    assert agreement([], 0, 0) == 1.0


def test_repeats_are_those_of_the_birthday_problem():
    rng = np.random.default_rng(0)
    drawn = [500 - len(set(rng.integers(0, 365, 500))) for _ in range(300)]
    assert expected_repeats([1 / 365], 500) == pytest.approx(np.mean(drawn), rel=0.02)


def test_repeats_of_sure_and_of_rare_agreement():
    assert expected_repeats([1.0], 10) == 9.0
    assert expected_repeats([], 0) == 0.0
    assert expected_repeats([1e-7, 1.0], 1_000) == pytest.approx(1000 * 999 / 2 * 1e-7, rel=0.01)
