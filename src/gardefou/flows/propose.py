"""A need proposed from a table: each guess with its reason."""

from gardefou.core.need import Need
from gardefou.core.reading import Reading
from gardefou.need.propose import propose as proposed
from gardefou.table.engine import open_table

_ASKED = ("distinct", "missing", "frequent", "spread")


def propose(source: object, target: str, *, reading: Reading | None = None) -> str:
    """The text of a need.toml for this table and target, with a comment on each guess."""
    with open_table(source, reading or Reading()) as engine:
        statistics = engine.ask(_ASKED, Need())
        return proposed(engine.table, statistics, target)
