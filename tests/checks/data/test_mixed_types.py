from gardefou.checks.data.mixed_types import mixed_types
from gardefou.core.evidence import Frequent, TextForms
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need, Task
from gardefou.core.suspects import Unread, Values
from gardefou.core.table import Column, Kind, Table
from small import sample


def forms(
    numbers=0, *, comma=0, marked=0, dates=0, stray=(), codes=0, blank=0, padded=0
) -> TextForms:
    """stray: (text, rows) of the commonest; codes: rows of other strays, all different."""
    filled = numbers + comma + marked + dates + codes + sum(n for _, n in stray)
    shown = tuple(Frequent(text, n) for text, n in stray)
    return TextForms(filled, numbers, comma, marked, dates, shown, padded, 9, 5.0, 1.0, blank)


def found(
    text: dict[str, TextForms],
    *,
    read=Kind.NUMBER,
    typed=False,
    need=None,
    distinct=500,
    missing=None,
    cells=None,
):
    """read: how the columns are read. typed: the file has a column that is no text. cells: texts
    of the sample."""
    columns = [Column(name, read, "VARCHAR", read is not Kind.TEXT) for name in text]
    columns += [Column("other", Kind.NUMBER, "DOUBLE")] if typed else []
    table = Table("t", 1000, tuple(columns), "0")
    rows = sample(cells or {name: [] for name in text})
    many = dict.fromkeys(text, distinct)
    return mixed_types(need or Need(target="y"), table, text, many, missing or {}, rows)


def test_words_among_numbers_are_named_with_their_count():
    (finding,) = found({"weight": forms(600, stray=[("not weighed", 300), ("see note", 100)])})
    assert (finding.columns, finding.severity, finding.rows) == (("weight",), Severity.NOTE, 400)
    assert "400 of its 1 000 filled cells" in finding.says
    assert "'not weighed', 'see note'" in finding.says
    assert "what cannot be read as such counts as empty" in finding.says
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


def test_all_kinds_among_numbers_are_told_at_once():
    given = forms(900, comma=25, stray=[("?", 25), ("N/A", 25)], padded=25)
    (finding,) = found({"x": given}, read=Kind.TEXT, cells={"x": ["1.5", "2,5", "?", "N/A"]})
    assert "100 of its 975 filled cells are written in 4 other ways" in finding.says
    assert "spaces around (25), a decimal comma as in '2,5' (25), '?' (25), 'N/A' (25)" in (
        finding.says
    )
    assert finding.rows == 100
    assert finding.cells == (Values("x", {"?": None, "N/A": None, "2,5": "2.5"}),)
    assert finding.examples == ("2,5", "?", "N/A")


def test_what_was_lost_in_reading_is_counted():
    (finding,) = found({"x": forms(970, comma=30)}, missing={"x": 30})
    assert (finding.rows, finding.cells) == (30, (Unread("x"),))
    assert "30 of its 1 000 filled cells are written in another way" in finding.says
    assert found({"x": forms(970, comma=30)}, missing={"x": 0}) == []


def test_several_ways_of_writing_dates_are_told():
    days = ["2020-01-31", "2020-02-28 10:00"] * 30 + ["31/01/2020", "1/2/2020"] * 20
    given = {"text": {"when": forms(dates=100)}, "read": Kind.TEXT}
    (finding,) = found(**given, cells={"when": days})
    assert "dates, written in 2 ways, such as '2020-01-31', '1/2/2020'" in finding.says
    assert found(**given, cells={"when": days[:60]}) == []


def test_units_that_differ_are_told():
    weights = ["12 kg", "13.5 kg"] * 40 + ["30 lb"] * 20
    given = {"text": {"w": forms(marked=100)}, "read": Kind.TEXT}
    (finding,) = found(**given, cells={"w": weights})
    assert "The units are not all the same: 'kg' (80), 'lb' (20)." in finding.says
    (finding,) = found(**given, cells={"w": weights[:80]})
    assert "not all the same" not in finding.says


def test_what_looks_personal_is_masked():
    given = forms(900, stray=[("ann@example.org", 100)])
    (finding,) = found({"x": given})
    assert finding.examples[0].startswith("a…g")
    assert "ann@" not in finding.says
