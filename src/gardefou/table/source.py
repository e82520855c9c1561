"""What a source of tables promises: from a path or an object to parts that the engine can read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from gardefou.core.errors import GardefouError, nearest
from gardefou.core.reading import Reading
from gardefou.core.shelf import Shelf
from gardefou.core.words import plain, say


@dataclass(frozen=True)
class Asked:
    """A table that is asked for.

    given: a path, a folder, a glob, "-", or an object of Python. scratch: a folder of our own,
    gone when the engine closes. connection: the engine's, not yet shut off from files.
    """

    given: Any
    reading: Reading
    scratch: Path
    connection: Any


@dataclass(frozen=True)
class Part:
    """Rows in one place: a Parquet file or an Arrow table; names as stored, they may repeat."""

    place: Any
    names: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class Loaded:
    """A table made readable, in order of its rows.

    sha256: of the bytes; empty: to be made of the cells. separator: of delimited text.
    """

    source: str
    parts: tuple[Part, ...]
    sha256: str = ""
    notes: tuple[str, ...] = ()
    separator: str = ""


def _never(given: object) -> bool:
    return False


@dataclass(frozen=True)
class Source:
    """A kind of table on the shelf `table/sources`.

    load: makes it readable. endings: of file names, with the dot. magic: first bytes of such files.
    opening: first sign of such a file, where neither its ending nor its magic says what it is.
    takes: for what is no single file: does this source read that path or object?
    """

    name: str
    load: Callable[[Asked], Loaded]
    endings: tuple[str, ...] = ()
    magic: tuple[bytes, ...] = ()
    opening: tuple[bytes, ...] = ()
    takes: Callable[[object], bool] = _never


SOURCES: Shelf[Source] = Shelf("gardefou.table.sources", Source)


def loaded(asked: Asked) -> Loaded:
    """The table asked for, by the first source that takes it."""
    for source in SOURCES:
        if source.takes(asked.given):
            return source.load(asked)
    if not isinstance(asked.given, str | Path):
        kind = f"{type(asked.given).__module__}.{type(asked.given).__qualname__}"
        raise GardefouError(say("table.no_source"), seen=kind, remedy=say("table.no_source_remedy"))
    if "://" in str(asked.given):
        raise GardefouError(say("table.no_database"), remedy=say("table.no_database_remedy"))
    return loaded_file(asked, existing(Path(asked.given)))


def loaded_file(asked: Asked, path: Path) -> Loaded:
    """One file of the table asked for, by the source that reads it.

    A file whose name is no text, which engines refuse, is reached by a link in `scratch`.
    """
    reached = path
    if not _is_text(str(path)):
        number = sum(1 for _ in asked.scratch.glob("named-*"))
        reached = asked.scratch / f"named-{number}{path.suffix if _is_text(path.suffix) else ''}"
        reached.symlink_to(path.absolute())
    one = source_of(reached).load(replace(asked, given=reached))
    return replace(one, source=str(path))


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def existing(path: Path) -> Path:
    """The path of a file that is there and is not empty."""
    if not path.exists():
        near = sorted(each.name for each in _beside(path))
        remedy = nearest(path.name, near) if near else say("table.no_file_remedy")
        raise GardefouError(say("table.no_file", path=path), remedy=plain(remedy, most=300))
    if not path.is_file():
        raise GardefouError(say("table.not_a_file", path=path))
    try:
        with path.open("rb") as file:
            first = file.read(1)
    except OSError as error:
        raise GardefouError(say("table.no_access", path=path), seen=error.strerror) from None
    if not first:
        raise GardefouError(say("table.empty_file", path=path), remedy=say("table.empty_remedy"))
    return path


def _beside(path: Path) -> Iterator[Path]:
    if path.parent.is_dir():
        yield from (each for each in path.parent.iterdir() if path.suffix in ("", each.suffix))


def source_of(path: Path) -> Source:
    """Who reads this file: by its first bytes, else its ending, else as delimited text."""
    with path.open("rb") as file:
        head = file.read(64)
    ending = path.suffix.lower()
    for source in SOURCES:
        if head.startswith(source.magic):
            return source
    for source in SOURCES:
        if ending in source.endings:
            return source
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for source in SOURCES:
        if text.startswith(source.opening):
            return source
    return SOURCES["delimited"]


def known_endings() -> frozenset[str]:
    """The endings of all files that some source reads."""
    return frozenset(ending for source in SOURCES for ending in source.endings)


def sha256_of(path: Path) -> str:
    """The fingerprint of a file's bytes, read in pieces."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
