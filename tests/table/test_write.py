import csv
import json

import numpy as np
import pytest
from pyarrow import parquet

from gardefou.core.errors import GardefouError
from gardefou.table.write import write_table

COLUMNS = {
    'a "quoted", name': ["=1+1", 'say "hi"', "line\nbreak", None],
    "n": np.array([1.5, np.nan, np.inf, -2.0]),
    "flag": [True, False, True, True],
    "é": np.array(["x", "y", "z", "w"]),
}


def test_csv_quotes_and_changes_nothing(tmp_path):
    write_table(COLUMNS, tmp_path / "x.CSV")
    with (tmp_path / "x.CSV").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(COLUMNS)
    assert rows[1] == ["=1+1", "1.5", "true", "x"]
    assert rows[2:] == [
        ['say "hi"', "", "false", "y"],
        ["line\nbreak", "inf", "true", "z"],
        ["", "-2", "true", "w"],
    ]


def test_parquet_keeps_types(tmp_path):
    write_table(COLUMNS, tmp_path / "x.parquet")
    table = parquet.read_table(tmp_path / "x.parquet")
    assert table.column_names == list(COLUMNS)
    assert table["n"].to_pylist() == [1.5, None, np.inf, -2.0]


def test_json_lines_are_json(tmp_path):
    write_table(COLUMNS, tmp_path / "x.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text("utf-8").splitlines()]
    assert rows[1] == {'a "quoted", name': 'say "hi"', "n": None, "flag": False, "é": "y"}
    assert rows[2]["n"] is None


def test_no_rows_are_a_table_too(tmp_path):
    write_table({"a": []}, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text().strip() in ("a", '"a"')


def test_nothing_half_written_stays(tmp_path):
    (tmp_path / "x.csv").write_text("old")
    with pytest.raises(ValueError, match="length"):
        write_table({"a": [1], "b": [1, 2]}, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_an_unknown_ending_and_a_missing_folder_are_said(tmp_path):
    with pytest.raises(GardefouError, match="name"):
        write_table({"a": [1]}, tmp_path / "x.docx")
    with pytest.raises(GardefouError, match="cannot be written"):
        write_table({"a": [1]}, tmp_path / "no" / "x.csv")
