"""What `gardefou train` takes on large invented tables, and which sample it chooses.

    python benchmarks/learning/large.py [classes] [binary]

classes: 500,000 rows, 10 numbers and 44 marks of 0 and 1, seven classes, shaped like a well-known
table of forest cover. binary: 5,000,000 rows, 20 columns. Writes benchmarks/learning/large.md.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

HEAD = "| table | verdict | recipe | learned from | CPU s | peak MB | log loss | why so many |"


def classes(rows=500_000):
    """Numbers that act together, one mark of four and one of forty, seven unequal classes."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(rows, 10)).astype("float32")
    area, soil = rng.integers(0, 4, rows), rng.integers(0, 40, rows)
    score = rng.normal(size=(10, 7)) * 0.6
    logits = x @ score + rng.normal(size=(4, 7))[area] + rng.normal(size=(40, 7))[soil]
    logits += np.outer(x[:, 0] * x[:, 1], rng.normal(size=7)) + np.log([36, 49, 6, 1, 2, 3, 4])
    y = (logits + rng.gumbel(size=logits.shape)).argmax(axis=1) + 1
    columns = {f"number {n}": (x[:, n] * 100).round().astype("int32") for n in range(10)}
    columns |= {f"area {n}": (area == n).astype("int8") for n in range(4)}
    columns |= {f"soil {n}": (soil == n).astype("int8") for n in range(40)}
    return pa.table({**columns, "cover": [f"type {each}" for each in y]}), "cover"


def binary(rows=5_000_000):
    """Twenty numbers of which six matter."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(rows, 20)).astype("float32")
    score = x[:, 0] - x[:, 1] + np.abs(x[:, 2]) * x[:, 3] + np.sin(2 * x[:, 4]) + 0.3 * x[:, 5]
    y = rng.random(rows) < 1 / (1 + np.exp(-score))
    return pa.table({**{f"x{n}": x[:, n] for n in range(20)}, "y": y}), "y"


def line(name, make):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        table, target = make()
        pq.write_table(table, path)
        del table
        command = [sys.executable, "-m", "gardefou.cli.main", "train", str(path), "--json"]
        child = subprocess.Popen(
            [*command, "--target", target, "--out", f"{folder}/case"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        out = child.stdout.read()
        _, _, used = os.wait4(child.pid, 0)
    record = json.loads(out)
    model = record["model"]
    if model is None:
        return f"| {name} | {record['verdict']['because']} | | | | | | |"
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    rows = model["pictures"].get("rows")
    why = " ".join(record["table"]["notes"])
    loss = model["metrics"]["log_loss"]["value"]
    return (
        f"| {name} | {record['verdict']['answer']} | {model['recipe']} | {rows} | {cpu:.0f} "
        f"| {peak:.0f} | {loss:.4f} | {why} |"
    )


def main():
    made = {"classes": classes, "binary": binary}
    lines = []
    for name in sys.argv[1:] or made:
        lines.append(line(name, made[name]))
        print(lines[-1], flush=True)
    if len(lines) == len(made):
        head = [*__doc__.splitlines()[:1], "", "`python benchmarks/learning/large.py`", "", HEAD]
        text = [f"# {head[0]}", *head[1:], "|---|---|---|---|---|---|---|---|", *lines]
        Path(__file__).with_suffix(".md").write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
