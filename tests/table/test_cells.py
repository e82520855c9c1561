from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

from gardefou.core.suspects import Against, At, Beyond, Unread, Values
from gardefou.table.cells import keys_of, located, schema, with_cells
from gardefou.table.engine import open_table
from gardefou.table.frame import Coded

HOSTILE = "'); DROP TABLE cells; --\""


def lines(source, *suspects, check="a_check", rows=50_000):
    """(row, column, value, suggested) of every line; the source: an Arrow table or a file."""
    with open_table(source) as engine:
        batches = list(located(engine, [(check, each) for each in suspects], rows=rows))
    assert all(batch.schema == schema() for batch in batches)
    found = pa.Table.from_batches(batches, schema()).to_pylist()
    assert {line["check"] for line in found} <= {check}
    return [(each["row"], each["column"], each["value"], each["suggested"]) for each in found]


def csv(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_values_are_found_as_text_without_the_space_around():
    table = pa.table({"city": ["Paris", " Parris ", "Rome", None, "Parris"]})
    found = lines(table, Values("city", {"Parris": "Paris", "Rome": None}))
    wrong = [(1, "city", "Parris", "Paris"), (2, "city", "Rome", None)]
    assert found == [*wrong, (4, "city", "Parris", "Paris")]


def test_values_of_a_number_column_are_found_as_numbers_and_as_words(tmp_path):
    numbers = "".join(f"{i}\n" for i in range(60))
    path = csv(tmp_path, "n\n" + numbers + "-999.0\n-999\nn/a\n")
    found = lines(path, Values("n", {"-999": None, "n/a": None}))
    assert found == [(60, "n", "-999.0", None), (61, "n", "-999", None), (62, "n", "n/a", None)]


def test_booleans_and_times_are_found():
    table = pa.table({"b": [True, False], "t": [datetime(2020, 1, 1), datetime(2021, 1, 1)]})
    assert lines(table, Values("b", {"true": "false"})) == [(0, "b", "true", "false")]
    assert lines(table, Beyond("t", None, 1.6e9)) == [(1, "t", "2021-01-01 00:00:00", None)]


def test_numbers_beyond_a_bound_are_found_and_scaled():
    table = pa.table({"n": [1.0, 5000.0, 7.5, 2500.0, None, float("nan")]})
    found = lines(table, Beyond("n", None, 1000.0, scale=0.001))
    assert found == [(1, "n", "5000", "5"), (3, "n", "2500", "2.5")]
    assert lines(table, Beyond("n", 2.0, 1000.0, since=2)) == [(3, "n", "2500", None)]
    assert lines(table, Beyond("n", None, None)) == []


def test_cells_that_cannot_be_read_are_found(tmp_path):
    path = csv(tmp_path, "n,t\n" + "".join(f"{i},a\n" for i in range(60)) + "x7,b\n ,c\n")
    assert lines(path, Unread("n"), Unread("t")) == [(60, "n", "x7", None)]


def test_rows_are_found_by_number():
    table = pa.table({"n": [1, 2, 3]})
    assert lines(table, At("n", {2: "4", 0: None})) == [(0, "n", "1", None), (2, "n", "3", "4")]


CODES = ["a"] * 6 + ["b"] * 6 + ["c"] * 3
TOWNS = ["A"] * 5 + ["Z"] + ["B"] * 4 + [None, "A"] + ["C", "C", "D"]


def test_cells_against_a_rule_are_found():
    table = pa.table({"code": CODES, "town": TOWNS})
    rule = Against("town", ("code",), 5, 0.5)
    assert lines(table, rule) == [(5, "town", "Z", "A"), (11, "town", "A", "B")]
    rule = Against("town", ("code",), 5, 0.5, holes=True)
    assert (10, "town", None, "B") in lines(table, rule)
    assert lines(table, Against("town", ("code",), 5, 0.9)) == []


def test_most_given_columns_decide():
    table = pa.table(
        {
            "code": [*CODES[:11], "a", *CODES[12:]],  # the code is wrong, not the town
            "name": CODES,
            "phone": CODES,
            "town": ["A"] * 6 + ["B"] * 6 + ["C"] * 3,
        }
    )
    given = ("code", "name", "phone")
    assert lines(table, Against("town", given, 5, 0.5)) == []
    assert lines(table, Against("town", ("code",), 5, 0.5)) == [(11, "town", "B", "A")]
    found = lines(table, Against("code", ("name", "phone"), 5, 0.5))
    assert found == [(11, "code", "a", "b")]


def test_suggestions_are_written_as_the_column_writes_them(tmp_path):
    rows = ["x,007.50"] * 5 + ["x,1.0"] + [f"y{i},{i}.25" for i in range(30)]
    found = lines(csv(tmp_path, "k,n\n" + "\n".join(rows)), Against("n", ("k",), 5, 0.5))
    assert found == [(5, "n", "1.0", "007.50")]


def test_a_cell_is_named_once_for_each_check_and_lines_are_sorted():
    table = pa.table({"b": ["x", "y"], "a": ["y", "x"]})
    pointed = [
        ("two", Values("a", {"x": None, "y": None})),
        ("one", Values("b", {"x": "1"})),
        ("one", At("b", {0: "2"})),
        ("two", Values("b", {"x": None})),
    ]
    with open_table(table) as engine:
        found = pa.Table.from_batches(list(located(engine, pointed)), schema()).to_pylist()
    assert [(each["row"], each["column"], each["check"]) for each in found] == [
        (0, "b", "one"),
        (0, "b", "two"),
        (0, "a", "two"),
        (1, "a", "two"),
    ]


def test_hostile_names_and_cells_are_only_text():
    table = pa.table({HOSTILE: [HOSTILE, "ok\x00\n"], "k\u202e": ["1", "2"]})
    found = lines(table, Values(HOSTILE, {HOSTILE: HOSTILE, "ok\x00": None}))
    assert found[0] == (0, HOSTILE, HOSTILE, HOSTILE)
    assert lines(table, Against(HOSTILE, ("k\u202e",), 1, 0.5)) == []


def test_what_the_table_lacks_is_left_aside():
    table = pa.table({"n": [1], "list": [[1, 2]]})
    assert lines(table, Values("m", {"1": None}), At("list", {0: None})) == []
    assert lines(table, Against("n", ("m",), 1, 0.5)) == []
    assert lines(table) == []
    assert lines(pa.table({"n": pa.array([], pa.int64())}), Values("n", {"1": None})) == []


def test_many_cells_come_in_batches():
    table = pa.table({"n": ["x"] * 10_000})
    assert len(lines(table, Values("n", {"x": "y"}), rows=1000)) == 10_000


@pytest.mark.parametrize(
    ("cells", "codes", "names"),
    [
        (np.array([2.0, np.nan, 1.0, 2.0]), [1, -1, 0, 1], [1.0, 2.0]),
        (Coded(np.array([0, 1, 2, -1]), (" a", "a\n", "b")), [0, 0, 1, -1], ["a", "b"]),
    ],
)
def test_cells_as_codes(cells, codes, names):
    found, known = keys_of(cells)
    assert found.tolist() == codes
    assert list(known) == names


def test_cells_put_right():
    made = with_cells(Coded(np.array([0, 1, -1]), ("a", "c")), np.array([0, 2]), ["b", "c"])
    assert made.texts() == ["b", "c", "c"]
    assert made.levels == ("a", "b", "c")
    numbers = with_cells(np.array([1.0, 2.0, 3.0]), np.array([0, 2]), ["5", "word"])
    assert numbers[0] == 5
    assert np.isnan(numbers[2])
