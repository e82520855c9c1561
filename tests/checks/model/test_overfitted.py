import dataclasses

import pytest

from gardefou.checks.model.overfitted import overfitted
from gardefou.core.estimate import Estimate
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need, Task
from small import examined

NEED = Need(target="y")


def loss(value: float, half: float = 0.02, rows: int = 500) -> Estimate:
    return Estimate(value, value - half, value + half, "log loss", rows)


def found(train, chosen, vault, *, need=NEED, task=Task.BINARY, **limits):
    seen = dataclasses.replace(
        examined(task), loss_train=train, loss_chosen=chosen, loss_vault=vault
    )
    return overfitted(need, seen, **limits)


def test_much_worse_on_new_rows_is_an_alarm():
    (finding,) = found(loss(0.4), loss(0.4), loss(0.5))
    assert (finding.severity, finding.measured.value) == (Severity.ALARM, 0.5)
    assert "0.5 instead of 0.4, 25 % more" in finding.says
    assert finding.limit == pytest.approx(0.42)


def test_newest_rows_that_are_harder_are_asked_about():
    need = Need(target="y", columns=Columns(time="day"))
    (finding,) = found(loss(0.4), loss(0.4), loss(0.5), need=need)
    assert finding.severity is Severity.ASK
    assert "newest rows" in finding.says


@pytest.mark.parametrize(
    ("chosen", "vault"),
    [
        (loss(0.4), loss(0.4)),
        (loss(0.4), loss(0.3)),  # better
        (loss(0.4, 0.1), loss(0.5, 0.1)),  # chance
        (loss(0.4, 0.001), loss(0.41, 0.001)),  # sure but small
        (loss(0.001, 1e-5), loss(0.002, 1e-5)),  # nothing either way
        (loss(0.4), loss(float("inf"), 0.1)),
        (loss(0.4), loss(0.9, float("inf"))),
        (loss(0.0, 0.0), loss(0.0, 0.0)),
    ],
)
def test_chance_and_trifles_are_left_alone(chosen, vault):
    assert found(chosen, chosen, vault) == []


def test_an_exact_gap_is_no_chance():
    assert found(loss(1, 0), loss(1, 0), loss(2, 0))[0].severity is Severity.ALARM


def test_knowing_the_learned_rows_by_heart_is_only_a_note():
    (finding,) = found(loss(0.05), loss(0.4), loss(0.4))
    assert finding.severity is Severity.NOTE
    assert "0.05 against 0.4" in finding.says
    assert found(loss(0.25), loss(0.4), loss(0.4)) == []


def test_a_number_is_judged_in_its_own_unit():
    small = loss(0.004, 1e-5), loss(0.004, 1e-5), loss(0.008, 1e-5)
    assert found(*small, task=Task.REGRESSION)[0].severity is Severity.ALARM


def test_the_limits_are_kept():
    assert found(loss(0.4), loss(0.4), loss(0.5), min_worse=0.3) == []
    assert found(loss(0.4), loss(0.4), loss(0.5), min_z=100) == []
