from datetime import datetime, timedelta

import duckdb
import numpy as np
import pytest

import gardefou.table.scan as engine
from cells import column, numbers, scanned, texts
from gardefou.core.evidence import PARTS
from gardefou.core.need import Columns, Need, Task
from gardefou.core.table import Column, Kind
from gardefou.table.scan import STATISTICS, Aside, scan

NAMES = tuple(STATISTICS.things)
NEED = Need(target="y", task=Task.BINARY, columns=Columns(id=("id",)))


def mixed(rows=300, seed=3):
    rng = np.random.default_rng(seed)
    start = datetime(2020, 1, 1)
    return {
        "id": numbers(*range(rows)),
        "wage": numbers(*(None if x < 0.1 else x**3 for x in rng.random(rows))),
        "town": texts(*rng.choice(["Paris", "Lyon ", "?", "  ", "12"], rows)),
        "free": texts(*(f"text {i % 250}" for i in range(rows))),
        "at": column(
            Kind.TIME, [start + timedelta(hours=int(i)) for i in rng.integers(0, 99, rows)]
        ),
        "flag": column(Kind.BOOLEAN, (rng.random(rows) < 0.3).tolist()),
        "whole": column(Kind.NUMBER, rng.integers(0, 9, rows).tolist(), "INTEGER"),
        "y": texts(*rng.choice(["yes", "no"], rows)),
    }


def shuffled(columns, seed=5):
    order = np.random.default_rng(seed).permutation(len(next(iter(columns.values()))[1]))
    return {
        name: (kind, [values[i] for i in order], stored)
        for name, (kind, values, stored) in columns.items()
    }


def test_every_statistic_is_a_part_with_a_page():
    for statistic in STATISTICS:
        assert statistic.name in PARTS
        assert len(statistic.page) > 60
        assert statistic.of == "column" or statistic.query
        assert statistic.held.keys() == statistic.apart.keys()


def test_two_statistics_share_a_part_only_when_it_is_the_same():
    known = {}
    for statistic in STATISTICS:
        for stage in (statistic.beside, statistic.each, statistic.first, statistic.then):
            for name, sql in stage.items():
                assert known.setdefault(name, sql) == sql


def test_all_that_is_asked_is_answered():
    found = scanned(NAMES, mixed(), NEED)
    assert set(found) == set(NAMES)
    assert list(found["missing"]) == list(mixed())
    assert found["distinct"]["id"] == 300


def test_only_what_is_asked_is_answered():
    found = scanned(["distinct", "missing", "sample", "rows"], mixed(20), NEED)
    assert set(found) == {"distinct", "missing"}


def test_what_is_asked_alone_is_what_is_asked_together():
    together = scanned(NAMES, mixed(), NEED)
    for name in NAMES:
        assert scanned([name], mixed(), NEED)[name] == together[name]


@pytest.mark.parametrize("threads", [1, 4])
def test_neither_the_order_of_rows_nor_threads_change_a_figure(threads):
    first = scanned(NAMES, mixed(), NEED)
    assert scanned(NAMES, shuffled(mixed()), NEED, threads=threads) == first


def test_the_order_of_columns_changes_nothing():
    columns = mixed()
    turned = dict(reversed(columns.items()))
    assert scanned(NAMES, turned, NEED) == scanned(NAMES, columns, NEED)


@pytest.mark.parametrize(("setting", "value"), [("_CELLS", 1), ("_COLUMNS", 1), ("_HELD", 0)])
def test_how_the_questions_are_sent_changes_nothing(setting, value, monkeypatch):
    first = scanned(NAMES, mixed(), NEED)
    monkeypatch.setattr(engine, setting, value)
    assert scanned(NAMES, mixed(), NEED) == first


def test_long_and_short_texts_are_counted_alike(monkeypatch):
    first = scanned(NAMES, mixed(), NEED)
    monkeypatch.setattr(engine, "KEPT", 3)  # so that every text counts as a long one
    assert scanned(NAMES, mixed(), NEED) == first


