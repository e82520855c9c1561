"""Four peers beside gardefou: what they flag of the same faults, and what they cost.

    python benchmarks/faults/peers.py FOLDER [bc] [inc] [cost]

Builds one environment for each peer under FOLDER (plain pip, with the versions that work together),
and runs each as a program of its own, one after the other, at its own defaults: on the two tables
of two_tables.py with their faults, and (`cost`) on an invented table of 100,000 rows and 30 mixed
columns. CPU seconds are those of the whole process and its children, imports included. The project
imports none of them. Writes benchmarks/faults/peers.md. What peers said and cost stays in
FOLDER/said.json and is not asked again while it is there; gardefou is always run anew.

Of a peer, "named" means: a flag that it does not raise on the untouched table, of a kind that tells
the cause (ISSUES), about the right column where there is one. "seen": some other new flag.
"""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from two_tables import FAULTS, breast, flags, incomes, is_named, planted, said

PINS = {
    "deepchecks": (
        "deepchecks==0.19.1 numpy==1.26.4 pandas==2.2.3 scikit-learn==1.5.2 scipy==1.13.1 "
        "pyarrow==17.0.0 category_encoders==2.6.4"
    ),
    "evidently": "evidently==0.7.23 pandas==2.3.3 pyarrow",
    "ydata": "ydata-profiling==4.18.4 pyarrow==17.0.0",
    "cleanlab": "cleanlab[datalab]==2.9.0 scikit-learn pyarrow",
}
QUIET = {
    "PYTHONWARNINGS": "ignore",
    "PYTHONPATH": "",
    "DISABLE_DEEPCHECKS_ANONYMOUS_TELEMETRY": "True",
    "YDATA_PROFILING_NO_ANALYTICS": "True",
    "DO_NOT_TRACK": "1",
}
LEAK = ("Feature Label Correlation", "Identifier Label Correlation")
DRIFT = ("Feature Drift", "Value Drift for column")
ISSUES = {
    "a1": LEAK,
    "a2": LEAK,
    "b": (*LEAK, "UNIQUE", "UNIFORM"),
    "c": (
        "Train Test Samples Mix",
        "Data Duplicates",
        "Duplicated row count",
        "DUPLICATES",
        "near_duplicate",
    ),
    "d": ("label",),
    "e": (),
    "f": DRIFT,
    "g": ("Single Value in Column", "CONSTANT"),
    "h": ("Mixed Data Types", "Special Characters", "Mixed Nulls"),
    "i": DRIFT,
    "j": ("Label Drift", *DRIFT),
    "l": (),
    "m": (),
    "n": ("Conflicting Labels", "label", "near_duplicate"),
}


def environment(folder: Path, peer: str) -> Path:
    """The peer's own Python, installed if it is not there."""
    python = folder / peer / "bin" / "python"
    if not python.exists():
        venv.create(folder / peer, with_pip=True)
        command = [str(python), "-m", "pip", "install", "-q", *PINS[peer].split()]
        subprocess.run(command, check=True)
    return python


def spent(command: list[str]) -> tuple[float, float, str]:
    """CPU seconds and peak MB of a program and its children, and what it printed."""
    quiet = {**os.environ, **QUIET}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=quiet
    ) as child:
        out = child.stdout.read()
        _, _, used = os.wait4(child.pid, 0)
        child.returncode = 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out


def written(folder: Path, name: str, train, test, target: str) -> Path:
    path = folder / "tables" / name
    path.mkdir(parents=True, exist_ok=True)
    pq.write_table(train.table(), path / "train.parquet")
    pq.write_table(test.table(), path / "test.parquet")
    (path / "target.txt").write_text(target, encoding="utf-8")
    return path


def cases(folder: Path, pair) -> dict[str, tuple[Path, tuple[str, ...]]]:
    """{fault or "clean": (folder of its tables, columns to be named)}."""
    target = pair.train.target
    found = {"clean": (written(folder, f"{pair.name}_clean", pair.train, pair.test, target), ())}
    for key in ISSUES:
        train, test, columns = planted(pair, key)
        found[key] = (written(folder, f"{pair.name}_{key}", train, test, target), columns)
    return found


