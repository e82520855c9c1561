import hashlib
import io
import os
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import feather, parquet

from gardefou.core.errors import GardefouError
from gardefou.core.need import Columns, Need
from gardefou.core.reading import Reading
from gardefou.core.table import Column, Kind
from gardefou.table.engine import open_table

FOLDER = Path(os.environ.get("GARDEFOU_DATA", Path(__file__).parents[3] / "shared" / "data"))
ROWS = {
    "id": [3, 1, 2, 4],
    "x": [1.5, None, -0.0, 1e20],
    "name": ["a,b", 'say "hi"', None, "é\nü"],
    "flag": [True, False, None, True],
    "when": [datetime(2020, 1, 2, 3, 4), datetime(1, 1, 1), None, datetime(9999, 12, 31)],
    "y": ["no", "yes", "no", "no"],
}
KINDS = dict(zip(ROWS, ("number", "number", "text", "boolean", "time", "text"), strict=True))


def _sources(folder):
    table = pa.table(ROWS)
    pl.DataFrame(ROWS).write_csv(folder / "x.csv")
    pl.DataFrame(ROWS).write_csv(folder / "x.tsv", separator="\t")
    (folder / "utf16.csv").write_text((folder / "x.csv").read_text("utf-8"), "utf-16")
    pl.DataFrame(ROWS).write_ndjson(folder / "x.jsonl")
    parquet.write_table(table, folder / "x.parquet")
    feather.write_feather(table, folder / "x.feather")
    with pa.ipc.new_stream(folder / "x.arrows", table.schema) as stream:
        stream.write_table(table)
    files = [f"x.{ending}" for ending in ("csv", "tsv", "jsonl", "parquet", "feather", "arrows")]
    yield from (folder / name for name in (*files, "utf16.csv"))
    yield from (table, pd.DataFrame(ROWS), pl.DataFrame(ROWS), pl.LazyFrame(ROWS))
    yield pd.DataFrame(ROWS).convert_dtypes()
    yield pa.RecordBatch.from_pydict(ROWS)


def _opened(source, **kept):
    with open_table(source, **kept) as engine:
        sample = engine.rows(Need(target="y"))
        return engine.table, sample


def test_one_table_is_the_same_from_everywhere(tmp_path):
    found = [_opened(source) for source in _sources(tmp_path)]
    for table, sample in found:
        assert {column.name: column.kind.value for column in table.columns} == KINDS
        assert table.rows == 4
        assert sample.hashes.tolist() == found[0][1].hashes.tolist()
        assert sample.position.tolist() == found[0][1].position.tolist()
        assert sample.frame["name"].texts() == found[0][1].frame["name"].texts()
        np.testing.assert_array_equal(sample.frame["when"], found[0][1].frame["when"])


def test_the_hash_is_md5_of_the_features_in_words(tmp_path):
    cells = ["true", "3.0", "a,b", "2020-01-02 03:04:00", "1.5"]  # flag id name when x
    expected = hashlib.md5("\x1f".join(cells).encode()).digest()[:8]
    _, sample = _opened(pa.table(ROWS).slice(0, 1))
    assert sample.hashes.tolist() == [int.from_bytes(expected, "big")]


def test_the_hash_knows_roles_and_seed_and_not_the_order_of_columns():
    table = pa.table(ROWS)
    with open_table(table) as engine, open_table(table.select(list(ROWS)[::-1])) as other:
        one = engine.rows(Need(target="y")).hashes.tolist()
        assert other.rows(Need(target="y")).hashes.tolist() == one
        assert engine.rows(Need()).hashes.tolist() != one
        assert engine.rows(Need(target="y", columns=Columns(id=("id",)))).hashes.tolist() != one
        assert engine.rows(Need(target="y"), seed=1).hashes.tolist() != one


def test_the_rows_of_smallest_hash_in_order():
    table = pa.table({"a": range(1000), "b": [f"t{i}" for i in range(1000)]})
    with open_table(table) as engine:
        every = engine.rows(Need())
        few = engine.rows(Need(), most=10)
    assert (np.diff(every.hashes.astype(object)) >= 0).all()
    assert few.hashes.tolist() == every.hashes[:10].tolist()
    assert (few.of, len(few)) == (1000, 10)
    assert few.frame["a"].tolist() == few.position.tolist()
    assert few.frame["b"].texts() == [f"t{i}" for i in few.position]


def test_minus_zero_is_zero_and_levels_are_sorted():
    with open_table(pa.table({"a": [0.0, -0.0], "b": ["z", "a"]})) as engine:
        need = Need(columns=Columns(ignore=("b",)))
        assert len(set(engine.rows(need).hashes)) == 1
        assert engine.rows(need).frame["b"].levels == ("a", "z")


