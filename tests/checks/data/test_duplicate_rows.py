import numpy as np

from gardefou.checks.data.duplicate_rows import duplicate_rows
from gardefou.core.evidence import Frequent
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need
from gardefou.table.frame import Sample
from small import evidence

RICH = {"a": 900, "b": 800, "c": 700}


def found(duplicates: int, *, rows=1000, distinct=RICH, frequent=None, need=None, **limits):
    frequent = frequent or dict.fromkeys(distinct, ())
    return duplicate_rows(need or Need(), duplicates, rows, distinct, frequent, **limits)


def test_many_copies_are_asked_about():
    (finding,) = found(180)
    assert (finding.severity, finding.rows) == (Severity.ASK, 180)
    assert "exactly: 180 (18 %)" in finding.says
    assert finding.answers


def test_few_copies_are_a_note():
    (finding,) = found(5)
    assert (finding.severity, finding.answers) == (Severity.NOTE, ())


def test_no_copies_are_clean():
    assert found(0) == []
    assert found(0, rows=0, distinct={}) == []


def test_few_columns_of_few_values_repeat_by_nature():
    halves = (Frequent("x", 500), Frequent("y", 500))
    names = ("sex", "class", "answer")
    few = {"distinct": dict.fromkeys(names, 2), "frequent": dict.fromkeys(names, halves)}
    (finding,) = found(992, **few)
    assert finding.severity is Severity.NOTE
    assert "as is to be expected" in finding.says


def test_a_column_that_is_nearly_always_different_explains_no_copies():
    (finding,) = found(400, distinct={"message": 600}, frequent={"message": (Frequent("x", 400),)})
    assert finding.severity is Severity.ASK


def test_a_column_that_names_the_row_is_left_aside():
    halves = (Frequent("x", 500), Frequent("y", 500))
    given = {"distinct": {"id": 1000, "sex": 2}, "frequent": {"id": (), "sex": halves}}
    (finding,) = found(998, need=Need(columns=Columns(id=("id",))), **given)
    assert finding.severity is Severity.NOTE


def test_the_limit_is_kept():
    (finding,) = found(50, ask_share=0.04)
    assert finding.severity is Severity.ASK


def looked_at(cells: dict[str, list], **given):
    """Findings on a whole table, not on its counts alone."""
    parts = evidence(cells)
    names = (*duplicate_rows.asks, *duplicate_rows.may_ask)
    return duplicate_rows(*({**parts.parts, **given}[name] for name in names))


def people(rows: int) -> dict[str, list]:
    rng = np.random.default_rng(0)
    return {
        "name": [f"person {k}" for k in range(rows)],
        "wage": rng.normal(3000, 400, rows).round(2).tolist(),
        "town": [f"town {k % 17}" for k in range(rows)],
    }


def test_copies_under_another_name_are_counted():
    cells = people(200)
    for column in ("wage", "town"):
        cells[column][:12] = cells[column][12:24]
    (finding,) = looked_at(cells)
    assert (finding.severity, finding.rows) == (Severity.NOTE, 12)
    assert "but for what names them (name): 12 (6 %)" in finding.says
    assert looked_at(people(200)) == []


def test_copies_written_otherwise_are_counted():
    cells = people(200)
    cells["share"] = np.random.default_rng(1).uniform(size=200).tolist()
    cells["share"][:9] = cells["share"][9:18]
    del cells["name"]
    cells["wage"][:9] = [wage * 1.00001 for wage in cells["wage"][9:18]]
    cells["town"][:9] = [f" {town.upper()}" for town in cells["town"][9:18]]
    (finding,) = looked_at(cells)
    assert finding.rows == 9
    assert "how they are written" in finding.says


def test_whole_numbers_and_times_are_never_rounded():
    rows = range(12345600, 12345900)
    assert looked_at({"day": [7 * row for row in rows], "group": ["a", "b"] * 150}) == []


def test_of_a_part_of_the_rows_the_whole_is_estimated():
    cells = people(200)
    for column in ("wage", "town"):
        cells[column][:20] = cells[column][20:40]
    half = evidence(cells)["sample"]
    (finding,) = looked_at(cells, sample=Sample(half.frame, half.hashes, half.position, 400))
    assert finding.rows == 80
    assert finding.measured.low < 0.2 < finding.measured.high
