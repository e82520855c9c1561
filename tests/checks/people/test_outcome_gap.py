import numpy as np
import pytest

from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.people.outcome_gap import outcome_gap
from gardefou.core.need import Columns, Need, People, Task
from leaky import accused, sample
from small import sample as small_sample
from tables import load


def need(*protected: str, task: Task = Task.BINARY, **more) -> Need:
    binary = {"positive": "yes"} if task is Task.BINARY else {}
    return Need(target="y", task=task, columns=Columns(protected=protected), **binary, **more)


def table(counts: dict[str, tuple[int, int]]) -> dict:
    """Groups with (rows of yes, rows of no)."""
    groups = [name for name, (yes, no) in counts.items() for _ in range(yes + no)]
    answers = [a for yes, no in counts.values() for a in ["yes"] * yes + ["no"] * no]
    return {"group": groups, "y": answers}


def test_a_gap_is_told_with_its_interval_and_ratio():
    (found,) = outcome_gap(need("group"), sample(table({"a": (300, 700), "b": (110, 890)})))
    assert found.measured.value == pytest.approx(0.19)
    assert 0.15 < found.measured.low < 0.19 < found.measured.high < 0.23
    assert found.group == {"group": "b"}
    assert str(found.severity) == "note"
    assert "30 % of a and 11 % of b" in found.says
    assert "0.367 of the larger" in found.says


def test_no_gap_and_a_small_one_are_not_told():
    assert outcome_gap(need("group"), sample(table({"a": (300, 700), "b": (295, 705)}))) == []
    small = table({"a": (3200, 6800), "b": (2900, 7100)})
    assert outcome_gap(need("group"), sample(small)) == []


def test_a_gap_of_rare_outcomes_goes_by_the_ratio():
    (found,) = outcome_gap(need("group"), sample(table({"a": (400, 9600), "b": (150, 9850)})))
    assert found.measured.value == pytest.approx(0.025)


def test_tiny_groups_are_insufficient():
    cells = table({"a": (300, 700), "b": (110, 890), "c": (9, 1)})
    (found,) = outcome_gap(need("group"), sample(cells))
    assert "c" not in found.group.values()
    assert "Groups with too few rows to compare: 1." in found.says
    assert outcome_gap(need("group"), sample(table({"a": (300, 700), "c": (9, 1)}))) == []


def test_luck_is_told_on_few_tables():
    rng = np.random.default_rng(5)
    told = 0
    for _ in range(100):
        rows = 600
        cells = {
            "group": [str(v) for v in rng.choice(list("abcdef"), rows)],
            "sex": [str(v) for v in rng.choice(["f", "m"], rows)],
            "age": rng.integers(18, 90, rows).astype(float),
            "y": [str(v) for v in rng.choice(["no", "yes"], rows, p=[0.8, 0.2])],
        }
        told += bool(outcome_gap(need("group", "sex", "age"), sample(cells)))
    assert told <= 4


def test_numbers_are_compared_by_their_means():
    rng = np.random.default_rng(6)
    y = rng.normal(size=1000)
    cells = {"sex": ["f"] * 500 + ["m"] * 500, "y": y}
    assert outcome_gap(need("sex", task=Task.REGRESSION), sample(cells)) == []
    cells["y"] = y + np.repeat([0.0, 0.6], 500)
    (found,) = outcome_gap(need("sex", task=Task.REGRESSION), sample(cells))
    assert found.measured.unit == "gap of means"
    assert found.measured.low > 0.2


def test_of_several_classes_the_surest_gap_is_told():
    cells = {"sex": ["f"] * 900 + ["m"] * 900}
    cells["y"] = ["a"] * 300 + ["b"] * 400 + ["c"] * 200 + ["a"] * 300 + ["b"] * 100 + ["c"] * 500
    (found,) = outcome_gap(need("sex", task=Task.MULTICLASS), sample(cells))
    assert "'b'" in found.says or "'c'" in found.says


def test_weights_count_as_the_rows_they_stand_for():
    cells = table({"a": (300, 700), "b": (100, 900)}) | {"w": np.ones(2000)}
    cells["w"][1000:1100] = 900 / 100 * 3 / 7
    assert outcome_gap(need("group", weight="w"), sample(cells)) == []


def test_a_combination_that_its_parts_do_not_explain():
    cells: dict = {"sex": [], "race": [], "y": []}
    for sex in "fm":
        for race in "pq":
            hits = 50 if (sex, race) == ("f", "q") else 200
            cells["sex"] += [sex] * 500
            cells["race"] += [race] * 500
            cells["y"] += ["yes"] * hits + ["no"] * (500 - hits)
    worst = outcome_gap(need("race", "sex"), sample(cells))[-1]
    assert worst.columns == ("race", "sex")
    assert worst.group == {"race": "q", "sex": "f"}
    assert worst.measured.value == pytest.approx(-0.075)


def test_gaps_that_add_up_are_not_told_twice():
    cells: dict = {"sex": [], "race": [], "y": []}
    for i, sex in enumerate("fm"):
        for j, race in enumerate("pq"):
            hits = 100 + 100 * i + 100 * j
            cells["sex"] += [sex] * 500
            cells["race"] += [race] * 500
            cells["y"] += ["yes"] * hits + ["no"] * (500 - hits)
    assert set(accused(outcome_gap(need("race", "sex"), sample(cells)))) == {("race",), ("sex",)}


def test_what_fair_means_is_asked_for_until_it_is_said():
    cells = sample(table({"a": (300, 700), "b": (110, 890)}))
    (unset,) = outcome_gap(need("group"), cells)
    (given,) = outcome_gap(need("group", people=People(criterion="equal_opportunity")), cells)
    assert "people.criterion" in unset.remedy
    assert "people.criterion" not in given.remedy


@pytest.mark.parametrize("wanted", [Need(), Need(target="y", task=Task.BINARY), need("absent")])
def test_without_an_outcome_or_people_it_does_not_apply(wanted):
    with pytest.raises(NotApplicable):
        outcome_gap(wanted, sample(table({"a": (3, 7), "b": (1, 9)})))


@pytest.mark.parametrize("cells", [[None], [None] * 60, ["a"] * 60, ["a", None] * 30])
def test_poor_columns_are_borne(cells):
    given = small_sample({"group": cells, "y": (["no", "yes"] * 30)[: len(cells)]})
    for task in Task:
        try:
            assert outcome_gap(need("group", task=task), given) == []
        except NotApplicable:
            assert len(cells) == 1 or task is Task.REGRESSION


@pytest.mark.data
def test_the_gap_that_adult_is_known_for():
    given, wanted = load("adult_census", most=60_000, protected=("sex",))
    (found,) = outcome_gap(wanted, given)
    assert round(found.measured.value, 6) == 0.194516
    assert "0.36 of the larger" in found.says
