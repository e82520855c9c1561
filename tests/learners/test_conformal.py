import numpy as np
import pytest

from gardefou.learners.conformal import learn_residuals


def _rows(rows, seed):
    rng = np.random.default_rng(seed)
    point = rng.uniform(1, 10, rows)
    return point, point + point * rng.normal(size=rows)  # the spread grows with the prediction


def test_intervals_cover_as_promised_at_both_ends():
    residuals = learn_residuals(*_rows(4000, 0))
    point, truth = _rows(20_000, 1)
    low, high = residuals.interval(point, 0.9)
    inside = (truth >= low) & (truth <= high)
    assert inside.mean() == pytest.approx(0.9, abs=0.015)
    assert inside[point < 2].mean() == pytest.approx(0.9, abs=0.03)
    assert inside[point > 9].mean() == pytest.approx(0.9, abs=0.03)


def test_few_rows_widen_the_interval():
    rng = np.random.default_rng(0)
    covered = []
    for _ in range(200):
        learned = learn_residuals(np.zeros(19), rng.normal(size=19))
        low, high = learned.interval(np.zeros(1), 0.9)
        covered.append(
            (rng.normal(size=50) > low[0]).mean() - (rng.normal(size=50) > high[0]).mean()
        )
    assert np.mean(covered) == pytest.approx(0.9, abs=0.03)


def test_the_dear_side_moves_the_number():
    point, truth = _rows(4000, 0)
    residuals = learn_residuals(point, truth)
    moved = residuals.quantile(point, 0.75)
    assert (truth <= moved).mean() == pytest.approx(0.75, abs=0.01)
    cost = residuals.expected_cost(point, 0.75, under=3, over=1)
    gap = truth - moved
    assert cost.mean() == pytest.approx(np.where(gap > 0, 3 * gap, -gap).mean(), rel=0.02)
