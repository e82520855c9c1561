"""What each recipe adds to those before it in the race, and what it takes to fit.

    python benchmarks/learning/hopes.py FOLDER [NAME ...]

On 5,000 rows of each real table of the shared data, and on up to 20,000 of those that have more
than 10,000, every recipe learns the first fold; what each gave is kept in FOLDER so that it is not
run again. Of 20,000 rows only what is reckoned to take less than 25 CPU s a fit. *gain*: the share
of the loss that the best average gains by it, beside the best average of those before it, 0 where
it gains nothing; mean over tables, a gain beyond 5 % counted as 5 %, so that no single table
decides; losses of numbers are squares. *hope*: the price of a race (as a share of the loss) at
which it pays to begin it, as recipes state it for tables of up to 10,000 rows, and for larger
ones (of numbers by tables of both sizes, as large ones are few). Of five folds the gain that one
tells less the price of four more, or nothing where that is less than nothing, has the price of
that one as its mean; of one fold, the same less learning once more from all rows. *took*: CPU
seconds over those reckoned from sizes alone. Writes hopes.md.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from known import facts, rows_of

from gardefou.flows.learn import folds_of, problem_of
from gardefou.learners.blend import greedy_weights
from gardefou.learners.recipe import by_price

SIZES = {5_000: (0, np.inf), 20_000: (10_001, 25.0)}
"""Rows drawn at most: how many a table must have, and the seconds of a fit that is left out."""
MOST = 0.05
"""A gain that counts at most."""
RACES = {5_000: (5, 4.0), 20_000: (1, 1.25)}
"""The folds of a race of so many rows, and what is learned after the first, in fits of a fold."""


def laps(rows, dearest):
    """{recipe: (loss of the judged rows, of the best average, CPU seconds, seconds reckoned)}."""
    _, problem = problem_of(rows, {}, seed=0)
    folds = folds_of(rows)
    if not len(folds) or not problem.matrix.features:
        return {}
    fold, found, raws = folds.folds[0], {}, []
    learn, judge = problem.take(fold.learn), problem.take(fold.judge)
    for recipe in by_price():
        if recipe.refuses(problem) or recipe.seconds(learn) > dearest:
            continue
        began = time.process_time()
        try:
            raw = recipe.fit(learn, judge, None).raw(judge.matrix)
        except Exception as broken:
            print(recipe.name, broken, flush=True)
            continue
        took = time.process_time() - began
        if recipe.name != "trivial":
            raws.append(raw)
        mean = raw
        if len(raws) > 1:
            mean = sum(w * each for w, each in zip(greedy_weights(judge, raws), raws, strict=True))
        found[recipe.name] = judge.loss(raw), judge.loss(mean), took, recipe.seconds(learn)
    return found


def kept(folder, told, name, size):
    """The laps of one table, run where they are not there yet."""
    path = folder / f"{name}-{size}.json"
    if not path.exists():
        rows = rows_of(told)
        fewest, dearest = SIZES[size]
        enough = rows is not None and len(rows.y) >= fewest
        found = laps(rows.take(np.arange(len(rows.y))[:size]), dearest) if enough else {}
        path.write_text(json.dumps(found))
        print(name, size, len(found), flush=True)
    return json.loads(path.read_text())


def shares(each):
    """{recipe: (gain, CPU seconds, took / reckoned) of each table, shape (3, tables)}."""
    told = {}
    for found in each:
        average = np.inf
        for recipe, (_, mean, took, reckoned) in found.items():
            if recipe != "trivial" and average > 0:
                line = max(1 - mean / average, 0.0), took, took / reckoned
                told.setdefault(recipe, []).append(line)
            average = min(average, mean)
    return {recipe: np.array(lines).T for recipe, lines in told.items()}


def hope(gains, folds=5, later=4.0):
    """The dearest race of so many folds that it pays to begin, as a share of the loss.

    later: fits that follow the first one, where the gain that it tells is above their price.

    >>> round(hope(np.array([0.0, 0.0, 0.0, 0.09])), 3)
    0.056
    """
    low, high = 0.0, 1.0
    for _ in range(50):
        price = (low + high) / 2
        pays = np.maximum(gains - later * price, 0).mean() > price
        low, high = (price, high) if pays else (low, price)
    return folds * low


def page(each, title, size):
    """The lines of some tables of one size. each: their laps."""
    yield from (f"## {len(each)} tables {title}", "")
    yield (
        "| recipe | tables | gain | hope | gain of 0.5 % or more on | CPU s of a fit, median "
        "| took / reckoned: 10 %, median, 90 % |"
    )
    yield "|---|---|---|---|---|---|---|"
    for recipe, (gain, took, ratio) in shares(each).items():
        low, middle, high = np.quantile(ratio, [0.1, 0.5, 0.9])
        bounded = np.minimum(gain, MOST)
        yield (
            f"| {recipe} | {len(gain)} | {bounded.mean():.4f} "
            f"| {hope(bounded, *RACES[size]):.4f} | {np.mean(gain > 0.005):.0%} "
            f"| {np.median(took):.2f} | {low:.2f}, {middle:.2f}, {high:.2f} |"
        )
    yield ""


def main():
    """Measure and write."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    told_of = facts()
    wanted = sys.argv[2:] or list(told_of)
    lines = ["# What each recipe takes off the loss, and what it takes", ""]
    lines += ["`python benchmarks/learning/hopes.py FOLDER`; the first fold; recipes in the order"]
    lines += ["of the race.", ""]
    found = {(n, size): kept(folder, told_of[n], n, size) for size in SIZES for n in wanted}
    found = {key: laps for key, laps in found.items() if laps}
    for what in ("classes", "numbers"):
        own = [k for k in found if (told_of[k[0]]["task"] == "regression") == (what == "numbers")]
        for size in SIZES:
            some = [found[key] for key in own if key[1] == size]
            lines += page(some, f"of {what}, {size:,} rows at most", size)
        if what == "numbers":
            both = [found[key] for key in own]
            lines += page(both, f"of {what}, both sizes, as races of one fold", max(SIZES))
    print("\n".join(lines))
    Path(__file__).with_suffix(".md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
