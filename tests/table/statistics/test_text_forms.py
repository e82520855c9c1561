import pytest

from cells import column, numbers, said, scanned, texts
from gardefou.core.evidence import Frequent
from gardefou.core.table import Kind


def form(cell):
    found = said("text_forms", texts(cell))
    kinds = ("numbers", "comma_numbers", "marked_numbers", "dates")
    return next((kind for kind in kinds if getattr(found, kind)), "stray")


@pytest.mark.parametrize("cell", ["12", "-1.5", "+.5", "5.", "1e-7", " 12 ", "inf", "-Infinity"])
def test_numbers(cell):
    assert form(cell) == "numbers"


@pytest.mark.parametrize("cell", ["1,5", "-0,25", "1.234,5", "1 234,50", "1,5e3", "1,234"])
def test_numbers_with_a_comma(cell):
    assert form(cell) == "comma_numbers"


MARKED = """
$5|$1,250.00|12 kg|30%|<5|>= 2.5|5+|1,234,567|18.6 kmpl|€ 3,50|3 Years|-5 °C|Rs. 100|10 EUR|5 $|\
1'000|10+ years
""".strip()


@pytest.mark.parametrize("cell", MARKED.split("|"))
def test_numbers_with_a_mark(cell):
    assert form(cell) == "marked_numbers"


DATES = """
2020-01-31|2020-1-5T12:30:00Z|31/12/1999|12/31/99|1.2.2020|5 Jan 2020|05-MAR-21|January 5, 2020|\
Jan. 5, 2020|12:30|12:30:59.5|2020/01/31 1:05 PM|10/Oct/2000 13:55:36 +0200|2020-01-31 00:00:00+00
""".strip()


@pytest.mark.parametrize("cell", DATES.split("|"))
def test_dates(cell):
    assert form(cell) == "dates"


STRAY = """
nan|?|n/a|12B|C85|A/5 21171|31/04/2020x|30.02.2020|99:99 to|99:99|1-2-3|Jan|1.2.3.4|192.168.0.1|\
007-James|1_000|0x1f|1e|--5|10-19|555-12-9999|5 apples|Room 12|1/0/2020|$|%
""".strip()


@pytest.mark.parametrize("cell", [*STRAY.split("|"), "9" * 99])
def test_what_is_none_of_these(cell):
    assert form(cell) == "stray"


def test_cells_are_counted_by_rows_and_each_once():
    found = said(
        "text_forms", texts("1", "1", "2,5", "3 kg", "2020-01-01", "?", "?", None, "", " ")
    )
    assert (found.filled, found.numbers, found.comma_numbers) == (7, 2, 1)
    assert (found.marked_numbers, found.dates, found.blank) == (1, 1, 1)
    assert found.stray == (Frequent("?", 2),)


def test_stray_cells_are_the_commonest_whatever_stands_around_them():
    others = [f"{letter}x" for letter in "abcdefghijklmnopqrstuvw"]
    cells = ["b"] * 3 + [" b", "c ", "c"] + others[::-1] + ["5"] * 9
    stray = said("text_forms", texts(*cells)).stray
    assert [(each.value, each.count) for each in stray] == [
        ("b", 4),
        ("c", 2),
        *((value, 1) for value in others[:16]),
    ]


def test_lengths_words_and_padding():
    found = said("text_forms", texts("one two", " x", "\u00e9t\u00e9\u00a0", None))
    assert (found.padded, found.longest) == (2, 7)
    assert found.mean_length == pytest.approx((7 + 2 + 4) / 3)
    assert found.words == pytest.approx((2 + 2 + 1) / 3)


def test_long_texts_are_measured_whole():
    found = said("text_forms", texts("word " * 2_000 + "end", "word " * 2_000 + "END"))
    assert (found.filled, found.longest, found.words, found.padded) == (2, 10_003, 2_001, 0)


def test_the_text_as_stored_is_asked_where_a_column_was_read_from_it():
    columns = {"age": numbers(30, None, None), "n": numbers(1, 2, 3)}
    found = scanned(["text_forms"], columns, raw={"age": ["30", "?", "  "]})["text_forms"]
    assert list(found) == ["age"]
    assert (found["age"].numbers, found["age"].filled, found["age"].blank) == (1, 2, 1)
    assert found["age"].stray == (Frequent("?", 1),)


def test_the_raw_text_of_a_text_column_tells_blanks():
    raw = {"it": ["a", "  ", ""]}
    found = said("text_forms", column(Kind.TEXT, ["a", None, None]), raw=raw)
    assert (found.filled, found.blank) == (1, 1)


def test_an_empty_column():
    found = said("text_forms", texts(None, None))
    assert (found.filled, found.longest, found.mean_length, found.stray) == (0, 0, 0, ())
