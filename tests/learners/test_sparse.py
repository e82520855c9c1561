"""The elastic net beside the reference library's, solved to the end."""

import numpy as np
import pytest
from sklearn.linear_model import ElasticNet, LogisticRegression

from gardefou.learners.sparse import for_classes, for_numbers


def drawn(rows: int, columns: int, classes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A design of which a third says something, class numbers and weights."""
    rng = np.random.default_rng(rows + columns + classes)
    wide = rng.normal(size=(rows, columns))
    counts = rng.normal(size=(columns, classes)) * (np.arange(columns) % 3 == 0)[:, None]
    y = (wide @ counts + rng.gumbel(size=(rows, classes))).argmax(axis=1)
    y[:classes] = np.arange(classes)
    weight = rng.random(rows) + 0.5
    return wide, y, weight / weight.mean()


def aim(wide, y, weight, model, penalty: float, share: float) -> float:
    """What is minimised, counted anew."""
    coefficients, intercept = model
    scores = wide @ coefficients + intercept
    scores = np.column_stack([0 * scores, scores]) if scores.shape[1] == 1 else scores
    losses = np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(y)), y]
    corner, flat = np.abs(coefficients).sum(), (coefficients**2).sum() / 2
    return float(weight @ losses + penalty * (share * corner + (1 - share) * flat))


@pytest.mark.parametrize("share", [0.5, 1.0])
@pytest.mark.parametrize("part", [0.3, 0.03])
@pytest.mark.parametrize("size", [(300, 12, 2), (200, 9, 4), (60, 90, 2)])
def test_classes_are_the_reference(size: tuple[int, int, int], part: float, share: float) -> None:
    wide, y, weight = drawn(*size)
    path = for_classes(wide, weight, y, share)
    penalty = part * path.nothing()
    path.solve(3 * penalty)
    coefficients, intercept = path.solve(penalty)
    model = LogisticRegression(
        C=1 / penalty, l1_ratio=share, solver="saga", tol=1e-7, max_iter=100_000
    )
    model.fit(wide, y, sample_weight=weight)
    ours, theirs = wide @ coefficients + intercept, model.decision_function(wide)
    theirs = theirs.reshape(len(y), -1)
    ours, theirs = (
        each - each.mean(axis=1)[:, None] if size[2] > 2 else each for each in (ours, theirs)
    )
    apart = np.abs(1 / (1 + np.exp(-ours)) - 1 / (1 + np.exp(-theirs)))
    assert apart.mean() < 2e-3
    assert apart.max() < 0.02
    reached = aim(wide, y, weight, (coefficients, intercept), penalty, share)
    best = aim(wide, y, weight, (model.coef_.T, model.intercept_), penalty, share)
    assert reached < 1.0001 * best


@pytest.mark.parametrize("share", [0.5, 1.0])
@pytest.mark.parametrize("part", [0.3, 0.03])
@pytest.mark.parametrize("size", [(200, 10, 2), (50, 80, 2)])
def test_numbers_are_the_reference(size: tuple[int, int, int], part: float, share: float) -> None:
    wide, y, weight = drawn(*size)
    target = wide[:, 0] + y + np.random.default_rng(0).normal(size=len(y))
    path = for_numbers(wide, weight, target, share)
    penalty = part * path.nothing()
    coefficients, intercept = path.solve(penalty)
    model = ElasticNet(
        alpha=penalty / weight.sum(), l1_ratio=share, tol=1e-9, max_iter=100_000
    ).fit(wide, target, sample_weight=weight)
    np.testing.assert_allclose(coefficients[:, 0], model.coef_, atol=5e-3)
    np.testing.assert_allclose(intercept, model.intercept_, atol=5e-3)


def test_above_some_penalty_no_column_counts() -> None:
    wide, y, weight = drawn(200, 10, 3)
    path = for_classes(wide, weight, y, 1.0)
    assert not path.solve(1.001 * path.nothing())[0].any()
    assert path.solve(0.9 * path.nothing())[0].any()


def test_columns_without_a_difference_do_no_harm() -> None:
    wide, y, weight = drawn(100, 6, 2)
    wide[:, 3] = 7.0
    coefficients, _ = for_classes(wide, weight, y, 1.0).solve(1.0)
    assert coefficients[3] == 0
    assert np.isfinite(coefficients).all()
