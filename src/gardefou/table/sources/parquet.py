"""Parquet: scanned where it lies."""

from pathlib import Path

from gardefou.core.errors import GardefouError
from gardefou.core.words import say
from gardefou.table.arrows import part_of
from gardefou.table.source import Asked, Loaded, Part, Source, sha256_of

_ROW_NUMBER = "file_row_number"  # the engine's own name for what it adds; a file may have it too


def _load(asked: Asked) -> Loaded:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    path = Path(asked.given)
    try:
        with ParquetFile(path) as file:
            names, rows = tuple(file.schema_arrow.names), file.metadata.num_rows
            if _ROW_NUMBER in map(str.casefold, names):
                return Loaded(str(asked.given), (part_of(file.read()),), sha256_of(path))
    except (pa.ArrowException, OSError) as error:
        what = say("table.damaged", path=path.name, kind="Parquet")
        seen = str(error).splitlines()[0][:200].rstrip(".")
        raise GardefouError(what, seen=seen, remedy=say("table.damaged_remedy")) from None
    return Loaded(str(asked.given), (Part(path.absolute(), names, rows),), sha256_of(path))


parquet = Source("parquet", _load, endings=(".parquet", ".pq", ".parq"), magic=(b"PAR1",))
