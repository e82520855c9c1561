import random

import pytest

from gardefou.core.errors import GardefouError
from gardefou.table.encoding import utf8


def _read(tmp_path, content, given=None):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    text = utf8(path, given, tmp_path)
    return text.path.read_text(encoding="utf-8-sig"), text.notes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marks_and_utf8_are_recognised(tmp_path, encoding):
    assert _read(tmp_path, "é\n1\n".encode(encoding)) == ("é\n1\n", ())


def test_what_is_not_utf8_is_latin1_and_said(tmp_path):
    text, notes = _read(tmp_path, "é\n1\n".encode("latin-1"))
    assert text == "é\n1\n"
    assert "Latin-1" in notes[0]


def test_an_encoding_that_is_given_is_used(tmp_path):
    assert _read(tmp_path, "ł\n".encode("cp1250"), "cp1250") == ("ł\n", ())
    assert _read(tmp_path, "ł\n".encode("utf-16-le"), "utf-16-le") == ("ł\n", ())


@pytest.mark.parametrize("given", ["utf-8", "ascii"])
def test_an_encoding_that_fails_is_said(tmp_path, given):
    with pytest.raises(GardefouError, match="not written in"):
        _read(tmp_path, b"a\n\xe9\n", given)


@pytest.mark.parametrize("given", ["klingon", "base64", "", "a b\x00"])
def test_an_encoding_that_is_none_is_said(tmp_path, given):
    with pytest.raises(GardefouError):
        _read(tmp_path, b"a\n", given)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        random.Random(1).randbytes(3000),
        bytes(300),
        "a,b\n1,2\n".encode("utf-16-le"),
        b"%PDF-1.4 text that is readable",
        b"\x1f\x8b\x08abc",
        b"\n <!DOCTYPE html><html>",
        b"\x80\x04\x95",
    ],
)
def test_junk_is_no_table(tmp_path, content):
    with pytest.raises(GardefouError, match="is not a table") as raised:
        _read(tmp_path, content)
    assert raised.value.seen
    assert raised.value.remedy


def test_a_few_nul_bytes_are_text(tmp_path):
    assert _read(tmp_path, b"a,b\n1,x\0y\n2,long enough a cell\n")[1] == ()
