import pytest

from gardefou.core.estimate import Estimate
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.need import Cost, Need, Task
from gardefou.core.verdict import Answer, Feasibility, Signal, Value, WhatIf
from gardefou.verdict.feasibility import feasibility
from gardefou.verdict.judge import judge

NEED = Need(
    target="y",
    task=Task.BINARY,
    classes=("no", "yes"),
    positive="yes",
    cost=Cost(unit="EUR", missed=5, false_alarm=1, decisions_per_month=1000),
)


def _value(low=0.1, value=0.2, high=0.3):
    saving = Estimate(value, low, high, "EUR", 200)
    trivial = Estimate(1.0, 0.9, 1.1, "EUR", 200)
    model = Estimate(1.0 - value, 0.7, 0.9, "EUR", 200)
    return Value("EUR", "always no", trivial, model, saving, {"always no": trivial, "model": model})


def _result(code, severity, columns=("a",), outcome=Outcome.FAULT):
    finding = Finding(columns, severity, f"{code} says so.", "Mend it.")
    return Result("check", code, outcome, (finding,))


CASES = [
    ([], Answer.GO),
    ([_result("D001", Severity.NOTE)], Answer.GO),
    ([_result("L002", Severity.ASK)], Answer.GO_WITH_REVIEW),
    ([_result("D015", Severity.ALARM)], Answer.NOT_YET),
    ([_result("U001", Severity.ALARM)], Answer.NO_GO),
    ([_result("U001", Severity.ALARM), _result("L002", Severity.ASK)], Answer.NO_GO),
    ([_result("L002", Severity.ALARM, ("leak",))], Answer.GO),
    ([_result("L002", Severity.ALARM, ("leak", "other"))], Answer.NOT_YET),
    ([_result("L004", Severity.ALARM, ())], Answer.NOT_YET),
    ([_result("D015", Severity.ALARM, outcome=Outcome.WAIVED)], Answer.GO),
]


@pytest.mark.parametrize(("results", "answer"), CASES)
def test_the_gravest_uncleared_finding_decides(results, answer):
    verdict = judge(NEED, results, value=_value(), left_out=["leak"])
    assert verdict.answer is answer
    assert len(verdict.because) <= 3


def test_a_crashed_check_is_never_a_pass():
    crashed = Result("check", "D001", Outcome.CRASHED, reason="ZeroDivisionError")
    assert judge(NEED, [crashed], value=_value()).answer is Answer.NOT_YET


def test_what_is_virtually_impossible_is_no_go():
    verdict = judge(NEED, [], value=_value(), feasibility=Feasibility.VIRTUALLY_IMPOSSIBLE)
    assert verdict.answer is Answer.NO_GO
    assert "virtually impossible" in verdict.because[0]


def test_an_audit_answers_only_where_something_bars():
    assert judge(NEED, []).answer is None
    assert judge(NEED, [_result("L002", Severity.ASK)]).answer is None
    assert judge(NEED, [_result("D015", Severity.ALARM)]).answer is Answer.NOT_YET


def test_a_saving_is_claimed_only_where_its_interval_is_above_nothing():
    assert "saves 0.2 EUR" in " ".join(judge(NEED, [], value=_value()).because)
    unsure = " ".join(judge(NEED, [], value=_value(low=-0.1)).because)
    assert "not proven" in unsure
    assert "saves" not in unsure
    worse = judge(NEED, [], value=_value(low=-0.3, value=-0.2, high=-0.1))
    assert "costs more" in " ".join(worse.because)


def test_steps_are_priced_by_the_month():
    verdict = judge(NEED, [], value=_value())
    assert [(step.worth, step.unit) for step in verdict.next] == [(200.0, "EUR/month")]


def test_a_question_is_worth_what_hangs_on_its_column():
    costs = [Estimate(v, v, v, "EUR", 50) for v in (0.5, 0.8)]
    priced = WhatIf(("a",), "asked", "log loss", *costs, *costs)
    verdict = judge(NEED, [_result("L002", Severity.ASK)], value=_value(), what_if=[priced])
    assert verdict.next[0].worth == pytest.approx(300.0)


def _signal(p, low, high):
    saving = Estimate((low + high) / 2, low, high, "EUR", 300)
    return Signal(p, Estimate(0.6, 0.5, 0.7, "AUC", 300), saving, 1.0, 300)


@pytest.mark.parametrize(
    ("signal", "answer"),
    [
        (_signal(1e-9, 0.2, 0.4), Feasibility.EASY),
        (_signal(1e-9, -0.1, 0.4), Feasibility.HARD),
        (_signal(0.5, -0.1, 0.02), Feasibility.VIRTUALLY_IMPOSSIBLE),
        (_signal(0.5, -0.1, 0.4), Feasibility.UNDECIDED),
    ],
)
def test_feasibility_is_never_surer_than_its_evidence(signal, answer):
    assert feasibility(signal) is answer
