"""A table written to a file, whole or not at all."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from gardefou.core.errors import GardefouError
from gardefou.core.words import say
from gardefou.table.frame import Array


def write_table(columns: Mapping[str, Sequence[object] | Array], path: Path) -> None:
    """Write columns of equal length as CSV, Parquet or JSON lines, by the ending of the path.

    The file appears complete or not at all. None and NaN are empty cells; JSON has no infinity
    and holds null there. Text is quoted where a CSV needs it, and never changed: a cell such as
    "=1+1" stays what it was.
    """
    table = _as_arrow(columns)
    write_batches(table.schema, table.to_batches(), path)


def write_batches(schema: Any, batches: Iterable[Any], path: Path) -> None:
    """Write Arrow batches as `write_table` writes columns, one after the other.

    schema: of the file, also where there is no batch.
    """
    write = writer_of(path)
    try:
        _atomically(path, lambda draft: write(schema, batches, draft))
    except OSError as error:
        what = say("table.write.failed", path=path)
        raise GardefouError(what, seen=error.strerror or str(error)) from None


Writer = Callable[[Any, Iterable[Any], Path], None]


def writer_of(path: Path) -> Writer:
    """Who writes files of this ending; a `GardefouError` where nobody does."""
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        what = say("table.write.ending", path=path.name)
        raise GardefouError(what, remedy=say("table.write.ending_remedy"))
    return write


def _atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Write a draft beside the file, then put it in its place in one step."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:50]}.", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        write(draft)
        draft.chmod(0o666 & ~_umask())  # a temporary file is for its owner's eyes only
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _as_arrow(columns: Mapping[str, Sequence[object] | Array]) -> Any:
    import pyarrow as pa

    arrays = [pa.array(cells, from_pandas=True) for cells in columns.values()]
    return pa.Table.from_arrays(arrays, names=list(columns))


def _csv(schema: Any, batches: Iterable[Any], draft: Path) -> None:
    from pyarrow import csv

    options = csv.WriteOptions(quoting_style="needed")
    with csv.CSVWriter(draft, schema, write_options=options) as out:
        for batch in batches:
            out.write_batch(batch)


def _parquet(schema: Any, batches: Iterable[Any], draft: Path) -> None:
    from pyarrow.parquet import ParquetWriter

    with ParquetWriter(draft, schema) as out:
        for batch in batches:
            out.write_batch(batch)


def _json_lines(schema: Any, batches: Iterable[Any], draft: Path) -> None:
    with draft.open("w", encoding="utf-8") as file:
        for batch in batches:
            for row in batch.to_pylist():
                plain = {name: _jsonable(cell) for name, cell in row.items()}
                file.write(json.dumps(plain, ensure_ascii=False, allow_nan=False) + "\n")


def _jsonable(cell: object) -> object:
    if isinstance(cell, float) and not isfinite(cell):
        return None
    return cell if cell is None or isinstance(cell, bool | int | float | str) else str(cell)


_WRITERS: Mapping[str, Writer] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".pq": _parquet,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".json": _json_lines,
}
