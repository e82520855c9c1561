import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gardefou.core.need import Cost, Need, Task
from gardefou.learners.decide import cost_of, decide
from gardefou.learners.policies import trivial_costs, weighted_quantile


def _need(**prices):
    cost = Cost(unit="EUR", **prices)
    return Need(target="y", task=Task.BINARY, classes=("no", "yes"), positive="yes", cost=cost)


def _pairs(*p):
    return np.array([[1 - each, each] for each in p])


def test_the_threshold_is_the_ratio_of_prices():
    decisions = decide(_pairs(0.09, 0.11), _need(missed=9, false_alarm=1))
    assert decisions.choice.tolist() == [0, 1]
    assert decisions.expected == pytest.approx([0.81, 0.89])


def test_a_person_is_asked_where_that_is_cheapest():
    need = _need(missed=10, false_alarm=10, review=1, review_error=0.1)
    decisions = decide(_pairs(0.05, 0.5, 0.95), need)
    assert decisions.review.tolist() == [False, True, False]
    assert decisions.expected[1] == pytest.approx(1 + 0.1 * 10)


def test_what_was_decided_costs_what_it_says():
    need = _need(missed=10, false_alarm=4, review=1, review_error=0.1)
    decisions = decide(_pairs(0.01, 0.9, 0.3), need)
    assert decisions.review.tolist() == [False, False, True]
    assert cost_of(decisions, np.array([1, 0, 1]), need).tolist() == [10.0, 4.0, 1 + 0.1 * 10]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.floats(0.01, 50), st.floats(0, 5))
def test_no_decision_is_dearer_than_any_trivial_one(p, missed, review):
    need = _need(missed=missed, false_alarm=1.0, review=review, review_error=0.1)
    expected = decide(_pairs(*p), need).expected
    p = np.array(p)
    asked = review + 0.1 * (p * missed + (1 - p))
    for other in (p * missed, 1 - p, asked):
        assert (expected <= other + 1e-9).all()


def test_policies_without_a_model_have_their_plain_price():
    costs = trivial_costs(np.array([0, 0, 1]), _need(missed=10, false_alarm=4, review=1), None)
    assert {name: each.mean() for name, each in costs.items()} == pytest.approx(
        {
            "always no": 10 / 3,
            "always yes": 8 / 3,
            "always ask": 1.0,
        }
    )


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=30), st.floats(0.05, 0.95))
def test_the_quantile_costs_least_of_all_constants(values, share):
    y = np.array(values, dtype=float)
    best = weighted_quantile(y, np.ones(len(y)), share)

    def price(constant):
        gap = y - constant
        return np.where(gap > 0, share * gap, (share - 1) * gap).sum()

    assert price(best) <= min(price(each) for each in y) + 1e-9
