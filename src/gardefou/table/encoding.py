"""Files of text as UTF-8: the encoding found or given, other ones rewritten in pieces."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from gardefou.core.errors import GardefouError
from gardefou.core.words import say

_PIECE = 1 << 20
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_NO_TABLE = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a rar archive",
    b"SQLite format 3": "an SQLite database",
    b"\x89HDF": "an HDF5 file",
    b"\x7fELF": "a program",
    b"\x80\x04": "a pickle",
    b"\x80\x05": "a pickle",
}
_MARKUP = {b"<!doctype html": "a web page", b"<html": "a web page", b"<?xml": "an XML document"}


@dataclass(frozen=True)
class Text:
    """A file of UTF-8 text, and what was decided to make it one."""

    path: Path
    notes: tuple[str, ...] = ()


def utf8(path: Path, given: str | None, scratch: Path) -> Text:
    """The file as UTF-8, itself where it is that already, else a copy in `scratch`.

    given: the encoding where a person said so. Otherwise a byte order mark decides, then whether
    all of it is UTF-8; what is not is read as Latin-1, in which every byte is a letter.
    """
    with path.open("rb") as file:
        head = file.read(1 << 16)
    name = _named(given) or _marked(head)
    if name is None or name in ("utf-8", "utf-8-sig"):
        refuse_junk(path, head, most=0.3)
        if _is_utf8(path):
            return Text(path)
        if name is not None:
            raise _wrong(path, given or "UTF-8")
        refuse_junk(path, head, most=0.05)
        copy = _copied(path, "latin-1", scratch)
        return Text(copy, (say("table.latin1", path=path.name),))
    copy = _copied(path, name, scratch)
    with copy.open("rb") as file:
        refuse_junk(path, file.read(1 << 16), most=0.3)
    return Text(copy)


def refuse_junk(path: Path, head: bytes, *, most: float) -> None:
    """Stop at a file that is no text: of a known other kind, or with too many control bytes.

    most: share of control bytes. Random bytes hold 10 %, text in one byte a sign next to none
    (0.05); valid UTF-8 may hold some NUL bytes, UTF-16 without a mark read as UTF-8 half (0.3).
    """
    kind = next((kind for magic, kind in _NO_TABLE.items() if head.startswith(magic)), None)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:20].lower()
    kind = kind or next((kind for sign, kind in _MARKUP.items() if start.startswith(sign)), None)
    control = sum(map(head.count, (bytes([code]) for code in (*range(9), *range(14, 32)))))
    if kind is not None or control > most * len(head):
        seen = kind or say("table.control_bytes", share=control / len(head))
        what = say("table.junk", path=path.name)
        raise GardefouError(what, seen=seen, remedy=say("table.junk_remedy"))


def _named(given: str | None) -> str | None:
    if given is None:
        return None
    try:
        codec = codecs.lookup(given)
        "".encode(codec.name)
    except (LookupError, ValueError):
        remedy = say("table.encoding_remedy")
        raise GardefouError(say("table.no_encoding", name=given), remedy=remedy) from None
    return codec.name


def _marked(head: bytes) -> str | None:
    return next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _copied(path: Path, encoding: str, scratch: Path) -> Path:
    copy = scratch / "as-utf8.txt"
    number = 0
    while copy.exists():
        number += 1
        copy = scratch / f"as-utf8-{number}.txt"
    try:
        with (
            path.open(encoding=encoding, newline="") as old,
            copy.open("w", encoding="utf-8", newline="") as new,
        ):
            while piece := old.read(_PIECE):
                new.write(piece)
    except UnicodeError:
        raise _wrong(path, encoding) from None
    return copy


def _wrong(path: Path, encoding: str) -> GardefouError:
    what = say("table.wrong_encoding", path=path.name, name=encoding)
    return GardefouError(what, remedy=say("table.encoding_remedy"))
