"""What each recipe took off the loss of those before it in the race, and what it took to fit.

    python benchmarks/learning/hopes.py FOLDER [NAME ...]

On 5,000 rows of each real table of the shared data, and on up to 40,000 of those that have 15,000
or more, every recipe learns the first fold, whatever it costs; each table is kept in FOLDER so that
it is not run again. *hope*: the share of the loss that it takes off the best of those before it, 0
where it takes nothing: mean over tables, with the two largest left out so that no single table
decides. *took*: CPU seconds over those reckoned from sizes alone. Writes hopes.md beside it.
"""

import json
import sys
import time
import tomllib
from pathlib import Path

import numpy as np
from curves import DATA, _rows

from gardefou.flows.learn import folds_of, problem_of
from gardefou.flows.probing import rows_at
from gardefou.learners.recipe import by_price

SIZES = {5_000: 0, 40_000: 15_000}
"""Rows drawn at most, and how many a table must have."""


def laps(rows):
    """{recipe: (loss of the judged rows, CPU seconds, seconds reckoned)} of one fold."""
    _, problem = problem_of(rows, {}, seed=0)
    folds = folds_of(rows)
    if not len(folds) or not problem.matrix.features:
        return {}
    fold, found = folds.folds[0], {}
    learn, judge = problem.take(fold.learn), problem.take(fold.judge)
    for recipe in by_price():
        if recipe.refuses(problem):
            continue
        began = time.process_time()
        try:
            raw = recipe.fit(learn, judge, None).raw(judge.matrix)
        except Exception as broken:
            print(recipe.name, broken, flush=True)
            continue
        took = time.process_time() - began
        found[recipe.name] = judge.loss(raw), took, recipe.seconds(learn)
    return found


def kept(folder, told, name, size):
    """The laps of one table, run where they are not there yet."""
    path = folder / f"{name}-{size}.json"
    if not path.exists():
        rows = _rows(told)
        enough = rows is not None and len(rows.y) >= SIZES[size]
        found = laps(rows_at(rows, np.arange(len(rows.y))[:size])) if enough else {}
        path.write_text(json.dumps(found))
        print(name, size, len(found), flush=True)
    return json.loads(path.read_text())


def page(each, size):
    """The lines of one size. each: laps by table."""
    gains, ratios, seconds = {}, {}, {}
    for found in each:
        best = np.inf
        for recipe, (loss, took, reckoned) in found.items():
            if recipe != "trivial":
                gains.setdefault(recipe, []).append(max(1 - loss / best, 0.0) if best > 0 else 0.0)
                ratios.setdefault(recipe, []).append(took / reckoned)
                seconds.setdefault(recipe, []).append(took)
            best = min(best, loss)
    yield from (f"## {len(each)} tables, {size:,} rows at most", "")
    yield (
        "| recipe | tables | hope | better than all before it by 0.5 % or more on "
        "| CPU s of a fit, median | took / reckoned: 10 %, median, 90 % |"
    )
    yield "|---|---|---|---|---|---|"
    for recipe, share in gains.items():
        low, middle, high = np.quantile(ratios[recipe], [0.1, 0.5, 0.9])
        often = np.mean(np.array(share) > 0.005)
        yield (
            f"| {recipe} | {len(share)} | {np.sort(share)[:-2].mean():.4f} | {often:.0%} "
            f"| {np.median(seconds[recipe]):.2f} | {low:.2f}, {middle:.2f}, {high:.2f} |"
        )
    yield ""


def main():
    """Measure and write."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    facts = tomllib.loads((DATA / "known_faults.toml").read_text(encoding="utf-8"))
    wanted = sys.argv[2:] or [name for name, told in facts.items() if "target" in told]
    lines = ["# What each recipe takes off the loss, and what it takes", ""]
    lines += ["`python benchmarks/learning/hopes.py FOLDER`; the first fold; recipes in the order"]
    lines += ["of the race.", ""]
    for size in SIZES:
        found = (kept(folder, facts[name], name, size) for name in wanted)
        lines += page([each for each in found if each], size)
    print("\n".join(lines))
    Path(__file__).with_suffix(".md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
