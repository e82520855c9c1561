import duckdb
import pyarrow as pa
import pytest

from gardefou.table.seen import LOOKS, looks

CELLS = {
    None: None,
    "": "blank",
    " \t\u00a0": "blank",
    "12": "whole",
    " -7 ": "whole",
    "12.0": "whole",
    "9223372036854775807": "whole",
    "9223372036854775808": "point",
    "0": "whole",
    "0.5": "point",
    "1e400": "point",
    "1.23456e-10": "point",
    "    -1e-5": "point",
    "-inf": "point",
    "007": "padded",
    "00": "padded",
    "NaN": "null",
    " N/A ": "null",
    "?": "null",
    "TRUE": "boolean",
    "1,234": "either",
    "0,234": "comma",
    "1234,5": "comma",
    ",5": "comma",
    "1,234,567": "thousands",
    "2020-02-30": "other",
    "2020-02-28": "full",
    "2020-02-28T23:59": "full",
    "2020-02-28 10:00:00": "full",
    "2020-02-28 10:00:00.5": "full",
    "2020-02-8 10:00:00 ": "iso",
    "2020-02-30 10:00:00": "other",
    "1000-01-01 (BC) 00:00:00": "iso",
    "2020-02-28 10:00:00+02": "iso",
    " 2020-02-28": "iso",
    "2020-02-28 24:00": "iso",
    "0999-01-01": "iso",
    "2020/2/28 10:00": "iso",
    "28.02.2020": "date_like",
    "Dec-2011": "date_like",
    "1_000": "other",
    "12 kg": "other",
    "x": "other",
}


def _looks(columns, many):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        texts = {name: pa.array(cells, pa.string()) for name, cells in columns.items()}
        connection.register("v", pa.table(texts))
        found = looks(connection, "v", list(columns), many=many)
        return {name: dict(+seen.looks) for name, seen in found}


@pytest.mark.parametrize("many", [0, 10**9])
def test_the_look_of_a_cell(many):
    found = _looks({f"s{i}": [cell] * 3 for i, cell in enumerate(CELLS)}, many)
    expected = [{look: 3} if look else {} for look in CELLS.values()]
    assert dict(zip(CELLS, found.values(), strict=True)) == dict(zip(CELLS, expected, strict=True))


def test_both_ways_of_counting_agree():
    columns = {"s0": list(CELLS), "s1": list(CELLS)[::-1], "s2": ["1"] * len(CELLS)}
    found = _looks(columns, 0)
    assert found == _looks(columns, 10**9)
    assert found["s0"] == found["s1"]
    assert found["s2"] == {"whole": len(CELLS)}


def test_white_space_within_numbers_and_times_is_counted():
    cells = ["1", " 2", "3 ", "4\t", "0.5\n", "007 ", "2020-02-28", "2020-02-28 10:00:00", "a b"]
    with duckdb.connect() as connection:
        connection.register("v", pa.table({"s0": cells}))
        ((_, seen),) = looks(connection, "v", ["s0"])
    assert dict(+seen.spaced) == {"whole": 3, "point": 1, "padded": 1, "full": 1}


def test_every_look_is_explained():
    assert set(filter(None, CELLS.values())) == set(LOOKS)