def spoken(folder: Path, peer: str, folders: list[Path]) -> tuple[dict[str, list[str]], float]:
    """{name of a folder: flags} of one peer, and CPU seconds of it all."""
    runner = str(Path(__file__).with_name("peer_run.py"))
    command = [str(environment(folder, peer)), runner, peer, *map(str, folders)]
    cpu, _, out = spent(command)
    lines = [json.loads(line) for line in out.splitlines() if line.startswith('{"folder"')]
    return {line["folder"]: line["flags"] for line in lines}, cpu


def verdict(key: str, columns: tuple[str, ...], told: list[str], clean: list[str]) -> str:
    """Whether a peer's flags name the fault; seen: something new is flagged."""
    new = [flag for flag in told if flag not in clean]
    kinds = [flag.split(":")[0] for flag in clean]
    for flag in new:
        kind, _, rest = flag.partition(":")
        right = any(kind.startswith(issue) for issue in ISSUES[key])
        if right and (
            not columns or any(f"{column}" in rest or column in kind for column in columns)
        ):
            return "named"
    return "seen" if any(flag.split(":")[0] not in kinds for flag in new) else "-"


class Kept:
    """What was measured of the peers, in a file, so that it need not be measured again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def get(self, key: str, measure):
        """What is known under this key; measured now if nothing is."""
        if key not in self.known:
            self.known[key] = measure()
            self.path.write_text(json.dumps(self.known, indent=1), encoding="utf-8")
        return self.known[key]


def faults_table(folder: Path, pair, kept: Kept) -> list[str]:
    """What each peer and gardefou say of each fault of this pair."""
    of = cases(folder, pair)
    told, costs = {}, {}
    for peer in PINS:
        folders = [path for path, _ in of.values()]
        key = f"{pair.name} {peer}"
        told[peer], costs[peer] = kept.get(key, lambda p=peer, f=folders: spoken(folder, p, f))
        print(pair.name, peer, f"{costs[peer]:.0f} CPU s", flush=True)
    lines = [f"| fault | gardefou | {' | '.join(PINS)} |", "|---" * (2 + len(PINS)) + "|"]
    clean = {peer: told[peer].get(f"{pair.name}_clean", []) for peer in PINS}
    ours, own = said(pair, pair.train, pair.test)
    counts = [str(len(flags(ours))), *(str(len(clean[peer])) for peer in PINS)]
    lines.append(f"| flags on the untouched table | {' | '.join(counts)} |")
    totals = dict.fromkeys(("gardefou", *PINS), 0)
    for key in ISSUES:
        train, test, columns = planted(pair, key)
        found, seconds = said(pair, train, test)
        own += seconds
        cells = ["named" if is_named(found, FAULTS[key].codes, columns) else "-"]
        for peer in PINS:
            flagged = told[peer].get(f"{pair.name}_{key}", ["crashed: nothing came back"])
            cells.append(verdict(key, columns, flagged, clean[peer]))
        for who, cell in zip(totals, cells, strict=True):
            totals[who] += cell == "named"
        lines.append(f"| {key} {FAULTS[key].what} | {' | '.join(cells)} |")
    lines.append(f"| named, of {len(ISSUES)} | {' | '.join(map(str, totals.values()))} |")
    spent_all = [own, *costs.values()]
    lines.append(f"| CPU s for all | {' | '.join(f'{each:.0f}' for each in spent_all)} |")
    return lines


def big(folder: Path, rows: int = 100_000) -> Path:
    """100,000 rows, 30 mixed columns and an answer that five of them drive."""
    rng = np.random.default_rng(5)
    columns = {f"measure_{k}": rng.normal(k, 1 + k / 5, rows).round(4) for k in range(9)}
    columns |= {f"amount_{k}": rng.lognormal(3, 1, rows).round(2) for k in range(5)}
    columns |= {f"count_{k}": rng.poisson(1 + k, rows) for k in range(5)}
    columns |= {
        f"kind_{k}": rng.choice([f"k{n}" for n in range(3 + 4 * k)], rows) for k in range(5)
    }
    columns["town"] = rng.choice([f"town {n}" for n in range(900)], rows)
    columns["holed"] = np.where(rng.random(rows) < 0.12, np.nan, rng.normal(size=rows))
    columns["holed_more"] = np.where(rng.random(rows) < 0.4, np.nan, rng.gamma(2, 9, rows))
    columns["flag"] = rng.random(rows) < 0.2
    columns["seen"] = np.datetime64("2023-01-01") + rng.integers(0, 900, rows).astype(
        "timedelta64[D]"
    )
    score = columns["measure_0"] + 0.4 * columns["measure_1"] + 0.3 * columns["count_2"]
    score = score + (columns["kind_0"] == "k1") + 0.01 * columns["amount_0"] + rng.normal(size=rows)
    columns["answer"] = np.where(score > np.quantile(score, 0.7), "yes", "no")
    path = folder / "tables" / "big"
    path.mkdir(parents=True, exist_ok=True)
    table = pa.table({n: pa.array(c, from_pandas=True) for n, c in columns.items()})
    pq.write_table(table, path / "train.parquet")
    (path / "target.txt").write_text("answer", encoding="utf-8")
    halves = path.with_name("big_halves")
    halves.mkdir(exist_ok=True)
    pq.write_table(table.slice(0, rows // 2), halves / "train.parquet")
    pq.write_table(table.slice(rows // 2), halves / "test.parquet")
    (halves / "target.txt").write_text("answer", encoding="utf-8")
    return path


def cost_table(folder: Path, kept: Kept) -> list[str]:
    """CPU seconds and peak memory of one run each."""
    whole = big(folder)
    halves = whole.with_name("big_halves")
    runner = str(Path(__file__).with_name("peer_run.py"))
    audit = [sys.executable, "-m", "gardefou.cli.main", "audit"]
    runs = {
        "gardefou audit": [*audit, str(whole / "train.parquet"), "--target", "answer", "--json"],
        "gardefou audit, half against half": [
            *audit,
            str(halves / "test.parquet"),
            "--target",
            "answer",
            "--json",
            "--reference",
            str(halves / "train.parquet"),
        ],
    }
    for peer in PINS:
        python = str(environment(folder, peer))
        runs[peer] = [python, runner, peer, str(whole)]
        if peer in ("deepchecks", "evidently"):
            runs[f"{peer}, half against half"] = [python, runner, peer, str(halves)]
    sumup = "import duckdb; duckdb.sql(\"summarize select * from '{}'\").fetchall()"
    runs["duckdb SUMMARIZE"] = [sys.executable, "-c", sumup.format(whole / "train.parquet")]
    lines = ["| what ran | CPU s | peak MB | beside gardefou's |", "|---|---|---|---|"]
    ours = {}
    for name, command in runs.items():
        if name.split(",")[0] in PINS:
            cpu, peak, out = kept.get(f"cost {name}", lambda c=command: spent(c))
        else:
            cpu, peak, out = spent(command)
        halved = "half against half" in name
        ours.setdefault(halved, cpu)
        failed = " (failed)" if '"crashed' in out or (not out and "duckdb" not in name) else ""
        lines.append(f"| {name}{failed} | {cpu:.1f} | {peak:.0f} | {cpu / ours[halved]:.1f} x |")
        print(lines[-1], flush=True)
    return lines


def main():
    folder = Path(sys.argv[1])
    wanted = sys.argv[2:] or ["bc", "inc", "cost"]
    folder.mkdir(parents=True, exist_ok=True)
    kept = Kept(folder / "said.json")
    versions = "; ".join(f"{peer}: {pins}" for peer, pins in PINS.items())
    text = [
        "# Peers beside gardefou",
        "",
        f"`python benchmarks/faults/peers.py FOLDER`; {versions}.",
    ]
    for name, make in (("bc", breast), ("inc", incomes)):
        if name in wanted:
            text += ["", f"## Faults on {name}", "", *faults_table(folder, make(), kept)]
    if "cost" in wanted:
        text += ["", "## 100,000 rows, 30 mixed columns", "", *cost_table(folder, kept)]
    print("\n".join(text))
    if set(wanted) == {"bc", "inc", "cost"}:
        Path(__file__).with_suffix(".md").write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
