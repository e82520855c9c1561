import numpy as np
import pytest

from gardefou.core.need import Cost, Need, Task
from gardefou.need.prices import cost_matrix, review_cost

CONFUSION = {"a": {"b": 1.0, "c": 3.0}, "b": {"a": 2.0, "c": 4.0}, "c": {"a": 5.0, "b": 6.0}}
THREE = Need(
    task=Task.MULTICLASS,
    classes=("a", "b", "c"),
    cost=Cost(confusion=CONFUSION, review=1.0, review_error=0.5),
)


@pytest.mark.parametrize(
    ("positive", "matrix"), [("No", [[0, 120], [8, 0]]), ("Yes", [[0, 8], [120, 0]])]
)
def test_two_classes_in_lexical_order(positive, matrix):
    cost = Cost(missed=120.0, false_alarm=8.0)
    need = Need(task=Task.BINARY, classes=("No", "Yes"), positive=positive, cost=cost)
    assert cost_matrix(need).tolist() == matrix


def test_many_classes():
    assert cost_matrix(THREE).tolist() == [[0, 1, 3], [2, 0, 4], [5, 6, 0]]


def test_numbers_have_no_matrix():
    with pytest.raises(ValueError, match="classes"):
        cost_matrix(Need(task=Task.REGRESSION))


def test_a_reviewer_errs_among_the_wrong_choices():
    p = np.array([[1.0, 0, 0], [0, 0.5, 0.5]])
    assert review_cost(THREE, p) == pytest.approx([1 + 0.5 * 2, 1 + 0.5 * (0.5 * 3 + 0.5 * 5.5)])


def test_without_a_price_none_is_handed_over():
    need = Need(task=Task.MULTICLASS, classes=("a", "b", "c"), cost=Cost(confusion=CONFUSION))
    assert np.isinf(review_cost(need, np.full((2, 3), 1 / 3))).all()
