import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.need import Need
from gardefou.table.engine import open_table


def _read(tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with open_table(path) as engine:
        assert engine.rows(Need()).of == engine.table.rows
        query = "SELECT COLUMNS('r.*') FROM cells ORDER BY position"
        return engine._connection.execute(query).fetchall(), engine.table.notes


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b'"a\nx",b\n1,"x\ny"\n2,z\n', [("1", "x\ny"), ("2", "z")]),
        (b"\xef\xbb\xbfa,b\r\n1,2\r\n3,4\r\n", [("1", "2"), ("3", "4")]),
        (b"a,b\r1,2\r3,4\r", [("1", "2"), ("3", "4")]),
        (b"a,b\r\n1,2\n3,4\r\n", [("1", "2"), ("3", "4")]),
        (b"\n\na,b\n1,2\n\n3,4", [("1", "2"), ("3", "4")]),
        (b"a\n1\n\n3\n", [("1",), (None,), ("3",)]),
        (b'a,b\n1,5" pipe\n2,"say ""hi"""\n', [("1", '5" pipe'), ("2", 'say "hi"')]),
        (b'a,b\n1,"x"y\n2,z\n', [("1", "xy"), ("2", "z")]),
        (b'a,b\n1,"x \\"y\\", z"\n2,"w"\n', [("1", 'x "y", z'), ("2", "w")]),
        (b"a,b\n1,x\0y\n2,z\n", [("1", "x\0y"), ("2", "z")]),
        (b"a,b\n1,2,\n3,4,\n", [("1", "2"), ("3", "4")]),
        (b"a,b\n1,2,,\n3\n", [("1", "2"), ("3", "")]),
        (b"a;b\n1;" + b"x" * 3_000_000 + b"\n", [("1", "x" * 3_000_000)]),
    ],
)
def test_records_as_people_write_them(tmp_path, content, rows):
    assert _read(tmp_path, content)[0] == rows


def test_short_lines_are_padded_and_said(tmp_path):
    rows, notes = _read(tmp_path, b'a,b\n"1\nx",2\n3\n4,5\n6\n')
    assert [row[0] for row in rows] == ["1\nx", "3", "4", "6"]
    assert "2 of them, line 4 first" in notes[0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'a,b\n"1\nx",2\n3,4,5\n', "Line 4 has 3 cells"),
        (b"\na,b\n1,2\n3,4,5\n", "Line 4 has 3 cells"),
        (b'a,b\n1,2\n3,"x\n4,5\n6,7\n', "opened at line 3"),
        (b'a,b,c\n1,2,3\n3,"x\n4,5,6,7\n', "opened at line 3"),
    ],
)
def test_lines_that_cannot_be_read_are_named(tmp_path, content, says):
    with pytest.raises(GardefouError, match=says) as raised:
        _read(tmp_path, content)
    assert raised.value.remedy


def test_mending_in_pieces_keeps_all_rows(tmp_path):
    lines = "".join(f"{i},{i}\n" for i in range(130_000))
    rows, notes = _read(tmp_path, b"a,b\n0\n" + lines.encode())
    assert len(rows) == 130_001
    assert rows[-1] == ("129999", "129999")
    assert len(notes) == 1
