import numpy as np
import pandas as pd
import polars as pl
import pytest

from gardefou.core.evidence import Frequent, Outside
from gardefou.core.table import Kind
from gardefou.table.beside import alike, outside, shared_rows, shared_values, unseen
from gardefou.table.engine import open_table

HERE = {
    "x": [1.5, 2.5, None, -0.0, 12345.67],
    "name": ["Ann", "bob  Lee", None, "é", "<b>'; drop table cells; --"],
    "flag": [True, False, None, True, False],
    "when": pd.to_datetime(["2020-01-01", "2020-01-02", None, "2020-01-04", "2020-01-05"]),
    "k": [1, 2, 3, 1, 2],
}


@pytest.fixture
def beside():
    opened = []

    def made(here, there):
        engines = tuple(open_table(source) for source in (here, there))
        opened.extend(engines)
        return *engines, alike(engines[0].table, engines[1].table)

    yield made
    for engine in opened:
        engine.close()


def test_a_table_shares_every_row_with_itself_whatever_it_was_stored_as(beside, tmp_path):
    table = pd.DataFrame(HERE)
    table.to_csv(tmp_path / "x.csv", index=False)
    pl.from_pandas(table).write_parquet(tmp_path / "x.parquet")
    for other in (table, tmp_path / "x.csv", tmp_path / "x.parquet"):
        here, there, columns = beside(table, other)
        shared = shared_rows(here, there, columns)
        assert (shared.rows, shared.of, shared.values) == (5, 5, 5)
        assert shared.example == tuple((i, i) for i in range(5))


def test_one_other_cell_makes_another_row_and_holes_are_equal(beside):
    other = pd.DataFrame(HERE)
    other.loc[0, "k"], other.loc[1, "name"], other.loc[3, "flag"] = 9, None, None
    here, there, columns = beside(pd.DataFrame(HERE), other)
    assert shared_rows(here, there, columns).example == ((2, 2), (4, 4))


def test_repeated_rows_are_counted_on_the_other_side_only(beside):
    here, there, columns = beside(pd.DataFrame({"a": [1, 1, 2]}), pd.DataFrame({"a": [1, 2, 2, 3]}))
    shared = shared_rows(here, there, columns)
    assert (shared.rows, shared.of, shared.values) == (3, 4, 2)


def test_rows_without_anything_in_them_are_no_copies(beside):
    empty = pd.DataFrame({"a": [None, 1.0], "b": pd.array([None, "x"], dtype="string")})
    here, there, columns = beside(empty, empty)
    assert shared_rows(here, there, columns).rows == 1


def test_near_copies_differ_in_how_they_are_written_and_in_the_last_figures(beside):
    other = pd.DataFrame(HERE)
    other["name"] = ["  ANN", "Bob lee", None, "É ", other["name"][4]]
    other["x"] = [1.500001, 2.5, None, 0.0, 12345.99]
    here, there, columns = beside(pd.DataFrame(HERE), other)
    assert shared_rows(here, there, columns).rows == 1  # the one with hardly anything in it
    assert shared_rows(here, there, columns, nearly=True).rows == 5
    other["x"] = [1.51, 2.6, 3.0, 1.0, 12355.0]
    here, there, columns = beside(pd.DataFrame(HERE), other)
    assert shared_rows(here, there, columns, nearly=True).rows == 0


def test_the_same_as_counted_in_python_over_many_rows(beside):
    rng = np.random.default_rng(0)

    def drawn(rows):
        return pd.DataFrame({"a": rng.integers(0, 300, rows), "b": rng.choice(list("xyz"), rows)})

    one, two = drawn(400), drawn(5000)
    here, there, columns = beside(one, two)
    shared = shared_rows(here, there, columns)
    known = set(one.itertuples(index=False, name=None))
    pairs = list(two.itertuples(index=False, name=None))
    assert shared.rows == sum(pair in known for pair in pairs)
    assert shared.values == len(known & set(pairs))
    assert shared_values(here, there, columns[0]).values == len(set(one["a"]) & set(two["a"]))


def test_a_wide_table_is_compared_in_a_moment(beside):
    rng = np.random.default_rng(1)
    table = pd.DataFrame(rng.normal(size=(20, 150)), columns=[f"c{i}" for i in range(150)])
    here, there, columns = beside(table, table.iloc[5:9])
    assert shared_rows(here, there, columns, nearly=True).rows == 4


def test_values_never_met_are_counted_with_their_rows(beside):
    then = {
        "t": ["a", " b", None, "a"],
        "f": [True] * 4,
        "k": [1, 2, 3, 3],
        "n": ["1", "2", "x", "4"],
    }
    now = {"t": ["b", "c", "c", "d"], "f": [True, False, None, None], "k": [1, 7, 7, None]}
    here, there, columns = beside(pd.DataFrame(then), pd.DataFrame(now))
    found = unseen(here, there, columns)
    assert set(found) == {"t", "f", "k"}
    assert (found["t"].rows, found["t"].of) == (3, 4)
    assert found["t"].values == (Frequent("c", 2), Frequent("d", 1))
    assert (found["f"].rows, found["f"].of, found["f"].values) == (1, 2, (Frequent("false", 1),))
    assert (found["k"].rows, found["k"].of, found["k"].values) == (2, 3, (Frequent("7", 2),))


def test_at_most_twenty_values_are_kept_and_all_are_counted(beside):
    then, now = pd.DataFrame({"t": ["a"]}), pd.DataFrame({"t": [f"v{i:02}" for i in range(50)]})
    here, there, columns = beside(then, now)
    found = unseen(here, there, columns)["t"]
    assert (found.rows, found.of, len(found.values)) == (50, 50, 20)
    assert found.values[0] == Frequent("v00", 1)


def test_numbers_beyond_the_bounds_are_counted_and_infinite_ones_are_none(beside):
    then = pd.DataFrame({"x": [1.0, 5.0, np.inf], "void": [None, None, None]}).astype(float)
    now = pd.DataFrame({"x": [0.5, 5.0, 9.0, np.inf, None], "void": [1.0] * 5})
    here, there, columns = beside(then, now)
    assert outside(here, there, columns) == {"x": Outside(2, 3, 1.0, 5.0, 0.5, 9.0)}


def test_columns_are_read_as_both_can_be(beside):
    one = pd.DataFrame({"a": [1.0, 2.0], "b": ["1", "x"], "c": [1, 2], "only": [0, 0]})
    two = pd.DataFrame({"a": ["1", "oops"], "b": ["1", "y"], "c": pd.to_datetime(["2020", "2021"])})
    here, there, columns = beside(one, two)
    kinds = {column.name: column.kind for column in columns}
    assert kinds == {"a": Kind.NUMBER, "b": Kind.TEXT, "c": Kind.TEXT}
    first = next(column for column in columns if column.name == "a")
    assert shared_values(here, there, first).rows == 1


def test_nothing_is_left_behind_and_files_stay_out_of_reach(beside):
    here, there, columns = beside(pd.DataFrame(HERE), pd.DataFrame(HERE))
    shared_rows(here, there, columns)
    unseen(here, there, columns[1:2])
    for engine in (here, there):
        tables = engine._connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        assert tables == []
        setting = "SELECT current_setting('enable_external_access')"
        assert engine._connection.execute(setting).fetchall() == [(False,)]
