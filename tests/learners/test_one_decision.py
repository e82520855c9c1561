"""One decision in plain floats is the one that arrays give."""

import numpy as np
import pytest

from gardefou.core.need import Cost, Need, Task
from gardefou.learners.calibrate import Calibrator
from gardefou.learners.conformal import learn_residuals
from gardefou.learners.decide import decide, decide_number
from gardefou.learners.one_decision import bins_of, decider

CLASSES = ("a", "b", "c")
CONFUSION = {t: {c: 1.0 + (t > c) for c in CLASSES if c != t} for t in CLASSES}
STEPS = {"x": np.array([-2.0, -0.5, 1.0]), "y": np.array([0.02, 0.3, 0.97])}


def two(cost, positive="b"):
    return Need(task=Task.BINARY, classes=CLASSES[:2], positive=positive, cost=cost)


@pytest.mark.parametrize("review", [None, 0.2, 0.0])
@pytest.mark.parametrize(
    "calibrator",
    [
        Calibrator(Task.BINARY),
        Calibrator(Task.BINARY, "Platt", 1.7, 0.4),
        Calibrator(Task.BINARY, "isotonic", knots=STEPS),
    ],
    ids=lambda each: each.way,
)
@pytest.mark.parametrize("positive", ["a", "b"])
def test_two_classes(calibrator, review, positive):
    need = two(Cost(missed=3.0, false_alarm=1.0, review=review, review_error=0.1), positive)
    raw = np.array([[-800.0], [-2.0], [-0.5], [0.0], [0.3], [1.0], [5.0], [800.0]])
    p = calibrator.apply(raw)
    known = decide(p, need)
    answer = decider(need, calibrator, None)
    for row, score in enumerate(raw.tolist()):
        told = answer(score)
        assert list(told.probabilities.values()) == pytest.approx(p[row].tolist(), abs=1e-15)
        assert told.expected_cost == pytest.approx(known.expected[row], abs=1e-12)
        assert told.choice == need.classes[known.choice[row]]
        word = "act" if told.choice == positive else "hold"
        assert told.decision == ("review" if known.review[row] else word)
        assert told.prediction == need.classes[p[row].argmax()]


@pytest.mark.parametrize("review", [None, 0.3])
def test_more_classes(review):
    cost = Cost(confusion=CONFUSION, review=review, review_error=0.05)
    need = Need(task=Task.MULTICLASS, classes=CLASSES, cost=cost)
    calibrator = Calibrator(Task.MULTICLASS, "temperature", 0.7)
    raw = np.random.default_rng(0).normal(0, 3, (40, 3))
    p = calibrator.apply(raw)
    known = decide(p, need)
    told = [decider(need, calibrator, None)(row) for row in raw.tolist()]
    assert [each.choice for each in told] == [CLASSES[k] for k in known.choice]
    assert [each.decision == "review" for each in told] == known.review.tolist()
    costs = [each.expected_cost for each in told]
    assert costs == pytest.approx(known.expected.tolist(), abs=1e-12)


@pytest.mark.parametrize("review", [None, 2.5])
def test_numbers_also_on_the_edges_of_bins(review):
    rng = np.random.default_rng(1)
    point = rng.normal(0, 10, 400)
    residuals = learn_residuals(point, point + rng.normal(0, 1 + np.abs(point) / 5))
    need = Need(task=Task.REGRESSION, cost=Cost(under=3.0, over=1.0, review=review))
    asked = np.concatenate([point[:30], residuals.edges])
    known = decide_number(asked, residuals, need)
    low, high = residuals.interval(asked, need.people.coverage)
    told = [decider(need, None, residuals)([score]) for score in asked.tolist()]
    assert [each.prediction for each in told] == known.choice.tolist()
    assert [each.low for each in told] == low.tolist()
    assert [each.high for each in told] == high.tolist()
    assert [each.expected_cost for each in told] == known.expected.tolist()
    assert [each.decision == "review" for each in told] == known.review.tolist()


def test_bins_forget_the_price_of_asking():
    residuals = learn_residuals(np.arange(300.0), np.arange(300.0) + 1)
    prices = {"under": 2.0, "over": 1.0}
    dear, free = (
        bins_of(residuals, Need(task=Task.REGRESSION, cost=Cost(**prices, review=review)))
        for review in (None, 0.0)
    )
    assert dear == free
    assert set(dear.move) == {1.0}
