"""Tables made neutral: what is written, what is told, and what is refused."""

import csv
import json

import numpy as np
import pytest

from gardefou.cli.main import main
from gardefou.core.errors import GardefouError
from gardefou.core.need import Columns, Need, Task
from gardefou.flows.neutralise import neutralise
from gardefou.flows.people import grouping
from gardefou.table.engine import open_table
from small import sample


def unequal(rows=800, seed=0):
    """Men get a yes twice as often as women for the same skill; pay follows sex."""
    rng = np.random.default_rng(seed)
    sex = np.where(rng.random(rows) < 0.4, "woman", "man")
    skill = rng.normal(size=rows)
    pay = 30 + 5 * (sex == "man") + 5 * rng.normal(size=rows)
    yes = rng.random(rows) < 1 / (1 + np.exp(-(skill + 1.2 * (sex == "man") - 0.8)))
    hired = np.where(yes, "yes", "no")
    return {"sex": sex, "skill": skill.round(3), "pay": pay.round(2), "hired": hired}


@pytest.fixture
def table(tmp_path):
    cells = unequal()
    path = tmp_path / "jobs.csv"
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(cells)
        out.writerows(zip(*cells.values(), strict=True))
    return path


NEED = Need(target="hired", columns=Columns(protected=("sex",)))


def read(path, name):
    with open_table(path) as engine:
        column = next(each for each in engine.table.columns if each.name == name)
        return engine.read([column])[name]


def rate(path, weight=None):
    """Share of yes for men minus that for women."""
    sex, hired = (np.array(read(path, name).texts()) for name in ("sex", "hired"))
    w = np.ones(len(sex)) if weight is None else weight
    yes = (hired == "yes").astype(float)
    return np.subtract(*(np.average(yes[sex == s], weights=w[sex == s]) for s in ("man", "woman")))


def test_a_folder_gets_all_tables_and_what_was_measured(table, tmp_path):
    out = tmp_path / "neutral"
    told = neutralise(table, NEED, out=out)
    assert sorted(path.name for path in out.iterdir()) == [
        "neutral.json",
        "repaired.csv",
        "resampled.csv",
        "weights.csv",
    ]
    assert rate(table) > 0.15
    assert abs(rate(out / "weights.csv", read(out / "weights.csv", "neutral_weight"))) < 1e-9
    assert abs(rate(out / "resampled.csv")) < 0.02
    ways = {way.way: way for way in told.ways}
    assert list(ways) == ["as it is", "weights", "resampled", "repaired", "blind"]
    assert ways["weights"].decision_gap.value < ways["as it is"].decision_gap.value
    assert ways["as it is"].cost_change.value == 0
    assert json.loads((out / "neutral.json").read_text())["groups"][0]["group"] == {"sex": "man"}


def test_rows_stay_in_their_order_and_as_they_were(table, tmp_path):
    out = tmp_path / "w.csv"
    neutralise(table, NEED, out=out)
    before, after = (list(csv.DictReader(p.read_text().splitlines())) for p in (table, out))
    assert len(before) == len(after)
    assert all(b.items() <= a.items() for b, a in zip(before, after, strict=True))


def test_the_repaired_table_no_longer_tells_the_group_by_its_numbers(table, tmp_path):
    out = tmp_path / "r.parquet"
    neutralise(table, NEED, out=out, how="repaired")
    sex = np.array(read(out, "sex").texts())
    gap = {
        p: np.subtract(*(np.median(read(p, "pay")[sex == s]) for s in ("man", "woman")))
        for p in (table, out)
    }
    assert gap[table] > 3
    assert abs(gap[out]) < 0.3


def test_the_same_seed_writes_the_same_files(table, tmp_path):
    for name in ("a", "b"):
        neutralise(table, NEED, out=tmp_path / name, seed=3)
    for file in ("weights.csv", "resampled.csv", "repaired.csv"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_number_as_answer_is_made_neutral_by_its_fifths(table, tmp_path):
    need = Need(target="pay", task=Task.REGRESSION, columns=Columns(protected=("sex",)))
    told = neutralise(table, need, out=tmp_path / "n.csv")
    ways = {way.way: way for way in told.ways}
    assert ways["weights"].outcome_gap.value < 0.3 * ways["as it is"].outcome_gap.value
    assert ways["as it is"].opportunity_gap is None
    assert ways["as it is"].outcome_gap.unit == "pay"


def test_the_plan_asks_for_more_rows_of_the_smaller_group(table, tmp_path):
    told = neutralise(table, NEED, out=tmp_path / "n.csv", precision=0.03)
    more = {each.group["sex"]: each.more for each in told.groups}
    assert more["woman"] > more["man"] > 0
    coarse = neutralise(table, NEED, out=tmp_path / "m.csv", precision=0.2)
    assert [each.more for each in coarse.groups] == [0, 0]


def test_groups_too_small_alone_are_joined():
    cells = {"a": ["x"] * 60 + ["y"] * 60 + ["z"] * 3, "n": list(range(123))}
    outcome = np.arange(123) % 2
    found = grouping(sample(cells), ["a"], outcome=outcome)
    assert found.names == ({"a": "x"}, {"a": "y"}, {})
    assert np.bincount(found.of).tolist() == [60, 60, 3]
    banded = grouping(sample(cells), ["n"], outcome=outcome)
    assert banded.count == 4
    assert np.bincount(banded.of).max() - np.bincount(banded.of).min() <= 1


def test_what_cannot_be_made_neutral_is_refused_and_nothing_is_written(table, tmp_path):
    out = tmp_path / "no.csv"
    with pytest.raises(GardefouError, match="no protected column"):
        neutralise(table, Need(target="hired"), out=out)
    with pytest.raises(GardefouError, match="not_a_format"):
        neutralise(table, NEED, out=tmp_path / "x.not_a_format")
    lone = Need(target="hired", columns=Columns(protected=("hired",)))
    with pytest.raises(GardefouError):
        neutralise(table, lone, out=out)
    assert not out.exists()


def test_the_command_tells_gaps_and_files(table, tmp_path, capsys):
    out = tmp_path / "neutral.csv"
    args = ["neutralise", str(table), "--target", "hired", "--protected", "sex", "-o", str(out)]
    assert main(args) == 0
    said = capsys.readouterr().out
    assert "sex woman" in said
    assert "points" in said
    assert str(out) in said
    assert main([*args, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["recipe"] in ("linear", "boosted")


def test_rows_without_an_answer_keep_their_numbers_and_have_no_weight(tmp_path):
    cells = unequal(300)
    cells["hired"][:5] = ""
    source = tmp_path / "holes.csv"
    with source.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(cells)
        out.writerows(zip(*cells.values(), strict=True))
    neutralise(source, NEED, out=tmp_path / "all")
    repaired = read(tmp_path / "all" / "repaired.csv", "pay")
    assert (repaired[:5] == cells["pay"][:5]).all()
    assert np.isnan(read(tmp_path / "all" / "weights.csv", "neutral_weight")[:5]).all()
