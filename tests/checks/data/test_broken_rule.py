import numpy as np
import pytest

import small
from gardefou.checks.data.broken_rule import broken_rule
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need
from gardefou.core.suspects import Against
from gardefou.core.table import Column, Table

PLACES = [(f"7{i:02d}", f"town {chr(97 + i % 26)}{i // 26}") for i in range(40)]


def places(rows=800, seed=0):
    """Codes as text, towns, and a column that has nothing to do with them."""
    rng = np.random.default_rng(seed)
    picked = rng.integers(0, 40, rows)
    return {
        "code": [f"C{PLACES[i][0]}" for i in picked],
        "town": [PLACES[i][1] for i in picked],
        "colour": rng.choice(["red", "green", "blue"], rows).tolist(),
        "amount": rng.normal(size=rows).round(3).tolist(),
    }


def spoil(cells, column, rows, value):
    for row in rows:
        cells[column][row] = value(cells[column][row]) if callable(value) else value


def found(cells, need=None, *, forms=None, **limits):
    """forms: of columns of numbers that were read from text."""
    sample, forms = small.sample(cells), forms or {}
    columns = [Column(n, kind, "?", n in forms) for n, kind in sample.frame.kinds.items()]
    table = Table("t.csv", len(sample), tuple(columns), "0")
    return broken_rule(need or Need(), table, forms, sample, **limits)


def test_cells_that_break_a_rule_are_named_with_what_they_should_hold():
    cells = places()
    spoil(cells, "town", [3, 77, 150, 301, 412, 555], lambda town: town.replace("town", "twon"))
    (finding,) = found(cells)
    assert (finding.columns, finding.severity, finding.rows) == (("town", "code"), Severity.NOTE, 6)
    assert "Column town follows from code" in finding.says
    assert finding.cells == (Against("town", ("code",), 5, 0.5, 0.25, holes=True),)
    assert all("twon" in each and "usually town" in each for each in finding.examples)
    assert len(finding.examples) == 5
    assert finding.measured.value == pytest.approx(6 / 800)


def test_values_that_changed_places_are_named():
    cells = places()
    for a, b in ((0, 400), (50, 450), (100, 500)):
        cells["town"][a], cells["town"][b] = cells["town"][b], cells["town"][a]
    columns = {finding.columns[0]: finding.rows for finding in found(cells)}
    assert columns["town"] >= 4  # two of one town may have met


def test_clean_rules_and_no_rules_are_left_alone():
    assert found(places()) == []
    rng = np.random.default_rng(1)
    chance = {name: rng.integers(0, 40, 800).astype(float).tolist() for name in "abcd"}
    assert found(chance) == []


def test_two_breaks_have_no_pattern():
    cells = places()
    spoil(cells, "town", [3, 77], "elsewhere")
    assert found(cells) == []


def test_a_wrong_given_value_is_not_held_against_the_others():
    cells = places()
    cells["phone"] = [f"P{code}" for code in cells["code"]]
    cells["mayor"] = [f"Mr {town}" for town in cells["town"]]
    for row in (10, 200, 390, 580, 770):
        cells["code"][row] = "C700" if cells["code"][row] != "C700" else "C701"
    (finding,) = found(cells)
    assert (finding.columns[0], finding.rows) == ("code", 5)


def test_empty_cells_that_the_rule_could_fill_are_counted():
    cells = places()
    spoil(cells, "town", [3, 77, 150, 301], "elsewhere")
    spoil(cells, "town", [5, 6], None)
    (finding,) = found(cells)
    assert finding.rows == 4
    assert "2 empty cells could be filled" in finding.says


def test_cells_that_could_not_be_read_as_numbers_break_a_rule():
    cells = places()
    cells["post"] = [float(hash_of(town)) for town in cells["town"]]
    spoil(cells, "post", [3, 77, 150, 301], None)
    assert found(cells) == []
    texts = ["x" if cell is None else str(cell) for cell in cells["post"]]
    (finding,) = found(cells, forms={"post": small.text_forms(texts)})
    assert (finding.columns[0], finding.rows) == ("post", 4)
    assert "empty" not in finding.says


def hash_of(town):
    return 1000 + sum(ord(sign) * 7**i for i, sign in enumerate(town)) % 977


def test_breaks_with_a_reason_of_their_own_are_told_but_no_cell_is_meant():
    cells = places()
    for row in range(20):
        cells["colour"][row * 40] = "abroad"
        cells["town"][row * 40] = f"port {row}"
    (finding,) = found(cells)
    assert "where colour is abroad" in finding.says
    assert finding.cells == ()


def test_many_unlike_values_in_a_group_are_no_slips():
    cells = places(2000)
    for row in range(0, 2000, 4):
        cells["town"][row] = f"a farm of its own {row}"
    assert found(cells) == []


def test_many_near_spellings_are_slips():
    cells = places(2000)
    for row in range(0, 2000, 4):
        letter = chr(97 + row // 4 % 26)
        cells["town"][row] = cells["town"][row].replace("town", f"to{letter}wn")
    (finding,) = found(cells)
    assert finding.rows == 500


def test_bands_of_a_number_are_no_rule():
    rng = np.random.default_rng(2)
    price = rng.integers(0, 60, 3000)
    band = np.where(rng.random(3000) < 0.02, rng.integers(0, 6, 3000), price // 10)
    assert found({"price": price.tolist(), "band": [f"band {b}" for b in band]}) == []


def test_answers_and_ignored_columns_are_left_alone():
    cells = places()
    spoil(cells, "town", [3, 77, 150, 301], "elsewhere")
    assert found(cells, Need(target="town")) == []
    assert found(cells, Need(columns=Columns(ignore=("code",)))) == []


def test_the_order_of_rows_and_columns_changes_nothing():
    cells = places()
    spoil(cells, "town", [3, 77, 150, 301], "elsewhere")
    turned = {name: column[::-1] for name, column in reversed(cells.items())}
    assert found(cells) == found(turned)


def test_many_columns_share_a_line():
    cells = places()
    towns = cells["town"]
    for i in range(14):
        cells[f"t{i:02d}"] = [f"{town} {i}" for town in towns]
        spoil(cells, f"t{i:02d}", [3 + i, 77 + i, 150 + i, 301 + i], "elsewhere")
    findings = found(cells)
    assert len(findings) == 11
    assert len(findings[-1].columns) == 4
    assert "4 more columns follow from others" in findings[-1].says


def test_personal_cells_are_masked():
    cells = places()
    cells["town"] = [f"{town.replace(' ', '')}@example.org" for town in cells["town"]]
    spoil(cells, "town", [3, 77, 150], "ann@example.com")
    (finding,) = found(cells)
    assert "example" not in " ".join(finding.examples)
