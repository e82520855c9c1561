"""gardefou train."""

import sys

from gardefou.cli.options import (
    Making,
    Showing,
    asked_options,
    command,
    making_options,
    option,
    showing_options,
    table_argument,
)
from gardefou.cli.outcome import show, trained_status
from gardefou.cli.progress import drawn_progress
from gardefou.core.words import say
from gardefou.flows.asked import Asked, case_folder


@command("train")
@table_argument(required=False)
@asked_options(option("--budget", metavar="AMOUNT"))
@making_options()
@showing_options()
def train(table: str | None, asked: Asked, making: Making, showing: Showing) -> int:
    """Learn from a table."""
    need = asked.stated()
    source = asked.source(table, need)
    out = making.out or case_folder(source)
    from gardefou.flows.case import CaseFolder
    from gardefou.flows.train import train as learn

    finished = CaseFolder(out).is_finished()
    with drawn_progress() as progress:
        record = learn(
            source, need, out=out, reading=making.reading, seed=making.seed, progress=progress
        )
    if finished:
        print(say("cli.train.finished"), file=sys.stderr)
    show(record, showing, out)
    return trained_status(record, showing)
