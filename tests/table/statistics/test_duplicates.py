from cells import column, numbers, scanned, texts
from gardefou.core.need import Columns, Need
from gardefou.core.table import Kind


def duplicates(columns, need=None):
    return scanned(["duplicates"], columns, need).get("duplicates")


def test_every_repeat_counts_but_the_first():
    columns = {"a": numbers(1, 1, 1, 2, 2, 3), "b": texts("x", "x", "x", None, None, "x")}
    assert duplicates(columns) == 3


def test_rows_that_differ_anywhere_are_no_duplicates():
    assert duplicates({"a": numbers(1, 1, 1), "b": texts("x", "y", "X")}) == 0


def test_an_identifier_is_left_aside_when_the_need_names_it():
    columns = {"id": numbers(1, 2, 3), "a": texts("x", "x", "y")}
    assert duplicates(columns) == 0
    assert duplicates(columns, Need(columns=Columns(id=("id",)))) == 1


def test_the_weight_and_the_target_count():
    columns = {"w": numbers(1, 2), "y": texts("a", "a"), "x": numbers(5, 5)}
    assert duplicates(columns, Need(target="y", weight="w")) == 0


def test_cells_that_are_not_looked_into_leave_it_open():
    assert duplicates({"a": numbers(1, 1), "photo": column(Kind.OTHER, ["", ""])}) is None


def test_nothing_to_compare():
    assert duplicates({"id": numbers(1, 2)}, Need(columns=Columns(id=("id",)))) is None


def test_no_rows_repeat_nothing():
    assert duplicates({"a": numbers()}) == 0
