import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.need import Columns, Cost, Need, People, Task
from gardefou.need.contradictions import priced_task, without_contradictions

GUILTY = {
    "columns.id": Need(target="y", columns=Columns(id=("y",))),
    "columns.monotone": Need(target="y", columns=Columns(monotone={"y": "up"})),
    "columns.weight": Need(target="y", weight="y"),
    "both before and after": Need(columns=Columns(known_before=("a",), known_after=("a",))),
    "the task is multiclass": Need(task=Task.MULTICLASS, positive="a"),
    "not among the classes": Need(positive="c", classes=("a", "b")),
    "needs two classes": Need(task=Task.BINARY, classes=("a", "b", "c")),
    "has no classes": Need(task=Task.REGRESSION, classes=("a", "b")),
    "`cost.missed` is given, but the task is multiclass": Need(
        task=Task.MULTICLASS, cost=Cost(missed=1.0, false_alarm=1.0)
    ),
    "`cost.under` is given, but the task is binary": Need(
        cost=Cost(missed=1.0, false_alarm=1.0, under=1.0, over=1.0)
    ),
    "`cost.false_alarm` is not": Need(cost=Cost(missed=1.0)),
    "`cost.missed` is not": Need(cost=Cost(false_alarm=1.0)),
    "`cost.over` is not": Need(cost=Cost(under=1.0)),
    "right answer costs 0": Need(cost=Cost(confusion={"a": {"a": 1.0, "b": 1.0}})),
    "All errors cost 0": Need(cost=Cost(missed=0.0, false_alarm=0.0)),
    "cannot be compared": Need(cost=Cost(unit="EUR", review=1.0)),
    "add up to 1.5": Need(people=People(population={"g": {"a": 0.75, "b": 0.75}})),
}

INNOCENT = [
    Need(),
    Need(target="y", columns=Columns(id=("a",), entity="a", known_after=("b",))),
    Need(positive="a", classes=("a", "b"), cost=Cost(missed=0.0, false_alarm=1.0)),
    Need(cost=Cost(confusion={"a": {"a": 0.0, "b": 1.0}})),
    Need(task=Task.REGRESSION, cost=Cost(under=3.0, over=1.0)),
    Need(cost=Cost(review=0.1)),
    Need(people=People(population={"g": {"a": 0.51, "b": 0.49}})),
]


@pytest.mark.parametrize("says", GUILTY)
def test_a_contradiction_is_named(says):
    with pytest.raises(GardefouError) as caught:
        without_contradictions(GUILTY[says])
    assert says in str(caught.value)


@pytest.mark.parametrize("need", INNOCENT)
def test_a_sound_need_is_left_as_it_is(need):
    assert without_contradictions(need) is need


def test_prices_imply_a_task():
    assert priced_task(Need(cost=Cost(missed=1.0, false_alarm=1.0))) is Task.BINARY
    assert priced_task(Need(cost=Cost(confusion={"a": {"b": 1.0}}))) is Task.MULTICLASS
    assert priced_task(Need(positive="a")) is Task.BINARY
    assert priced_task(Need(cost=Cost(review=1.0))) is None
