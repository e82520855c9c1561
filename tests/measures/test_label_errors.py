import numpy as np
import pytest

from gardefou.measures.label_errors import foretold, likelihoods, self_confidence, slips


def told(rows, *, hardness, exchanged, classes=2, seed=0):
    """Margins, whether answers agree, and which were exchanged; errors are logistic in them."""
    rng = np.random.default_rng(seed)
    margin = np.abs(rng.normal(scale=hardness, size=rows))
    true = rng.random(rows) < 1 / (1 + np.exp(-margin))
    hit = rng.random(rows) < exchanged
    back = rng.random(rows) < 1 / (classes - 1)
    return margin, np.where(hit, ~true & back, true), hit


def test_the_least_likely_answer_is_the_most_suspect():
    p = np.array([[0.99, 0.01], [0.99, 0.01], [0.6, 0.4]])
    assert self_confidence(np.array([1, 0, 1]), p).argsort().tolist() == [0, 2, 1]


def test_a_certain_foretelling_has_a_finite_margin():
    top, margin = foretold(np.array([[1.0, 0.0]]))
    assert top[0] == 0
    assert np.isfinite(margin).all()


@pytest.mark.parametrize("hardness", [1.0, 4.0])
def test_errors_that_die_out_are_no_wrong_answers_however_hard_the_table(hardness):
    found = [
        slips(*told(2000, hardness=hardness, exchanged=0.0, seed=seed)[:2], 2) for seed in range(20)
    ]
    assert min(each.p for each in found) > 1e-3


@pytest.mark.parametrize(("classes", "exchanged"), [(2, 0.05), (2, 0.2), (5, 0.1)])
def test_a_floor_under_the_errors_is_measured(classes, exchanged):
    found = []
    for seed in range(10):
        case = told(3000, hardness=4.0, exchanged=exchanged, classes=classes, seed=seed)
        found.append(slips(*case[:2], classes))
    assert max(each.p for each in found) < 1e-4
    shares = [each.share for each in found]
    assert np.mean([each.value for each in shares]) == pytest.approx(exchanged, rel=0.15)
    assert sum(each.low <= exchanged <= each.high for each in shares) >= 8


def test_rows_said_to_be_wrong_are_wrong_as_often_as_said():
    margin, agrees, hit = told(20_000, hardness=4.0, exchanged=0.1)
    found = slips(margin, agrees, 2)
    wrong = found.wrong(margin, agrees)
    for low, high in ((0.2, 0.6), (0.6, 1.0)):
        some = (wrong > low) & (wrong <= high)
        assert hit[some].mean() == pytest.approx(wrong[some].mean(), abs=0.08)


def test_one_row_and_rows_without_any_difference_are_no_trouble():
    assert slips(np.zeros(1), np.array([True]), 2).p > 0.05
    assert slips(np.full(50, 30.0), np.ones(50, dtype=bool), 3).share.value == 0.0
    assert slips(np.zeros(50), np.zeros(50, dtype=bool), 2).p > 0.05


def test_likelihoods_add_up_over_the_classes():
    p = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
    margin, agrees, _ = told(500, hardness=3.0, exchanged=0.1, classes=3)
    found = slips(margin, agrees, 3)
    total = sum(np.exp(likelihoods(np.full(2, k), p, found)) for k in range(3))
    assert total == pytest.approx([1.0, 1.0])
