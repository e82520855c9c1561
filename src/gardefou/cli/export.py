"""gardefou export."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from gardefou.cli.options import FOLDER, command
from gardefou.cli.output import put, put_file
from gardefou.core.errors import GardefouError
from gardefou.core.words import plain, say

_FORMS = ("script", "onnx", "terms")


@command("export")
@click.argument("case", type=FOLDER)
@click.option("--as", "form", type=click.Choice(_FORMS), help=say("export.help.as"))
@click.option("-o", "--output", type=FOLDER, metavar="OUT", help=say("export.help.output"))
def export(case: Path, form: str | None, output: Path | None) -> int:
    """Write the model in a form that other programs read."""
    from gardefou.flows.export import FORMS
    from gardefou.flows.export import export as write

    if output is None or str(output) == "-":
        form = form or "script"
        if form == "onnx":
            raise GardefouError(say("export.name_file"), remedy=say("export.name_file_remedy"))
        with TemporaryDirectory() as folder:
            path = Path(folder) / FORMS[form]
            write(case, path, form=form)
            put_file(path)
        return 0
    exported = write(case, output, form=form)
    for each, path in exported.files.items():
        put(say("export.written", form=each, path=plain(path, most=5000)))
    if "onnx" in exported.files:
        put(say("export.onnx.holds"))
    for each, why in exported.without.items():
        put(say("export.without", form=each, why=why))
    return 0
