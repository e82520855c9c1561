from math import inf, nan

import pytest

from gardefou.core.estimate import Estimate, Quantity
from gardefou.report.numbers import amount, counted, date, duration, effect, ranged


@pytest.mark.parametrize("odd", [nan, inf, -inf, None, "x", True])
def test_what_is_no_number_is_not_known(odd):
    assert amount(odd, "EUR") == "not known"
    assert duration(odd) == "not known"


def test_an_error_takes_its_plural_by_what_is_shown():
    shown = [amount(value, "error") for value in (0.9999, 1.0, -1.0, 0.0, 2.0)]
    assert shown == ["1 error", "1 error", "−1 error", "0 errors", "2 errors"]


def test_a_range_that_is_not_known_is_not_shown():
    assert ranged(Estimate(0.5, nan, 1.0, "AUC", 3)) == "0.5 AUC"
    assert ranged(Quantity(0.5, "Wh", "measured", "meter")) == "0.5 Wh"
    assert ranged(Estimate(nan, 0.0, 1.0, "AUC", 3)) == "not known"


def test_a_range_may_be_multiplied():
    assert ranged(Estimate(1.0, 0.5, 2.0, "EUR", 9), 100) == "100 EUR (50 to 200)"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.0, "log-odds", "×1"),
        (-0.0001, "log-odds", "×1"),
        (99.0, "log-odds", "over ×1 000 000"),
        (-99.0, "log-odds", "under ÷1 000 000"),
        (0.0, "EUR", "0 EUR"),
        (-2.5, "EUR", "−2.5 EUR"),
    ],
)
def test_an_effect_is_a_factor_or_a_sum(value, unit, shown):
    assert effect(value, unit) == shown


@pytest.mark.parametrize("far", [1e18, -1e18])
def test_a_time_beyond_the_calendar_is_not_known(far):
    assert date(far) == "not known"


def test_one_is_not_many():
    assert (counted("rows", 1), counted("rows", 0)) == ("1 row", "0 rows")
