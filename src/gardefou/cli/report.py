"""gardefou report."""

from pathlib import Path

import click

from gardefou.cli.options import FOLDER, command
from gardefou.cli.output import put
from gardefou.core.words import plain


@command("report")
@click.argument("case", type=FOLDER)
def report(case: Path) -> int:
    """Write the report again and say where it is."""
    from gardefou.flows.case import write_report

    put(plain(write_report(case), most=5000))
    return 0
