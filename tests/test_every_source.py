"""What every kind of table owes: the same rows give the same answers, and junk is refused."""

import importlib
import io

import numpy as np
import pandas as pd
import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.need import Need
from gardefou.table.engine import open_table
from gardefou.table.source import SOURCES

NAMES = list(SOURCES.things)
FRAME = pd.DataFrame(
    {
        "size": [1.5, None, 3.25, -2.0],
        "town": ["Lyon", "Nice", None, "a,b"],
        "count": [3, 1, 4, 1],
    }
)


def _csv(path):
    FRAME.to_csv(path / "t.csv", index=False)
    return path / "t.csv"


def _parquet(path):
    FRAME.to_parquet(path / "t.parquet")
    return path / "t.parquet"


def _feather(path):
    FRAME.to_feather(path / "t.feather")
    return path / "t.feather"


def _json(path):
    FRAME.to_json(path / "t.jsonl", orient="records", lines=True)
    return path / "t.jsonl"


def _excel(path):
    FRAME.to_excel(path / "t.xlsx", index=False)
    return path / "t.xlsx"


def _folder(path):
    FRAME[:2].to_csv(path / "1.csv", index=False)
    FRAME[2:].to_csv(path / "2.csv", index=False)
    return path


def _frame(_):
    return FRAME


def _standard_input(_):
    return "-"


MADE = {
    "delimited": _csv,
    "parquet": _parquet,
    "arrow": _feather,
    "json_lines": _json,
    "excel": _excel,
    "many": _folder,
    "frames": _frame,
    "piped": _standard_input,
}


@pytest.mark.parametrize("name", NAMES)
def test_its_file_says_what_it_is(name):
    module = importlib.import_module(f"gardefou.table.sources.{name}")
    assert module.__doc__
    assert name in MADE, "show here how a table of this kind is made"


@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_give_the_same_answers(name, tmp_path, monkeypatch):
    text = io.TextIOWrapper(io.BytesIO(FRAME.to_csv(index=False).encode()))
    monkeypatch.setattr("sys.stdin", text)
    (tmp_path / "here").mkdir()
    with open_table(MADE[name](tmp_path / "here")) as engine:
        sample = engine.rows(Need(target="count"))
        statistics = engine.ask(["missing", "distinct", "duplicates"], Need())
    with open_table(FRAME) as engine:
        expected = engine.rows(Need(target="count"))
    assert sample.hashes.tolist() == expected.hashes.tolist()
    assert np.array_equal(sample.frame["size"], expected.frame["size"], equal_nan=True)
    assert sample.frame["town"].texts() == expected.frame["town"].texts()
    assert statistics["missing"] == {"size": 1, "town": 1, "count": 0}
    assert statistics["distinct"] == {"size": 3, "town": 3, "count": 3}


@pytest.mark.parametrize("ending", sorted({end for source in SOURCES for end in source.endings}))
def test_junk_under_its_ending_is_refused(ending, tmp_path):
    path = tmp_path / f"t{ending}"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(GardefouError):
        open_table(path)
