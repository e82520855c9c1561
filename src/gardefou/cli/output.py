"""Standard output, the one place that writes to it; a reader that left is no error."""

import os
import sys
from pathlib import Path


def put(text: str) -> None:
    """Write the text and a line end; signs that the terminal does not know become '?'."""
    encoding = sys.stdout.encoding or "utf-8"
    known = text.encode(encoding, "replace").decode(encoding)
    try:
        sys.stdout.write(known + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go()


def put_file(path: Path) -> None:
    """Copy the file to standard output, byte by byte."""
    from shutil import copyfileobj

    try:
        with path.open("rb") as file:
            copyfileobj(file, sys.stdout.buffer)
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go()


def _let_go() -> None:
    """Send the rest nowhere, so that the work's own exit status holds and nothing complains."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
