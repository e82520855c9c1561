"""Arrow and Feather files, mapped into memory."""

from pathlib import Path
from typing import Any

from gardefou.core.errors import GardefouError
from gardefou.core.words import say
from gardefou.table.arrows import part_of
from gardefou.table.source import Asked, Loaded, Source, sha256_of


def _load(asked: Asked) -> Loaded:
    import pyarrow as pa

    path = Path(asked.given)
    try:
        part = part_of(_read(path))
    except (pa.ArrowException, OSError) as error:
        what = say("table.damaged", path=path.name, kind="Arrow")
        seen = str(error).splitlines()[0][:200].rstrip(".")
        raise GardefouError(what, seen=seen, remedy=say("table.damaged_remedy")) from None
    return Loaded(str(asked.given), (part,), sha256_of(path))


def _read(path: Path) -> Any:
    import pyarrow as pa
    from pyarrow import feather

    with path.open("rb") as file:
        head = file.read(6)
    if head.startswith(b"FEA1"):
        return feather.read_table(path)
    mapped = pa.memory_map(str(path))
    if head == b"ARROW1":
        return pa.ipc.open_file(mapped).read_all()
    return pa.ipc.open_stream(mapped).read_all()


arrow = Source(
    "arrow",
    _load,
    endings=(".arrow", ".arrows", ".feather", ".ipc"),
    magic=(b"ARROW1", b"FEA1"),
)
