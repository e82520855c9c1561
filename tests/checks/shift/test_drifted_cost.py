import numpy as np
import pytest

from gardefou.checks.shift.drifted_cost import drifted_cost
from gardefou.core.estimate import Estimate
from gardefou.core.evidence import CostShift
from pairs import shift


def cost(then, now, half, trivial=10.0, by="reference"):
    def measured(value, half):
        return Estimate(value, value - half, value + half, "EUR", 500)

    found = CostShift(
        measured(then, 0.1),
        measured(now, 0.1),
        measured(now - then, half),
        measured(trivial, 0.1),
        "boosted",
    )
    rows = {"x": np.arange(30.0)}
    return drifted_cost(shift(rows, rows, by=by), found)


@pytest.mark.parametrize(
    ("now", "half", "severity"), [(5.6, 0.3, "note"), (6.5, 1.0, "ask"), (9.0, 0.5, "alarm")]
)
def test_a_rise_weighs_by_what_it_takes_of_what_was_spared(now, half, severity):
    (finding,) = cost(5.0, now, half)
    assert str(finding.severity) == severity
    assert finding.measured.value == pytest.approx((now - 5) / 5)
    assert (finding.price.value, finding.price.unit) == (pytest.approx(now - 5), "EUR")


def test_a_rise_that_may_be_luck_or_is_small_is_left_alone():
    assert cost(5.0, 6.5, 1.6) == []
    assert cost(5.0, 5.4, 0.1) == []
    assert cost(5.0, 4.0, 0.1) == []


def test_a_model_that_spared_nothing_is_measured_by_its_own_cost():
    assert cost(5.0, 5.2, 0.1, trivial=4.0) == []
    (finding,) = cost(5.0, 8.0, 0.1, trivial=4.0)
    assert finding.measured.value == pytest.approx(0.6)


def test_within_one_table_it_is_a_note():
    (finding,) = cost(5.0, 9.0, 0.5, by="time")
    assert str(finding.severity) == "note"
