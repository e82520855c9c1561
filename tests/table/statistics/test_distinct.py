from cells import column, numbers, said, scanned, texts
from gardefou.core.table import Kind


def test_different_values_are_counted_and_holes_are_none():
    assert said("distinct", texts("a", "A", "a ", "a", None, " ")) == 3
    assert said("distinct", numbers(1, 1, None, float("inf"), 0.0, -0.0)) == 3


def test_nothing_and_one_value():
    assert said("distinct", numbers(None, None)) == 0
    assert said("distinct", texts("same", "same")) == 1


def test_long_texts_that_differ_at_their_end_differ():
    long = "x" * 10_000
    assert said("distinct", texts(long + "a", long + "b", long + "a", long[:200])) == 3


def test_whole_numbers_that_a_double_cannot_tell_apart_differ():
    huge = column(Kind.NUMBER, [2**100, 2**100 + 1, 2**100], "HUGEINT")
    assert said("distinct", huge) == 2


def test_cells_that_are_not_looked_into_are_left_out():
    columns = {"nested": column(Kind.OTHER, ["", ""]), "n": numbers(1, 2)}
    assert scanned(["distinct"], columns)["distinct"] == {"n": 2}
