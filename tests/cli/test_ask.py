"""gardefou ask: what it says, what it writes, and how it fails."""

import csv
import json

import pytest

from gardefou.cli.main import main
from gardefou.flows import committee


@pytest.fixture(autouse=True)
def _a_small_committee(monkeypatch):
    """So that many tests cost little."""
    monkeypatch.setattr(committee, "MEMBERS", {"linear": 12, "boosted": 4})


@pytest.fixture
def table(tmp_path):
    """120 rows, 40 with an answer, and a column whose name and cells are hostile."""
    path = tmp_path / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "x", 'note"; DROP', "y"])
        for n in range(120):
            answer = ("in" if n * 37 % 120 > 60 else "out") if n < 40 else ""
            out.writerow([f"=1+{n}", n * 37 % 120, f"<b>{n}\u202e", answer])
    return path


@pytest.fixture
def need(tmp_path):
    path = tmp_path / "need.toml"
    path.write_text(
        'target = "y"\npositive = "in"\n[columns]\nid = ["id"]\n'
        '[cost]\nunit = "EUR"\nmissed = 5\nfalse_alarm = 5\n'
    )
    return path


def test_the_rows_and_what_they_are_worth_are_told(table, need, capsys):
    flags = ["--most", "10", "--price", "1e-9"]
    assert main(["ask", str(table), "--need", str(need), *flags]) == 0
    said = capsys.readouterr().out
    assert "10 rows of" in said
    assert "40 rows have an answer in y, 80 have none." in said
    assert "All 8 of them are worth their price" in said
    assert "2 of the rows are marked test" in said
    assert len([line for line in said.splitlines() if " test " in line or " train " in line]) == 10
    assert "<b>" not in said


def test_dear_labels_are_not_worth_it(table, need, capsys):
    assert main(["ask", str(table), "--need", str(need), "--price", "1e9"]) == 0
    assert "Stop here" in capsys.readouterr().out


def test_without_prices_or_chance_it_says_what_is_lacking(table, capsys):
    assert main(["ask", str(table), "--target", "y", "--random-share", "0"]) == 0
    said = capsys.readouterr().out
    assert "No prices were stated" in said
    assert "What a label costs was not said" in said
    assert "No row was drawn by chance" in said


def test_too_few_answers_are_said(table, capsys):
    table.write_text(table.read_text().replace(",out\n", ",\n").replace(",out\r\n", ",\r\n"))
    assert main(["ask", str(table), "--target", "y"]) == 0
    assert "too few answers to learn from" in capsys.readouterr().out


def test_a_file_gets_all_rows_and_the_screen_some(table, need, tmp_path, capsys):
    out = tmp_path / "todo.jsonl"
    args = ["ask", str(table), "--need", str(need), "-o", str(out), "--most", "30"]
    assert main(args) == 0
    said = capsys.readouterr().out
    assert str(out) in said
    assert "and 20 more" in said
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert len(rows) == 30
    assert list(rows[0]) == ["row", "id", "batch", "rank", "use", "expected_saving", "why"]
    assert {row["id"] for row in rows} <= {f"=1+{n}" for n in range(40, 120)}


def test_json_is_one_object_also_for_an_error(table, need, capsys):
    assert main(["ask", str(table), "--need", str(need), "--json", "--most", "5"]) == 0
    tree = json.loads(capsys.readouterr().out)
    assert len(tree["rows"]) == 5
    assert tree["need"]["unit"] == "EUR"
    assert main(["ask", str(table), "--json"]) == 2
    assert "predicted" in json.loads(capsys.readouterr().out)["error"]["what"]


def test_the_table_is_never_written_over(table, need, capsys):
    before = table.read_bytes()
    assert main(["ask", str(table), "--need", str(need), "-o", str(table)]) == 2
    assert "written over" in capsys.readouterr().err
    assert table.read_bytes() == before


def test_python_has_the_same_door(table, need):
    import gardefou

    asking = gardefou.ask(table, need=need, most=6, price=1e-9)
    assert (len(asking), asking.worth, asking.to_judge) == (6, 5, 1)
