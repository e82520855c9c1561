"""The shared real tables as samples, read without gardefou's own engine."""

import os
import tomllib
from pathlib import Path

import numpy as np
import pytest

from gardefou.core.need import Columns, Need, Task
from gardefou.core.table import Kind
from gardefou.table.frame import Cells, Coded, Frame, Sample

HOME = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("GARDEFOU_DATA", HOME.parent / "shared" / "data"))
MOST_CLASSES = 5  # whole numbers of more different values are a regression, as the need guesses


def known_faults() -> dict[str, dict]:
    """What is known of each shared table; skips the test where the tables are absent."""
    file = FOLDER / "known_faults.toml"
    if not file.exists():
        pytest.skip(f"the shared tables are not at {FOLDER}")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def load(name: str, *, most: int = 20_000, **columns: object) -> tuple[Sample, Need]:
    """A shared table as at most `most` rows, and its need; `columns`: roles for the need."""
    known = known_faults()[name]
    sample = sampled(_read(FOLDER / known["file"]), most=most)
    return sample, need_for(sample, known["target"], task=known["task"], **columns)


def sampled(data, *, most: int = 20_000) -> Sample:
    """A pandas frame, or a mapping of arrays, as a sample ordered by the hash of its rows."""
    import pandas as pd

    data = pd.DataFrame(data)
    hashes = np.zeros(len(data), dtype=np.uint64)
    for name in sorted(data.columns, key=str):
        text = data[name].astype("string").fillna("").to_numpy(dtype=object)
        hashes = hashes * np.uint64(1_000_003) + pd.util.hash_array(text)
    order = np.lexsort((np.arange(len(data)), hashes))[:most]
    cells = {str(name): _cells(data[name]) for name in data.columns}
    kinds = {
        name: Kind.TEXT if isinstance(each, Coded) else Kind.NUMBER for name, each in cells.items()
    }
    kinds |= {str(n): Kind.TIME for n in data.columns if _is_time(data[n])}
    whole = Frame(cells, kinds)
    return Sample(whole.take(order), hashes[order], order.astype(np.int64), len(data))


def need_for(sample: Sample, target: str, *, task: str | None = None, **columns: object) -> Need:
    """A need with task, classes and positive class filled in, as the flows would."""
    classes = class_names(sample.frame[target])
    if task is None:
        task = _guessed(sample.frame[target], classes)
    if task == "regression":
        return Need(target=target, task=Task.REGRESSION, columns=Columns(**columns))
    positive = next((c for c in classes if c.casefold() in {"yes", "true", "1"}), classes[-1])
    return Need(
        target=target,
        task=Task(task),
        classes=classes,
        positive=positive if task == "binary" else None,
        columns=Columns(**columns),
    )


def class_names(cells: Cells) -> tuple[str, ...]:
    """The names of classes: texts as they are, whole numbers without `.0`."""
    if isinstance(cells, Coded):
        return tuple(cells.levels[code] for code in np.unique(cells.codes[cells.codes >= 0]))
    return tuple(sorted(f"{v:g}" for v in np.unique(cells[~np.isnan(cells)])))


def _guessed(cells: Cells, classes: tuple[str, ...]) -> str:
    if len(classes) == 2:
        return "binary"
    few = len(classes) <= MOST_CLASSES and all(c.lstrip("-").isdigit() for c in classes)
    return "multiclass" if isinstance(cells, Coded) or few else "regression"


def _read(file: Path):
    import pandas as pd

    return pd.read_parquet(file) if file.suffix == ".parquet" else pd.read_csv(file)


def _is_time(column) -> bool:
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return True
    if pd.api.types.is_numeric_dtype(column.dtype) or not column.notna().any():
        return False
    text = column.dropna().astype(str)
    return bool(text.str.fullmatch(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?").all())


def _cells(column) -> Cells:
    import pandas as pd

    if _is_time(column):
        when = pd.to_datetime(column).to_numpy(dtype="datetime64[ns]")
        return np.where(np.isnat(when), np.nan, when.astype("int64") / 1e9)
    if pd.api.types.is_numeric_dtype(column.dtype) and column.dtype != bool:
        return column.to_numpy(dtype=float, na_value=np.nan)
    blank = column.isna() | (column.astype(str).str.strip() == "")
    number = pd.to_numeric(column.astype(str).where(~blank), errors="coerce")
    if column.dtype != bool and (~blank).any() and number.notna().sum() >= 0.95 * (~blank).sum():
        return number.to_numpy(dtype=float)
    text = column.astype(str).str.strip().where(~blank)
    if column.dtype == bool:
        text = text.str.lower()
    levels, codes = np.unique(text[~blank].to_numpy(dtype=str), return_inverse=True)
    all_codes = np.full(len(column), -1, dtype=np.int32)
    all_codes[~blank.to_numpy()] = codes
    return Coded(all_codes, tuple(str(level) for level in levels))
