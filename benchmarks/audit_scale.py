"""What a whole `gardefou audit` costs, beside what DuckDB needs to read the same table.

    python benchmarks/audit_scale.py million    1 million x 30 in Parquet, beside SUMMARIZE
    python benchmarks/audit_scale.py csv        the same as CSV, beside its conversion to Parquet
    python benchmarks/audit_scale.py curve      10^4 .. 10^8 x 10 (--largest 7: up to 10^7)
    python benchmarks/audit_scale.py wide       2,000 x 2,000

Every command runs in a process of its own, one after the other; its CPU (user and system, all
threads) and its peak of resident memory are those that the operating system counted. Each run
writes its section of benchmarks/audit_scale.md. The tables are invented, in pieces of 100,000 rows,
and lie in a temporary folder (--keep names another one, in which they stay).
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 3
PIECE = 100_000
LETTERS = "abcdefghijklmnop"

SUMMARIZE = """
import duckdb
with duckdb.connect() as engine:
    engine.execute("SUMMARIZE SELECT * FROM '{path}'").fetchall()
"""
CONVERT = """
import duckdb
with duckdb.connect() as engine:
    engine.execute("COPY (SELECT * FROM '{path}') TO '{path}.copy.parquet' (FORMAT parquet)")
"""


def pieces(rows, columns):
    """The table piece by piece; the same rows in the same places whatever the number of rows."""
    import numpy as np
    import pyarrow as pa

    for number, start in enumerate(range(0, rows, PIECE)):
        made = piece(np.random.default_rng([7, number]), start, min(PIECE, rows - start))
        outcome = made.pop("outcome")
        yield pa.table({**dict(list(made.items())[: columns - 1]), "outcome": outcome})


def piece(rng, start, rows):
    """Thirty columns: numbers, whole numbers, categories, texts, times, booleans, holes.

    The first nine are of all these kinds; three of them honestly drive the outcome.
    """
    import numpy as np

    first = np.datetime64("2021-01-01", "s")
    made = {
        "number": start + np.arange(rows),
        "amount": rng.lognormal(3, 1, rows).round(2),
        "score": holed(rng, rng.normal(size=rows), 0.05),
        "age": rng.integers(18, 90, rows),
        "city": chosen(rng, [f"city of {name}{end}" for name in LETTERS for end in LETTERS], rows),
        "colour": chosen(rng, ["red", "green", "blue"], rows, holes=0.1),
        "seen": first + rng.integers(0, 1e8, rows).astype("timedelta64[s]"),
        "member": rng.random(rows) < 0.3,
        "reference": written("order-", rng.integers(0, 10**9, rows)),
    }
    drive = made["amount"] / 40 + (made["age"] > 60) + made["member"]
    made["outcome"] = drive + rng.normal(size=rows) > 1.5
    for n in range(8):
        made[f"reading {n}"] = rng.normal(n, n + 1, rows).round(n) if n < 4 else rng.random(rows)
    for n in range(4):
        made[f"count {n}"] = rng.poisson(3 * 10**n, rows)
        made[f"kind {n}"] = chosen(rng, [f"kind {k}" for k in range(2 * 6**n)], rows, holes=0.02)
    made["rare"] = holed(rng, rng.gamma(2, size=rows), 0.9)
    made["day"] = (first + rng.integers(0, 1e8, rows).astype("timedelta64[s]")).astype("M8[D]")
    made["ended"] = made["seen"] + rng.integers(0, 86400, rows).astype("timedelta64[s]")
    made["note"] = written("called about item ", rng.integers(0, 50_000, rows))
    return {name: arrow(cells) for name, cells in made.items()}


def holed(rng, cells, share):
    import numpy as np

    return np.where(rng.random(len(cells)) < share, np.nan, cells)


def chosen(rng, levels, rows, holes=0.0):
    """Texts of a few levels, the first the commonest."""
    import numpy as np
    import pyarrow as pa

    weight = 1 / np.arange(1, len(levels) + 1)
    codes = rng.choice(len(levels), rows, p=weight / weight.sum())
    hole = rng.random(rows) < holes
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=hole), levels).cast(pa.string())


def written(before, numbers):
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(before, pa.array(numbers).cast(pa.string()), "")


def arrow(cells):
    import numpy as np
    import pyarrow as pa

    return pa.array(cells, from_pandas=True) if isinstance(cells, np.ndarray) else cells


def make(path, rows, columns):
    """Write the invented table to a file, in memory of one piece."""
    from pyarrow import csv, parquet

    kind = parquet.ParquetWriter if path.suffix == ".parquet" else csv.CSVWriter
    writer = None
    for table in pieces(rows, columns):
        writer = writer or kind(path, table.schema)
        writer.write_table(table)
    writer.close()


def make_wide(path, rows, columns):
    """Numbers and categories in turn, the last column the outcome."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    rng = np.random.default_rng(7)
    made = {
        f"column {n}": rng.normal(size=rows) if n % 2 else rng.choice(list("abcde"), rows)
        for n in range(columns - 1)
    }
    made["outcome"] = rng.normal(size=rows) + made["column 1"] > 0
    parquet.write_table(pa.table(made), path)


