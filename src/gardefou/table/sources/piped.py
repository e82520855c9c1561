"""Standard input, written down once; its first bytes say what it is."""

import shutil
import sys
from dataclasses import replace

from gardefou.core.words import say
from gardefou.table.source import Asked, Loaded, Source, existing, source_of


def _load(asked: Asked) -> Loaded:
    file = asked.scratch / "standard-input"
    with file.open("wb") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
    source = source_of(existing(file))
    one = source.load(Asked(file, asked.reading, asked.scratch, asked.connection))
    return replace(one, source=say("table.standard_input"))


piped = Source("piped", _load, takes=lambda given: isinstance(given, str) and given == "-")
