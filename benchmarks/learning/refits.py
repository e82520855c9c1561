"""What it gains to learn once more from all rows, the judging ones with them.

    python benchmarks/learning/refits.py FOLDER [NAME ...]

On up to 20,000 rows of each real table of the shared data that has 15,000 or more: a fifth is put
aside as a test; of the rest four fifths teach and a fifth chooses the setting (rounds, strength),
as in a race of one fold; then all of it teaches at that setting. *gain*: the share of the loss on
the test that the second model takes off; losses of numbers are squares. What each gave is kept in
FOLDER so that it is not run again. Writes refits.md.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from known import facts, rows_of

from gardefou.flows.learn import problem_of
from gardefou.learners.recipe import RECIPES

TRIED = ("linear", "splines", "boosted", "boosted_deep", "forest", "catboost")
ROWS = (15_000, 20_000)


def gains(rows):
    """{recipe: (loss before, loss after, CPU seconds of the first fit, of the second)}."""
    _, problem = problem_of(rows, {}, seed=0)
    order = np.random.default_rng(0).permutation(len(problem))
    test, judge, learn = np.split(order, [len(order) // 5, len(order) * 9 // 25])
    learn, judge, test, both = (
        problem.take(np.sort(some)) for some in (learn, judge, test, np.concatenate([learn, judge]))
    )
    found = {}
    for recipe in (RECIPES[name] for name in TRIED):
        if recipe.refuses(problem):
            continue
        began = time.process_time()
        first = recipe.fit(learn, judge, None)
        middle = time.process_time()
        second = recipe.fit(both, None, first.setting)
        ended = time.process_time()
        before, after = (test.loss(each.raw(test.matrix)) for each in (first, second))
        found[recipe.name] = before, after, middle - began, ended - middle
    return found


def kept(folder, told, name):
    """The gains on one table, measured where they are not there yet."""
    path = folder / f"{name}.json"
    if not path.exists():
        rows = rows_of(told)
        enough = rows is not None and len(rows.y) >= ROWS[0]
        found = gains(rows.take(np.arange(len(rows.y))[: ROWS[1]])) if enough else {}
        path.write_text(json.dumps(found))
        print(name, found, flush=True)
    return json.loads(path.read_text())


def main():
    """Measure and write."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    told_of = facts()
    wanted = sys.argv[2:] or list(told_of)
    found = {name: each for name in wanted if (each := kept(folder, told_of[name], name))}
    lines = ["# What it gains to learn once more from all rows", ""]
    lines += ["`python benchmarks/learning/refits.py FOLDER`: a quarter more rows, at the setting"]
    lines += ["that the judging ones chose; losses on a test that neither model saw.", ""]
    lines += ["| recipe | tables | gain, mean | 95 % | without the largest | smallest, largest "]
    lines[-1] += "| second fit / first |"
    lines += ["|---|---|---|---|---|---|---|"]
    for name in TRIED:
        each = np.array([told[name] for told in found.values() if name in told])
        gain = 1 - each[:, 1] / each[:, 0]
        half = 1.96 * gain.std(ddof=1) / np.sqrt(len(gain))
        lines += [
            f"| {name} | {len(gain)} | {gain.mean():.4f} "
            f"| {gain.mean() - half:.4f} to {gain.mean() + half:.4f} "
            f"| {np.sort(gain)[:-1].mean():.4f} "
            f"| {gain.min():.4f}, {gain.max():.4f} | {np.median(each[:, 3] / each[:, 2]):.2f} |"
        ]
    lines += ["", "| table | " + " | ".join(TRIED) + " |", "|---" * (len(TRIED) + 1) + "|"]
    for table, told in found.items():
        cells = [f"{1 - told[n][1] / told[n][0]:.4f}" if n in told else "" for n in TRIED]
        lines += [f"| {table} | " + " | ".join(cells) + " |"]
    print("\n".join(lines))
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
