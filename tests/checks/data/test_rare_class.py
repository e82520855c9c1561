import pytest

from gardefou.checks.data.rare_class import rare_class
from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.finding import Severity
from gardefou.core.need import Need, Task

NEED = Need(target="y", task=Task.MULTICLASS)


def test_a_handful_is_an_alarm_and_names_the_class():
    (finding,) = rare_class(NEED, {"a": 200, "b": 190, "c": 9})
    assert (finding.severity, finding.rows) == (Severity.ALARM, 9)
    assert (finding.columns, finding.group) == (("y",), {"y": "c"})
    assert "'c': 9 to learn from" in finding.says


def test_a_few_are_asked_about():
    (finding,) = rare_class(NEED, {"a": 200, "b": 49})
    assert finding.severity is Severity.ASK
    assert "about 1 more" in finding.remedy
    assert finding.answers


def test_enough_of_each_is_left_alone():
    assert rare_class(NEED, {"a": 152, "b": 124, "c": 68}) == []
    assert rare_class(NEED, {"no": 5174, "yes": 1869}) == []


def test_lopsided_classes_are_a_note():
    (finding,) = rare_class(NEED, {"no": 940, "yes": 60})
    assert finding.severity is Severity.NOTE
    assert "94 % of the rows have the same answer, 'no'" in finding.says


def test_one_class_or_none_is_the_business_of_constant_column():
    assert rare_class(NEED, {"a": 3}) == []
    assert rare_class(NEED, {"a": 3, "b": 0}) == []
    assert rare_class(NEED, {}) == []


def test_a_number_has_no_classes():
    with pytest.raises(NotApplicable, match="number"):
        rare_class(Need(target="y", task=Task.REGRESSION), {"1": 2})


def test_the_limits_are_kept():
    assert rare_class(NEED, {"a": 60, "b": 9}, alarm_below=5, ask_below=9, max_share=0.95) == []


def test_many_rare_classes_share_a_line():
    counts = {"common": 500, **{f"rare {n}": 3 + n for n in range(5)}}
    need = Need(target="y", task=Task.MULTICLASS)
    finding = rare_class(need, counts)[0]
    assert finding.severity is Severity.ALARM
    assert finding.rows == 3 + 4 + 5 + 6 + 7
    assert finding.group is None
    assert "5 answers of y have 7 rows or fewer each, 'rare 0' the fewest (3)" in finding.says
