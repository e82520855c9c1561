"""Rows to label next: which are chosen, what is told and written, and what is refused."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.need import Columns, Cost, Need, Task
from gardefou.flows import committee
from gardefou.flows.ask import Wanted, as_json, ask

NAMES = ["ticket", "name", "words", "kind", "urgent"]


def tickets(rows=400, answered=80, seed=0):
    """Urgent from about 300 words on; the first `answered` of them have an answer."""
    rng = np.random.default_rng(seed)
    words, kind = rng.uniform(1, 600, rows).round(3), rng.choice(["a", "b"], rows)
    urgent = words + rng.normal(0, 40, rows) > 300
    return [
        [f"T{n:04}", f"Ann No{n}", w, k, ("yes" if u else "no") if n < answered else ""]
        for n, (w, k, u) in enumerate(zip(words, kind, urgent, strict=True))
    ]


def write(path, rows, names=NAMES):
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerows([names, *rows])
    return path


@pytest.fixture(autouse=True)
def _a_small_committee(monkeypatch):
    """So that many tests cost little."""
    monkeypatch.setattr(committee, "MEMBERS", {"linear": 12, "boosted": 4})


@pytest.fixture
def table(tmp_path):
    return write(tmp_path / "tickets.csv", tickets())


PRICED = Cost(unit="EUR", missed=20.0, false_alarm=20.0, decisions_per_month=1000)
NEED = Need(target="urgent", positive="yes", columns=Columns(id=("ticket",)), cost=PRICED)
NAMELESS = replace(NEED, columns=Columns(id=("ticket",), ignore=("name",)))
CHOSEN = Wanted(random_share=0.0)


def test_rows_where_the_answer_is_open_are_asked_about(table):
    asking = ask(table, NAMELESS, wanted=replace(CHOSEN, most=20))
    words = np.array([row[2] for row in tickets()])
    chosen = np.array(asking.columns["row"])
    far = np.abs(words - 300)
    assert np.median(far[chosen[::2]]) < 0.6 * np.median(far[80:])
    assert np.median(far[chosen[1::2]]) > 0.6 * np.median(far[80:])  # drawn by chance
    assert asking.columns["why"][0].startswith("How likely is yes?")
    assert "chance" in asking.columns["why"][1]
    assert (chosen >= 80).all()
    assert asking.recipes
    assert asking.saving > 0
    assert (asking.answered, asking.unanswered, asking.looked_at) == (80, 320, 320)


def test_only_ids_and_our_own_columns_come_out(table, tmp_path):
    out = tmp_path / "todo.csv"
    asking = ask(table, NAMELESS, out=out, wanted=Wanted(most=25, batch=10))
    lines = list(csv.DictReader(out.read_text().splitlines()))
    assert list(lines[0]) == ["row", "ticket", "batch", "rank", "use", "expected_saving", "why"]
    assert all(line["ticket"] == f"T{int(line['row']):04}" for line in lines)
    assert [line["rank"] for line in lines] == [str(n) for n in range(1, 26)]
    assert [line["batch"] for line in lines] == ["1"] * 10 + ["2"] * 10 + ["3"] * 5
    assert "Ann" not in out.read_text()
    assert asking.file == str(out)


def test_the_same_table_gives_the_same_bytes_in_any_order_of_its_rows(table, tmp_path):
    rows = tickets()
    shuffled = [rows[n] for n in np.random.default_rng(1).permutation(len(rows))]
    other = write(tmp_path / "other.csv", [row[::-1] for row in shuffled], NAMES[::-1])
    told = [ask(path, NAMELESS, wanted=Wanted(most=15)).columns for path in (table, table, other)]
    assert json.dumps(told[0]["why"]) == json.dumps(told[1]["why"])
    assert told[0]["expected_saving"].tobytes() == told[1]["expected_saving"].tobytes()
    assert told[0]["ticket"] == told[2]["ticket"]


def test_what_chance_drew_does_not_depend_on_what_was_chosen(table, tmp_path):
    """Two lists of ten draw the same rows as one of twenty, whatever stood beside them."""
    wanted = Wanted(most=10, random_share=0.3)
    once = drawn(ask(table, NAMELESS, wanted=replace(wanted, most=20)))
    first = ask(table, NAMELESS, wanted=wanted)
    rows = tickets()
    for at in first.columns["row"]:
        rows[at][-1] = "yes" if at % 2 else "no"
    again = write(tmp_path / "again.csv", rows)
    second = ask(again, NAMELESS, wanted=wanted)
    assert len(drawn(first)) == 3
    assert drawn(first) | drawn(second) == once
    assert not once & {
        row
        for asking in (first, second)
        for row, use in zip(asking.columns["row"], asking.columns["use"], strict=True)
        if use == "train"
    }


def drawn(asking):
    pairs = zip(asking.columns["row"], asking.columns["use"], strict=True)
    return {row for row, use in pairs if use == "test"}


def test_answers_kept_for_judging_choose_nothing(tmp_path):
    rows = [[*row, "test" if n % 4 == 0 else "train"] for n, row in enumerate(tickets())]
    flipped = [list(row) for row in rows]
    for row in flipped[:80:4]:
        row[4] = {"yes": "no", "no": "yes"}[row[4]]
    need = replace(NAMELESS, split="side")
    wanted = replace(CHOSEN, most=10)
    named = [*NAMES, "side"]
    a, b = (
        ask(write(tmp_path / f"{n}.csv", each, named), need, wanted=wanted)
        for n, each in enumerate([rows, flipped])
    )
    assert a.columns["ticket"] == b.columns["ticket"]
    assert a.saving == b.saving


def test_a_row_that_is_said_to_be_for_judging_is_never_chosen_to_train(tmp_path):
    rows = [[*row, "test" if n % 2 else "train"] for n, row in enumerate(tickets())]
    path = write(tmp_path / "sides.csv", rows, [*NAMES, "side"])
    asking = ask(path, replace(NAMELESS, split="side"), wanted=Wanted(most=20))
    use = [rows[row][-1] for row in asking.columns["row"]]
    assert use == list(asking.columns["use"])
    assert asking.to_judge == 4


def test_the_price_says_how_many_labels_are_worth_it(table):
    few = replace(CHOSEN, most=20)
    told = ask(table, NAMELESS, wanted=few)
    assert told.columns["expected_saving"].sum() == pytest.approx(told.saving)
    assert told.worth is None
    mean = told.saving / 20
    assert ask(table, NAMELESS, wanted=replace(few, price=0.01 * mean)).worth >= 18
    assert ask(table, NAMELESS, wanted=replace(few, price=10 * mean)).worth == 0
    reviewed = replace(NAMELESS, cost=replace(PRICED, review=1e-6, review_error=0.0))
    assert ask(table, reviewed, wanted=few).price == 1e-6


def test_too_few_answers_begin_with_rows_that_stand_for_others(tmp_path):
    rng = np.random.default_rng(3)
    rows = [[n, *(10 * (n % 3) + rng.normal(0, 0.2, 2)).round(3), ""] for n in range(90)]
    rows[0][-1] = "yes"
    path = write(tmp_path / "heaps.csv", rows, ["id", "a", "b", "y"])
    need = Need(target="y", columns=Columns(id=("id",)))
    asking = ask(path, need, wanted=replace(CHOSEN, most=2))
    assert {row % 3 for row in asking.columns["row"]} == {1, 2}
    assert asking.recipes == ()
    assert asking.saving is asking.worth is None
    assert np.isnan(asking.columns["expected_saving"]).all()
    rows[0][-1] = ""
    empty = write(tmp_path / "empty.csv", rows, ["id", "a", "b", "y"])
    asking = ask(empty, need, wanted=Wanted(most=6, random_share=0.5))
    assert (len(asking), asking.to_judge, asking.answered) == (6, 3, 0)


def test_one_answer_for_all_is_too_little_to_learn_from(tmp_path):
    rows = tickets(answered=40)
    for row in rows[:40]:
        row[-1] = "no"
    asking = ask(write(tmp_path / "one.csv", rows), NAMELESS, wanted=replace(CHOSEN, most=5))
    assert asking.recipes == ()


def test_numbers_are_asked_about_where_models_differ(tmp_path):
    rng = np.random.default_rng(4)
    x = np.concatenate([rng.uniform(0, 1, 150), rng.uniform(0, 4, 150)])
    y = [str(round(v * 3 + rng.normal(0, 0.1), 3)) for v in x[:150]] + [""] * 150
    path = write(tmp_path / "n.csv", zip(x.round(6), y, strict=True), ["x", "y"])
    need = Need(target="y", task=Task.REGRESSION, cost=Cost("EUR", under=2.0, over=1.0))
    asking = ask(path, need, wanted=replace(CHOSEN, most=5, price=1e-9))
    assert (x[np.array(asking.columns["row"])[::2]] > 1.0).sum() >= 2  # beyond what is answered
    assert "The models say" in asking.columns["why"][0]
    assert (asking.decisions, asking.worth) == (150, 5)


def test_a_column_that_is_empty_wherever_the_answer_is_teaches_nothing(tmp_path):
    """Else the models would be sure of what they read there, and of no other row."""
    rows = [[*row, f"closed {row[4]}" if row[4] else ""] for row in tickets()]
    path = write(tmp_path / "late.csv", rows, [*NAMES, "closing"])
    asking = ask(path, NAMELESS, wanted=replace(CHOSEN, most=20))
    far = np.abs(np.array([row[2] for row in rows]) - 300)
    assert np.median(far[np.array(asking.columns["row"])[::2]]) < 0.6 * np.median(far[80:])


def test_an_id_column_that_is_called_like_ours_keeps_its_own(tmp_path):
    path = write(tmp_path / "t.csv", tickets(), ["rank", *NAMES[1:]])
    need = replace(NAMELESS, columns=Columns(id=("rank",), ignore=("name",)))
    columns = ask(path, need, wanted=replace(CHOSEN, most=3)).columns
    assert list(columns["rank"]) == [1, 2, 3]
    assert columns["id rank"][0].startswith("T")


def test_json_is_plain_and_whole(table):
    tree = as_json(ask(table, NAMELESS, wanted=Wanted(most=5, price=1.0)))
    assert json.loads(json.dumps(tree, allow_nan=False)) == tree
    assert [row["rank"] for row in tree["rows"]] == [1, 2, 3, 4, 5]
    assert (
        tree["rows"][[row["use"] for row in tree["rows"]].index("test")]["expected_saving"] is None
    )


def test_what_cannot_be_asked_is_refused_and_nothing_is_written(table, tmp_path):
    out = tmp_path / "no.csv"
    before = table.read_bytes()
    with pytest.raises(GardefouError, match="What should be predicted"):
        ask(table, Need(), out=out)
    with pytest.raises(GardefouError, match="urgnt"):
        ask(table, Need(target="urgnt"), out=out)
    with pytest.raises(GardefouError, match="written over"):
        ask(table, NEED, out=table)
    with pytest.raises(GardefouError, match="kind of file"):
        ask(table, NEED, out=tmp_path / "no.doc")
    full = write(tmp_path / "full.csv", [[*row[:4], "no"] for row in tickets()])
    with pytest.raises(GardefouError, match="Every row has an answer"):
        ask(full, NEED, out=out)
    alike = write(
        tmp_path / "alike.csv", [[n, "x", n % 2 or ""] for n in range(50)], ["i", "a", "y"]
    )
    with pytest.raises(GardefouError, match="no column is left"):
        ask(alike, Need(target="y", columns=Columns(id=("i",))), out=out)
    assert not out.exists()
    assert table.read_bytes() == before
