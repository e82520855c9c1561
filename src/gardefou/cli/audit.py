"""gardefou audit."""

from dataclasses import dataclass
from pathlib import Path

import click

from gardefou.cli.options import (
    FOLDER,
    Making,
    Showing,
    asked_options,
    command,
    gathered,
    making_options,
    option,
    showing_options,
    table_argument,
)
from gardefou.cli.outcome import audited_status, show
from gardefou.cli.progress import drawn_progress
from gardefou.core.words import say
from gardefou.flows.asked import Asked


@dataclass(frozen=True)
class Beside:
    """What else is looked at: other tables, a model's bundle or a column of predictions."""

    test: str | None = None
    reference: str | None = None
    model: Path | None = None
    predictions: str | None = None

    def __post_init__(self) -> None:
        if self.model is not None and self.predictions is not None:
            raise click.UsageError(say("cli.audit.two_models"))


@command("audit")
@table_argument(required=False)
@asked_options()
@gathered(
    "beside",
    Beside,
    option("--test", metavar="TABLE"),
    option("--reference", metavar="TABLE"),
    option("--model", type=FOLDER, metavar="BUNDLE"),
    option("--predictions", metavar="COLUMN"),
)
@making_options()
@showing_options()
def audit(table: str | None, asked: Asked, beside: Beside, making: Making, showing: Showing) -> int:
    """Look at a table; learn nothing."""
    need = asked.stated()
    source = asked.source(table, need)
    from gardefou.flows.audit import audit as look

    with drawn_progress() as progress:
        record = look(
            source,
            need,
            test=beside.test,
            reference=beside.reference,
            predictions=beside.predictions,
            model=beside.model,
            out=making.out,
            reading=making.reading,
            seed=making.seed,
            progress=progress,
        )
    show(record, showing, making.out)
    return audited_status(record, showing)
