"""gardefou audit."""

from gardefou.cli.options import (
    FILE,
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
from gardefou.cli.output import put
from gardefou.cli.progress import drawn_progress
from gardefou.core.words import plain, say
from gardefou.flows.asked import Asked, Beside


@command("audit")
@table_argument(required=False)
@asked_options()
@gathered(
    "beside",
    Beside,
    option("--reference", metavar="TABLE"),
    option("--test", metavar="TABLE"),
    option("--rows", type=FILE, metavar="FILE"),
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
            beside=beside,
            out=making.out,
            reading=making.reading,
            seed=making.seed,
            progress=progress,
        )
    show(record, showing, making.out)
    if beside.rows is not None and not showing.json:
        put(say("cli.rows_are_at") + " " + plain(beside.rows, most=5000))
    return audited_status(record, showing)
