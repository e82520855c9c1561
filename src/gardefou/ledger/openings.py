"""How often the vault of a table was opened: each look spends some of what it can prove."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from gardefou.ledger.home import home


def opened(table_sha256: str, candidate: str, *, folder: Path | None = None) -> int:
    """Note an opening; how many different candidates have now seen this table's vault [1 or more].

    candidate: what names the frozen model, e.g. a hash; the same one again is the same opening.
    folder: the user's data folder. One that cannot be written, or whose lines are damaged, is
    no error: what can be read is counted.
    """
    path = (folder or home()) / "vault.jsonl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file, _locked(file):
            seen = _seen(file, table_sha256)
            if candidate not in seen:
                _append(file, table_sha256, candidate)
    except OSError:
        seen = _seen_by_reading(path, table_sha256)
    return len(seen | {candidate})


def _seen_by_reading(path: Path, table: str) -> set[str]:
    with suppress(OSError), path.open("rb") as file:
        return _seen(file, table)
    return set()


def _seen(file: BinaryIO, table: str) -> set[str]:
    file.seek(0)
    lines = (_line(raw) for raw in file)
    return {str(line["candidate"]) for line in lines if line.get("table") == table}


def _line(raw: bytes) -> dict[str, object]:
    with suppress(ValueError, RecursionError):  # a torn or damaged line tells nothing
        line = json.loads(raw)
        if isinstance(line, dict) and "candidate" in line:
            return line
    return {}


def _append(file: BinaryIO, table: str, candidate: str) -> None:
    when = datetime.now(UTC).isoformat(timespec="seconds")
    line = json.dumps({"table": table, "candidate": candidate, "when": when})
    file.write(_mend(file) + line.encode() + b"\n")
    file.flush()  # before the lock is let go


def _mend(file: BinaryIO) -> bytes:
    """The line end that a writer killed half-way did not write."""
    if file.seek(0, 2) == 0:
        return b""
    file.seek(-1, 2)
    return b"" if file.read(1) == b"\n" else b"\n"


@contextmanager
def _locked(file: BinaryIO) -> Iterator[None]:
    """Nobody else writes meanwhile, where the file system knows locks; closing lets go."""
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
    yield
