import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gardefou.core.errors import GardefouError
from gardefou.core.need import Columns, Cost, Need, Task, Waiver
from gardefou.core.table import Column, Kind, Table
from gardefou.need.complete import complete
from gardefou.need.prices import cost_matrix
from gardefou.table.frame import Coded


def table(kind: Kind) -> Table:
    return Table("t", 10, (Column("y", kind, ""), Column("age", Kind.NUMBER, "")), "0")


def coded(*texts: str | None) -> Coded:
    levels = sorted({text for text in texts if text is not None})
    codes = [-1 if text is None else levels.index(text) for text in texts]
    return Coded(np.array(codes, dtype=np.int32), tuple(levels))


def completed(target, kind=Kind.TEXT, need: Need | None = None, **more) -> Need:
    target = np.array(target, dtype=float) if isinstance(target, list) else target
    return complete(need or Need(target="y"), table(kind), target, **more)


def test_two_texts_are_binary_and_priced_so_that_always_yes_and_always_no_cost_the_same():
    need = completed(coded("Yes", "No", "No", "No", None))
    assert (need.task, need.positive, need.classes) == (Task.BINARY, "Yes", ("No", "Yes"))
    assert need.assumed == ("task", "positive", "cost")
    assert (need.cost.missed, need.cost.false_alarm, need.cost.unit) == (2.0, 2 / 3, "error")


@pytest.mark.parametrize(
    ("target", "kind", "task", "classes"),
    [
        ([0, 1, 1, np.nan], Kind.NUMBER, Task.BINARY, ("0", "1")),
        ([0.5, 1.5, 1.5], Kind.NUMBER, Task.BINARY, ("0.5", "1.5")),
        ([1, 2, 3, 4, 5], Kind.NUMBER, Task.MULTICLASS, ("1", "2", "3", "4", "5")),
        ([1, 2, 3, 4, 5, 6], Kind.NUMBER, Task.REGRESSION, ()),
        ([1, 2, 2.5], Kind.NUMBER, Task.REGRESSION, ()),
        ([1, 2, np.inf], Kind.NUMBER, Task.REGRESSION, ()),
        ([1e9, 2e9, 3e9], Kind.TIME, Task.REGRESSION, ()),
        (coded("a", "b", "c"), Kind.TEXT, Task.MULTICLASS, ("a", "b", "c")),
        (coded(" a", "a", "b"), Kind.TEXT, Task.BINARY, ("a", "b")),
        (coded("false", "true"), Kind.BOOLEAN, Task.BINARY, ("false", "true")),
        (coded("1", "2", "3"), Kind.NUMBER, Task.MULTICLASS, ("1", "2", "3")),
        (coded("1", "2", "3.5"), Kind.NUMBER, Task.REGRESSION, ()),
    ],
)
def test_guessed_tasks(target, kind, task, classes):
    need = completed(target, kind)
    assert (need.task, need.classes) == (task, classes)
    assert "task" in need.assumed


@pytest.mark.parametrize(
    ("texts", "positive"),
    [
        (("yes", "yes", "no"), "yes"),
        (("TRUE", "TRUE", "FALSE"), "TRUE"),
        (("1", "1", "0"), "1"),
        (("Oui", "Oui", "Non"), "Oui"),
        (("a", "b", "b"), "a"),  # the rarer
        (("a", "b"), "b"),  # the last
        (("1", "yes", "yes"), "1"),  # both say yes: the rarer
    ],
)
def test_guessed_positive_classes(texts, positive):
    assert completed(coded(*texts)).positive == positive


def test_many_classes_are_priced_by_the_share_of_the_true_one():
    need = completed(coded("a", "b", "b", "c"))
    assert need.cost.confusion["a"] == {"b": 2.0, "c": 2.0}
    assert need.cost.confusion["b"] == {"a": 1.0, "c": 1.0}
    assert need.assumed == ("task", "cost")


def test_numbers_cost_one_per_mean_distance_from_their_mean():
    need = completed([0, 0, 0, 10.0, 1.5, -0.5, np.nan, np.inf], Kind.NUMBER)
    y = np.array([0, 0, 0, 10.0, 1.5, -0.5])
    assert need.cost.under == pytest.approx(1 / np.abs(y - y.mean()).mean())
    assert need.cost.over == need.cost.under


def test_huge_numbers_do_not_overflow():
    need = completed([1e308, -1e308, 1e307, 3, 4, 5.5], Kind.NUMBER)
    assert 0 < need.cost.under < 1e-306


def test_rows_count_by_their_weight():
    weight = np.array([3.0, 1.0, 1.0, np.nan, -1.0])
    need = completed(coded("a", "b", "b", "b", "b"), weight=weight)
    assert (need.positive, need.cost.missed) == ("b", 1.25)
    numbers = [0, 10, 0.5, 0.5, 0.5]
    heavy = completed(numbers, Kind.NUMBER, weight=np.array([1.0, 1.0, 0, 0, 0]))
    assert heavy.cost.under == pytest.approx(1 / 5)


def test_a_class_without_weight_is_counted_plainly():
    need = completed(coded("a", "b"), weight=np.array([1.0, 0.0]))
    assert (need.cost.missed, need.cost.false_alarm) == (1.0, 1.0)


