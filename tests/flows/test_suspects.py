import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.need import Need
from gardefou.core.suspects import Against, At, Beyond, Unread, Values
from gardefou.flows.asked import Beside
from gardefou.flows.audit import audit
from gardefou.flows.suspects import meant, mended, write_suspects
from gardefou.table.cells import located, schema
from gardefou.table.engine import open_table
from gardefou.table.frame import Coded

RNG = np.random.default_rng(0)
SUSPECTS = (
    Values("town", {"t3": "t4", "nowhere": None}),
    Values("n", {"7": "8", "-999": None}),
    Beyond("x", -2.0, 2.0, scale=0.5),
    Beyond("x", None, 0.0, since=300),
    Against("town", ("code",), 5, 0.5, holes=True),
    Against("town", ("code", "n", "flag"), 3, 0.4),
    Against("n", ("town",), 5, 0.3, 0.9, holes=True),
    Against("n", ("code", "town"), 5, 0.3, 0.9),
    At("x", {3: "1.5", 390: None}),
    Unread("n"),
)


def table(rows=400):
    """Codes with their towns, some wrong and some missing, and columns of other kinds."""
    code = RNG.integers(0, 12, rows)
    town = [f" t{c}" if c % 5 else f"t{c}" for c in code]
    for row in range(0, rows, 17):
        town[row] = ("t3 ", None, "nowhere", "")[row % 4]
    n = [f"{c % 4}.0" if c % 2 else str(c % 4) for c in code]
    for row in range(0, rows, 23):
        n[row] = ("-999", "7", None)[row % 3]
    n[5] = "see note"
    return pa.table(
        {
            "code": [None if row % 29 == 0 else f"c{c}" for row, c in enumerate(code)],
            "town": town,
            "n": n,
            "x": [None if row % 31 == 0 else v for row, v in enumerate(RNG.normal(size=rows))],
            "flag": (code % 2 == 0).tolist(),
        }
    )


def results(*suspects):
    finding = Finding(("a",), Severity.NOTE, "says", cells=suspects)
    return (Result("a_check", "D099", Outcome.FAULT, (finding,)),)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("cells") / "t.csv"
    pl.from_arrow(table()).write_csv(path)
    return path


@pytest.mark.parametrize("suspects", SUSPECTS, ids=repr)
def test_the_same_cells_are_meant_in_rows_and_in_the_whole_table(file, suspects):
    with open_table(file) as engine:
        sample = engine.rows(Need())
        found = pa.Table.from_batches(list(located(engine, [("c", suspects)])), schema())
    where, suggested = meant(sample, suspects)
    own = {int(row): each for row, each in zip(sample.position[where], suggested, strict=True)}
    cells = sample.frame[suspects.column]
    read = set(sample.position[~_empty(cells)].tolist())
    whole = {
        line["row"]: line["suggested"]
        for line in found.to_pylist()
        if line["value"] is None or line["row"] in read or isinstance(suspects, Against)
    }
    assert set(own) == set(whole)
    assert own or isinstance(suspects, Unread)
    for row, text in own.items():
        assert text == whole[row] or float(text) == pytest.approx(float(whole[row]))


def _empty(cells):
    return cells.codes < 0 if isinstance(cells, Coded) else np.isnan(cells)


def test_mended_cells_hold_the_suggestion(file):
    with open_table(file) as engine:
        sample = engine.rows(Need())
    before = sample.frame["town"].texts()
    made = mended(sample, [Values("town", {"t3": "t9", "nowhere": None})])
    after = made.frame["town"].texts()
    expected = [
        "t9" if each is not None and each.strip() == "t3" else None if each == "nowhere" else each
        for each in before
    ]
    assert after == expected
    assert before == sample.frame["town"].texts()
    assert (made.position == sample.position).all()


def test_the_first_to_mean_a_cell_decides(file):
    with open_table(file) as engine:
        sample = engine.rows(Need())
    first, second = Values("x", {}), Beyond("x", None, 2.0)
    rows = np.flatnonzero(sample.frame["x"] > 2.0)
    first = At("x", {int(sample.position[rows[0]]): "1"})
    made = mended(sample, [first, second])
    assert made.frame["x"][rows[0]] == 1
    assert np.isnan(made.frame["x"][rows[1:]]).all()


def test_what_the_sample_lacks_changes_nothing(file):
    with open_table(file) as engine:
        sample = engine.rows(Need())
    made = mended(sample, [Values("m", {"1": None}), Against("n", ("m",), 5, 0.5), Unread("n")])
    assert made.frame["n"].tolist() == pytest.approx(sample.frame["n"].tolist(), nan_ok=True)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_lines_are_written_sorted(file, tmp_path, ending):
    path = tmp_path / f"rows.{ending}"
    with open_table(file) as engine:
        write_suspects(engine, results(*SUSPECTS), path)
    read = pl.read_parquet(path) if ending == "parquet" else pl.read_csv(path)
    assert read.columns == schema().names
    assert read["row"].is_sorted()
    assert set(read["check"]) == {"a_check"}
    assert not read.select("row", "column", "check").is_duplicated().any()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_personal_data_is_masked_whatever_check_points_at_it(tmp_path):
    source, path = tmp_path / "t.csv", tmp_path / "rows.csv"
    mails = [f"person{n}@example.org" for n in range(40)]
    lines = [f"{mail},call {n} DE89370400440532013000" for n, mail in enumerate(mails)]
    source.write_text("\n".join(["mail,note", *lines]))
    pointed = [Values("mail", {mails[0]: mails[1]}), At("note", {3: None})]
    with open_table(source) as engine:
        write_suspects(engine, results(*pointed), path)
    said = path.read_text()
    assert "example.org" not in said
    assert "DE89" not in said
    assert "p…g (e-mail address)" in said
    assert said.count("\n") == 3


def test_a_table_that_is_read_is_never_written_over(tmp_path):
    source = tmp_path / "t.csv"
    source.write_text("a,b\n1,2\n3,4\n")
    for beside in (Beside(rows=source), Beside(test=str(source), rows=source)):
        other = tmp_path / "other.csv"
        other.write_text("a,b\n1,2\n5,6\n")
        with pytest.raises(GardefouError, match="written over"):
            audit(str(source) if beside.test is None else str(other), Need(), beside=beside)
    assert source.read_text() == "a,b\n1,2\n3,4\n"


def test_where_nothing_is_suspected_an_empty_table_is_written(file, tmp_path):
    path = tmp_path / "rows.parquet"
    with open_table(file) as engine:
        write_suspects(engine, results(), path)
    assert pq.read_table(path).schema == schema()
    assert pq.read_table(path).num_rows == 0


def test_an_ending_that_cannot_be_written_is_refused(file, tmp_path):
    with open_table(file) as engine, pytest.raises(GardefouError, match=r"rows\.txt"):
        write_suspects(engine, results(), tmp_path / "rows.txt")
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_what_was_there(file, tmp_path):
    path = tmp_path / "rows.parquet"
    path.write_text("before")
    broken = Beyond("x", float("nan"), float("nan"))
    object.__setattr__(broken, "since", "no number")
    with open_table(file) as engine, pytest.raises(ValueError, match="invalid literal"):
        write_suspects(engine, results(broken), path)
    assert path.read_text() == "before"
