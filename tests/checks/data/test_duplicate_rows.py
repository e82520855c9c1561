from gardefou.checks.data.duplicate_rows import duplicate_rows
from gardefou.core.evidence import Frequent
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need

RICH = {"a": 900, "b": 800, "c": 700}


def found(duplicates: int, *, rows=1000, distinct=RICH, frequent=None, need=None, **limits):
    frequent = frequent or dict.fromkeys(distinct, ())
    return duplicate_rows(need or Need(), duplicates, rows, distinct, frequent, **limits)


def test_many_copies_are_asked_about():
    (finding,) = found(180)
    assert (finding.severity, finding.rows) == (Severity.ASK, 180)
    assert "exactly: 180 (18 %)" in finding.says
    assert finding.answers


def test_few_copies_are_a_note():
    (finding,) = found(5)
    assert (finding.severity, finding.answers) == (Severity.NOTE, ())


def test_no_copies_are_clean():
    assert found(0) == []
    assert found(0, rows=0, distinct={}) == []


def test_few_columns_of_few_values_repeat_by_nature():
    halves = (Frequent("x", 500), Frequent("y", 500))
    names = ("sex", "class", "answer")
    few = {"distinct": dict.fromkeys(names, 2), "frequent": dict.fromkeys(names, halves)}
    (finding,) = found(992, **few)
    assert finding.severity is Severity.NOTE
    assert "as is to be expected" in finding.says


def test_a_column_that_is_nearly_always_different_explains_no_copies():
    (finding,) = found(400, distinct={"message": 600}, frequent={"message": (Frequent("x", 400),)})
    assert finding.severity is Severity.ASK


def test_a_column_that_names_the_row_is_left_aside():
    halves = (Frequent("x", 500), Frequent("y", 500))
    given = {"distinct": {"id": 1000, "sex": 2}, "frequent": {"id": (), "sex": halves}}
    (finding,) = found(998, need=Need(columns=Columns(id=("id",))), **given)
    assert finding.severity is Severity.NOTE


def test_the_limit_is_kept():
    (finding,) = found(50, ask_share=0.04)
    assert finding.severity is Severity.ASK