def cost(command):
    """CPU seconds and peak megabytes of a command in its own process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} ended with status {status}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def audited(path, *more):
    command = [sys.executable, "-m", "gardefou.cli.main", "audit", str(path)]
    return cost([*command, "--target", "outcome", "--json", *more])


def engine_alone(script, path):
    return cost([sys.executable, "-c", script.format(path=path)])


def table_in(folder, name, rows, columns):
    """The path of an invented table; made in a process of its own, so that ours stays small."""
    path = folder / name
    if not path.exists():
        cost([sys.executable, __file__, "make", str(path), str(rows), str(columns)])
    return path


def beside(path, script, what):
    """Lines of a table: gardefou and the engine in turn, the medians last."""
    found = [(*audited(path), *engine_alone(script, path)) for _ in range(RUNS)]
    middle = tuple(sorted(column)[RUNS // 2] for column in zip(*found, strict=True))
    lines = [f"| run | audit CPU s | peak MB | {what} CPU s | peak MB | ratio of CPU |"]
    lines.append("|---|---|---|---|---|---|")
    for name, (ours, peak, theirs, their_peak) in zip(
        [*map(str, range(1, RUNS + 1)), "median"], [*found, middle], strict=True
    ):
        lines.append(
            f"| {name} | {ours:.1f} | {peak:.0f} | {theirs:.1f} | {their_peak:.0f} "
            f"| {ours / theirs:.2f} |"
        )
        print(lines[-1], flush=True)
    return lines


def million(folder, asked):
    path = table_in(folder, "million.parquet", 10**6, 30)
    return beside(path, SUMMARIZE, "`SUMMARIZE`")


def csv(folder, asked):
    path = table_in(folder, "million.csv", 10**6, 30)
    return beside(path, CONVERT, "CSV to Parquet")


def wide(folder, asked):
    path = table_in(folder, "wide.parquet", 2000, 2000)
    return beside(path, SUMMARIZE, "`SUMMARIZE`")


def curve(folder, asked):
    lines = ["| rows | Parquet MB | audit CPU s | peak MB | `SUMMARIZE` CPU s | peak MB | ratio |"]
    lines.append("|---|---|---|---|---|---|---|")
    for power in range(4, asked.largest + 1):
        path = table_in(folder, f"curve-{power}.parquet", 10**power, 10)
        size = path.stat().st_size / 1e6
        ours, peak = audited(path)
        theirs, their_peak = engine_alone(SUMMARIZE, path)
        lines.append(
            f"| 10^{power} | {size:.1f} | {ours:.1f} | {peak:.0f} | {theirs:.1f} "
            f"| {their_peak:.0f} | {ours / theirs:.1f} |"
        )
        print(lines[-1], flush=True)
        if not asked.keep:
            path.unlink()
    return lines


SECTIONS = {
    "million": (million, "1 million x 30, Parquet"),
    "csv": (csv, "1 million x 30, CSV"),
    "curve": (curve, "10^4 to 10^8 rows x 10, Parquet"),
    "wide": (wide, "2,000 rows x 2,000 columns, Parquet"),
}


def kept_sections(page):
    """The sections of a page that an earlier run wrote, by title."""
    parts = page.read_text().split("\n## ")[1:] if page.exists() else []
    return {part.split("\n", 1)[0]: part.split("\n", 1)[1].strip() for part in parts}


def write(title, name, lines):
    page = Path(__file__).with_suffix(".md")
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    command = f"`python benchmarks/audit_scale.py {name}`, {cores} cores, {memory:.0f} GB"
    known = {**kept_sections(page), title: "\n".join([f"{command}.", "", *lines])}
    text = [__doc__.splitlines()[0].replace("What", "# What", 1)]
    for _, each in SECTIONS.values():
        if each in known:
            text += ["", f"## {each}", "", known[each]]
    page.write_text("\n".join(text) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=[*SECTIONS, "make"])
    parser.add_argument("made", nargs="*")
    parser.add_argument("--largest", type=int, default=8)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    if asked.what == "make":
        path, rows, columns = Path(asked.made[0]), *map(int, asked.made[1:])
        (make_wide if columns > 30 else make)(path, rows, columns)
        return
    with tempfile.TemporaryDirectory() as folder:
        run, title = SECTIONS[asked.what]
        write(title, asked.what, run(asked.keep or Path(folder), asked))


if __name__ == "__main__":
    main()