def test_the_fingerprint_of_a_frame_is_of_its_cells():
    table = pa.table(ROWS)
    cut = pa.concat_tables([table.slice(0, 1), table.slice(1)])
    same = [_opened(source)[0].sha256 for source in (table, cut, pl.DataFrame(ROWS))]
    assert len(set(same)) == 1
    others = (table.slice(1), table.take([1, 0, 2, 3]), table.rename_columns(list("abcdef")))
    assert not {_opened(source)[0].sha256 for source in others} & set(same)


def test_the_fingerprint_of_a_file_is_of_its_bytes(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"a\n1\n")
    table, _ = _opened(tmp_path / "x.csv")
    assert table.sha256 == hashlib.sha256(b"a\n1\n").hexdigest()
    assert table.source == str(tmp_path / "x.csv")


def test_the_view_is_as_promised(tmp_path):
    (tmp_path / "x.csv").write_text("n,t,w\n1,01,\nx,b,2020-01-01\n" + "3,c,2020-01-02\n" * 40)
    with open_table(tmp_path / "x.csv") as engine:
        names = [row[0] for row in engine._connection.execute("DESCRIBE cells").fetchall()]
        first = engine._connection.execute("SELECT * FROM cells LIMIT 2").fetchall()
    assert names == ["position", "locked", "c0", "c1", "c2", "r0", "r1", "r2"]
    assert first[0] == (0, False, 1, "01", None, "1", "01", None)
    assert first[1] == (1, False, None, "b", datetime(2020, 1, 1), "x", "b", "2020-01-01")


def test_locked_rows_are_marked():
    with open_table(pa.table({"a": range(5)})) as engine:
        for positions in ([1, 3], [0]):
            engine.lock(np.array(positions))
            query = "SELECT position FROM cells WHERE locked ORDER BY 1"
            assert engine._connection.execute(query).fetchall() == [(p,) for p in positions]


def test_reading_as_another_table_was(tmp_path):
    (tmp_path / "x.csv").write_text("B,extra,n,zip\n1,q,7,1234\n0,q,x,75001\n")
    columns = [
        Column("zip", Kind.TEXT, "VARCHAR"),
        Column("n", Kind.NUMBER, "DOUBLE"),
        Column("B", Kind.TEXT, "VARCHAR"),
        Column("B", Kind.OTHER, "BLOB"),
    ]
    with open_table(tmp_path / "x.csv") as engine:
        frame = engine.read(columns)
    assert frame["zip"].texts() == ["1234", "75001"]
    assert frame["n"].tolist()[0] == 7.0
    assert np.isnan(frame["n"][1])
    assert frame["B"].texts() == ["1", "0"]


def test_absent_columns_are_all_named():
    with open_table(pa.table({"age": [1]})) as engine, pytest.raises(GardefouError) as raised:
        engine.read([Column(name, Kind.NUMBER, "") for name in ("agee", "age", "zzz")])
    assert raised.value.seen == "agee, zzz"
    assert "'age'" in raised.value.remedy


def test_types_of_all_sorts():
    table = pa.table(
        {
            "date": [date(2020, 1, 1)],
            "zone": pa.array([datetime(2020, 1, 1, tzinfo=UTC)]),
            "category": pa.array(["b"]).dictionary_encode(),
            "numbers": pa.array([3]).dictionary_encode(),
            "nested": [[1, 2]],
            "bytes": [b"x"],
            "half": pa.array([0.5], pa.float16()),
            "long": pa.array([12], pa.decimal256(50, 2)),
            "null": [None],
            "big": pa.array([2**64 - 1], pa.uint64()),
            "day": pa.array([3600], pa.time32("s")),
        }
    )
    table_, sample = _opened(table)
    kinds = "".join(column.kind.value[0] for column in table_.columns)
    assert kinds == "tttnoonntnn"
    assert "nested" not in sample.frame
    assert sample.frame["day"].tolist() == [3600.0]
    assert sample.frame["date"].tolist() == sample.frame["zone"].tolist() == [1577836800.0]


