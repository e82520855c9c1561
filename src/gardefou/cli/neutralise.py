"""gardefou neutralise."""

from pathlib import Path

import click

from gardefou.cli.options import (
    FOLDER,
    asked_options,
    command,
    option,
    reading_options,
    table_argument,
)
from gardefou.cli.output import put
from gardefou.cli.progress import drawn_progress
from gardefou.core.reading import Reading
from gardefou.core.words import say
from gardefou.flows.asked import Asked

_HOW = ("weights", "resampled", "repaired")


@command("neutralise")
@table_argument(required=False)
@asked_options()
@reading_options()
@click.option(
    "-o",
    "--output",
    type=FOLDER,
    required=True,
    metavar="OUT",
    help=say("cli.neutralise.output"),
)
@option("--how", type=click.Choice(_HOW), default="weights", show_default=True)
@option("--precision", type=click.FloatRange(0.001, 0.5), default=0.05, show_default=True)
@option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@option("--json", is_flag=True)
def neutralise(
    table: str | None, asked: Asked, reading: Reading, output: Path, **how: object
) -> int:
    """Make a table neutral between groups."""
    need = asked.stated()
    source = asked.source(table, need)
    from gardefou.flows.neutralise import as_json
    from gardefou.flows.neutralise import neutralise as make
    from gardefou.report.json import json_text
    from gardefou.report.neutral import as_text

    as_object = how.pop("json")
    with drawn_progress() as progress:
        neutral = make(source, need, out=output, reading=reading, progress=progress, **how)  # type: ignore[arg-type]
    put(json_text(as_json(neutral)) if as_object else as_text(neutral))
    return 0
