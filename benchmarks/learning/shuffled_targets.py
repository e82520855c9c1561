"""How often noise passes for signal, and how often true signal is seen.

Rows are drawn from scikit-learn's own tables (breast cancer, wine as one class against the rest
and as three, diabetes), from invented ones (weak; weak with rare positives), and, where they are
there, from real ones of the shared data. In half of the runs the answers are shuffled. The signal
is measured as `gardefou audit` and `gardefou train` measure it: two plain models, five folds,
chance by closed form or, where that is in doubt, by shuffles. Counted: p below 0.01.

    python benchmarks/learning/shuffled_targets.py [RUNS]

writes benchmarks/learning/shuffled_targets.md. RUNS: a cell, shuffled and true each.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from known import facts, rows_of
from sklearn import datasets

from gardefou.core.need import Task
from gardefou.core.table import Kind
from gardefou.flows.learn import problem_of
from gardefou.learners.encode import learn_encoder
from gardefou.learners.folds import make_folds
from gardefou.learners.probe import plain_models
from gardefou.learners.problem import Problem
from gardefou.learners.signal import above_chance
from gardefou.measures.intervals import share
from gardefou.table.frame import Frame

SIZES = (100, 300, 1000)
WEAK = ("invented, weak", "invented, weak and rare")
"""Counted apart: invented so that they are hard to see."""


def tables() -> Iterator[tuple[str, Problem]]:
    """Every table as a problem, by name."""
    cancer, wine, diabetes = (
        getattr(datasets, f"load_{name}")() for name in ("breast_cancer", "wine", "diabetes")
    )
    rng = np.random.default_rng(0)
    X = rng.normal(size=(3000, 8))
    score = 0.5 * X[:, 0] + rng.normal(size=3000)
    yield "breast cancer", invented(cancer.data[:, :10], cancer.target, Task.BINARY)
    yield "wine", invented(wine.data, (wine.target == 0).astype(int), Task.BINARY)
    yield "wine, three classes", invented(wine.data, wine.target, Task.MULTICLASS)
    yield "diabetes", invented(diabetes.data, diabetes.target, Task.REGRESSION)
    yield WEAK[0], invented(X, (score > 0).astype(int), Task.BINARY)
    yield WEAK[1], invented(X, (score > 1.9).astype(int), Task.BINARY)
    yield from shared()


def invented(X: np.ndarray, y: np.ndarray, task: Task) -> Problem:
    """Numbers as a problem."""
    names = [f"x{n}" for n in range(X.shape[1])]
    frame = Frame(dict(zip(names, X.T, strict=True)), dict.fromkeys(names, Kind.NUMBER))
    classes = 0 if task is Task.REGRESSION else len(np.unique(y))
    return Problem(learn_encoder(frame).encode(frame), y, np.ones(len(y)), task, classes)


def shared(most: int = 20_000) -> Iterator[tuple[str, Problem]]:
    """Real tables, what gives their answer away left out; none where the data is not there."""
    for name, told in facts().items():
        rows = rows_of(told, most)
        if rows is not None:
            yield name, problem_of(rows, {}, seed=0)[1]


def seen(whole: Problem, rows: int, seed: int, *, shuffled: bool) -> bool:
    """Whether rows drawn from this problem are said to hold a signal."""
    rng = np.random.default_rng((seed, rows))
    drawn = rng.choice(len(whole), rows, replace=False)
    given = replace(whole.take(drawn), whole=None, seed=seed)
    if shuffled:
        given = replace(given, y=rng.permutation(given.y))
    keys = rng.integers(0, 2**63, rows).astype("uint64")
    folds = make_folds(keys, given.y if given.classes else None)
    if not len(folds):
        return False
    return above_chance(given, folds, tuple(plain_models(given, folds)))[0] < 0.01


def main() -> None:
    """Count, print and write."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    head = "| table | rows | shuffled: called signal | true: called signal |\n|---|---|---|---|"
    lines, counted = [], []
    began = time.process_time()
    for name, whole in tables():
        for rows in (size for size in SIZES if size <= len(whole)):
            noise, true = (
                sum(seen(whole, rows, seed, shuffled=shuffled) for seed in range(runs))
                for shuffled in (True, False)
            )
            counted.append((name, rows, noise, true))
            lines.append(f"| {name} | {rows} | {_told(noise, runs)} | {_told(true, runs)} |")
            print(lines[-1], flush=True)
    sums = _sums(counted, runs)
    print("\n".join(sums), f"\n{time.process_time() - began:.0f} CPU s")
    text = [
        "# Noise that passes for signal, and signal that is seen",
        "",
        f"`python benchmarks/learning/shuffled_targets.py {runs}`; {runs} runs a cell, "
        "95 % intervals.",
        "",
        *sums,
        "",
        head,
        *lines,
    ]
    Path(__file__).with_suffix(".md").write_text("\n".join(text) + "\n")


def _sums(counted: list[tuple[str, int, int, int]], runs: int) -> list[str]:
    noise = sum(each[2] for each in counted)
    lines = [f"- shuffled: called signal {_told(noise, runs * len(counted))}"]
    for size in SIZES:
        true = [each[3] for each in counted if each[1] == size and each[0] not in WEAK]
        told = _told(sum(true), runs * len(true))
        lines.append(f"- true, {size} rows, {len(true)} tables: called signal {told}")
    return lines


def _told(count: int, runs: int) -> str:
    estimate = share(count, runs)
    low, high = 100 * estimate.low, 100 * estimate.high
    return f"{100 * estimate.value:.1f} % [{low:.1f}, {high:.1f}] of {runs}"


if __name__ == "__main__":
    main()