def test_a_scan_tells_how_far_it_is():
    told = []
    connection = duckdb.connect()
    connection.execute(
        "CREATE VIEW cells AS SELECT 0 AS position, false AS locked, 1 AS c0, 'x' AS c1"
    )
    columns = [Column("age", Kind.NUMBER, "INTEGER"), Column("town", Kind.TEXT, "VARCHAR")]
    aside = Aside(progress=lambda step, done=None: told.append((step, done)))
    scan(connection, columns, ["missing", "duplicates"], Need(), aside)
    assert [step.split()[-1] for step, _ in told] == ["age", "town", "rows"]
    shares = [done for _, done in told]
    assert shares == sorted(shares)
    assert all(0 <= done <= 1 for done in shares)


def test_what_is_known_is_not_asked():
    connection = duckdb.connect()
    connection.execute(
        "CREATE VIEW cells AS SELECT 0 AS position, false AS locked, 1 AS c0, 2 AS c1"
    )
    columns = [Column("a", Kind.NUMBER, "INTEGER"), Column("b", Kind.NUMBER, "INTEGER")]
    found = scan(connection, columns, ["missing"], Need(), Aside({"missing": {"b": 99}}))
    assert found == {"missing": {"a": 0, "b": 99}}


def test_names_never_reach_the_engine():
    hostile = ['"; DROP TABLE cells; --', "a'b", "{number}", "\x00", "{v}", "c0"]
    found = scanned(NAMES, {name: numbers(1, 1) for name in hostile}, Need(target=hostile[0]))
    assert found["distinct"] == dict.fromkeys(hostile, 1)
    assert found["class_counts"] == {"1": 2}


def test_a_cell_is_never_a_question():
    cell = "'); DROP TABLE cells; --"
    found = scanned(NAMES, {"t": texts(cell, cell), "y": texts("a", "b")}, Need(target="y"))
    assert found["frequent"]["t"][0].value == cell


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_hardly_any_rows(rows):
    found = scanned(NAMES, {k: (a, b[:rows], c) for k, (a, b, c) in mixed().items()}, NEED)
    assert set(found) == set(NAMES)
    assert found["duplicates"] == 0
    assert found["missing"].keys() == found["distinct"].keys()


def test_a_column_without_any_cell():
    columns = {kind.value: column(kind, [None, None, None]) for kind in Kind}
    found = scanned(NAMES, columns, Need(target="text"))
    assert set(found["missing"].values()) == {3}
    assert set(found["distinct"].values()) == {0}
    assert found["class_counts"] == {}
    assert found["conflicts"].of == 0


def test_a_table_without_columns():
    connection = duckdb.connect()
    connection.execute("CREATE VIEW cells AS SELECT 0 AS position, false AS locked")
    assert scan(connection, [], ["missing", "duplicates"], Need()) == {"missing": {}}


def test_a_wide_table():
    width, rows = 2_000, 5
    connection = duckdb.connect()
    cells = ", ".join(f"(i * {n % 7})::DOUBLE AS c{n}" for n in range(width))
    connection.execute(
        f"CREATE VIEW cells AS SELECT i AS position, false AS locked, {cells} "
        f"FROM range({rows}) t(i)"
    )
    columns = [Column(f"column {n}", Kind.NUMBER, "DOUBLE") for n in range(width)]
    found = scan(connection, columns, ["distinct", "spread", "duplicates"], Need())
    assert found["distinct"] == {f"column {n}": rows if n % 7 else 1 for n in range(width)}
    assert found["spread"]["column 6"].high == 24
    assert found["duplicates"] == 0


def test_many_different_texts_fit_into_a_small_memory(tmp_path):
    connection = duckdb.connect(
        config={"memory_limit": "100MB", "temp_directory": str(tmp_path), "threads": 2}
    )
    connection.execute(
        "CREATE VIEW cells AS SELECT i AS position, false AS locked, md5(i::VARCHAR) AS c0 "
        "FROM range(400_000) t(i)"
    )
    found = scan(connection, [Column("code", Kind.TEXT, "VARCHAR")], NAMES, Need())
    assert found["distinct"] == {"code": 400_000}
    assert found["frequent"]["code"][0].count == 1
    assert found["duplicates"] == 0


def test_the_connection_is_left_as_it_was():
    connection = duckdb.connect()
    connection.execute("CREATE VIEW cells AS SELECT 0 AS position, false AS locked, 'x' AS c0")
    scan(connection, [Column("c", Kind.TEXT, "VARCHAR")], NAMES, Need())
    setting = "SELECT current_setting('disabled_optimizers')"
    assert connection.execute(setting).fetchall() == duckdb.connect().execute(setting).fetchall()
