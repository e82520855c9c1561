"""gardefou audit."""

from gardefou.cli.options import (
    Making,
    Showing,
    asked_options,
    command,
    making_options,
    showing_options,
    table_argument,
)
from gardefou.cli.outcome import audited_status, show
from gardefou.cli.progress import drawn_progress
from gardefou.flows.asked import Asked


@command("audit")
@table_argument(required=False)
@asked_options()
@making_options()
@showing_options()
def audit(table: str | None, asked: Asked, making: Making, showing: Showing) -> int:
    """Look at a table; learn nothing."""
    need = asked.stated()
    source = asked.source(table, need)
    from gardefou.flows.audit import audit as look

    with drawn_progress() as progress:
        record = look(
            source,
            need,
            out=making.out,
            reading=making.reading,
            seed=making.seed,
            progress=progress,
        )
    show(record, showing, making.out)
    return audited_status(record, showing)
