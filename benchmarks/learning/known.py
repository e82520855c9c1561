"""The shared tables whose target is known, as rows that may all be learned from."""

import os
import tomllib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from gardefou.core.errors import GardefouError
from gardefou.core.need import Columns, Need, Task
from gardefou.core.reading import Reading
from gardefou.flows.rows import Rows, split_rows
from gardefou.table.engine import open_table

DATA = Path(os.environ.get("GARDEFOU_DATA", Path(__file__).parents[3] / "shared/data"))


def facts() -> dict[str, dict[str, Any]]:
    """What is known of each table that has a target; nothing where the data is not there."""
    path = DATA / "known_faults.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {name: each for name, each in told.items() if "target" in each}


def rows_of(told: dict[str, Any], most: int = 40_000) -> Rows | None:
    """All rows, in the order of their hashes, what gives the answer away left out of the columns.

    None where the table cannot be learned from.
    """
    ignored = [*told.get("leaks", []), *told.get("late", []), *told.get("identifiers", [])]
    need = Need(
        target=told["target"], task=Task(told["task"]), columns=Columns(ignore=tuple(ignored))
    )
    with TemporaryDirectory() as folder:
        try:
            with open_table(str(_of_two(told, Path(folder))), Reading()) as engine:
                rows = split_rows(engine, need, seed=0)
        except GardefouError:
            return None
    none = np.zeros(len(rows.y), dtype=bool)
    return replace(rows, locked=none, dropped=none).take(np.arange(len(rows.y))[:most])


def _of_two(told: dict[str, Any], folder: Path) -> Path:
    """The file; of two classes among which others stand by mistake, a copy without those rows."""
    path = DATA / told["file"]
    if told["task"] != "binary" or path.suffix != ".parquet":
        return path
    whole = pd.read_parquet(path)
    often = whole[told["target"]].value_counts().index
    if len(often) <= 2:
        return path
    whole[whole[told["target"]].isin(often[:2])].to_parquet(folder / path.name, index=False)
    return folder / path.name