def test_numbers_without_weight_are_counted_plainly():
    need = completed([0, 10, 5.5], Kind.NUMBER, weight=np.zeros(3))
    assert need.cost == completed([0, 10, 5.5], Kind.NUMBER).cost


def test_texts_among_numbers_count_as_no_answer():
    numbers = coded("0", "10", "5.5", "n/a")
    assert completed(numbers, Kind.NUMBER).cost == completed([0, 10, 5.5], Kind.NUMBER).cost


def test_what_is_stated_stays():
    cost = Cost("EUR", missed=120.0, false_alarm=8.0)
    need = completed(coded("a", "b"), need=Need(target="y", positive="a", cost=cost))
    assert (need.positive, need.cost, need.assumed) == ("a", cost, ())


def test_prices_say_which_task_is_meant():
    need = completed([1, 2, 3], Kind.NUMBER, Need(target="y", cost=Cost(under=3.0, over=1.0)))
    assert (need.task, need.assumed) == (Task.REGRESSION, ())


def test_a_unit_without_prices_of_errors_gives_way_to_the_assumed_one():
    assert completed(coded("a", "b"), need=Need(target="y", cost=Cost("EUR"))).cost.unit == "error"


def test_a_review_price_in_errors_is_kept():
    need = completed(coded("a", "b"), need=Need(target="y", cost=Cost(review=0.1)))
    assert (need.cost.review, need.cost.missed) == (0.1, 1.0)


@settings(deadline=None)
@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=30).filter(lambda t: len(set(t)) > 1))
def test_completing_twice_changes_nothing_and_every_constant_choice_of_two_costs_a_half(texts):
    target = coded(*texts)
    need = completed(target)
    assert completed(target, need=need) == need
    share = np.bincount(target.codes) / len(texts)
    costs = share @ cost_matrix(need)
    assert costs == pytest.approx(np.full(len(share), (len(share) - 1) / 2))


def test_without_target_only_the_columns_are_looked_at():
    need = Need(columns=Columns(id=("age",)))
    assert complete(need, table(Kind.TEXT)) == need


@pytest.mark.parametrize(
    ("need", "says"),
    [
        (Need(target="z"), "`target`"),
        (Need(columns=Columns(id=("agee",))), "Did you mean 'age'"),
        (Need(columns=Columns(entity="b")), "`columns.entity`"),
        (Need(columns=Columns(monotone={"b": "up"})), "`columns.monotone`"),
        (Need(weight="b"), "`columns.weight`"),
        (Need(waive={"x": Waiver(("b",), "w")}), "`waive.x`"),
        (Need(data={"consent": "b"}), "`data.consent`"),
        (Need(expect=({"change": {"b": "up"}},)), "`expect.1.change`"),
    ],
)
def test_a_column_that_the_table_lacks_is_named(need, says):
    with pytest.raises(GardefouError) as caught:
        complete(need, table(Kind.TEXT), coded("a", "b"))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("target", "kind", "need", "says"),
    [
        (coded("a", "a"), Kind.TEXT, Need(target="y"), "one and the same value"),
        ([3.0, 3.0], Kind.NUMBER, Need(target="y"), "one and the same value"),
        ([3.0], Kind.NUMBER, Need(target="y", task=Task.REGRESSION), "one and the same value"),
        (coded(None, None), Kind.TEXT, Need(target="y"), "missing in every row"),
        ([np.nan], Kind.NUMBER, Need(target="y"), "missing in every row"),
        ([], Kind.NUMBER, Need(target="y"), "missing in every row"),
        (coded(), Kind.TEXT, Need(target="y"), "missing in every row"),
        (coded("a", "b"), Kind.OTHER, Need(target="y"), "nested"),
        (coded("a", "b"), Kind.TEXT, Need(target="y", task=Task.REGRESSION), "not numbers"),
        (coded("a", "b", "c"), Kind.TEXT, Need(target="y", task=Task.BINARY), "3 different"),
        (coded("a", "b", "c"), Kind.TEXT, Need(target="y", positive="a"), "3 different"),
        (coded("a", "b"), Kind.TEXT, Need(target="y", positive="A"), "Did you mean 'a'"),
        ([np.inf, -np.inf, np.inf], Kind.NUMBER, Need(target="y", task=Task.REGRESSION), "same"),
        (
            coded("a", "b"),
            Kind.TEXT,
            Need(target="y", task=Task.MULTICLASS, classes=("a", "b", "c")),
            "no price",
        ),
        (coded("a", "c"), Kind.TEXT, Need(target="y", classes=("a", "b")), "does not list"),
        (coded(*map(str, range(300))), Kind.TEXT, Need(target="y"), "too many"),
        (
            coded("a", "b", "c"),
            Kind.TEXT,
            Need(target="y", cost=Cost(confusion={"a": {"b": 1.0}})),
            "leaves 5 errors without a price",
        ),
        (
            coded("aa", "b", "c"),
            Kind.TEXT,
            Need(target="y", cost=Cost(confusion={"aa": {"b": 1.0}, "aab": {"c": 1.0}})),
            "Did you mean 'aa'",
        ),
    ],
)
def test_a_target_that_cannot_serve_is_said(target, kind, need, says):
    with pytest.raises(GardefouError) as caught:
        completed(target, kind, need)
    assert says in str(caught.value)
