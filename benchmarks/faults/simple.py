"""Which simple faults of the tables whose faults are known are told, and by which check.

    python benchmarks/faults/simple.py [NAME ...]

Audits each table with its target and task and nothing else said. Counted: identifiers, constants,
disguised holes, numbers as text, exact duplicates (with their number), redundant pairs, holes by
group, caps, files sorted by the answer, rare classes. Then honest invented columns of many shapes
are audited, and every finding of D003 to D008 on them counted. Writes benchmarks/faults/simple.md.
"""

import os
import sys
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa

from gardefou.checks.run import CHECKS, run_checks, unite
from gardefou.core.evidence import Evidence
from gardefou.core.need import Need, Task
from gardefou.flows.audit import audit
from gardefou.measures.intervals import share
from gardefou.table.engine import open_table

DATA = Path(os.environ.get("GARDEFOU_DATA", Path(__file__).parents[3] / "shared/data"))
HUNTERS = {
    "identifiers": ("D012", "L004"),
    "constants": ("D001",),
    "disguised_missing": ("D004",),
    "numbers_as_text": ("D005",),
    "duplicates": ("D008",),
    "redundant": ("D018",),
    "missing_by_group": ("D003",),
    "capped": ("D004",),
    "sorted_by_target": ("D019",),
    "rare_class": ("D011",),
}
"""Which checks are the right ones to tell of a fault."""
HONEST = ("missing_by_group", "disguised_missing", "mixed_types", "unit_jump", "outlying_values",
          "duplicate_rows")  # fmt: skip
EVERYDAY_HOLES = 0.1


def entries(fault, known, target):
    """What is to be found of a fault: (name, columns, rows or None)."""
    if known is True:
        return [(target, (target,) if fault == "sorted_by_target" else (), None)]
    if fault == "duplicates":
        return [(f"{known} rows", (), known)]
    if fault == "missing_by_group":
        return [(f"{each} by {known['by']}", (each, known["by"]), None)
                for each in known["columns"]]  # fmt: skip
    if fault == "redundant":
        return [(" ~ ".join(pair), tuple(pair), None) for pair in known]
    return [(column, (column,), None) for column in known]


def told_by(record, columns, rows):
    """Checks with one finding that names all these columns, and this number of rows."""
    return {
        result.code
        for result in record.results
        for finding in result.findings
        if set(columns) <= set(finding.columns) and rows in (None, finding.rows)
    }


def judged(name, facts):
    """(fault, entry, codes of the checks that told of it, whether a right one did)."""
    need = Need(target=facts["target"], task=Task(facts["task"]))
    record = audit(DATA / facts["file"], need)
    for fault, hunters in HUNTERS.items():
        if fault in facts:
            for entry, columns, rows in entries(fault, facts[fault], facts["target"]):
                codes = told_by(record, columns, rows)
                yield name, fault, entry, sorted(codes), bool(codes & set(hunters))


def honest(rng, rows):
    """Columns of many shapes, some with random holes, none with a fault."""
    group = rng.integers(0, 4, rows)
    made = {
        "normal": rng.normal(3, 1, rows),
        "uniform": rng.uniform(size=rows).round(3),
        "lognormal": rng.lognormal(size=rows),
        "wide lognormal": rng.lognormal(0, 2, rows),
        "exponential": rng.exponential(size=rows),
        "pareto": rng.pareto(1, rows),
        "cauchy": rng.standard_cauchy(rows),
        "student": rng.standard_t(3, rows),
        "poisson": rng.poisson(2, rows),
        "geometric": rng.geometric(0.3, rows),
        "crowded counts": rng.negative_binomial(0.5, 0.05, rows),
        "money, mostly none": np.where(
            rng.random(rows) < 0.9, 0, rng.lognormal(5, 1, rows).round()
        ),
        "trend": np.linspace(1, 50, rows) * rng.lognormal(0, 0.2, rows),
        "sorted": np.sort(rng.lognormal(size=rows)),
        "mixture": rng.normal(np.array([1.0, 3.0, 8.0, 20.0])[group], 0.5),
        "walk": np.cumsum(rng.normal(size=rows)),
    }
    for name in ("normal", "lognormal", "poisson"):
        holed = made[name].astype(float)
        holed[rng.random(rows) < EVERYDAY_HOLES] = np.nan
        made[name] = holed
    made["group"] = np.array(["north", "south", "east", "west"])[group]
    made["town"] = np.array([f"town {n}" for n in rng.integers(0, 40, rows)])
    return pa.table({name: pa.array(cells, from_pandas=True) for name, cells in made.items()})


def alarms(seeds, rows):
    """Findings of each check, and columns looked at."""
    checks = [CHECKS[name] for name in HONEST]
    found, columns = Counter(), 0
    for seed in range(seeds):
        table = honest(np.random.default_rng(seed), rows)
        with open_table(table) as engine:
            parts = {"need": Need(), "table": engine.table, "rows": rows}
            parts |= {"sample": engine.rows(Need(), most=20_000)}
            parts |= engine.ask(unite(checks), Need())
        columns += table.num_columns
        for result in run_checks(Evidence(parts), checks=checks):
            for finding in result.findings:
                found[result.check, finding.columns] += 1
    return found, columns


def per_cent(count, n):
    told = share(count, n)
    return f"{count} of {n}: {100 * told.value:.1f} % [{100 * told.low:.1f}, {100 * told.high:.1f}]"


def main():
    facts = tomllib.loads((DATA / "known_faults.toml").read_text())
    wanted = sys.argv[1:] or list(facts)
    found = []
    for name in wanted:
        found += judged(name, facts[name])
        print(name, flush=True)
    lines = ["# Simple faults that are known", "", "`python benchmarks/faults/simple.py`", ""]
    lines += ["| fault | right checks | found |", "|---|---|---|"]
    for fault, hunters in HUNTERS.items():
        hits = [right for _, kind, _, _, right in found if kind == fault]
        if hits:
            lines.append(f"| {fault} | {', '.join(hunters)} | {per_cent(sum(hits), len(hits))} |")
    lines += ["", "| table | fault | where | told by | found |", "|---|---|---|---|---|"]
    for name, fault, entry, codes, right in found:
        said = ", ".join(codes) or "nothing"
        lines.append(f"| {name} | {fault} | {entry} | {said} | {'yes' if right else '**no**'} |")
    if not sys.argv[1:]:
        lines += ["", "## Honest columns of many shapes", ""]
        lines += ["Findings on columns that have no fault, of " + ", ".join(HONEST) + ".", ""]
        lines += ["| rows | tables | columns | findings | which |", "|---|---|---|---|---|"]
        for seeds, rows in ((30, 300), (30, 2_000), (15, 20_000), (5, 60_000)):
            counted, columns = alarms(seeds, rows)
            which = "; ".join(f"{check} {', '.join(names)} {n}" for (check, names), n in
                              sorted(counted.items()))  # fmt: skip
            told = per_cent(counted.total(), columns)
            lines.append(f"| {rows} | {seeds} | {columns} | {told} | {which or 'none'} |")
            print(lines[-1], flush=True)
    print("\n".join(lines[:20]))
    if not sys.argv[1:]:
        Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
