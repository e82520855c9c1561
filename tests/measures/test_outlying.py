import numpy as np
import pytest

from gardefou.measures.outlying import Tail, far_extreme, far_out
from small import spread

HONEST = {
    "normal": lambda rng, n: rng.normal(size=n),
    "uniform": lambda rng, n: rng.uniform(size=n),
    "exponential": lambda rng, n: rng.exponential(size=n),
    "lognormal": lambda rng, n: rng.lognormal(0, 2, n),
    "pareto": lambda rng, n: rng.pareto(1, n),
    "heavier pareto": lambda rng, n: rng.pareto(0.5, n),
    "cauchy": lambda rng, n: rng.standard_cauchy(n),
    "counts": lambda rng, n: rng.poisson(2, n).astype(float),
    "crowded counts": lambda rng, n: rng.negative_binomial(0.5, 0.05, n).astype(float),
    "rounded": lambda rng, n: rng.lognormal(2, 1, n).round(),
}


@pytest.mark.parametrize("shape", HONEST)
def test_honest_tails_are_seldom_far_out(shape):
    made = (HONEST[shape](np.random.default_rng(seed), 500) for seed in range(200))
    assert sum(far_out(values, max_p=0.005) is not None for values in made) <= 5  # 1 expected


def test_a_slip_is_found_with_all_that_lies_beyond_the_gap():
    ages = np.random.default_rng(0).integers(18, 90, 1000).astype(float)
    ages[:2] = 999, 880
    found = far_out(ages, max_p=1e-3)
    assert (found.cells, found.nearest, found.last) == (2, 880.0, 89.0)
    assert found.p < 1e-3
    assert 89 < found.bound < 880


def test_the_same_gap_in_a_heavier_tail_is_none():
    rng = np.random.default_rng(0)
    bulk = np.sort(rng.normal(100, 10, 999))
    assert far_out(np.append(bulk, 400.0), max_p=1e-3) is not None
    assert far_out(np.append(100 + 10 * rng.standard_cauchy(999), 400.0), max_p=1e-3) is None


def test_few_numbers_and_few_different_ones_tell_nothing():
    assert far_out(np.append(np.arange(40.0), 9999.0), max_p=0.01) is None
    assert far_out(np.array([0.0] * 900 + [1.0] * 300 + [2.0] * 50 + [9.0]), max_p=0.01) is None
    assert far_out(np.full(500, 3.0), max_p=0.01) is None


def test_limits_can_be_set():
    ages = np.append(np.random.default_rng(0).normal(40, 10, 500), 100.0)
    assert far_out(ages, max_p=0.5, limits=Tail(ratio=1.2)) is not None
    assert far_out(ages, max_p=0.5, limits=Tail(ratio=5.0)) is None


def test_the_highest_of_all_rows_is_weighed_by_the_tail_of_a_sample():
    rng = np.random.default_rng(0)
    whole = rng.normal(100, 10, 40_000)
    assert far_extreme(whole[:2000], spread(whole.tolist()), 40_000, max_p=1e-3) is None
    whole[-1] = 900.0
    found = far_extreme(whole[:2000], spread(whole.tolist()), 40_000, max_p=1e-3)
    assert (found.cells, found.nearest) == (1, 900.0)
    whole[-2] = 890.0
    found = far_extreme(whole[:2000], spread(whole.tolist()), 40_000, max_p=1e-3)
    assert (found.cells, found.nearest) == (2, 890.0)


def test_a_pareto_tail_reaches_as_far_as_its_rows_go():
    found = 0
    for seed in range(40):
        whole = np.random.default_rng(seed).pareto(1, 20_000)
        held = spread(whole.tolist())
        found += far_extreme(whole[:1000], held, 20_000, max_p=0.01) is not None
    assert found <= 3  # 0.4 expected
