from cells import column, numbers, scanned, texts
from gardefou.core.evidence import Conflicts
from gardefou.core.need import Columns, Need, Task
from gardefou.core.table import Kind

TABLE = {
    "x": numbers(1, 1, 1, 2, 2, 3, 3),
    "z": texts("a", "a", "a", None, None, "c", "c"),
    "y": texts("no", "yes", "no ", "yes", "no", "no", None),
}


def conflicts(columns, need, **more):
    return scanned(["conflicts"], columns, need, **more).get("conflicts")


def test_a_known_answer():
    assert conflicts(TABLE, Need(target="y")) == Conflicts(rows=5, groups=2, floor=2, of=6)


def test_same_inputs_with_the_same_answer_do_not_conflict():
    columns = {"x": numbers(1, 1, 2), "y": texts("a", " a", "b")}
    assert conflicts(columns, Need(target="y")) == Conflicts(0, 0, 0, of=3)


def test_what_is_not_learned_from_does_not_tell_rows_apart():
    columns = TABLE | {"id": numbers(*range(7))}
    assert conflicts(columns, Need(target="y")).rows == 0
    assert conflicts(columns, Need(target="y", columns=Columns(id=("id",)))).rows == 5


def test_locked_rows_stay_out():
    assert conflicts(TABLE, Need(target="y"), locked=[1]) == Conflicts(2, 1, 1, of=5)


def test_numbers_and_booleans_are_answers_too():
    x = numbers(1, 1)
    assert conflicts({"x": x, "y": numbers(0, 1)}, Need(target="y")).floor == 1
    assert (
        conflicts({"x": x, "y": column(Kind.BOOLEAN, [True, False])}, Need(target="y")).floor == 1
    )


def test_without_a_target_without_inputs_and_in_regression_it_is_absent():
    assert conflicts(TABLE, Need()) is None
    assert conflicts({"y": texts("a", "b")}, Need(target="y")) is None
    nested = {"y": texts("a", "b"), "photo": column(Kind.OTHER, ["", ""])}
    assert conflicts(nested, Need(target="y")) is None
    assert conflicts(TABLE, Need(target="x", task=Task.REGRESSION)) is None


def test_no_rows():
    empty = {"x": numbers(), "y": texts()}
    assert conflicts(empty, Need(target="y")) == Conflicts(0, 0, 0, 0)
