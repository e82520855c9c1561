import io
import zipfile
from datetime import date

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from gardefou.core.errors import GardefouError
from gardefou.core.need import Need
from gardefou.core.reading import Reading
from gardefou.table.engine import open_table


def _table(path, reading=None):
    with open_table(path, reading) as engine:
        frame = engine.read(engine.table.columns)
        cells = {
            name: cell.texts() if hasattr(cell, "texts") else cell.tolist()
            for name, cell in frame.columns.items()
        }
        return engine.table, cells


def _refused(path, says, reading=None):
    with pytest.raises(GardefouError, match=says) as raised:
        open_table(path, reading)
    assert "\n" not in str(raised.value)
    return raised.value


def _workbook(path):
    book = openpyxl.Workbook()
    book.active.title = "first"
    for row in (["a", "a", None, "d"], [1, "x", True, date(2020, 1, 1)], [2.5, 7, False, None]):
        book.active.append(row)
    book.create_sheet("second").append(["z"])
    book.create_sheet("empty")
    book.save(path)


def test_a_workbook(tmp_path):
    _workbook(tmp_path / "x.xlsx")
    table, cells = _table(tmp_path / "x.xlsx")
    assert table.names == ("a", "a.1", "column_3", "d")
    assert [column.kind.value for column in table.columns] == ["number", "text", "boolean", "time"]
    assert cells["a"] == [1.0, 2.5]
    assert cells["a.1"] == ["x", "7"]
    assert "first" in table.notes[0]
    assert "3 sheets" in table.notes[0]


def test_sheets_of_a_workbook(tmp_path):
    _workbook(tmp_path / "x.xlsx")
    assert _table(tmp_path / "x.xlsx", Reading(sheet="second"))[0].names == ("z",)
    assert "'second'" in _refused(tmp_path / "x.xlsx", "no sheet", Reading(sheet="secnd")).remedy
    _refused(tmp_path / "x.xlsx", "empty", Reading(sheet="empty"))


def test_zips_are_no_workbooks(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "a\n1\n")
    for name in ("x.zip", "x.csv", "x.xlsx"):
        (tmp_path / name).write_bytes(packed.getvalue())
        assert _refused(tmp_path / name, "is not a table").seen == "a zip archive"
    (tmp_path / "y.xlsx").write_bytes(packed.getvalue()[:20])
    _refused(tmp_path / "y.xlsx", "damaged")
    (tmp_path / "z.xlsx").write_bytes(b"hello")
    _refused(tmp_path / "z.xlsx", "damaged")


def test_json_lines_and_an_array_of_objects(tmp_path):
    lines = b'{"a":1,"b":{"x":1},"A":"z"}\nnull\n{"c":true,"a":2.5,"a/b~c":"2020-01-01"}\n'
    (tmp_path / "x.jsonl").write_bytes(lines)
    table, cells = _table(tmp_path / "x.jsonl")
    assert table.names == ("a", "b", "A", "c", "a/b~c")
    assert [column.kind.value[:2] for column in table.columns] == ["nu", "ot", "te", "bo", "ti"]
    assert cells["A"] == ["z", None, None]
    (tmp_path / "x.json").write_bytes(b'[{"a": 1},\n {"a": "q\\u0000"}]')
    assert _table(tmp_path / "x.json")[1] == {"a": ["1", "q\x00"]}


@pytest.mark.parametrize(
    "content", [b'{"a":1}\n{"a":', b"hello", b"[1, 2]", b"{}\n{}", b'{"a":1},\n{"a":2}', b"[]"]
)
def test_bad_json(tmp_path, content):
    (tmp_path / "x.jsonl").write_bytes(content)
    assert str(tmp_path) not in _refused(tmp_path / "x.jsonl", "JSON").seen


