from dataclasses import replace

import numpy as np
import pytest

import tables
from gardefou.checks.leakage.answer_copied import answer_copied
from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.need import Need, Task
from leaky import accused, need, numbers, sample, two_classes

REGRESSION = need(Task.REGRESSION)


def two(**more):
    _, _, honest = two_classes()
    return sample({**honest, **more})


def number_table(**more):
    _, _, honest = numbers()
    return sample({**honest, **more})


def test_honest_columns_are_spared():
    assert answer_copied(need(), two()) == []
    assert answer_copied(REGRESSION, number_table()) == []


@pytest.mark.parametrize("names", [("no", "yes"), ("x7", "x3")])
def test_a_copy_under_other_names_alarms(names):
    _, y, _ = two_classes()
    found = answer_copied(need(), two(copy=[names[int(each)] for each in y]))
    assert accused(found) == {("copy",): "alarm"}
    (finding,) = found
    assert finding.measured.value == 1.0
    assert finding.measured.unit == "share of rows"
    assert finding.limit < 1.0
    assert "copy" in finding.says


def test_a_copy_with_holes_and_a_recoding_of_many_values_alarm():
    rng, y, _ = two_classes()
    half = [str(each) if rng.random() < 0.5 else None for each in y]
    finer = [f"{int(each)}{rng.integers(8)}" for each in y]
    assert accused(answer_copied(need(), two(half=half, finer=finer))) == {
        ("half",): "alarm",
        ("finer",): "alarm",
    }


def test_a_measure_from_which_the_class_was_cut_alarms():
    rng = np.random.default_rng(0)
    rain = rng.gamma(1, 5, 600).round(1)
    columns = {"rain": rain, "noise": rng.normal(size=600), "y": rain > 8}
    assert accused(answer_copied(need(), sample(columns))) == {("rain",): "alarm"}


def test_two_natural_kinds_that_several_measures_tell_apart_are_asked_about_only():
    from sklearn.datasets import load_iris

    X, y = load_iris(return_X_y=True)
    some = y < 2
    columns = {f"x{k}": X[some, k] for k in range(4)} | {"y": y[some]}
    found = accused(answer_copied(need(), sample(columns)))
    assert set(found.values()) == {"ask"}


@pytest.mark.parametrize("load", ["iris", "wine", "breast_cancer"])
def test_easy_honest_sets_raise_no_alarm(load):
    from sklearn import datasets

    X, y = getattr(datasets, f"load_{load}")(return_X_y=True)
    columns = {f"x{k}": X[:, k] for k in range(X.shape[1])} | {"y": y}
    task = Task.BINARY if y.max() == 1 else Task.MULTICLASS
    assert answer_copied(need(task), sample(columns)) == []


def test_a_copy_with_a_twentieth_of_slips_is_a_question():
    rng, y, _ = two_classes(rows=2000)
    _, _, honest = two_classes(rows=2000)
    slips = np.where(rng.random(2000) < 0.05, 1 - y, y)
    found = answer_copied(need(), sample({**honest, "late": slips}))
    assert accused(found) == {("late",): "ask"}
    assert found[0].answers == (
        '[columns]\nknown_before = ["late"]',
        '[columns]\nknown_after = ["late"]',
    )
    settled = answer_copied(need(known_before=("late",)), sample({**honest, "late": slips}))
    assert settled == []


def test_a_copy_that_is_said_to_be_known_before_still_alarms_unless_it_is_no_feature():
    _, y, _ = two_classes()
    assert accused(answer_copied(need(known_before=("copy",)), two(copy=y))) == {("copy",): "alarm"}
    assert answer_copied(need(ignore=("copy",)), two(copy=y)) == []


def test_flags_that_make_up_a_class_between_them_alarm_together():
    rng, y, _ = two_classes()
    which = rng.integers(0, 3, len(y))
    flags = {f"cause {k}": ((y == 1) & (which == k)).astype(float) for k in range(3)}
    found = answer_copied(need(), two(**flags))
    assert [set(each.columns) for each in found] == [set(flags)]
    assert [str(each.severity) for each in found] == ["alarm"]


def test_flags_named_like_those_are_asked_about_and_others_are_not():
    rng, y, _ = two_classes(rows=2000)
    _, _, honest = two_classes(rows=2000)
    which = rng.integers(0, 3, len(y))
    flags = {f"cause {k}": ((y == 1) & (which == k)).astype(float) for k in range(3)}
    rare = (rng.random(len(y)) < 0.01).astype(float)
    other = {"cause 7": rare, "urgent": rare[::-1]}
    found = answer_copied(need(), sample({**honest, **flags, **other}))
    levels = {frozenset(names): level for names, level in accused(found).items()}
    assert levels == {frozenset(flags): "alarm", frozenset({"cause 7"}): "ask"}


