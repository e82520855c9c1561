"""gardefou need."""

from pathlib import Path

import click

from gardefou.cli.options import FILE, command, option, reading_options, table_argument
from gardefou.cli.output import put
from gardefou.core.errors import GardefouError
from gardefou.core.reading import Reading
from gardefou.core.words import say


@command("need")
@table_argument()
@option("--target", metavar="COLUMN", required=True)
@click.option("-o", "--output", type=FILE, metavar="FILE", help=say("cli.need.output"))
@reading_options()
def need(table: str, target: str, output: Path | None, reading: Reading) -> int:
    """Propose a need.toml."""
    if output is not None and output.exists():
        raise GardefouError(say("cli.exists", path=output), remedy=say("cli.exists_remedy"))
    from gardefou.flows.propose import propose

    text = propose(table, target, reading=reading)
    if output is None:
        put(text.rstrip("\n"))
    else:
        _write(output, text)
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as refused:
        what = say("cli.system.refused", why=refused.strerror or "", path=path)
        raise GardefouError(what, remedy=say("cli.system.remedy")) from None
