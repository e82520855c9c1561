import pytest

from gardefou.checks.data.too_few_rows import too_few_rows
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need
from gardefou.core.table import Column, Kind, Table


def found(rows: int, columns: int = 5, need: Need | None = None, **limits):
    names = ["y", *(f"x{i}" for i in range(columns))]
    table = Table("t", rows, tuple(Column(n, Kind.NUMBER, "DOUBLE") for n in names), "0")
    return too_few_rows(need or Need(target="y"), table, **limits)


@pytest.mark.parametrize(
    ("rows", "severity"),
    [(1, "alarm"), (49, "alarm"), (50, "ask"), (199, "ask"), (344, "note"), (1000, "note")],
)
def test_what_so_many_rows_can_carry(rows, severity):
    (finding,) = found(rows, columns=0)
    assert finding.severity == severity
    assert finding.measured.value == rows


def test_the_width_is_that_of_a_share_on_the_rows_kept_aside():
    (finding,) = found(1000)
    assert "about 200 are kept aside" in finding.says
    assert "about 7 % either way" in finding.says


def test_many_rows_are_left_alone():
    assert found(2000) == []


def test_an_empty_table_is_an_alarm_even_without_a_target():
    (finding,) = found(0, need=Need())
    assert (finding.severity, finding.says) == (Severity.ALARM, "The table has no rows.")


def test_without_a_target_there_is_nothing_to_learn():
    assert found(20, need=Need()) == []


def test_more_columns_than_rows_are_asked_about_many_are_told():
    severities = [f.severity for f in found(300, columns=400)]
    assert severities == [Severity.NOTE, Severity.ASK]
    assert [f.limit for f in found(3000, columns=400)] == [10.0]


def test_columns_that_are_not_learned_do_not_count():
    names = tuple(f"x{i}" for i in range(300))
    need = Need(target="y", columns=Columns(ignore=names))
    assert found(2500, columns=300, need=need) == []
