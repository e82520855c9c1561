import numpy as np

from gardefou.measures.change_point import change_point, sharpened


def test_the_row_of_a_step_is_found():
    rng = np.random.default_rng(0)
    at, apart = change_point(np.concatenate([rng.permutation(300), 300 + rng.permutation(100)]))
    assert (at, apart) == (300, 0.5)


def test_rows_by_chance_hardly_change():
    rng = np.random.default_rng(0)
    assert max(change_point(rng.permutation(np.arange(400.0)))[1] for _ in range(20)) < 0.25


def test_a_cut_near_a_step_is_moved_to_it():
    rng = np.random.default_rng(0)
    sizes = np.concatenate([rng.lognormal(0, 0.5, 700), 1000 * rng.lognormal(0, 0.5, 300)])
    assert {sharpened(sizes, at) for at in (650, 699, 700, 720)} == {700}
    assert sharpened(sizes[::-1], 290) == 300
    assert sharpened(np.array([1.0, 1.0, 1.0]), 1) == 1
