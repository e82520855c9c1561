"""gardefou predict."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from gardefou.cli.options import FILE, FOLDER, command, option, reading_options, table_argument
from gardefou.cli.output import put_file
from gardefou.cli.progress import drawn_progress
from gardefou.core.reading import Reading
from gardefou.core.words import say


@command("predict")
@click.argument("case", type=FOLDER)
@table_argument()
@click.option("-o", "--output", type=FILE, metavar="FILE", help=say("cli.predict.output"))
@option("--reasons", is_flag=True)
@reading_options()
def predict(case: Path, table: str, output: Path | None, *, reasons: bool, reading: Reading) -> int:
    """Answer the rows of a table."""
    from gardefou.flows.predict import predict as answer
    from gardefou.table.write import write_table

    with drawn_progress():
        columns = answer(case, table, reading=reading, reasons=reasons)
    if output is not None and str(output) != "-":
        write_table(columns, output)
        return 0
    with TemporaryDirectory() as folder:  # one writer for both ways, so both give the same bytes
        path = Path(folder) / "predictions.csv"
        write_table(columns, path)
        put_file(path)
    return 0
