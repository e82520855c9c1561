from gardefou.checks.data.mixed_types import mixed_types
from gardefou.core.evidence import Frequent, TextForms
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need, Task
from gardefou.core.table import Column, Kind, Table


def forms(numbers=0, *, comma=0, marked=0, dates=0, stray=(), codes=0, blank=0) -> TextForms:
    """stray: (text, rows) of the commonest; codes: rows of other strays, all different."""
    filled = numbers + comma + marked + dates + codes + sum(n for _, n in stray)
    shown = tuple(Frequent(text, n) for text, n in stray)
    return TextForms(filled, numbers, comma, marked, dates, shown, 0, 9, 5.0, 1.0, blank)


def found(text: dict[str, TextForms], *, read=Kind.NUMBER, typed=False, need=None, distinct=500):
    """read: how the columns are read. typed: the file has a column that is no text."""
    columns = [Column(name, read, "VARCHAR", read is not Kind.TEXT) for name in text]
    columns += [Column("other", Kind.NUMBER, "DOUBLE")] if typed else []
    table = Table("t", 1000, tuple(columns), "0")
    return mixed_types(need or Need(target="y"), table, text, dict.fromkeys(text, distinct))


def test_words_among_numbers_are_named_with_their_count():
    (finding,) = found({"weight": forms(600, stray=[("not weighed", 300), ("see note", 100)])})
    assert (finding.columns, finding.severity, finding.rows) == (("weight",), Severity.NOTE, 400)
    assert "400 of its 1 000 filled cells" in finding.says
    assert "'not weighed', 'see note'" in finding.says
    assert "the other cells count as empty" in finding.says
    assert finding.measured.value == 0.4


def test_a_column_left_as_text_is_named_when_the_same_words_return():
    (finding,) = found({"w": forms(600, stray=[("not weighed", 200)], codes=200)}, read=Kind.TEXT)
    assert "It is used as text" in finding.says


def test_codes_and_words_are_left_alone():
    ticket = forms(700, stray=[("A/5", 7), ("PC 17", 6)], codes=287)
    assert found({"ticket": ticket}, read=Kind.TEXT) == []
    assert found({"name": forms(0, stray=[("Anna", 30)], codes=970)}, read=Kind.TEXT) == []
    assert found({"empty": forms()}, read=Kind.TEXT) == []


def test_blank_cells_are_told():
    (finding,) = found({"total": forms(989, blank=11)})
    assert "11 of its cells hold nothing but blanks" in finding.says
    assert finding.rows == 11


def test_clean_numbers_of_a_text_file_are_left_alone():
    assert found({"a": forms(1000), "b": forms(dates=1000)}) == []


def test_clean_numbers_kept_as_text_in_a_typed_file_share_a_line():
    numbers, dates = found({"b": forms(1000), "a": forms(1000), "d": forms(dates=9)}, typed=True)
    assert (numbers.columns, dates.columns) == (("a", "b"), ("d",))
    assert "Column d holds dates but is stored as text." in dates.says


def test_units_are_told_but_a_scale_of_names_is_not():
    (finding,) = found({"w": forms(10, marked=990)}, read=Kind.TEXT)
    assert "990 carry a unit or a sign" in finding.says
    assert found({"w": forms(marked=1000)}, read=Kind.TEXT, distinct=6) == []


def test_classes_that_look_like_numbers_are_left_alone():
    need = Need(target="income", task=Task.BINARY)
    assert found({"income": forms(marked=1000)}, read=Kind.TEXT, need=need) == []


def test_a_second_line_of_names_is_recognised():
    text = {name: forms(999, stray=[(name.upper(), 1)]) for name in ("a", "b")}
    (finding,) = found(text)
    assert finding.columns == ("a", "b")
    assert "line with the column names" in finding.says


def test_stray_answers_are_asked_about():
    need = Need(target="cost", task=Task.REGRESSION)
    (finding,) = found({"cost": forms(600, stray=[("included", 400)])}, need=need)
    assert finding.severity is Severity.ASK
    (finding,) = found({"cost": forms(990, stray=[("included", 10)])}, need=need)
    assert finding.severity is Severity.NOTE


def test_ignored_columns_are_left_alone():
    text = {"w": forms(600, stray=[("not weighed", 400)])}
    assert found(text, need=Need(columns=Columns(ignore=("w",)))) == []
