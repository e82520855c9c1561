"""What it gains to learn once more from all rows, the judging ones with them.

    python benchmarks/learning/refits.py FOLDER [NAME ...]

*One fold*: on up to 20,000 rows of each real table of the shared data that has 15,000 or more: a
fifth is put aside as a test; of the rest four fifths teach and a fifth chooses the setting (rounds,
strength), as in a race of one fold; then all of it teaches at that setting.

*Five folds*: on up to 7,500 rows of every table a third is put aside as a test; each fifth of the
rest chooses a setting for what the other four taught, as in a race of five folds. What the five
give, averaged, stands beside what one learner of all these rows gives at the setting in their
middle, and beside the average of two and of four such learners of other seeds. *average*: all that
for the greedy average of the recipes, its weights found out of fold.

*gain*: the share of the loss on the test that is taken off; losses of numbers are squares. What
each gave is kept in FOLDER so that it is not run again. Writes refits.md.
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from known import facts, rows_of
from ratios import mean_interval

from gardefou.flows.learn import folds_of, problem_of
from gardefou.learners.blend import greedy_weights
from gardefou.learners.final import middle
from gardefou.learners.recipe import RECIPES

ONE = ("linear", "splines", "boosted", "boosted_deep", "forest", "catboost")
FIVE = (
    *("linear", "splines", "terms", "boosted", "boosted_deep", "boosted_random"),
    *("neighbours", "forest", "catboost", "nets"),
)
ROWS = (15_000, 20_000)
SEEDS = (1, 2, 4)


def one_fold(rows):
    """{recipe: (loss before, loss after, CPU seconds of the first fit, of the second)}."""
    _, problem = problem_of(rows, {}, seed=0)
    order = np.random.default_rng(0).permutation(len(problem))
    test, judge, learn = np.split(order, [len(order) // 5, len(order) * 9 // 25])
    learn, judge, test, both = (
        problem.take(np.sort(some)) for some in (learn, judge, test, np.concatenate([learn, judge]))
    )
    found = {}
    for recipe in (RECIPES[name] for name in ONE):
        if recipe.refuses(problem):
            continue
        began = time.process_time()
        first = recipe.fit(learn, judge, None)
        between = time.process_time()
        second = recipe.fit(both, None, first.setting)
        ended = time.process_time()
        before, after = (test.loss(each.raw(test.matrix)) for each in (first, second))
        found[recipe.name] = before, after, between - began, ended - between
    return found


def five_folds(rows):
    """{recipe: what each lost, and CPU seconds of all folds, and of a learner of all rows}.

    Losses: of the mean of the folds; of one, two, four learners of all; of each of these averaged
    with the folds at equal shares.
    """
    order = np.random.default_rng(0).permutation(len(rows.y))
    test, learn = (np.sort(some) for some in np.split(order, [len(order) // 3]))
    _, whole = problem_of(rows, {}, seed=0)
    problem, test = whole.take(learn), whole.take(test)
    folds = folds_of(rows.take(learn))
    found, judged, tested = {}, [], []
    for recipe in (RECIPES[name] for name in FIVE):
        if recipe.refuses(problem) or not len(folds) or not problem.matrix.features:
            continue
        began = time.process_time()
        try:
            fits, raw = _folded(recipe, problem, folds)
        except Exception as broken:
            print(recipe.name, broken, flush=True)
            continue
        folded = time.process_time()
        setting = middle([fit.setting for fit in fits])
        every = [
            recipe.fit(replace(problem, seed=seed), None, setting) for seed in range(SEEDS[-1])
        ]
        ended = time.process_time()
        again = [each.raw(test.matrix) for each in every]
        joined = recipe.merge([recipe.unpack(fit.pack()) for fit in fits]).raw(test.matrix)
        raws = [joined, *(np.mean(again[:seeds], axis=0) for seeds in SEEDS)]
        raws += [(joined + each) / 2 for each in raws[1:]]
        took = folded - began, (ended - folded) / len(every)
        found[recipe.name] = [*(test.loss(each) for each in raws), *took]
        judged.append(raw)
        tested.append(raws)
    if len(judged) > 1:
        shares = greedy_weights(problem, judged)
        means = [
            sum(s * r for s, r in zip(shares, side, strict=True))
            for side in zip(*tested, strict=True)
        ]
        found["average"] = [*(test.loss(each) for each in means), 0.0, 0.0]
    return found


def _folded(recipe, problem, folds):
    raw = np.full((len(problem), problem.outputs), np.nan)
    fits = []
    for fold in folds:
        judge = problem.take(fold.judge)
        fits.append(recipe.fit(problem.take(fold.learn), judge, None))
        raw[fold.judge] = fits[-1].raw(judge.matrix)
    return fits, raw


def kept(folder, told, name, study, fewest, most):
    """The gains on one table, measured where they are not there yet."""
    path = folder / f"{name}-{study.__name__}.json"
    if not path.exists():
        rows = rows_of(told)
        enough = rows is not None and len(rows.y) >= fewest
        path.write_text(
            json.dumps(study(rows.take(np.arange(min(len(rows.y), most)))) if enough else {})
        )
        print(name, path.read_text(), flush=True)
    return json.loads(path.read_text())


def mean(gains):
    """A mean over tables with its t interval of 95 %."""
    middle, low, high = mean_interval(gains)
    return f"{middle:.4f} | {low:.4f} to {high:.4f}"


def page_one(found):
    """The lines of the study of one fold."""
    lines = ["## One fold", "", "A quarter more rows, at the setting that the judging ones chose;"]
    lines += ["losses on a test that neither model saw; tables of 15,000 rows and more.", ""]
    lines += ["| recipe | tables | gain, mean | 95 % | without the largest | smallest, largest "]
    lines[-1] += "| second fit / first |"
    lines += ["|---|---|---|---|---|---|---|"]
    for name in ONE:
        each = np.array([told[name] for told in found.values() if name in told])
        gain = 1 - each[:, 1] / each[:, 0]
        lines += [
            f"| {name} | {len(gain)} | {mean(gain)} | {np.sort(gain)[:-1].mean():.4f} "
            f"| {gain.min():.4f}, {gain.max():.4f} | {np.median(each[:, 3] / each[:, 2]):.2f} |"
        ]
    return [*lines, "", *by_table(found, ONE)]


def page_five(found):
    """The lines of the study of five folds."""
    lines = ["## Five folds", "", "Learned from all rows, beside the mean of what five folds"]
    lines += ["learned; tables of 200 rows and more, at most 5,000 of them learned from. *inner*:"]
    lines += [
        "the mean without the smallest and the largest. *half*: four learners of all rows and"
    ]
    lines += ["the mean of the folds, averaged: the largest loss of all tables.", ""]
    lines += [
        "| recipe | tables | gain of one: mean | 95 % | inner | median | of four: inner | median "
    ]
    lines[-1] += (
        "| four beside one: inner | largest loss: one | four | half | one / all folds, CPU s |"
    )
    lines += ["|---" * 13 + "|"]
    for name in (*FIVE, "average"):
        each = np.array([told[name] for told in found.values() if name in told])
        one, four, half = (1 - each[:, k] / each[:, 0] for k in (1, 3, 6))
        price = f"{np.median(each[:, 8] / each[:, 7]):.2f}" if each[:, 7].all() else ""
        told = [len(one), mean(one), inner(one), median(one), inner(four), median(four)]
        told += [inner(four - one), *(f"{-gain.min():.3f}" for gain in (one, four, half)), price]
        lines += [f"| {name} | " + " | ".join(map(str, told)) + " |"]
    return [*lines, "", *by_table(found, (*FIVE, "average"))]


def inner(gains):
    """The mean without the smallest and the largest."""
    return f"{np.sort(gains)[1:-1].mean():.4f}"


def median(gains):
    """The middle one."""
    return f"{np.median(gains):.4f}"


def by_table(found, names):
    """The gain of one learner of all rows, by table."""
    lines = ["| table | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for table, told in found.items():
        cells = [f"{1 - told[n][1] / told[n][0]:.4f}" if n in told else "" for n in names]
        lines += [f"| {table} | " + " | ".join(cells) + " |"]
    return lines


def main():
    """Measure and write."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    told_of = facts()
    wanted = sys.argv[2:] or list(told_of)
    one, five = (
        {n: each for n in wanted if (each := kept(folder, told_of[n], n, *study))}
        for study in ((one_fold, *ROWS), (five_folds, 200, 7_500))
    )
    lines = ["# What it gains to learn once more from all rows", ""]
    lines += ["`python benchmarks/learning/refits.py FOLDER`", ""]
    lines += [*page_one(one), "", *page_five(five)]
    print("\n".join(lines))
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