def test_pandas_of_all_sorts():
    frame = pd.DataFrame(
        {
            "mixed": [1, "a", None],
            "category": pd.Categorical(["x", None, "x"]),
            "period": pd.period_range("2020-01", periods=3, freq="M"),
            "nullable": pd.array([1, None, 2], dtype="Int64"),
            "complex": [1j, 2j, 3j],
            "bools": [True, None, False],
            7: [pd.Timedelta("1 day"), pd.NaT, pd.Timedelta("2 days")],
        }
    )
    frame.insert(0, "category", ["p", "q", "r"], allow_duplicates=True)
    table, sample = _opened(frame)
    kinds = {column.name: column.kind.value for column in table.columns}
    assert kinds["mixed"] == kinds["category.1"] == kinds["complex"] == "text"
    assert kinds["nullable"] == kinds["7"] == "number"
    assert kinds["bools"] == "boolean"
    order = np.argsort(sample.position)
    assert sample.frame.take(order)["mixed"].texts() == ["1", "a", None]
    assert len(table.notes) == 1


def test_an_index_is_a_column_only_with_a_name():
    frame = pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="who"))
    assert _opened(frame)[0].names == ("who", "a")
    assert _opened(frame.rename_axis(None))[0].names == ("a",)


@pytest.mark.parametrize("content", [b"a,b\n", b"a,b", b"a,b\n1,x\n"])
def test_no_row_or_one_row_is_no_error(tmp_path, content):
    (tmp_path / "x.csv").write_bytes(content)
    with open_table(tmp_path / "x.csv") as engine:
        assert engine.table.rows == content.count(b"x")
        assert len(engine.rows(Need())) == engine.table.rows
        assert len(engine.read(engine.table.columns)) == engine.table.rows


def test_frames_without_rows_or_columns():
    assert _opened(pd.DataFrame({"a": []}))[0].rows == 0
    for nothing in (pd.DataFrame(), pl.DataFrame(), pa.table({})):
        with pytest.raises(GardefouError, match="no columns"):
            open_table(nothing)


@pytest.mark.parametrize("thing", [None, 3, [1], {"a": [1]}, np.zeros(3), pd.Series([1])])
def test_what_is_no_table_is_refused(thing):
    with pytest.raises(GardefouError, match="not a table"):
        open_table(thing)


def test_hostile_names_and_cells(tmp_path):
    names = ['"; drop table cells; --', "<img src=x onerror=alert(1)>", "😀", "\u202eabc", "a\x00b"]
    cells = ["'; drop table cells; --", "x" * 10_000, "a\x00b", "\x1b[31m", "=1+1"]
    frame = pa.table(dict(zip(names, ([cell] for cell in cells), strict=True)))
    pl.from_arrow(frame).write_csv(tmp_path / "x'; [1]*.csv")
    for source in (frame, tmp_path / "x'; [1]*.csv"):
        table, sample = _opened(source)
        assert table.names == tuple(names)
        assert [sample.frame[name].texts() for name in names] == [[cell] for cell in cells]


def test_two_thousand_columns(tmp_path):
    text = io.StringIO()
    for row in (range(2000), np.zeros(2000, int), np.arange(2000)):
        text.write(",".join(map(str, row)) + "\n")
    (tmp_path / "x.csv").write_text(text.getvalue())
    table, sample = _opened(tmp_path / "x.csv")
    assert {column.kind for column in table.columns} == {Kind.NUMBER}
    assert sorted(sample.frame["1999"].tolist()) == [0.0, 1999.0]


def test_infinities_stay_and_nan_is_missing():
    with open_table(pa.table({"a": [float("inf"), float("nan"), 1.0]})) as engine:
        assert engine.read(engine.table.columns)["a"].tolist()[::2] == [float("inf"), 1.0]
        query = "SELECT count(*) FROM cells WHERE c0 IS NULL"
        assert engine._connection.execute(query).fetchall() == [(1,)]


def test_nan_is_missing_where_a_file_states_bounds_without_it(tmp_path):
    table = pl.DataFrame({"a": [1.0, float("nan"), 3.0], "b": [float("inf"), float("nan"), 1.0]})
    table.write_parquet(tmp_path / "x.parquet")
    with open_table(tmp_path / "x.parquet") as engine:
        assert engine.ask(["missing", "infinite"], Need()) == {
            "missing": {"a": 1, "b": 1},
            "infinite": {"a": 0, "b": 1},
        }


def test_queries_reach_no_other_file(tmp_path):
    (tmp_path / "x.csv").write_text("a\n1\n")
    (tmp_path / "secret.csv").write_text("s\n1\n")
    with open_table(tmp_path / "x.csv") as engine:
        for query in (
            f"SELECT * FROM read_csv('{tmp_path}/secret.csv')",
            f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        ):
            with pytest.raises(Exception, match="disabled by configuration"):
                engine._connection.execute(query)


