from dataclasses import replace

import numpy as np
import pytest

import tables
from gardefou.checks.leakage.entity_on_both_sides import entity_on_both_sides
from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.evidence import OtherSide, Shared
from gardefou.core.need import Columns, Need
from leaky import accused, sample


def visits(name: str = "patient", *, people: int = 300, seed: int = 0):
    """Two visits of each person, whose traits stay the same."""
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(people), 2) * 7 + 1000
    traits = {
        "town": [str(k) for k in np.repeat(rng.integers(0, 9, people), 2)],
        "born": np.repeat(rng.integers(1930, 2000, people), 2),
        "group": np.repeat(rng.integers(0, 4, people), 2),
    }
    columns = {name: who, **traits, "pulse": rng.normal(70, 9, 2 * people).round(1)}
    order = rng.permutation(2 * people)
    return {
        n: [c[k] for k in order] if isinstance(c, list) else np.asarray(c)[order]
        for n, c in columns.items()
    }


def test_a_column_named_like_a_thing_whose_rows_agree_is_asked_about():
    (finding,) = entity_on_both_sides(Need(target="y"), sample(visits()))
    assert (finding.columns, str(finding.severity)) == (("patient",), "ask")
    assert finding.measured.value == 1.0
    assert finding.answers[0] == '[columns]\nentity = "patient"'


def test_a_column_of_any_name_is_asked_about_if_most_else_agrees():
    found = entity_on_both_sides(Need(), sample(visits("zz")))
    assert accused(found) == {("zz",): "ask"}


def test_a_town_is_no_thing_though_its_region_agrees():
    rng = np.random.default_rng(0)
    town = rng.integers(0, 60, 1200)
    columns = {
        "town": [f"town {k}" for k in town],
        "region": [f"region {k // 6}" for k in town],
        **{f"x{k}": rng.normal(size=1200) for k in range(4)},
        "count": rng.poisson(30, 1200),
    }
    assert entity_on_both_sides(Need(), sample(columns)) == []


def test_an_id_whose_rows_have_nothing_in_common_is_spared():
    rng = np.random.default_rng(0)
    columns = {"id": rng.integers(0, 200, 800), "x": rng.normal(size=800)}
    assert entity_on_both_sides(Need(), sample(columns)) == []


def test_rows_of_one_machine_that_stand_together_are_asked_about():
    rng = np.random.default_rng(0)
    given = sample({"unit": np.repeat(np.arange(40), 50), "x": rng.normal(size=2000)})
    in_file = replace(given, position=np.arange(2000))
    (finding,) = entity_on_both_sides(Need(), in_file)
    assert finding.columns == ("unit",)
    assert finding.measured is None


def test_what_the_need_says_is_not_asked_again():
    for columns in (Columns(entity="patient"), Columns(id=("patient",))):
        found = entity_on_both_sides(Need(columns=columns), sample(visits()))
        assert ("patient",) not in accused(found)


def test_a_declared_thing_on_both_sides_of_a_declared_split_alarms():
    columns = visits()
    side = ["train" if k % 3 else "test" for k in range(600)]
    need = Need(columns=Columns(entity="patient"), split="side")
    (finding,) = entity_on_both_sides(need, sample({**columns, "side": side}))
    tested = {who for who, where in zip(columns["patient"], side, strict=True) if where == "test"}
    learned = {who for who, where in zip(columns["patient"], side, strict=True) if where != "test"}
    assert str(finding.severity) == "alarm"
    assert finding.measured.value == len(tested & learned) / len(tested)


def test_a_split_that_keeps_things_together_is_clean_and_one_side_cannot_be_judged():
    columns = visits()
    need = Need(columns=Columns(entity="patient"), split="side")
    whole = ["train" if who % 2 else "test" for who in columns["patient"]]
    assert entity_on_both_sides(need, sample({**columns, "side": whole})) == []
    with pytest.raises(NotApplicable):
        entity_on_both_sides(need, sample({**columns, "side": ["train"] * 600}))


@pytest.mark.data
@pytest.mark.parametrize("name", ["diabetes130", "oulad", "titanic3", "turbofan_fd001"])
def test_shared_things_of_real_tables_are_asked_about(name):
    given, need = tables.load(name)
    found = entity_on_both_sides(need, given)
    assert accused(found) == {(tables.known_faults()[name]["shared_entity"],): "ask"}


@pytest.mark.data
@pytest.mark.parametrize("name", ["lending_club", "california", "car_msrp", "ames"])
def test_nobody_is_asked_about_places_or_measures(name):
    given, need = tables.load(name)
    assert entity_on_both_sides(need, given) == []


def beside(columns, **shared):
    there = sample(columns, seed=5)
    return OtherSide(there, len(there), entities=shared)


def test_the_entity_of_the_need_in_both_tables_alarms():
    need = Need(columns=Columns(entity="patient"))
    other = beside(visits(seed=1), patient=Shared(90, 600, 40))
    (finding,) = entity_on_both_sides(need, sample(visits()), other)
    assert str(finding.severity) == "alarm"
    assert (finding.rows, finding.measured.value) == (90, 0.15)
    apart = beside(visits(seed=1), patient=Shared(0, 600, 0))
    assert entity_on_both_sides(need, sample(visits()), apart) == []


def test_a_thing_that_nobody_named_is_asked_about_once_with_what_is_shared():
    other = beside(visits(seed=1), patient=Shared(90, 600, 40))
    (finding,) = entity_on_both_sides(Need(), sample(visits()), other)
    assert (finding.columns, str(finding.severity)) == (("patient",), "ask")
    assert "in both tables" in finding.says


def test_rows_counted_anew_in_each_file_and_numbers_drawn_by_lot_are_spared():
    rng = np.random.default_rng(0)
    need = Need(columns=Columns(id=("row", "ticket")))

    def made(rows):
        return {
            "row": np.arange(rows),
            "ticket": rng.permutation(5000)[:rows],
            "x": rng.normal(size=rows),
        }

    here, there = made(600), made(300)
    met = len(np.intersect1d(here["ticket"], there["ticket"]))
    other = beside(there, row=Shared(300, 300, 300), ticket=Shared(met, 300, met))
    assert entity_on_both_sides(need, sample(here), other) == []
    again = beside(there, ticket=Shared(200, 300, 200))
    assert accused(entity_on_both_sides(need, sample(here), again)) == {("ticket",): "ask"}