def test_finer_codes_alarm_in_a_small_table_too():
    rng, y, _ = two_classes(rows=140)
    _, _, honest = two_classes(rows=140)
    codes = rng.permutation(12).reshape(2, 6)[y.astype(int), rng.integers(0, 6, 140)]
    found = answer_copied(need(), sample({**honest, "code": codes}))
    assert accused(found) == {("code",): "alarm"}
    mixed = sample({**honest, "code": rng.permutation(codes)})
    assert answer_copied(need(), mixed) == []


def test_two_numbers_whose_difference_is_the_answer_alarm_as_a_pair():
    rng, y, _ = two_classes()
    due = 100 * rng.normal(size=len(y)) + 500
    paid = np.where(y == 1, due, due - 50 * rng.random(len(y)) - 1)
    found = answer_copied(need(), two(due=due, paid=paid))
    assert [str(each.severity) for each in found] == ["alarm"]
    assert "paid" in found[0].says
    assert "due" in found[0].says


@pytest.mark.parametrize("how", ["unit", "logarithm", "bands", "half"])
def test_a_number_copied_in_any_way_alarms(how):
    _, y, _ = numbers()
    copy = {
        "unit": 1.2 * y - 7,
        "logarithm": np.log(y - y.min() + 1),
        "bands": np.digitize(y, np.quantile(y, [0.2, 0.5, 0.9])),
        "half": (y > np.median(y)).astype(float),
    }[how]
    assert accused(answer_copied(REGRESSION, number_table(copy=copy))) == {("copy",): "alarm"}


@pytest.mark.parametrize("how", ["sum", "difference", "product", "ratio"])
def test_two_numbers_that_make_up_the_answer_alarm_as_one_finding(how):
    rng, y, _ = numbers()
    y = np.abs(y) + 1
    part = rng.gamma(3, 2, len(y)) + 1
    other = {"sum": y - part, "difference": y + part, "product": y / part, "ratio": y * part}[how]
    given = replace(number_table(part=part, other=other))
    columns = {**given.frame.columns, "y": y}
    found = answer_copied(REGRESSION, sample(columns))
    assert [set(each.columns) for each in found] == [{"part", "other"}]
    assert found[0].measured.value >= 0.995


def test_a_strong_honest_number_is_spared():
    rng, y, _ = numbers()
    strong = y + 0.3 * np.std(y) * rng.normal(size=len(y))
    assert answer_copied(REGRESSION, number_table(strong=strong)) == []


def test_a_row_counter_is_not_a_copy_even_in_a_sorted_file():
    _, y, honest = two_classes()
    order = np.argsort(y, kind="stable")
    table = {n: np.asarray(c)[order] for n, c in honest.items() if n != "colour"}
    assert answer_copied(need(), sample({**table, "number": np.arange(len(y))})) == []


def test_the_order_of_rows_and_columns_changes_nothing():
    rng, y, honest = two_classes()
    given = sample({**honest, "copy": y, "late": np.where(rng.random(len(y)) < 0.05, 1 - y, y)})
    other = replace(given, position=given.position[::-1])
    turned = replace(other, frame=other.frame.only(other.frame.names[::-1]))
    assert answer_copied(need(), given) == answer_copied(need(), turned)


def test_without_an_answer_it_does_not_apply_and_poor_tables_are_passed_over():
    with pytest.raises(NotApplicable):
        answer_copied(Need(), two())
    few = two().take(np.arange(10))
    assert answer_copied(need(), few) == []


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("bike_sharing_hour", {"casual", "registered"}),
        ("weather_aus", {"RISK_MM"}),
        ("forest_fires", {"extra14"}),
        ("ai4i2020", {"TWF", "HDF", "PWF", "OSF"}),
    ],
)
def test_real_copies_alarm(name, parts):
    given, wanted = tables.load(name)
    alarms = [set(f.columns) for f in answer_copied(wanted, given) if f.severity == "alarm"]
    assert alarms == [parts]


@pytest.mark.data
@pytest.mark.parametrize(
    "name", ["penguins", "telco_churn", "diamonds", "covtype", "german_credit", "vehicle", "ames"]
)
def test_honest_tables_are_spared(name):
    given, wanted = tables.load(name)
    assert answer_copied(wanted, given) == []
