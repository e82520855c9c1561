import numpy as np

from gardefou.core.table import Kind
from gardefou.flows.novelty import known, shown_number, unseen
from gardefou.learners.encode import learn_encoder
from gardefou.table.frame import Coded, Frame
from gardefou.verdict.character import Known, Unseen

KINDS = {"pet": Kind.TEXT, "age": Kind.NUMBER, "day": Kind.TIME}
DAY = 86_400.0


def frame(pets, ages, days=None):
    levels = tuple(sorted({pet for pet in pets if pet is not None}))
    codes = np.array([-1 if pet is None else levels.index(pet) for pet in pets], dtype="int32")
    days = np.arange(len(pets)) * DAY if days is None else days
    return Frame({"pet": Coded(codes, levels), "age": np.array(ages), "day": days}, KINDS)


ENCODER = learn_encoder(frame(["cat"] * 50 + ["dog"] * 50, np.arange(100.0)))


def test_what_was_never_learned_is_told_by_column_and_kind():
    new = frame(["cat", "emu", None, "dog"], [5.0, -1.0, 200.0, np.nan])
    found, rows = unseen(ENCODER, new)
    assert found == (
        Unseen("age", 2, "beyond"),
        Unseen("pet", 1, "hole"),
        Unseen("pet", 1, "level"),
        Unseen("age", 1, "hole"),
    )
    assert rows.tolist() == [False, True, True, True]


def test_what_was_learned_is_nothing_new():
    found, rows = unseen(ENCODER, frame(["dog", "cat"], [0.0, 99.0]))
    assert (found, rows.any()) == ((), False)


def test_holes_that_were_there_before_are_nothing_new():
    encoder = learn_encoder(frame([None] * 20 + ["dog"] * 80, np.arange(100.0)))
    assert unseen(encoder, frame([None, "dog"], [1.0, 2.0]))[0] == ()


def test_where_most_rows_lay_is_told_for_what_matters():
    matters = [{"column": name, "low": 0.1} for name in ("day", "pet", "age")]
    assert known(ENCODER, matters) == (
        Known("day", "1970-01-05", "1970-04-05"),
        Known("age", "4.95", "94.1"),
    )
    assert known(ENCODER, [{"column": "age", "low": -0.1}]) == ()


def test_numbers_are_shown_whole():
    assert [shown_number(each) for each in (1234567.0, -0.25)] == ["1234567", "−0.25"]
