import dataclasses

import numpy as np
import pytest

from gardefou.checks.model.miscalibrated import miscalibrated
from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.finding import Severity
from gardefou.core.need import Need, Task
from small import examined

NEED = Need(target="y", task=Task.BINARY, positive="yes", classes=("no", "yes"))


def found(y, p, *, need=NEED, weight=None, **limits):
    return miscalibrated(need, dataclasses.replace(examined(), y=y, p=p, weight=weight), **limits)


def said(true: float, told: float, rows: int = 2000):
    """Rows of which the share `true` say yes while the model says `told` for all."""
    y = (np.arange(rows) < true * rows).astype(int)
    return y, np.column_stack([np.full(rows, 1 - told), np.full(rows, told)])


@pytest.mark.parametrize(
    ("told", "severity"), [(0.65, "note"), (0.67, "ask"), (0.8, "alarm"), (0.45, "alarm")]
)
def test_promises_that_do_not_come_true_are_named(told, severity):
    (finding,) = found(*said(0.6, told), note_from=0.02)
    assert finding.severity == severity
    assert f"Where about {100 * told:.0f} % was said, 60 % came true (2 000 rows)" in finding.says
    assert finding.measured.value == pytest.approx(abs(told - 0.6), abs=0.02)


@pytest.mark.parametrize(("true", "told"), [(0.6, 0.6), (0.6, 0.61), (0.0, 0.0), (1.0, 1.0)])
def test_promises_that_come_true_are_left_alone(true, told):
    assert found(*said(true, told)) == []


def test_a_small_vault_is_given_the_benefit_of_luck():
    assert found(*said(0.6, 0.8, rows=15)) == []


def test_the_class_that_is_off_is_named():
    need = Need(target="y", task=Task.MULTICLASS, classes=("a", "b", "c"))
    y = np.repeat([0, 1, 2], [1000, 600, 400])
    p = np.tile([0.5, 0.2, 0.3], (2000, 1))
    findings = found(y, p, need=need)
    assert ["'b'" in f.says or "'c'" in f.says for f in findings] == [True, True]


def test_rows_count_by_their_weight():
    y, p = said(0.5, 0.8)
    weight = np.where(y == 1, 4.0, 1.0)  # four in five, weighed
    assert found(y, p, weight=weight) == []
    assert len(found(y, p, weight=np.ones(len(y)))) == 1


def test_a_number_has_no_probabilities():
    with pytest.raises(NotApplicable, match="number"):
        miscalibrated(NEED, examined(Task.REGRESSION))


def test_no_rows_no_verdict():
    with pytest.raises(NotApplicable, match="No rows"):
        found(np.array([], dtype=int), np.empty((0, 2)))


def test_honest_models_are_seldom_accused():
    rng = np.random.default_rng(3)
    accused = 0
    for _ in range(100):
        belief = rng.beta(1, 2, 300)
        y = (rng.random(300) < belief).astype(int)
        accused += bool(found(y, np.column_stack([1 - belief, belief])))
    assert accused <= 4  # 0.5 expected


def test_the_question_and_the_alarm_can_be_cleared():
    (finding,) = found(*said(0.6, 0.8))
    assert finding.severity is Severity.ALARM
    assert "miscalibrated" in finding.answers[0]