def test_damaged_parquet_and_arrow(tmp_path):
    parquet.write_table(pa.table({"a": list(range(5000))}), tmp_path / "x.parquet")
    whole = (tmp_path / "x.parquet").read_bytes()
    for cut in (whole[:4], whole[: len(whole) // 2], b"junk" * 100):
        (tmp_path / "y.parquet").write_bytes(cut)
        _refused(tmp_path / "y.parquet", "damaged")
    (tmp_path / "y.feather").write_bytes(b"ARROW1\0\0" + b"junk" * 10)
    _refused(tmp_path / "y.feather", "damaged")
    (tmp_path / "z.parquet").write_bytes(whole[:50] + bytes(len(whole) - 500) + whole[-450:])
    with open_table(tmp_path / "z.parquet") as engine, pytest.raises(GardefouError, match="read"):
        engine.rows(Need())


def test_the_content_says_more_than_the_ending(tmp_path):
    parquet.write_table(pa.table({"a": [1]}), tmp_path / "x.csv")
    assert _table(tmp_path / "x.csv")[1] == {"a": [1.0]}


def test_columns_named_as_the_engine_names_its_own(tmp_path):
    names = ["file_row_number", "position", "filename", "s0", "c0", "locked"]
    parquet.write_table(pa.table({name: [7, 8] for name in names}), tmp_path / "x.parquet")
    table, cells = _table(tmp_path / "x.parquet")
    assert table.names == tuple(names)
    assert all(column == [7.0, 8.0] for column in cells.values())


def test_names_that_differ_in_case_only_or_not_at_all(tmp_path):
    columns = pa.Table.from_arrays([pa.array([i]) for i in range(3)], names=["a", "A", "a"])
    parquet.write_table(columns, tmp_path / "x.parquet")
    assert _table(tmp_path / "x.parquet")[1] == {"a": [0.0], "A": [1.0], "a.1": [2.0]}


def test_a_folder_is_united_by_name_in_order_of_paths(tmp_path):
    (tmp_path / "b.csv").write_text("y,x\n3,4\n")
    (tmp_path / "a.csv").write_text("x,z\n1,q\n2,r\n")
    (tmp_path / "README.md").write_text("not a table")
    (tmp_path / "_SUCCESS").write_text("")
    (tmp_path / ".hidden.csv").write_text("h\n")
    table, cells = _table(tmp_path)
    assert cells["x"] == [1.0, 2.0, 4.0]
    assert cells["z"] == ["q", "r", None]
    assert table.rows == 3
    assert "2 files" in table.notes[0]
    assert str(_table(str(tmp_path / "*.csv"))[1]) == str(cells)


def test_a_folder_of_parquet_with_unequal_types(tmp_path):
    parquet.write_table(pa.table({"a": [1, 2], "b": ["x", "y"]}), tmp_path / "1.parquet")
    parquet.write_table(pa.table({"b": ["z"], "a": ["q"]}), tmp_path / "2.parquet")
    with open_table(tmp_path) as engine:
        positions = engine._connection.execute("SELECT position, r0 FROM cells").fetchall()
    assert positions == [(0, "1"), (1, "2"), (2, "q")]


def test_folders_without_a_table(tmp_path):
    _refused(tmp_path, "no table")
    (tmp_path / "a.png").write_bytes(b"x")
    assert _refused(tmp_path, "no table").seen == "a.png"
    _refused(str(tmp_path / "*.csv"), "no table")
    (tmp_path / "a.csv").write_text("a\n1\n")
    (tmp_path / "a.jsonl").write_text('{"a":1}\n')
    assert _refused(tmp_path, "several kinds").seen == ".csv, .jsonl"


def test_no_such_file(tmp_path):
    (tmp_path / "churn.csv").write_text("a\n")
    assert "'churn.csv'" in _refused(tmp_path / "chrun.csv", "no file").remedy
    _refused("nowhere/at/all.csv", "no file")
    (tmp_path / "empty.csv").write_text("")
    _refused(tmp_path / "empty.csv", "empty")


@pytest.mark.parametrize(
    "content", [b"a,b\n1,x\n", b'{"a": 1, "b": "x"}\n', b'[{"a": 1, "b": "x"}]']
)
def test_standard_input(monkeypatch, content):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    table, cells = _table("-")
    assert cells == {"a": [1.0], "b": ["x"]}
    assert table.source == "standard input"


def test_standard_input_of_parquet(monkeypatch):
    content = io.BytesIO()
    parquet.write_table(pa.table({"a": [1]}), content)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.getvalue())))
    assert _table("-")[1] == {"a": [1.0]}