def test_temporary_files_are_gone_afterwards(tmp_path):
    (tmp_path / "x.csv").write_text("a\n1\n")
    case = tmp_path / "case"
    (case / ".table").mkdir(parents=True)
    (case / ".table" / "left-behind.parquet").write_text("")
    with open_table(tmp_path / "x.csv", folder=case):
        assert len(list((case / ".table").glob("*.parquet"))) == 1
    assert not (case / ".table").exists()
    with pytest.raises(GardefouError):
        open_table(tmp_path / "no.csv", folder=case)
    assert not (case / ".table").exists()


TEXTS = pa.table({"a": [f"text number {i}" for i in range(150_000)]})


def _small(monkeypatch, most):
    """Engines that hold 1 MB, and `most` where that is not enough."""
    from gardefou.table import connection, engine

    small = partial(connection.connection, least=1, each=0)
    monkeypatch.setattr(engine, "connection", small)
    monkeypatch.setattr(connection, "_ROOMS", (most,))


def test_a_table_too_large_for_the_memory_says_so(monkeypatch):
    _small(monkeypatch, "1MB")
    with pytest.raises(GardefouError, match="memory"), open_table(TEXTS) as engine:
        engine.rows(Need())


def test_a_question_that_needs_more_memory_gets_it(monkeypatch):
    _small(monkeypatch, "50%")
    with open_table(TEXTS) as engine:
        assert len(engine.rows(Need())) == 150_000


def test_the_decimal_mark_that_is_given(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n" + '"1,234",1\n' * 3)
    assert _opened(tmp_path / "x.csv")[0].kind("a") is Kind.TEXT
    table, sample = _opened(tmp_path / "x.csv", reading=Reading(decimal=","))
    assert sample.frame["a"].tolist() == [1.234] * 3
    assert table.columns[0].from_text


def test_statistics_are_asked_of_the_view():
    with open_table(pa.table({"a": [1.0, None, float("nan")], "b": ["x", " ", None]})) as engine:
        assert engine.ask(["missing"], Need()) == {"missing": {"a": 2, "b": 2}}


def test_a_picked_part_of_the_rows_keeps_its_cells_together():
    rows = 300_000  # several pieces and threads
    table = pa.table({"a": np.arange(rows), "c": [f"t{i}" for i in range(rows)]})
    with open_table(table) as engine:
        sample = engine.rows(Need(), most=150_000)
        every = engine.read(engine.table.columns)
    assert sample.frame["a"].tolist() == sample.position.tolist()
    assert sample.frame["c"].texts() == [f"t{i}" for i in sample.position]
    assert every["a"].tolist() == list(range(rows))


@pytest.mark.data
def test_a_real_table_is_the_same_as_csv_and_parquet(tmp_path):
    file = FOLDER / "telco_churn" / "telco_churn.csv"
    if not file.exists():
        pytest.skip(f"the shared tables are not at {FOLDER}")
    pd.read_csv(file).to_parquet(tmp_path / "x.parquet")
    need = Need(target="Churn", columns=Columns(id=("customerID",)))
    with open_table(file) as one, open_table(tmp_path / "x.parquet") as other:
        assert one.table.kind("TotalCharges") is Kind.NUMBER
        assert int(np.isnan(one.rows(need).frame["TotalCharges"]).sum()) == 11
        kinds = [[column.kind for column in engine.table.columns] for engine in (one, other)]
        assert kinds[0] == kinds[1]
        assert (one.rows(need).hashes == other.rows(need).hashes).all()


def test_a_column_that_must_hold_numbers_is_read_as_such(tmp_path):
    cells = ["1.5", "see order 12", "3", "", "4", "weighed apart"] * 5
    (tmp_path / "x.csv").write_text(
        "cost,b\n" + "\n".join(f"{cell},{n}" for n, cell in enumerate(cells))
    )
    with open_table(tmp_path / "x.csv") as engine:
        assert engine.table.kind("cost") is Kind.TEXT
        engine.read_as_numbers("cost")
        assert engine.table.kind("cost") is Kind.NUMBER
        sample = engine.rows(Need(target="cost"))
        found = sample.frame["cost"][np.argsort(sample.position)]
        assert np.array_equal(found[:6], [1.5, np.nan, 3, np.nan, 4, np.nan], equal_nan=True)
        assert engine.ask(["missing"], Need())["missing"]["cost"] == 15


def test_a_column_of_words_stays_words(tmp_path):
    (tmp_path / "x.csv").write_text("a\nred\n1\nblue\n")
    with open_table(tmp_path / "x.csv") as engine:
        engine.read_as_numbers("a")
        assert engine.table.kind("a") is Kind.TEXT
