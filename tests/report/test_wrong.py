from dataclasses import replace

from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.report.wrong import summary, wrong
from report import made_up

RECORD = made_up.churn()


def with_results(*results: Result):
    return replace(RECORD, results=results)


def test_each_weight_is_counted_with_its_plural():
    assert summary(RECORD) == "Found: 2 alarms, 1 open question and 1 note."
    note = Result("rare_class", "D011", Outcome.FAULT, (Finding((), Severity.NOTE, "Few."),))
    assert summary(with_results(note)) == "Found: 1 note."


def test_what_was_cleared_is_not_counted():
    alarm = Finding((), Severity.ALARM, "Loud.")
    waived = Result("rare_class", "D011", Outcome.WAIVED, (alarm,), reason="It is known.")
    record = with_results(waived, Result("constant_column", "D001", Outcome.CLEAN))
    assert summary(record) == (
        "Nothing was found. 1 check looked. 1 other did not look, or was cleared: see below."
    )
    assert "Cleared, because: It is known." in wrong(record).content


def test_silence_is_not_good_news():
    crashed = Result("fragile", "M006", Outcome.CRASHED, reason="ValueError")
    assert "nothing is known" in summary(with_results(crashed))
    assert "nothing is known" in summary(with_results())


def test_all_six_outcomes_are_counted():
    content = wrong(RECORD).content
    for outcome in Outcome:
        assert f">{outcome.value}</span>" in content


def test_why_nobody_looked_is_said():
    assert "The budget was spent." in wrong(RECORD).content


def test_lines_for_the_need_are_copied_as_they_are():
    line = '[columns]\nknown_before = ["a  b", "' + "c" * 400 + '"]'
    ask = Result(
        "answer_known_later",
        "L002",
        Outcome.FAULT,
        (Finding((), Severity.ASK, "Known?", answers=(line,)),),
    )
    assert line.replace('"', "&quot;") in wrong(with_results(ask)).content


def test_what_it_would_have_scored_is_said_of_what_was_left_out_and_of_what_was_asked():
    content = wrong(RECORD).content
    assert "as well, AUC would have been 0.981 instead of 0.848" in content
    assert ", AUC would be 0.842 instead of 0.848" in content
