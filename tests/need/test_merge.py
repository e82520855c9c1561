import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.need import Budget, Columns, Cost, Need, Task
from gardefou.need.merge import merge

GUESSED = Need(
    target="y",
    task=Task.BINARY,
    positive="Yes",
    classes=("No", "Yes"),
    cost=Cost(missed=2.0, false_alarm=1.0),
    assumed=("task", "positive", "cost"),
)


def test_no_flags_change_nothing():
    assert merge(GUESSED) == GUESSED


def test_flags_beat_the_file():
    need = Need(target="a", task=Task.MULTICLASS, columns=Columns(ignore=("b",)))
    need = merge(need, task="binary", positive=" 1 ", ignore=["c", "b"], budget="2 min wall")
    assert (need.target, need.task, need.positive) == ("a", Task.BINARY, "1")
    assert need.columns.ignore == ("b", "c")
    assert need.budget == Budget(time=120.0, wall=True)


def test_another_target_drops_what_was_guessed_of_the_first():
    assert merge(GUESSED, target="z") == Need(target="z")


def test_another_target_keeps_prices_that_a_person_stated():
    stated = Need(target="y", positive="Yes", cost=Cost(missed=2.0, false_alarm=1.0, unit="EUR"))
    need = merge(stated, target="z")
    assert need.positive is None
    assert need.cost == stated.cost


def test_another_positive_class_drops_the_prices_that_hung_on_it():
    need = merge(GUESSED, positive="No")
    assert (need.positive, need.cost, need.assumed) == ("No", Cost(), ())


def test_what_a_flag_confirms_is_no_guess_any_more():
    need = merge(GUESSED, task="binary", positive="Yes")
    assert need.assumed == ("cost",)
    assert need.cost == GUESSED.cost


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        ({"task": "binay"}, "Did you mean 'binary'"),
        ({"task": "regression", "positive": "1"}, "positive class"),
        ({"budget": "much"}, "`--budget`"),
        ({"ignore": ["y"]}, "`columns.ignore`"),
    ],
)
def test_a_wrong_flag_is_named(flags, says):
    with pytest.raises(GardefouError, match=says.replace("[", r"\[")):
        merge(Need(target="y"), **flags)
