import csv
import os
import re
import tomllib
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gardefou.core.errors import GardefouError
from gardefou.core.evidence import Frequent, Spread
from gardefou.core.need import Need, Task
from gardefou.core.table import Column, Kind, Table
from gardefou.need.propose import propose
from gardefou.need.read import read_need

SLOW = [HealthCheck.too_slow]  # a busy machine is no fault
HOSTILE = [
    '"; drop table x; --',
    "a\nb = 3",
    "😀",
    "]\n[cost]\nmissed = 9",
    "\x1b[31m",
    "\u202ex",
    "#",
]


def described(columns: dict[str, list]) -> tuple[Table, dict]:
    """A table and its statistics, from cells: texts, numbers, or times as ("time", numbers)."""
    statistics: dict = {"missing": {}, "distinct": {}, "frequent": {}, "spread": {}}
    kinds = {}
    for name, cells in columns.items():
        known = [cell for cell in cells if cell is not None]
        kinds[name] = Kind.NUMBER if all(isinstance(cell, float) for cell in known) else Kind.TEXT
        counts = {cell: known.count(cell) for cell in known}
        statistics["missing"][name] = len(cells) - len(known)
        statistics["distinct"][name] = len(counts)
        ranked = sorted(counts.items(), key=lambda pair: -pair[1])[:20]
        statistics["frequent"][name] = tuple(Frequent(str(cell), n) for cell, n in ranked)
        if kinds[name] is Kind.NUMBER and known:
            whole = all(cell.is_integer() for cell in known)
            statistics["spread"][name] = Spread(
                len(known), min(known), max(known), 0, 0, {}, 0, 0, None, None, 0, 0, whole
            )
    rows = len(next(iter(columns.values())))
    described = tuple(Column(name, kinds[name], "") for name in columns)
    return Table("t", rows, described, "0"), statistics


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("propose")


def read_back(folder: Path, text: str) -> Need:
    (folder / "need.toml").write_text(text, encoding="utf-8")
    return read_need(folder / "need.toml")


