import io
import sys

import pytest

from gardefou.cli.output import put, put_file


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", b"caf? ?\n"), ("utf-8", "café 😀\n".encode())]
)
def test_signs_unknown_to_the_terminal_do_not_stop_it(monkeypatch, encoding, shown):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    put("café 😀")
    assert raw.getvalue() == shown


def test_a_lone_surrogate_does_not_stop_it(capsys):
    put("a\udcffb")
    assert capsys.readouterr().out == "a?b\n"


def test_a_file_goes_out_byte_by_byte(tmp_path, capfdbinary):
    (tmp_path / "a.csv").write_bytes(b"a\xff\r\n")
    put_file(tmp_path / "a.csv")
    assert capfdbinary.readouterr().out == b"a\xff\r\n"
