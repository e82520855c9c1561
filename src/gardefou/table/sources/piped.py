"""Standard input, written down once; its first bytes say what it is."""

import shutil
import sys
from dataclasses import replace

from gardefou.core.words import say
from gardefou.table.source import Asked, Loaded, Source, existing, loaded_file


def _load(asked: Asked) -> Loaded:
    file = asked.scratch / "standard-input"
    with file.open("wb") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
    return replace(loaded_file(asked, existing(file)), source=say("table.standard_input"))


piped = Source("piped", _load, takes=lambda given: isinstance(given, str) and given == "-")
