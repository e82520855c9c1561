import pytest

from gardefou.core.errors import GardefouError
from gardefou.table.dialect import Dialect, dialect


def _of(tmp_path, text, separator=None):
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode())
    return dialect(path, separator)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path, sign):
    text = f"a{sign}b\n1{sign}x y\n2{sign}z: w\n"
    assert _of(tmp_path, text) == Dialect(sign, False, ("a", "b"))


def test_decimal_commas_do_not_separate(tmp_path):
    assert _of(tmp_path, "a;b\n1,5;2,5\n3,5;4,5\n").separator == ";"


def test_commas_in_a_lone_column_of_text_do_not_separate(tmp_path):
    assert _of(tmp_path, "text\nhello, world\nfoo\n").names == ("text",)


def test_a_separator_that_is_given_wins(tmp_path):
    assert _of(tmp_path, "a,b^c\n1,2^3\n", "^").names == ("a,b", "c")
    assert _of(tmp_path, "a\tb\n1\t2\n", "\\t").names == ("a", "b")


@pytest.mark.parametrize("sign", ["", "::", '"', "\n"])
def test_an_impossible_separator_is_refused(tmp_path, sign):
    with pytest.raises(GardefouError, match="one character"):
        _of(tmp_path, "a\n1\n", sign)


def test_quoted_names_may_hold_anything(tmp_path):
    found = _of(tmp_path, '\ufeff"a\nx,",b\n1,2\n')
    assert found.names == ("a\nx,", "b")


def test_empty_lines_above_the_names_are_counted(tmp_path):
    assert _of(tmp_path, "\n\na,b\n1,2\n").blank_lines == 2


def test_backslashes_before_quotes_are_found(tmp_path):
    assert _of(tmp_path, 'a,b\n1,"x\\", y"\n2,"z"\n').backslash
    assert not _of(tmp_path, 'a,b\n1,"C:\\dir\\"\n2,"z"\n').backslash


@pytest.mark.parametrize("text", ["\ufeff", " \n\n", "\n"])
def test_a_file_of_nothing_is_refused(tmp_path, text):
    with pytest.raises(GardefouError, match="empty"):
        _of(tmp_path, text)


def test_a_wide_table_cut_in_the_sample_is_still_read(tmp_path):
    line = ",".join("x" * 40 for _ in range(3000))
    assert len(_of(tmp_path, f"{line}\n" * 4).names) == 3000
