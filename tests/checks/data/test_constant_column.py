from gardefou.checks.data.constant_column import constant_column
from gardefou.core.evidence import Frequent
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need
from gardefou.core.table import Column, Kind, Table


def found(
    commonest: dict[str, int], *, rows=1000, distinct=None, missing=None, need=None, **limits
):
    """commonest: rows of the commonest value of each column."""
    columns = tuple(Column(name, Kind.NUMBER, "DOUBLE") for name in commonest)
    frequent = {name: (Frequent("7", count),) for name, count in commonest.items()}
    distinct = distinct or {name: 1 if count == rows else 9 for name, count in commonest.items()}
    table = Table("t.csv", rows, columns, "0")
    return constant_column(
        need or Need(target="y"), table, distinct, missing or {}, frequent, **limits
    )


def test_one_value_is_named():
    (finding,) = found({"country": 1000, "age": 40})
    assert finding.columns == ("country",)
    assert finding.severity is Severity.NOTE
    assert finding.measured.value == 1.0


def test_almost_one_value_is_told_apart_from_one_value():
    (finding,) = found({"mark": 999})
    assert "hardly anything" in finding.says
    assert "99.9 %" in finding.says


def test_a_varying_column_is_left_alone():
    assert found({"age": 40, "sex": 600, "rare": 998}) == []


def test_a_column_with_holes_and_one_value_is_not_constant():
    assert found({"cabin": 300}, distinct={"cabin": 1}, missing={"cabin": 700}) == []


def test_an_empty_column_is_named():
    (finding,) = found({"nothing": 0}, distinct={"nothing": 0}, missing={"nothing": 1000})
    assert finding.says == "Column nothing is empty in every row."


def test_columns_of_one_kind_share_a_line():
    (finding,) = found({"b": 1000, "a": 1000})
    assert finding.columns == ("a", "b")


def test_an_answer_that_never_changes_is_an_alarm():
    (finding,) = found({"y": 1000})
    assert (finding.columns, finding.severity) == (("y",), Severity.ALARM)
    (finding,) = found({"y": 0}, distinct={"y": 0}, missing={"y": 1000})
    assert "is empty in every row" in finding.says


def test_a_rare_answer_is_not_constant():
    assert found({"y": 999}) == []


def test_what_the_need_ignores_and_a_single_row_are_left_alone():
    assert found({"a": 1000}, need=Need(columns=Columns(ignore=("a",)))) == []
    assert found({"a": 1}, rows=1) == []


def test_nested_columns_have_no_values_to_compare():
    table = Table("t", 100, (Column("struct", Kind.OTHER, "STRUCT"),), "0")
    assert constant_column(Need(), table, {"struct": 1}, {"struct": 0}, {}) == []


def test_the_limit_is_kept():
    assert found({"a": 950}, max_share=0.96) == []
    assert len(found({"a": 970}, max_share=0.96)) == 1
