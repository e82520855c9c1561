import numpy as np
import pytest

from gardefou.measures.units import DEGREES, FACTORS, Unit, distance, scattered, unit


def spread_out(rows: int, wide: float, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(0, wide, rows)


@pytest.mark.parametrize("factor", FACTORS)
def test_every_usual_factor_is_told_both_ways(factor):
    usual, other = spread_out(2000, 0.1), factor * spread_out(2000, 0.1, 1)
    assert unit(usual, other) == Unit(factor)
    assert unit(other, usual).factor == pytest.approx(1 / factor)


def test_fahrenheit_is_told_from_celsius():
    rng = np.random.default_rng(0)
    usual, other = rng.normal(15, 5, 800), 1.8 * rng.normal(15, 5, 400) + 32
    assert unit(usual, other) == DEGREES[0]
    assert unit(other, usual) == DEGREES[1]


def test_an_unusual_factor_another_shape_and_an_overlap_are_not():
    usual = spread_out(2000, 0.3)
    assert unit(usual, 400 * spread_out(2000, 0.3, 1)) is None
    assert unit(usual, 1000 * np.random.default_rng(1).uniform(0.1, 5, 2000)) is None
    assert unit(spread_out(2000, 1), 2.54 * spread_out(2000, 1, 1)) is None


def test_too_few_numbers_tell_nothing():
    usual = spread_out(2000, 0.3)
    assert unit(usual, 1000 * usual[:20]) is None
    assert unit(usual, 1000 * usual[:40]) == Unit(1000.0)
    assert unit(usual, np.zeros(50)) is None


def test_distance_is_known_where_it_is():
    assert distance(np.array([1.0, 2.0]), np.array([2.0, 3.0])) == 0.5
    assert distance(np.array([1.0]), np.array([1.0])) == 0.0


def test_single_numbers_in_another_unit_are_parted_from_the_others():
    numbers = spread_out(500, 0.5)
    numbers[:8] *= 1000
    found, bound = scattered(numbers)
    assert found == Unit(1000.0)
    assert (numbers > bound).sum() == 8
    numbers[8:] *= 1e6
    assert scattered(numbers)[0].factor == pytest.approx(0.001)


def test_heavy_tails_are_no_other_unit():
    rng = np.random.default_rng(0)
    shapes = (rng.standard_cauchy, lambda n: rng.pareto(1, n), lambda n: rng.lognormal(0, 3, n))
    assert not any(scattered(shape(1000)) for shape in shapes for _ in range(100))
    assert scattered(np.array([1.0, 2.0])) is None
