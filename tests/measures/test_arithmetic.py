import numpy as np
import pytest

from gardefou.measures.arithmetic import identities


def columns(rows: int = 800, seed: int = 0):
    rng = np.random.default_rng(seed)
    return rng, np.exp(rng.normal(size=(rows, 12)))


@pytest.mark.parametrize(
    ("made", "parts", "product"),
    [
        (lambda X: X[:, 3] + X[:, 5], {3, 5}, False),
        (lambda X: X[:, 3] - X[:, 5], {3, 5}, False),
        (lambda X: X[:, 1] - X[:, 3] + X[:, 5], {1, 3, 5}, False),
        (lambda X: (X[:, 3] - X[:, 5]) / 86400, {3, 5}, False),
        (lambda X: X[:, 2] * 1.6 + 32, {2}, False),
        (lambda X: X[:, 3] * X[:, 5], {3, 5}, True),
        (lambda X: 100 * X[:, 3] / X[:, 5], {3, 5}, True),
        (lambda X: X[:, 3] / X[:, 5] ** 2, {3, 5}, True),
    ],
)
def test_an_identity_is_found_with_all_its_parts_and_no_other(made, parts, product):
    _, X = columns()
    (found,) = identities(made(X), X)
    assert set(found.parts) == parts
    assert found.product == product
    assert found.plain
    assert found.share == 1.0
    assert found.rows == 800


def test_factors_are_known():
    _, X = columns()
    (found,) = identities(X[:, 3] - X[:, 5], X)
    assert dict(zip(found.parts, found.factors, strict=True)) == {3: 1.0, 5: -1.0}
    assert found.start == pytest.approx(0.0, abs=1e-9)


def test_rounding_typing_errors_and_holes_do_not_hide_it():
    rng, X = columns(3_000)
    price, pieces = X[:, 0].round(2) * 10, np.ceil(X[:, 1] * 5)
    (found,) = identities((price * pieces).round(2), np.column_stack([price, pieces, X[:, 2:]]))
    assert set(found.parts) == {0, 1}
    y = X[:, 3] + X[:, 5]
    y[::400] += 50
    assert [set(one.parts) for one in identities(y, X)] == [{3, 5}]
    holes = np.where(rng.random(X.shape) < 0.1, np.nan, X)
    assert [set(one.parts) for one in identities(X[:, 3] + X[:, 5], holes)] == [{3, 5}]


def test_a_part_that_is_seldom_there_belongs_to_it():
    rng, X = columns(3_000)
    X[:, 4] *= rng.random(3_000) < 0.02
    assert [set(one.parts) for one in identities(X[:, 3] + X[:, 4], X)] == [{3, 4}]


def test_a_small_difference_of_large_numbers_is_found():
    rng, X = columns()
    X[:, 0] = 1_000 * X[:, 0]
    X[:, 1] = X[:, 0] + rng.normal(size=800)
    assert [set(one.parts) for one in identities(X[:, 1] - X[:, 0], X)] == [{0, 1}]


def test_two_ways_to_make_it_up_are_both_found():
    _, X = columns()
    y = X[:, 0] + X[:, 1]
    found = identities(y, np.column_stack([X, y - X[:, 5]]))
    assert {frozenset(one.parts) for one in found} == {frozenset({0, 1}), frozenset({5, 12})}


def test_unequal_weights_are_said_not_to_be_plain():
    _, X = columns()
    (found,) = identities(2 * X[:, 0] + 0.3 * X[:, 1], X)
    assert not found.plain


@pytest.mark.parametrize("noise", [0.05, 0.2])
def test_an_honest_strong_column_is_no_identity(noise):
    rng, X = columns()
    y = X[:, 0] + X[:, 1]
    assert identities(y + noise * np.std(y) * rng.normal(size=800), X) == []


def test_a_sum_of_many_columns_and_poor_input_give_nothing():
    _, X = columns()
    assert identities(X.sum(axis=1), X) == []
    assert identities(X[:, 0], X[:, :0]) == []
    assert identities(np.ones(800), X) == []
    assert identities(X[:20, 0], X[:20]) == []
    assert identities(X[:, 0], np.full((800, 2), np.nan)) == []


def test_few_values_do_not_pass_by_rounding():
    rng = np.random.default_rng(0)
    quality = rng.integers(3, 9, 1_000).astype(float)
    assert identities(quality, quality[:, None] + rng.normal(size=(1_000, 3))) == []
