from dataclasses import replace

import pytest

from gardefou.core.estimate import Estimate
from gardefou.core.need import Cost, Need, Task
from gardefou.report.worth import assumed, handed_over, monthly, policies, saving
from report import made_up

RECORD = made_up.churn()


def saved(value: float, low: float, high: float):
    return replace(RECORD.value, saving=Estimate(value, low, high, "EUR", 100))


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((1.0, 0.5, 1.5), "Using the model saves about 1 EUR per decision"),
        ((-1.0, -1.5, -0.5), "costs about 1 EUR more per decision"),
        ((0.2, -0.5, 0.9), "It is not shown that the model is cheaper"),
        ((0.2, 0.0, 0.9), "It is not shown that the model is cheaper"),
        ((0.0, 0.0, 0.0), "costs just what the best rule"),
        ((float("nan"), 0.0, 1.0), "could not be measured"),
    ],
)
def test_a_saving_is_claimed_only_where_the_range_shows_it(numbers, words):
    assert words in saving(saved(*numbers), RECORD.need)


def test_a_loss_is_told_from_the_smallest_to_the_largest():
    told = saving(saved(-1.0, -1.5, -0.5), RECORD.need)
    assert "between 0.5 EUR and 1.5 EUR more" in told


def test_a_month_is_the_decisions_times_the_saving():
    told = monthly(saved(1.0, 0.5, 1.5), RECORD.need)
    assert told == (
        "At 7 000 decisions a month that is about 7 000 EUR saved a month: "
        "between 3 500 EUR and 10 500 EUR."
    )


def test_no_month_without_a_number_of_decisions():
    assert monthly(RECORD.value, replace(RECORD.need, cost=Cost("EUR", 120, 8))) is None


def test_the_model_stands_first_and_every_policy_is_there():
    assert list(policies(RECORD.value)) == ["model", "always ask", "always yes", "always no"]


def test_a_trivial_policy_missing_from_the_list_is_added():
    value = replace(RECORD.value, policies={}, trivial="always no")
    assert list(policies(value)) == ["model", "always no"]


def test_the_shares_of_decisions_add_up():
    told = handed_over(RECORD.value, RECORD.need)
    assert told.startswith("The model treats 31 % of cases as “Yes”, leaves 45 % alone, and hands")


def test_nobody_is_asked_without_a_price_and_the_price_that_would_pay_is_said():
    need = replace(RECORD.need, cost=Cost("EUR", 120, 8))
    told = handed_over(replace(RECORD.value, review=0.0, review_pays_below=3.2), need)
    assert "It hands no case to a person." in told
    assert "would begin to pay below 3.2 EUR a look" in told


def test_assumed_prices_are_said_and_stated_ones_are_not():
    assert assumed(RECORD.need) is None
    assert "usual distance" in (assumed(Need(task=Task.REGRESSION, assumed=("cost",))) or "")
    assert "for each true answer" in (assumed(Need(task=Task.BINARY, assumed=("cost",))) or "")
