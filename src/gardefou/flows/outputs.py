"""Files that a flow is asked to write: refused before the work where they would do harm."""

import os
from collections.abc import Iterable, Iterator
from errno import EACCES, ENOENT
from glob import glob
from pathlib import Path

from gardefou.core.errors import GardefouError
from gardefou.core.words import plain, say
from gardefou.table.write import writer_of


def refuse_file(path: Path, tables: Iterable[object]) -> None:
    """A `GardefouError` where this file cannot be written, or belongs to a table that is read."""
    writer_of(path)
    refuse_overwriting(path, tables)
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        why = os.strerror(EACCES if path.parent.is_dir() else ENOENT)
        raise GardefouError(say("table.write.failed", path=path), seen=why)


def refuse_overwriting(path: Path, tables: Iterable[object]) -> None:
    """A `GardefouError` where this file is one of a table that is read, or would become one."""
    for table in tables:
        if isinstance(table, str | Path) and any(_is_same(path, each) for each in _of(Path(table))):
            raise GardefouError(
                say("flows.outputs.own_table"),
                seen=plain(path, most=500),
                remedy=say("flows.outputs.other_file"),
            )


def made_folder(path: Path) -> Path:
    """The folder, made if it is not there; a `GardefouError` where there can be none."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError as error:  # as below /proc, where nobody can make anything
        raise GardefouError(say("flows.outputs.no_place", path=path), seen=error.strerror) from None
    return path


def _of(table: Path) -> Iterator[Path]:
    """The files of a table, and the folder of which every file is one."""
    yield table
    if not table.exists():
        yield from map(Path, glob(str(table), recursive=True))


def _is_same(path: Path, other: Path) -> bool:
    if not other.exists():
        return False
    if other.is_dir():
        return path.parent.exists() and path.parent.samefile(other)
    return path.exists() and path.samefile(other)
