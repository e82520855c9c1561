"""How often `gardefou audit` raises an alarm or a question on clean invented tables.

Each table has ten columns of mixed kinds. With a target, three of them honestly drive it; without,
nothing does. 300 to 3,000 rows; classes or numbers in turn.

    python benchmarks/clean_tables.py [TABLES]

writes benchmarks/clean_tables.md.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa

from gardefou.core.need import Need
from gardefou.flows.audit import audit
from gardefou.measures.intervals import share


def columns(rng, rows):
    """Ten columns: normal, skewed, counts, few levels, many levels, holes, dates, booleans."""
    start = np.datetime64("2023-01-01")
    holed = rng.normal(size=rows)
    holed[rng.random(rows) < 0.1] = np.nan
    return {
        "alpha": rng.normal(size=rows),
        "beta": rng.lognormal(size=rows).round(2),
        "gamma": rng.poisson(3, rows),
        "delta": rng.choice(["red", "green", "blue"], rows, p=[0.5, 0.3, 0.2]),
        "epsilon": rng.choice([f"town {n}" for n in range(40)], rows),
        "zeta": holed,
        "eta": start + rng.integers(0, 700, rows).astype("timedelta64[D]"),
        "theta": rng.random(rows) < 0.3,
        "iota": rng.integers(18, 90, rows),
        "kappa": rng.uniform(0, 1, rows).round(3),
    }


def table(seed, *, target):
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(300, 3000))
    made = columns(rng, rows)
    if target:
        score = made["alpha"] + (made["delta"] == "red") + 0.03 * made["iota"]
        score = score + rng.normal(size=rows) * rng.uniform(0.5, 2)
        made["outcome"] = score if seed % 3 == 0 else score > np.median(score)
    return pa.table({name: pa.array(cells, from_pandas=True) for name, cells in made.items()})


def spoken(target, tables):
    """Tables with an alarm, with a question, and which checks spoke."""
    alarms = asks = 0
    who = Counter()
    for seed in range(tables):
        need = Need(target="outcome" if target else None)
        record = audit(table(seed, target=target), need)
        loud = [
            (result.code, finding.severity.value)
            for result in record.results
            for finding in result.findings
            if finding.severity.value != "note"
        ]
        alarms += any(severity == "alarm" for _, severity in loud)
        asks += any(severity == "ask" for _, severity in loud)
        who.update(set(loud))
    return alarms, asks, who


def main():
    tables = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    lines = [
        "# Alarms and questions on clean invented tables",
        "",
        f"`python benchmarks/clean_tables.py {tables}`; shares with their 95 % intervals.",
        "",
        "| tables | with an alarm | with a question | which checks |",
        "|---|---|---|---|",
    ]
    for target in (True, False):
        alarms, asks, who = spoken(target, tables)
        told = ", ".join(f"{code} {severity} {n}" for (code, severity), n in sorted(who.items()))
        shown = [share(count, tables) for count in (alarms, asks)]
        cells = [f"{100 * e.value:.1f} % [{100 * e.low:.1f}, {100 * e.high:.1f}]" for e in shown]
        kind = "with a target" if target else "without a target"
        lines.append(f"| {tables} {kind} | {cells[0]} | {cells[1]} | {told or 'none'} |")
        print(lines[-1], flush=True)
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
