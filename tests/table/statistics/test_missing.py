from cells import column, numbers, said, scanned, texts
from gardefou.core.table import Kind


def test_null_and_blank_text_are_missing():
    assert said("missing", texts(None, "", " \t\u00a0", "a", " b ")) == 3
    assert said("missing", numbers(None, 1, None)) == 2


def test_a_full_column_lacks_nothing():
    assert said("missing", numbers(0, 1, 2)) == 0
    assert said("missing", texts("0", "-", "?")) == 0


def test_every_kind_is_counted():
    columns = {kind.value: column(kind, [None, None]) for kind in Kind}
    assert scanned(["missing"], columns)["missing"] == {kind.value: 2 for kind in Kind}


def test_a_nested_cell_that_holds_something_is_not_missing():
    assert said("missing", column(Kind.OTHER, ["", None])) == 1


def test_no_rows_lack_nothing():
    assert said("missing", texts()) == 0
