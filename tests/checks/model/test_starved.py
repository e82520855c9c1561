import pytest

from gardefou.checks.model.starved import starved
from gardefou.core.estimate import Estimate
from gardefou.core.evidence import Growth
from gardefou.core.finding import Severity
from gardefou.core.need import Cost, Need


def growth(value: float, low: float, high: float, now: float = 2.0) -> Growth:
    costs = (Estimate(3.0, 2.8, 3.2, "EUR", 900), Estimate(now, 1.9, 2.1, "EUR", 900))
    saved = {
        times: Estimate(value * part, low * part, high * part, "EUR", 1000, 0.9)
        for times, part in ((2.0, 0.7), (3.0, 1.0), (10.0, 1.6))
    }
    ahead = {times: Estimate(now, 0.0, now, "EUR", 1000, 0.9) for times in saved}
    return Growth((500, 1000), costs, ahead, saved, "linear")


def test_a_falling_curve_is_named_and_priced_per_decision():
    (finding,) = starved(Need(), growth(0.5, 0.2, 0.8))
    assert finding.severity is Severity.NOTE
    assert "(3 000 instead of 1 000)" in finding.says
    assert "0.5 EUR less, between 0.2 and 0.8" in finding.says
    assert (finding.price.value, finding.price.low, finding.price.high) == (0.5, 0.2, 0.8)
    assert "0.35 EUR" in finding.remedy
    assert "0.8." in finding.remedy


def test_it_is_priced_per_month_where_the_decisions_are_counted():
    need = Need(cost=Cost(unit="EUR", decisions_per_month=1000))
    (finding,) = starved(need, growth(0.5, 0.2, 0.8))
    assert finding.price.value == 500
    assert "per month" in finding.price.unit
    assert "500 EUR a month" in finding.says


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(0.0, -0.1, 0.3), (0.3, -0.05, 0.7), (0.01, 0.005, 0.02)],
    ids=["flat", "not sure", "sure but small"],
)
def test_a_curve_that_does_not_surely_fall_is_left_alone(value, low, high):
    assert starved(Need(), growth(value, low, high)) == []


def test_limits_are_kept():
    assert starved(Need(), growth(0.5, 0.2, 0.8), least=0.3) == []
    assert starved(Need(), growth(0.5, 0.2, 0.8), times=7.0) == []


def test_a_cost_of_nothing_has_nothing_to_spare():
    assert starved(Need(), growth(0.0, 0.0, 0.0, now=0.0)) == []