ROWS = 40
CUSTOMERS = {
    "customerID": [f"C-{n}" for n in range(ROWS)],
    "gender": ["Female", "Male"] * 20,
    "SeniorCitizen": [0.0, 1.0, 0.0, 0.0] * 10,
    "household_id": [float(n // 2) + 7 for n in range(ROWS)],
    "side": ["train", "train", "train", "test"] * 10,
    "charge": [n * 1.5 for n in range(ROWS)],
    "Churn": ["No", "No", "No", "Yes"] * 9 + ["No"] * 3 + [None],
}


def test_a_proposal_says_what_it_guessed(folder):
    text = propose(*described(CUSTOMERS), "Churn", path="churn.csv")
    need = read_back(folder, text)
    assert (need.task, need.positive, need.target) == (Task.BINARY, "Yes", "Churn")
    assert need.columns.id == ("customerID",)
    assert need.columns.entity == "household_id"
    assert need.columns.protected == ("gender", "SeniorCitizen")
    assert need.split == "side"
    assert need.table == str(folder / "churn.csv")
    assert need.assumed == ("task", "positive", "cost")
    assert need.cost.missed == pytest.approx(39 / 18, rel=0.01)
    assert need.cost.false_alarm == pytest.approx(39 / 60, rel=0.01)


def test_each_guess_has_its_reason_beside_it():
    lines = propose(*described(CUSTOMERS), "Churn").splitlines()
    for number, line in enumerate(lines):
        if re.match(r"(task|positive|id|entity|split|missed|false_alarm|protected) =", line):
            assert lines[number - 1].startswith("# "), line
        if line.startswith("  "):
            assert re.search(r",  # \S", line), line
        assert len(line) <= 100


def test_many_and_priced_classes(folder):
    text = propose(*described({"y": ["a", "a", "b", "c"] * 10}), "y")
    need = read_back(folder, text)
    assert need.task is Task.MULTICLASS
    assert need.cost.confusion["a"] == {"b": 1.0, "c": 1.0}


def test_too_many_classes_to_price_are_left_to_be_assumed(folder):
    text = propose(*described({"y": list("abcdefgh") * 5}), "y")
    need = read_back(folder, text)
    assert (need.task, need.cost.stated, need.assumed) == (Task.MULTICLASS, False, ("task",))


def test_more_classes_than_are_listed(folder):
    text = propose(*described({"y": [f"c{n % 25}" for n in range(100)]}), "y")
    assert read_back(folder, text).task is Task.MULTICLASS


def test_numbers(folder):
    text = propose(*described({"y": [n * 1.5 for n in range(ROWS)]}), "y")
    need = read_back(folder, text)
    assert (need.task, need.cost.stated) == (Task.REGRESSION, False)


def test_classes_written_as_numbers_have_no_point(folder):
    text = propose(*described({"y": [0.0, 1.0, 1.0] * 10}), "y")
    assert tomllib.loads(text)["positive"] == "1"


def test_times_are_proposed_and_years_only_named(folder):
    table, statistics = described(
        {"y": ["a", "b"] * 20, "Yr Sold": [2001.0, 2002.0, 2003.0, 2004.0] * 10}
    )
    assert '# time = "Yr Sold"' in propose(table, statistics, "y")
    times = Table("t", ROWS, (table.columns[0], Column("Yr Sold", Kind.TIME, "")), "0")
    assert read_back(folder, propose(times, statistics, "y")).columns.time == "Yr Sold"


def test_a_second_candidate_is_named_in_a_comment():
    cells = {"y": ["a", "b"] * 20, "user_id": [f"u{n // 2}" for n in range(ROWS)]}
    cells["device_id"] = [f"d{n * 2 // 3}" for n in range(ROWS)]
    text = propose(*described(cells), "y")
    assert '# Or is it: user_id\nentity = "device_id"' in text


def test_an_innocent_table_gets_no_roles(folder):
    need = read_back(folder, propose(*described({"y": ["a", "b"] * 20, "x": [1.0, 2.5] * 20}), "y"))
    assert need.columns == Need().columns


@pytest.mark.parametrize(
    ("target", "says"), [("z", "`target`"), ("one", "same value"), ("none", "missing in every row")]
)
def test_a_target_that_cannot_serve_is_said(target, says):
    columns = {"one": ["a"] * 4, "none": [None] * 4}
    with pytest.raises(GardefouError, match=says):
        propose(*described(columns), target)


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(st.lists(st.text() | st.sampled_from(HOSTILE), min_size=3, max_size=6, unique=True))
def test_any_name_and_class_comes_back_as_it_was(folder, names):
    target, name, *classes = names
    classes = sorted({each.strip() for each in classes} | {"x y", '"'})[:2]
    cells = {
        target: classes * 20,
        name: [f"{name}{n}" for n in range(ROWS)],
        "sex": ["f", "m"] * 20,
    }
    if len(cells) < 3:
        return
    table, statistics = described(cells)
    text = propose(table, statistics, target, path=None)
    assert "\x1b" not in text
    assert "\u202e" not in text
    need = read_back(folder, text)
    assert need.target == target
    assert need.positive in classes
    assert set(need.columns.id) <= {name}
    assert need.columns.protected[-1:] == ("sex",)


@pytest.mark.data
def test_a_real_table(folder):
    home = Path(__file__).resolve().parents[3] / "shared" / "data"
    file = Path(os.environ.get("GARDEFOU_DATA", home)) / "telco_churn" / "telco_churn.csv"
    if not file.exists():
        pytest.skip(f"the shared tables are not at {file.parents[1]}")
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(islice(csv.DictReader(opened), 500))
    cells = {name: [row[name].strip() or None for row in rows] for name in rows[0]}
    need = read_back(folder, propose(*described(cells), "Churn"))
    assert (need.positive, need.columns.id) == ("Yes", ("customerID",))
    assert need.columns.protected == ("gender", "SeniorCitizen")
    assert (need.columns.entity, need.columns.time) == (None, None)
