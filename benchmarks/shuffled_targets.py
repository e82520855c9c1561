"""How often noise passes for signal, and how often true signal is seen.

Rows of scikit-learn's own tables (breast cancer, wine as one class against the rest, diabetes) and
of an invented weak one are drawn, the target shuffled in half of the runs; the signal is measured
as `gardefou audit` measures it. Counted: p below 0.01.

    python benchmarks/shuffled_targets.py [RUNS]

writes benchmarks/shuffled_targets.md.
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
from sklearn import datasets

from gardefou.core.need import Need
from gardefou.flows.audit import audit
from gardefou.measures.intervals import share


def tables():
    cancer, wine, diabetes = (
        getattr(datasets, f"load_{name}")() for name in ("breast_cancer", "wine", "diabetes")
    )
    rng = np.random.default_rng(0)
    X = rng.normal(size=(3000, 8))
    weak = (0.5 * X[:, 0] + rng.normal(size=3000) > 0).astype(int)
    yield "breast cancer", cancer.data[:, :10], cancer.target
    yield "wine", wine.data, (wine.target == 0).astype(int)
    yield "diabetes", diabetes.data, diabetes.target
    yield "invented, weak", X, weak


def seen(X, y, rows, seed, *, shuffled):
    rng = np.random.default_rng(seed)
    drawn = rng.choice(len(y), min(rows, len(y)), replace=False)
    answer = y[drawn]
    if shuffled:
        answer = rng.permutation(answer)
    columns = {f"x{n}": X[drawn, n] for n in range(X.shape[1])}
    record = audit(pa.table({**columns, "y": answer}), Need(target="y"))
    (result,) = [each for each in record.results if each.check == "no_signal"]
    return not result.findings


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    lines = [
        "# Noise that passes for signal, and signal that is seen",
        "",
        f"`python benchmarks/shuffled_targets.py {runs}`; {runs} runs a cell, 95 % intervals.",
        "",
        "| table | rows | shuffled: called signal | true: called signal |",
        "|---|---|---|---|",
    ]
    passed = total = 0
    for name, X, y in tables():
        for rows in (100, 300, 1000):
            if rows > len(y):
                continue
            counts = [
                sum(seen(X, y, rows, seed, shuffled=shuffled) for seed in range(runs))
                for shuffled in (True, False)
            ]
            passed, total = passed + counts[0], total + runs
            lines.append(
                f"| {name} | {rows} | {_told(counts[0], runs)} | {_told(counts[1], runs)} |"
            )
            print(lines[-1], flush=True)
    lines.append(f"| all | | {_told(passed, total)} | |")
    print(lines[-1])
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n")


def _told(count, runs):
    estimate = share(count, runs)
    return f"{100 * estimate.value:.1f} % [{100 * estimate.low:.1f}, {100 * estimate.high:.1f}]"


if __name__ == "__main__":
    main()
