"""gardefou demo."""

import csv
import io
import tempfile
from pathlib import Path

from gardefou.cli.options import FOLDER, Showing, command, option, showing_options
from gardefou.cli.outcome import show, trained_status
from gardefou.cli.progress import drawn_progress
from gardefou.core.errors import GardefouError
from gardefou.core.reading import Reading
from gardefou.core.words import say
from gardefou.flows.asked import Asked


@command("demo")
@option("--out", type=FOLDER, metavar="DIR")
@showing_options(gate=False)
def demo(out: Path | None, showing: Showing) -> int:
    """Train on a table that scikit-learn ships; opens nothing."""
    from gardefou.flows.train import train

    folder = out or Path(tempfile.mkdtemp(prefix="gardefou-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    asked = Asked(need=write_demo(folder))
    need = asked.stated()
    case = folder / "tumours.case"
    with drawn_progress() as progress:
        source = asked.source(None, need)
        record = train(source, need, out=case, reading=Reading(), seed=0, progress=progress)
    show(record, showing, case)
    return trained_status(record, showing)


def write_demo(folder: Path) -> Path:
    """Write tumours.csv and its need.toml, with invented prices; the path of the latter.

    Source: Breast Cancer Wisconsin (Diagnostic), Wolberg, Mangasarian, Street, Street 1995,
    doi:10.24432/C5DW2B, CC BY 4.0, as shipped by scikit-learn.
    """
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*data.feature_names, "diagnosis"])
    for row, answer in zip(data.data, data.target, strict=True):
        writer.writerow([*(f"{cell:g}" for cell in row), data.target_names[answer]])
    _write(folder / "tumours.csv", text.getvalue())
    return _write(folder / "need.toml", say("cli.demo.need").lstrip())


def _write(path: Path, text: str) -> Path:
    """Write a file of the demo, never over one that says something else."""
    content = text.encode()
    if not path.exists():
        path.write_bytes(content)
    elif path.read_bytes() != content:
        raise GardefouError(say("cli.exists", path=path), remedy=say("cli.exists_remedy"))
    return path
