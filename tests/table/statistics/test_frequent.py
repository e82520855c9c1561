from cells import column, numbers, said, texts
from gardefou.core.evidence import Frequent
from gardefou.core.table import Kind


def pairs(found):
    return [(each.value, each.count) for each in found]


def test_the_commonest_come_first_and_holes_are_left_out():
    cells = texts("b", "a", "b", None, "c", "b", "a", " ")
    assert said("frequent", cells) == (Frequent("b", 3), Frequent("a", 2), Frequent("c", 1))


def test_equally_common_numbers_are_ordered_by_size():
    assert pairs(said("frequent", numbers(10, 9, -1, 9, 10, 2.5))) == [
        *(("9", 2), ("10", 2)),
        *(("-1", 1), ("2.5", 1)),
    ]


def test_the_last_places_go_to_the_smallest_of_the_equally_common():
    cells = numbers(*[500, 500, 500], *[400, 400], *range(300, 100, -1))
    found = pairs(said("frequent", cells))
    assert found[:2] == [("500", 3), ("400", 2)]
    assert found[2:] == [(str(value), 1) for value in range(101, 119)]


def test_exactly_twenty_values_are_all_told():
    assert len(said("frequent", numbers(*range(20), 3))) == 20


def test_cells_are_written_as_people_do():
    assert pairs(said("frequent", numbers(-0.0, 0.0, 1e20, float("inf")))) == [
        *(("0", 2), ("1e+20", 1), ("inf", 1)),
    ]
    assert pairs(said("frequent", column(Kind.BOOLEAN, [True, False, True]))) == [
        *(("true", 2), ("false", 1)),
    ]
    money = column(Kind.NUMBER, ["1.00", "2.50"], "DECIMAL(9, 2)")
    assert pairs(said("frequent", money)) == [("1", 1), ("2.50", 1)]
    moment = column(Kind.TIME, ["0001-01-01", "290000-01-01 (BC)"])
    assert pairs(said("frequent", moment))[1] == ("0001-01-01 00:00:00", 1)


def test_long_texts_are_cut_but_told_apart():
    long = "x" * 5_000
    assert pairs(said("frequent", texts(long + "a", long + "b", long + "b"))) == [
        *(("x" * 200, 2), ("x" * 200, 1)),
    ]


def test_an_empty_column_has_none():
    assert said("frequent", texts(None, "")) == ()
