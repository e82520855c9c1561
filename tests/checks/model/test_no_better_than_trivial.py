import dataclasses

import pytest

from gardefou.checks.model.no_better_than_trivial import no_better_than_trivial
from gardefou.core.estimate import Estimate
from gardefou.core.finding import Severity
from gardefou.core.need import Cost, Need, Task
from small import examined

NEED = Need(
    target="left",
    task=Task.BINARY,
    classes=("no", "yes"),
    positive="yes",
    cost=Cost(unit="EUR", missed=100, false_alarm=10, review=0.1),
)


def found(saving: float, low: float, high: float, trivial="always yes", review=0.1, **limits):
    seen = examined()
    saved = Estimate(saving, low, high, "EUR", 100)
    told = {"saving": saved, "unit": "EUR", "trivial": trivial, "review": review}
    value = dataclasses.replace(seen.value, **told)
    return no_better_than_trivial(dataclasses.replace(seen, value=value), NEED, **limits)


@pytest.mark.parametrize(
    ("saving", "low", "high", "says"),
    [
        (-2.0, -3.0, -1.0, "costs more than the simplest rule"),
        (-1.0, -3.0, 1.0, "is no cheaper than the simplest rule"),
        (0.0, 0.0, 0.0, "is no cheaper than the simplest rule"),
        (1.0, -1.0, 3.0, "is not proven to be cheaper"),
        (1.0, 0.0, 2.0, "is not proven to be cheaper"),
    ],
)
def test_what_saves_nothing_is_an_alarm_and_says_which(saving, low, high, says):
    (finding,) = found(saving, low, high)
    assert finding.severity is Severity.ALARM
    assert says in finding.says
    assert "'always yes'" in finding.says


def test_a_proven_saving_is_clean():
    assert found(1.0, 0.1, 1.9) == []


def test_how_many_rows_would_prove_it_is_said():
    (finding,) = found(1.0, -1.0, 3.0)  # half the width is twice the saving: four times the rows
    assert "About 401 rows" in finding.remedy


def test_an_endless_interval_promises_no_number():
    (finding,) = found(1.0, float("-inf"), float("inf"))
    assert "Use 'always yes' for now" in finding.remedy


def test_the_limit_is_kept():
    assert len(found(1.0, 0.1, 1.9, least=0.2)) == 1


def test_where_a_person_is_always_cheapest_no_model_is_made():
    (finding,) = found(0.0, 0.0, 0.0, trivial="always ask", review=1.0)
    assert "a person looks at every case" in finding.says
    assert "one case in ten" in finding.remedy
    (other,) = found(0.0, 0.0, 0.0, trivial="always ask", review=0.9)
    assert "'always ask'" in other.says
