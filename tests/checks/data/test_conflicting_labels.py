from gardefou.checks.data.conflicting_labels import conflicting_labels
from gardefou.core.evidence import Conflicts, Frequent
from gardefou.core.finding import Severity
from gardefou.core.need import Need

NEED = Need(target="y")


def found(conflicts: Conflicts, *, distinct=None, frequent=None, **limits):
    distinct = distinct or {"a": 900, "b": 800, "y": 2}
    frequent = frequent or dict.fromkeys(distinct, ())
    return conflicting_labels(NEED, conflicts, 1000, distinct, frequent, **limits)


def test_the_floor_under_any_error_is_told():
    (finding,) = found(Conflicts(rows=200, groups=90, floor=80, of=1000))
    assert finding.severity is Severity.ASK
    assert finding.measured.value == 0.08
    assert "wrong on 80 of them at least (8 % of all)" in finding.says


def test_a_low_floor_is_a_note_and_none_is_clean():
    (finding,) = found(Conflicts(rows=20, groups=9, floor=8, of=1000))
    assert (finding.severity, finding.answers) == (Severity.NOTE, ())
    assert found(Conflicts(0, 0, 0, 1000)) == []
    assert found(Conflicts(0, 0, 0, 0)) == []


def test_few_columns_of_few_values_disagree_by_nature():
    few = {
        "distinct": {"sex": 2, "class": 2},
        "frequent": dict.fromkeys(("sex", "class"), (Frequent("x", 500), Frequent("z", 500))),
    }
    (finding,) = found(Conflicts(rows=1000, groups=4, floor=210, of=1000), **few)
    assert finding.severity is Severity.NOTE


def test_the_answer_itself_is_no_input():
    assert found(Conflicts(200, 90, 80, 1000), distinct={"a": 900, "y": 1000})[0].rows == 200
