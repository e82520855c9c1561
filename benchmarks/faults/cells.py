"""Suspect cells (`gardefou audit --rows`) against the clean twins of five dirty tables.

    python benchmarks/faults/cells.py [TABLE ...]

Every check that knows no target is run on a dirty table and on its clean twin, with no need said;
the cells that it points at are compared with the cells that truly differ. A cell is wrong if its
text differs from the twin's once white space around it is taken off, an empty cell and a missing
one being the same; "but for the writing of numbers" leaves aside cells that are the same number
(1.0 and 1). On the twin itself every cell named is a false alarm. Suggestions are right if they
are the twin's text, numbers compared as numbers. Writes benchmarks/faults/cells.md when all tables
are run.

Data: the tables that `GARDEFOU_DATA` names, or ../shared/data; none of them is in the project.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from gardefou.core.need import Need
from gardefou.flows.audit import audit
from gardefou.flows.suspects import write_suspects
from gardefou.table.engine import open_table

DATA = Path(os.environ.get("GARDEFOU_DATA", Path(__file__).parents[3] / "shared/data"))
TABLES = (
    *("raha_hospital", "raha_flights", "hosp_10k"),
    *("dgov_air_quality", "dgov_meteorite_landings"),
)
HEAD = (
    "| table | cells | wrong | named | right | precision | recall | F1 | F1 but for numbers "
    "| suggested | of these right | named on the clean twin |\n|" + "---|" * 12
)
BY_CHECK = (
    "| table | check | named | precision | recall | named on the clean twin |\n|" + "---|" * 6
)


def file_of(name, which):
    (path,) = (DATA / name).glob(f"{which}.*")
    return path


def texts_of(path):
    """{column number: trimmed texts}, "" where there is nothing."""
    if path.suffix == ".csv":
        options = pyarrow.csv.ReadOptions(block_size=1 << 26)
        names = pyarrow.csv.read_csv(path, options).column_names
        convert = pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, "string"), strings_can_be_null=False
        )
        table = pyarrow.csv.read_csv(path, options, convert_options=convert)
    else:
        table = pq.read_table(path)
    columns = [pc.fill_null(pc.cast(column, "string"), "") for column in table.columns]
    return [[text.strip() for text in column.to_pylist()] for column in columns], table.column_names


def suspects_of(path, folder):
    """{(row, column number): {check: suggestion}} and CPU seconds of the audit."""
    began = time.process_time()
    record = audit(path, Need())
    used = time.process_time() - began
    out = Path(folder) / "rows.parquet"
    with open_table(path) as engine:
        write_suspects(engine, record.results, out)
        at = {name: number for number, name in enumerate(engine.table.names)}
    found = {}
    for line in pq.read_table(out).to_pylist():
        cell = (line["row"], at[line["column"]])
        found.setdefault(cell, {})[line["check"]] = line["suggested"]
    return found, used


def same_number(a, b):
    try:
        return float(a) == float(b)
    except ValueError:
        return False


def truth(dirty, clean):
    """Cells that differ as text, and those of them that do not as numbers."""
    wrong = {
        (row, at)
        for at, (mine, own) in enumerate(zip(dirty, clean, strict=True))
        for row, (a, b) in enumerate(zip(mine, own, strict=True))
        if a != b
    }
    written = {(row, at) for row, at in wrong if same_number(dirty[at][row], clean[at][row])}
    return wrong, written


def scores(named, wrong):
    """Precision, recall and F1."""
    right = len(named & wrong)
    precision, recall = right / max(len(named), 1), right / max(len(wrong), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def right_suggestions(found, clean, wrong):
    """How many wrong cells have a suggestion, and how many of these are what the twin holds."""
    made = [
        (suggested, clean[at][row])
        for (row, at), checks in found.items()
        if (row, at) in wrong
        for suggested in [next((each for each in checks.values() if each is not None), None)]
        if suggested is not None
    ]
    return len(made), sum(a == b or same_number(a, b) for a, b in made)


def lines(name, folder):
    """The line of a table, and one for each check."""
    dirty, _ = texts_of(file_of(name, "dirty"))
    clean, _ = texts_of(file_of(name, "clean"))
    wrong, written = truth(dirty, clean)
    found, used = suspects_of(file_of(name, "dirty"), folder)
    false, _ = suspects_of(file_of(name, "clean"), folder)
    named = set(found)
    precision, recall, f1 = scores(named, wrong)
    strict = scores(named - written, wrong - written)[2]
    suggested, fitting = right_suggestions(found, clean, wrong)
    cells = sum(len(column) for column in dirty)
    total = (
        f"| {name} | {cells} | {len(wrong)} | {len(named)} | {len(named & wrong)} "
        f"| {precision:.3f} | {recall:.3f} | {f1:.3f} | {strict:.3f} "
        f"| {suggested} | {fitting} | {len(false)} |"
    )
    print(total, f"{used:.1f} CPU s", flush=True)
    by_check = []
    for check in sorted(set().union(*found.values(), *false.values())):
        own = {cell for cell, checks in found.items() if check in checks}
        wrongly = sum(check in checks for checks in false.values())
        p, r, _ = scores(own, wrong)
        by_check.append(f"| {name} | {check} | {len(own)} | {p:.3f} | {r:.3f} | {wrongly} |")
        print("   ", by_check[-1], flush=True)
    return total, by_check


def main():
    wanted = sys.argv[1:] or TABLES
    totals, checks = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            total, by_check = lines(name, folder)
            totals.append(total)
            checks += by_check
    if sys.argv[1:]:
        return
    text = "# Suspect cells against clean twins\n\n`python benchmarks/faults/cells.py`\n\n"
    text += "A cell is wrong if its text differs from the clean twin's, white space around it\n"
    text += "aside. What the twin's makers left wrong counts against us. The limits of the checks\n"
    text += "were set while looking at these tables, so this is no estimate for others.\n\n"
    text += "\n".join([HEAD, *totals]) + "\n\n## By check\n\n" + "\n".join([BY_CHECK, *checks])
    Path(__file__).with_suffix(".md").write_text(text + "\n")


if __name__ == "__main__":
    main()
