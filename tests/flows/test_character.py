"""A model that was really learned: what it is like, and how learning went."""

import numpy as np
import pytest

from gardefou.core.need import Columns, Cost, Need
from gardefou.core.progress import silent
from gardefou.core.reading import Reading
from gardefou.flows.character import character
from gardefou.flows.courses import learned_picture
from gardefou.flows.examine import examine
from gardefou.flows.learn import learn
from gardefou.flows.picture import importance
from gardefou.flows.rows import split_rows
from gardefou.learners.store import FitStore
from gardefou.report.json import json_text, plain_values
from gardefou.table.engine import open_table
from gardefou.verdict.character import Where


def parcels(rows=2000, seed=0):
    """The delay is the weight, but in the north at night nobody knows it."""
    rng = np.random.default_rng(seed)
    weight, night = rng.uniform(0, 10, rows).round(2), rng.integers(0, 2, rows)
    place = rng.choice(["north", "south", "west"], rows)
    lost = (place == "north") & (night == 1)
    delay = weight + rng.normal(size=rows) * np.where(lost, 6.0, 0.5)
    lines = [f"{w},{n},{p},{d:.3f}" for w, n, p, d in zip(weight, night, place, delay, strict=True)]
    return "weight,night,place,delay\n" + "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    path = tmp_path_factory.mktemp("tables") / "parcels.csv"
    path.write_text(parcels())
    cost = Cost("EUR", under=1, over=1)
    need = Need(target="delay", cost=cost, columns=Columns(known_before=("weight",)))
    with open_table(str(path), Reading()) as engine:
        rows = split_rows(engine, need, seed=0)
        learning = learn(rows, engine.table, {}, store=FitStore(), told=silent, seed=0)
        return rows, learning, examine(rows, learning, openings=1)


def test_the_corner_where_it_fails_is_found_and_confirmed(learned):
    rows, learning, examined = learned
    found = character(rows, learning, examined, importance(rows, learning))
    first = found.weak[0]
    assert set(first.where) == {Where("place", value="north"), Where("night", value="1")}
    lost = 6.0 * np.sqrt(2 / np.pi)  # the mean of a gap of 6 standard deviations
    assert first.cost.low < lost < first.cost.high
    assert first.elsewhere.value == pytest.approx(0.4, abs=0.15)
    assert first.share == pytest.approx(1 / 6, abs=0.05)
    assert first.burden > 0.5
    assert found.searched.kept == len(found.weak)


def test_what_it_leans_on_and_knows_is_told(learned):
    rows, learning, examined = learned
    found = character(rows, learning, examined, importance(rows, learning))
    assert found.leans[0].column == "weight"
    assert found.leans[0].cost > 1
    assert found.known[0].column == "weight"
    assert float(found.known[0].low) == pytest.approx(0.5, abs=0.2)
    assert float(found.known[0].high) == pytest.approx(9.5, abs=0.2)


def test_rows_that_hold_something_new_are_counted(learned):
    rows, learning, examined = learned
    found = character(rows, learning, examined)
    (code,) = [each for each in learning.model.encoder.codes if each.column == "weight"]
    vault = rows.sample.take(rows.locked).frame["weight"]
    outside = int(((vault < code.low) | (vault > code.high)).sum())
    assert found.unseen_rows == outside
    assert sum(each.rows for each in found.unseen) == outside


def test_the_same_again_and_plain_enough_for_json(learned):
    rows, learning, examined = learned
    first, again = (character(rows, learning, examined) for _ in range(2))
    assert first == again
    pictures = [learned_picture(rows, learning, examined) for _ in range(2)]
    assert pictures[0] == pictures[1]
    assert json_text({"a": plain_values(pictures[0]), "b": plain_values(first)})


def test_how_learning_went_is_told(learned):
    rows, learning, examined = learned
    told = learned_picture(rows, learning, examined)
    assert told["losses"]["locked"] == examined.loss_vault
    assert told["best_of"]["candidates"] >= 2
    assert told["best_of"]["expected"].value >= told["best_of"]["apparent"].value
    assert told["courses"]
    for course in told["courses"]:
        assert len(course["x"]) == len(course["judged"]) == len(course["learned"])
        assert 2 < min(course["judged"]) < 3.5  # of the delay: 36 in a sixth of the rows, root 2.4
