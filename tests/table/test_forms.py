import duckdb
import pyarrow as pa
import pytest

from cells import column, said
from gardefou.core.table import Kind
from gardefou.table.forms import Form, form_of, forms, typed


def _form(cells, decimal=None, separator=","):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("v", pa.table({"s0": pa.array(cells, pa.string())}))
        found = forms(connection, "v", {"s0": "a"}, decimal=decimal, separator=separator)["s0"]
        sql = f"SELECT {typed('s0', found)}::VARCHAR FROM v"
        return found, [row[0] for row in connection.execute(sql).fetchall()]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "2", None, " 3 ", ""], Kind.NUMBER),
        (["1.5", "-2e3", ".5", "+4"], Kind.NUMBER),
        (["inf", "-Infinity", "nan", "1e400"], Kind.NUMBER),
        (["9223372036854775808", "99999999999999999999999"], Kind.NUMBER),
        (["1", "NA", "?", "-", "Unknown ", "N/A"], Kind.NUMBER),
        (["x", "1", "2"], Kind.TEXT),
        (["NA", "?"], Kind.TEXT),
        ([None, "", "  \t"], Kind.TEXT),
        ([], Kind.TEXT),
        (["01234", "75001"], Kind.TEXT),
        (["0", "0.5", "10"], Kind.NUMBER),
        (["1_000", "2_000"], Kind.TEXT),
        (["0x1f", "0b1"], Kind.TEXT),
        (["True", "FALSE", " true", None], Kind.BOOLEAN),
        (["true", "false", "maybe"], Kind.TEXT),
        (["yes", "no"], Kind.TEXT),
        (["2020-01-02", "2020/1/3", "2020-01-02T10:00:00Z"], Kind.TIME),
        (["0001-01-01", "9999-12-31 23:59:59"], Kind.TIME),
        (["epoch", "today", "infinity-"], Kind.TEXT),
        (["12:30", "13:00"], Kind.TEXT),
        (["1-2-3", "4-5-6"], Kind.TEXT),
        (["1,234,567", "2,345"], Kind.TEXT),
    ],
)
def test_what_cells_are_read_as(cells, kind):
    assert _form(cells)[0].kind is kind


def test_one_in_twenty_may_fail_and_becomes_missing():
    assert _form(["1"] * 19 + ["x"]) == (Form(Kind.NUMBER, whole=True), ["1"] * 19 + [None])
    assert _form(["1"] * 18 + ["x"])[0].kind is Kind.TEXT


def test_long_whole_numbers_keep_their_figures():
    assert _form(["9007199254740993", "1"])[1] == ["9007199254740993", "1"]


def test_one_slip_of_a_zero_in_front_does_not_make_codes():
    assert _form([str(i) for i in range(1, 2000)] + ["012"])[0].kind is Kind.NUMBER


@pytest.mark.parametrize(
    ("cells", "decimal", "separator", "style"),
    [
        (["1,5", "2,25", "3"], None, ",", "1,5"),
        (["1,234", "5,678"], None, ";", "1,5"),
        (["1,234", "5,678"], ",", ",", "1,5"),
        (["1.5", "2"], None, ";", ""),
        (["1", "2"], ",", ";", "1,5"),
    ],
)
def test_decimal_commas(cells, decimal, separator, style):
    found, values = _form(cells, decimal, separator)
    assert (found.kind, found.style) == (Kind.NUMBER, style)
    assert [float(value) for value in values] == [float(cell.replace(",", ".")) for cell in cells]


@pytest.mark.parametrize(
    ("cells", "decimal", "noted"),
    [
        (["1,234", "5,678"], None, True),
        (["1,5", "2,5"], ".", False),
        (["1.5", "2.5"], ",", False),
    ],
)
def test_commas_that_stay_text(cells, decimal, noted):
    found, _ = _form(cells, decimal)
    assert found.kind is Kind.TEXT
    assert bool(found.note) is noted


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["13/02/2020", "01/02/2020"], "2020-02-13 00:00:00"),
        (["02/13/2020", "01/02/2020"], "2020-02-13 00:00:00"),
        (["13.2.20", "1.12.20"], "2020-02-13 00:00:00"),
        (["13/02/2020 10:30", "1/2/2020 9:00"], "2020-02-13 10:30:00"),
        (["2-Jun-06", "30-May-07"], "2006-06-02 00:00:00"),
        (["Dec-2011", "Jan-2012"], "2011-12-01 00:00:00"),
        (["March 5, 2020", "May 7, 2021"], "2020-03-05 00:00:00"),
        (["2020-01-01T10:00:00+02:00", "2020-01-01 10:00"], "2020-01-01 08:00:00"),
    ],
)
def test_times_as_people_write_them(cells, first):
    found, values = _form(cells)
    assert found.kind is Kind.TIME
    assert values[0] == first
    assert None not in values


@pytest.mark.parametrize("cells", [["01/02/2020", "03/04/2020"], ["13/02/2020", "02/13/2020"]])
def test_days_and_months_that_could_change_places_stay_text(cells):
    found, values = _form(cells)
    assert found.kind is Kind.TEXT
    assert values == cells


def test_a_note_names_the_column():
    assert " a " in _form(["01/02/2020", "03/04/2020"])[0].note


def test_counts_alone_decide():
    assert form_of({"whole": 95, "other": 5}) == Form(Kind.NUMBER, whole=True)
    assert form_of({"whole": 94, "other": 6}) == Form(Kind.TEXT)
    assert form_of({"date_like": 10}) is None
    assert form_of({}) == Form(Kind.TEXT)


EVEN = {
    "whole": ["1", "22", None, "-3"],
    "point": ["0.5", "1e-05", "inf", "7"],
    "day": ["2020-01-02", "2021-12-31", None],
    "moment": ["2020-01-02 10:00:00", "2020-01-02T10:00", "2020-01-02 10:00:00.25"],
}


@pytest.mark.parametrize("cells", EVEN.values(), ids=EVEN)
def test_what_the_looks_tell_is_what_the_statistic_counts(cells):
    told = _form(cells)[0].texts
    assert told is not None
    assert told == said("text_forms", column(Kind.TEXT, cells))


@pytest.mark.parametrize(
    "cells", [["1", " 2"], ["1", "x"] * 19, ["a", "b"], ["0" * 39 + "12", "1"]]
)
def test_where_the_looks_do_not_tell_it_the_statistic_is_asked(cells):
    assert _form(cells)[0].texts is None


def test_times_with_all_their_figures_are_read_as_those_without():
    found, values = _form(["2020-01-02", "2020-01-02 10:00:00"])
    assert found.clean
    assert values == _form(["2020-1-2", "2020-01-02 10:00:00"])[1]
