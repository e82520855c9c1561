"""Penalised models beside the reference library's, solved to the end."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Ridge

from gardefou.learners.penalised import Logistic, ridge, turn


def drawn(rows: int, columns: int, classes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A design of numbers and rare marks, class numbers and weights."""
    rng = np.random.default_rng(rows + columns + classes)
    wide = rng.normal(size=(rows, columns))
    wide[:, columns // 2 :] = rng.random((rows, columns - columns // 2)) < 0.1
    scores = wide @ rng.normal(size=(columns, classes)) + rng.gumbel(size=(rows, classes))
    y = scores.argmax(axis=1)
    y[:classes] = np.arange(classes)
    weight = rng.random(rows) + 0.5
    return wide, y, weight / weight.mean()


@pytest.mark.parametrize("size", [(300, 8, 2), (200, 6, 4), (60, 150, 2), (80, 90, 3)])
@pytest.mark.parametrize("strength", [0.01, 0.3, 3.0])
def test_logistic_is_the_reference(size: tuple[int, int, int], strength: float) -> None:
    wide, y, weight = drawn(*size)
    path = Logistic(turn(wide, weight), y)
    path.solve(0.003)  # as along a path: from the answer of another strength
    coefficients, intercept = path.solve(strength)
    model = LogisticRegression(C=strength, tol=1e-9, max_iter=10_000)
    model.fit(wide, y, sample_weight=weight)
    ours, theirs = wide @ coefficients + intercept, model.decision_function(wide)
    theirs = theirs.reshape(len(y), -1)
    ours, theirs = (
        each - each.mean(axis=1)[:, None] if size[2] > 2 else each for each in (ours, theirs)
    )
    apart = np.abs(1 / (1 + np.exp(-ours)) - 1 / (1 + np.exp(-theirs)))
    assert apart.mean() < 1e-3
    assert apart.max() < 0.02


@pytest.mark.parametrize("size", [(200, 10, 2), (30, 80, 2)])
@pytest.mark.parametrize("strength", [0.01, 10.0, 1000.0])
def test_ridge_is_the_reference(size: tuple[int, int, int], strength: float) -> None:
    wide, y, weight = drawn(*size)
    target = 1e6 + 3e4 * (wide[:, 0] + y + np.random.default_rng(0).normal(size=len(y)))
    coefficients, intercept = ridge(turn(wide, weight), target, strength)
    model = Ridge(alpha=strength).fit(wide, target, sample_weight=weight)
    np.testing.assert_allclose(coefficients[:, 0], model.coef_, rtol=1e-5, atol=1e-3)
    np.testing.assert_allclose(intercept, model.intercept_, rtol=1e-6)


def test_columns_without_a_difference_do_no_harm() -> None:
    wide, y, weight = drawn(100, 6, 2)
    wide[:, 3] = 7.0
    wide[:, 4] = wide[:, 5]
    coefficients, _ = Logistic(turn(wide, weight), y).solve(1.0)
    assert coefficients[3] == pytest.approx(0, abs=1e-6)
    assert coefficients[4] == pytest.approx(coefficients[5], abs=1e-6)
