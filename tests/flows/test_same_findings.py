"""What an audit says does not depend on the order of rows or columns, nor on the file's format."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv, feather, parquet

from gardefou.core.finding import Outcome
from gardefou.core.need import Columns, Need
from gardefou.flows.audit import audit

ABOUT_ORDER = {"D006", "D019", "L005"}
NEED = Need(target="left", columns=Columns(protected=("sex",)))


def faulty(rows=1200, seed=4):
    """Every kind of column, and faults that checks of several letters name."""
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 80, rows).astype(float)
    score = rng.normal(size=rows)
    left = rng.random(rows) < 1 / (1 + np.exp(1.5 - 1.5 * score))
    city = rng.choice(
        ["Lyon", "Nice", "Metz", "lyon", "Brest"], rows, p=[0.4, 0.3, 0.1, 0.02, 0.18]
    )
    income = rng.lognormal(10, 0.4, rows).round(2)
    income[rng.random(rows) < 0.03] = -999
    start = datetime(2020, 1, 1)
    reason = np.where(left, rng.choice(["price", "moved"], rows), None)
    return pa.table(
        {
            "number": np.arange(rows),
            "age": pa.array(np.where(rng.random(rows) < 0.05, np.nan, age), from_pandas=True),
            "sex": rng.choice(["man", "woman"], rows),
            "city": city,
            "income": income,
            "score": score,
            "score again": 2 * score + 1,
            "constant": ["x"] * rows,
            "mail": [f"person{n}@example.org" for n in range(rows)],
            "seen": pa.array([start + timedelta(days=int(d)) for d in rng.integers(0, 900, rows)]),
            "flag": rng.random(rows) < 0.2,
            "reason": pa.array(reason.tolist()),
            "left": left,
        }
    )


def said(source, **how):
    """Findings of the checks that are not about order, and outcomes of all."""
    record = audit(source, NEED, **how)
    assert [r for r in record.results if r.outcome is Outcome.CRASHED] == []
    return {
        result.code: (result.outcome, result.findings)
        for result in record.results
        if result.code not in ABOUT_ORDER
    }


@pytest.fixture(scope="module")
def table():
    return faulty()


@pytest.fixture(scope="module")
def expected(table):
    return said(table)


def test_there_is_something_to_find(expected):
    faults = {code for code, (outcome, _) in expected.items() if outcome is Outcome.FAULT}
    assert {"D001", "D002", "D004", "D012", "D013", "D014", "D018", "L002"} <= faults


def test_rows_in_another_order(table, expected):
    order = np.random.default_rng(0).permutation(table.num_rows)
    assert said(table.take(pa.array(order))) == expected


def test_columns_in_another_order(table, expected):
    assert said(table.select(table.column_names[::-1])) == expected


def test_from_parquet(table, expected, tmp_path):
    parquet.write_table(table, tmp_path / "t.parquet")
    assert said(tmp_path / "t.parquet") == expected


def test_from_arrow(table, expected, tmp_path):
    feather.write_feather(table, str(tmp_path / "t.arrow"))
    assert said(tmp_path / "t.arrow") == expected


def test_from_pandas(table, expected):
    pytest.importorskip("pandas")
    assert said(table.to_pandas()) == expected


def test_from_polars(table, expected):
    polars = pytest.importorskip("polars")
    assert said(polars.from_arrow(table)) == expected


def test_from_csv(table, expected, tmp_path):
    """A CSV tells no types, so that what is stored as text may be said of it alone (D005)."""
    csv.write_csv(table, tmp_path / "t.csv")
    found = said(tmp_path / "t.csv")
    assert {code: each for code, each in found.items() if code != "D005"} == {
        code: each for code, each in expected.items() if code != "D005"
    }
