"""Tables that an audit looks at, or declines by column: never a crash, never a page that bites."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gardefou.cli.main import main

ROWS = 300
RNG = np.random.default_rng(8)
X = RNG.normal(size=ROWS)
YES = [("no", "yes")[each] for each in (RNG.random(ROWS) < 1 / (1 + np.exp(-2 * X))).tolist()]
START = datetime(2024, 1, 1, tzinfo=UTC)


def nested() -> pa.Table:
    return pa.table(
        {
            "x": X,
            "list": [[float(each)] * (n % 3) for n, each in enumerate(X)],
            "structure": [{"a": n, "b": {"c": "<script>evil()</script>"}} for n in range(ROWS)],
            "map": pa.array([[("k", n)] for n in range(ROWS)], pa.map_(pa.string(), pa.int64())),
            "bytes": pa.array([b"\x00\xff" * (n % 5) for n in range(ROWS)], pa.binary()),
            "left": YES,
        }
    )


def moments() -> pa.Table:
    days = [START + timedelta(hours=7 * n) for n in range(ROWS)]
    columns = {
        "paris": pa.array(days, pa.timestamp("us", "Europe/Paris")),
        "utc": pa.array(days, pa.timestamp("ns", "UTC")),
        "naive": pa.array([each.replace(tzinfo=None) for each in days], pa.timestamp("s")),
        "day": pa.array([each.date() for each in days], pa.date32()),
        "hour": pa.array([each.time() for each in days], pa.time64("us")),
        "lasted": pa.array([timedelta(seconds=n) for n in range(ROWS)], pa.duration("us")),
        "x": X,
        "left": YES,
    }
    return pa.table(columns)


def decimals() -> pa.Table:
    amounts = [Decimal(round(float(each) * 100)) / 100 for each in X]
    huge = [Decimal(10) ** 30 + n for n in range(ROWS)]
    return pa.table(
        {
            "amount": pa.array(amounts, pa.decimal128(12, 2)),
            "huge": pa.array(huge, pa.decimal256(40, 0)),
            "half": pa.array(X.astype(np.float16)),
            "tiny": pa.array([n % 100 for n in range(ROWS)], pa.int8()),
            "big": pa.array([2**63 + n for n in range(ROWS)], pa.uint64()),
            "left": YES,
        }
    )


def categories() -> pa.Table:
    colour = pa.array(
        [("<b onclick=evil()>", "green", None)[n % 3] for n in range(ROWS)]
    ).dictionary_encode()
    flags = [(True, False, None)[n % 3] for n in range(ROWS)]
    return pa.table({"colour": colour, "flag": flags, "x": X, "left": YES})


def empty_columns() -> pa.Table:
    columns = {
        f"nothing {n}": pa.nulls(ROWS, kind)
        for n, kind in enumerate((pa.null(), pa.int64(), pa.string()))
    }
    return pa.table({**columns, "blank": [""] * ROWS, "left": YES})


def no_rows() -> pa.Table:
    return moments().slice(0, 0)


def one_row() -> pa.Table:
    return decimals().slice(0, 1)


def one_column() -> pa.Table:
    return pa.table({"left": YES})


def many_columns() -> pa.Table:
    noise = RNG.normal(size=(600, 60))
    return pa.table({f"c{n}": noise[n] for n in range(600)} | {"left": YES[:60]})


def distinct_texts() -> pa.Table:
    many = 30_000
    words = {"word": [f"w{n:06d}" for n in RNG.permutation(many)]}
    return pa.table(words | {"x": RNG.normal(size=many), "left": (YES * 100)[:many]})


def one_answer() -> pa.Table:
    return pa.table({"x": X, "left": ["yes"] * ROWS})


def no_answer() -> pa.Table:
    return pa.table({"x": X, "left": pa.nulls(ROWS, pa.string())})


MADE: list[Callable[[], pa.Table]] = [
    *(nested, moments, decimals, categories, empty_columns, no_rows, one_row, one_column),
    *(many_columns, distinct_texts, one_answer, no_answer),
]


def audited(table: Path, *flags: str) -> dict[str, Any]:
    """What an audit says; its page is written whole and holds no cell that could act."""
    case, out = table.with_suffix(".case"), io.StringIO()
    with redirect_stdout(out):
        assert main(["audit", str(table), *flags, "--out", str(case), "--json"]) == 0
    page = (case / "report.html").read_text(encoding="utf-8")
    assert page.rstrip().endswith("</html>")
    assert "<b onclick" not in page
    assert "<script>evil" not in page
    return json.loads(out.getvalue())


def found(record: dict[str, Any]) -> set[str]:
    """The codes of the checks that found a fault."""
    return {each["code"] for each in record["results"] if each["outcome"] == "fault"}


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
@pytest.mark.parametrize("asked", ["target", "nothing"])
def test_odd_tables_are_audited(
    make: Callable[[], pa.Table], asked: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "t.parquet"
    made = make()
    pq.write_table(made, path)
    record = audited(path, *(("--target", "left") if asked == "target" else ()))
    assert "Traceback" not in capsys.readouterr().err
    assert record["table"]["rows"] == made.num_rows
    assert {each["name"] for each in record["table"]["kinds"]} == set(made.column_names)
    assert {each["outcome"] for each in record["results"]} <= {"clean", "fault", "not applicable"}


def test_nested_columns_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(nested(), path)
    (note,) = audited(path, "--target", "left")["table"]["notes"]
    assert all(name in note for name in ("list", "structure", "map", "bytes"))
    assert main(["audit", str(path), "--target", "list"]) == 2
    assert "list" in capsys.readouterr().err


def test_constant_and_empty_answers_are_found(tmp_path: Path) -> None:
    for make, code in ((one_answer, "D001"), (no_answer, "D001"), (empty_columns, "D001")):
        path = tmp_path / f"{make.__name__}.parquet"
        pq.write_table(make(), path)
        assert code in found(audited(path, "--target", "left")), make.__name__


def test_an_answer_beyond_the_two_that_the_need_names_is_told(tmp_path: Path) -> None:
    path, need = tmp_path / "t.parquet", tmp_path / "need.toml"
    pq.write_table(pa.table({"x": X, "left": ["left", *YES[1:]]}), path)
    need.write_text('target = "left"\ntask = "binary"\n', encoding="utf-8")
    record = audited(path, "--need", str(need))
    assert "3 different values" in record["table"]["notes"][0]
    assert {each["outcome"] for each in record["results"] if each["code"] == "D008"} == {"clean"}
