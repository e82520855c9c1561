import numpy as np
import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.need import Columns, Need, Task
from gardefou.core.table import Kind
from gardefou.table.frame import Coded, Frame, Sample
from gardefou.table.vault import locked


def _coded(texts):
    levels = tuple(sorted(set(texts) - {None}))
    return Coded(np.array([-1 if t is None else levels.index(t) for t in texts]), levels)


def _sample(n, hashes=None, **columns):
    if hashes is None:
        hashes = np.random.default_rng(0).integers(0, 2**64, n, dtype=np.uint64)
    cells = {
        name: _coded(given) if isinstance(given, list) else np.asarray(given, float)
        for name, given in columns.items()
    }
    kinds = {
        name: Kind.TEXT if isinstance(given, list) else Kind.NUMBER
        for name, given in columns.items()
    }
    return Sample(Frame(cells, kinds), np.asarray(hashes, np.uint64), np.arange(n), n)


def test_a_fifth_by_hash():
    sides = locked(_sample(5000), Need())
    assert sides.locked.sum() == 1000
    assert not sides.dropped.any()
    assert (sides.learning == ~sides.locked).all()


def test_the_lowest_hashes_wherever_they_stand():
    hashes = np.arange(10, dtype=np.uint64)[::-1] + np.uint64(2**63)
    assert locked(_sample(10, hashes), Need()).locked.tolist() == [False] * 8 + [True] * 2


def test_equal_hashes_fall_on_one_side():
    hashes = np.repeat(np.arange(30, dtype=np.uint64), 100)
    sides = locked(_sample(3000, hashes), Need())
    for value in range(30):
        assert len(set(sides.locked[hashes == value])) == 1
    assert sides.locked.sum() == 600


@pytest.mark.parametrize("task", [Task.BINARY, Task.MULTICLASS])
def test_a_small_table_locks_a_fifth_of_each_class(task):
    y = ["a"] * 900 + ["b"] * 20
    sides = locked(_sample(920, y=y), Need(target="y", task=task))
    assert sides.locked[:900].sum() == 180
    assert sides.locked[900:].sum() == 4


def test_equal_hashes_of_two_classes_fall_on_one_side():
    hashes = np.repeat(np.arange(50, dtype=np.uint64), 2)
    y = ["a", "b"] * 25 + ["a", "a"] * 25
    sides = locked(_sample(100, hashes, y=y), Need(target="y", task=Task.BINARY))
    assert (sides.locked[::2] == sides.locked[1::2]).all()


def test_rows_that_are_all_alike_cannot_be_split():
    with pytest.raises(GardefouError):
        locked(_sample(50, np.zeros(50)), Need())


def test_the_split_column_overrules_all():
    sides = locked(
        _sample(5, s=["TRAIN", " Test", None, "val", "train"], t=np.arange(5)),
        Need(split="s", columns=Columns(time="t")),
    )
    assert sides.locked.tolist() == [False, True, False, False, False]
    assert sides.dropped.tolist() == [False, False, True, False, False]
    assert locked(_sample(3, s=np.array([1, 0, 0])), Need(split="s")).locked.tolist()[0]


def test_a_split_column_of_other_words_is_refused():
    with pytest.raises(GardefouError) as raised:
        locked(_sample(3, s=["train", "test", "blue"]), Need(split="s"))
    assert raised.value.seen == "blue"


def test_the_last_rows_by_time_with_ties_together():
    times = np.repeat(np.arange(10.0), 7)
    times[0] = np.nan
    sides = locked(_sample(70, t=times), Need(columns=Columns(time="t")))
    assert set(times[sides.locked]) == {8.0, 9.0}
    assert sides.dropped.tolist() == [True] + [False] * 69


def test_entities_seen_late_leave_the_learning_side():
    who = ["old"] * 4 + ["both"] + ["x"] * 3 + ["both", None]
    need = Need(columns=Columns(time="t", entity="who"))
    sides = locked(_sample(10, t=np.arange(10), who=who), need)
    assert np.flatnonzero(sides.locked).tolist() == [8, 9]
    assert np.flatnonzero(sides.dropped).tolist() == [4]


def test_dates_that_are_text_are_refused():
    with pytest.raises(GardefouError, match="times"):
        locked(_sample(2, t=["x", "y"]), Need(columns=Columns(time="t")))


def test_one_entity_is_on_one_side():
    who = [f"e{i % 100}" for i in range(1000)]
    sample = _sample(1000, who=who)
    need = Need(columns=Columns(entity="who"))
    sides = locked(sample, need)
    inside = {name for name, is_in in zip(who, sides.locked, strict=True) if is_in}
    outside = {name for name, is_in in zip(who, sides.locked, strict=True) if not is_in}
    assert not inside & outside
    assert sides.locked.sum() == 200
    assert (locked(sample, need, seed=1).locked != sides.locked).any()


def test_the_order_of_rows_changes_nothing():
    sample = _sample(500, y=["a", "b"] * 250)
    need = Need(target="y", task=Task.BINARY)
    order = np.random.default_rng(1).permutation(500)
    assert (locked(sample, need).locked[order] == locked(sample.take(order), need).locked).all()
