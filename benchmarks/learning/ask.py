"""How many labels `gardefou ask` spares against labels drawn by chance, and where it spares none.

Of each table 3,000 rows are drawn: a third judges, the others are a pool whose answers are hidden.
All ways start from the same 80 answers drawn by chance (five of each class at least) and go on in
batches of 20 to 400: "ask" as `gardefou ask` does with none kept to judge with, every second row
drawn by chance; "chosen" the same without those; "chance" all by chance.
After each 40 labels `linear` and `boosted` learn from them, five folds each, and the one whose
folds judge it better is judged on the third: log loss or RMSE, and cost per decision, at prices of
5 for a missed positive and 1 for a false alarm, 3 and 1 for a unit too low and too high, and those
that the need assumes for more classes.

    python benchmarks/learning/ask.py FOLDER

writes what each run gave into FOLDER, so that it can go on after a stop, and benchmarks/learning/
ask.md from all of them.
"""

import argparse
import json
import os
import time
import tomllib
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")

DATA = Path(os.environ.get("GARDEFOU_DATA", Path(__file__).parents[3] / "shared/data"))
TABLES = (
    *("telco_churn", "adult_census", "bank_marketing", "german_credit", "elec2"),
    *("credit_default_taiwan", "vehicle", "students_dropout", "covtype"),
    *("california", "abalone", "diamonds"),
)
WAYS = ("chance", "ask", "chosen")
ROWS, START, BATCH, MOST, EVERY, MIDDLE = 3_000, 80, 20, 400, 40, 240


def opened(name, seed):
    """The need, the problem, hashes, numbers of the pool's rows and of those that judge."""
    from gardefou.core.need import Columns, Need, Task
    from gardefou.flows.rows import answered_rows, answers
    from gardefou.learners.encode import learn_encoder
    from gardefou.learners.problem import Problem
    from gardefou.table.engine import open_table

    known = tomllib.loads((DATA / "known_faults.toml").read_text())[name]
    roles = ("identifiers", "leaks", "not_a_feature")
    with open_table(DATA / known["file"]) as engine:
        ignored = [each for role in roles for each in known.get(role) or []]
        ignored = tuple(each for each in ignored if each in engine.table.names)
        need = Need(known["target"], task=Task(known["task"]), columns=Columns(ignore=ignored))
        need, sample, cells, _ = answered_rows(engine, need, seed=1 + seed, most=ROWS)
    need = replace(need, cost=priced(need))
    frame = sample.frame.without(need.not_features)
    matrix = learn_encoder(frame.only(sorted(frame.names))).encode(frame)
    y, classes = answers(cells, need), len(need.classes)
    problem = Problem(matrix, y, np.ones(len(y)), need.task, classes, seed)
    order = np.random.default_rng(seed).permutation(len(y))
    return need, problem, sample.hashes, order[len(y) // 3 :], order[: len(y) // 3]


def priced(need):
    from gardefou.core.need import Task

    if need.task is Task.BINARY:
        return replace(need.cost, missed=5.0, false_alarm=1.0)
    if need.task is Task.REGRESSION:
        unit = need.cost.under
        return replace(need.cost, under=3 * unit, over=unit)
    return need.cost


def folds_of(problem, hashes):
    from gardefou.core.need import Task
    from gardefou.learners.folds import make_folds

    return make_folds(hashes, None if problem.task is Task.REGRESSION else problem.y.astype(int))


def judged(need, part, hashes, test):
    """Loss and cost on the judging rows of the recipe that its own folds judge better."""
    from gardefou.core.need import Task
    from gardefou.learners.calibrate import calibrate
    from gardefou.learners.conformal import learn_residuals
    from gardefou.learners.decide import cost_of, cost_of_number, decide, decide_number
    from gardefou.learners.recipe import RECIPES
    from gardefou.measures.scores import log_losses

    tried = []
    for name in ("linear", "boosted"):
        raw, fits = np.full((len(part), part.outputs), np.nan), []
        for fold in folds_of(part, hashes):
            fits.append(RECIPES[name].fit(part.take(fold.learn), part.take(fold.judge), None))
            raw[fold.judge] = fits[-1].raw(part.matrix.take(fold.judge))
        on = ~np.isnan(raw[:, 0])
        tried.append((part.take(on).loss(raw[on]), raw, on, RECIPES[name].merge(fits)))
    _, raw, on, model = min(tried, key=lambda each: each[0])
    scores, y = model.raw(test.matrix), part.y[on]
    if part.task is Task.REGRESSION:
        decided = decide_number(scores[:, 0], learn_residuals(raw[on, 0], y), need)
        loss = float(np.sqrt(test.loss(scores)))
        return loss, float(cost_of_number(decided, test.y, need).mean())
    p = calibrate(raw[on], y.astype(int), part.weight[on], part.task).apply(scores)
    cost = cost_of(decide(p, need), test.y, need)
    return float(log_losses(test.y, p).mean()), float(cost.mean())


def first_labels(problem, pool, fewest=5):
    """START rows of the pool in its order, and `fewest` of each class."""
    labels = list(pool[:START])
    for k in range(problem.classes):
        more = [row for row in pool[START:] if problem.y[row] == k]
        labels += more[: max(0, fewest - int((problem.y[labels] == k).sum()))]
    return np.array(labels)


def course(way, name, seed):
    """[labels, loss, cost] along the way, and what the batches of `ask` were expected to save."""
    from gardefou.flows.committee import ranked

    need, problem, hashes, pool, test = opened(name, seed)
    whole = problem.matrix.take(np.sort(pool)[:500])
    labels, rng = first_labels(problem, pool), np.random.default_rng(seed)
    most = min(MOST, len(pool) - BATCH)
    steps, expected = [], 0.0
    for batch in range((most - START) // BATCH + 1):
        part = replace(problem.take(labels), whole=whole, seed=1000 * seed + batch)
        if batch * BATCH % EVERY == 0:
            loss, cost = judged(need, part, hashes[labels], problem.take(test))
            steps.append((START + batch * BATCH, loss, cost))
        rest = np.setdiff1d(pool, labels)
        if way == "chance":
            labels = np.concatenate([labels, rng.permutation(rest)[:BATCH]])
            continue
        folds = folds_of(part, hashes[labels])
        found = ranked(
            part,
            folds,
            problem.matrix.take(rest),
            need,
            most=BATCH,
            by_chance=0.5 if way == "ask" else 0.0,
        )
        labels = np.concatenate([labels, rest[found.place]])
        expected += float(found.saving[-1]) if batch * BATCH + START < most else 0.0
    return {"steps": steps, "expected": expected}


def measured(folder, way, names, seeds):
    """Every run of this way, taken from the folder where it is there."""
    for name in names:
        for seed in range(seeds):
            file = folder / f"{name}-{seed}-{way}.json"
            if not file.exists():
                begun = time.process_time()
                told = json.dumps(course(way, name, seed))
                file.write_text(told)
                print(file.stem, f"{time.process_time() - begun:.0f} CPU s", flush=True)


def falling(values):
    """The nearest course that never rises (isotonic)."""
    from sklearn.isotonic import IsotonicRegression

    return IsotonicRegression(increasing=False).fit_transform(np.arange(len(values)), values)


def labels_for(level, at, values):
    """How many labels bring the course to this level; infinite where none of these do."""
    below = np.flatnonzero(values <= level + 1e-12)
    if not len(below):
        return np.inf
    k = int(below[0])
    if k == 0 or values[k - 1] == values[k]:
        return float(at[k])
    return float(np.interp(level, values[k - 1 : k + 1][::-1], at[k - 1 : k + 1][::-1]))


def ratio(chance, ask, at):
    """Labels that `ask` takes to the mean loss of MIDDLE labels drawn by chance, over MIDDLE."""
    chance, ask = (falling(each.mean(axis=0)) for each in (chance, ask))
    place = int(np.flatnonzero(at == MIDDLE)[0])
    return labels_for(chance[place], at, ask) / labels_for(chance[place], at, chance)


def with_range(chance, ask, at, draws=2_000):
    """The ratio, and its 95 % range over seeds drawn again."""
    rng, seeds = np.random.default_rng(0), len(chance)
    drawn = []
    for _ in range(draws):
        who = rng.integers(0, seeds, seeds)
        drawn.append(ratio(chance[who], ask[who], at))
    return ratio(chance, ask, at), *np.quantile(drawn, [0.025, 0.975], method="nearest")


def paired(chance, ask):
    """Mean of ln(ask / chance) after the start, in per cent, with its t interval over seeds."""
    return interval(100 * np.log(ask[:, 1:] / chance[:, 1:]).mean(axis=1))


def interval(values):
    from gardefou.measures.chance import student_quantile

    half = student_quantile(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return values.mean(), values.mean() - half, values.mean() + half


def shown(triple):
    value, low, high = (">" + f"{MOST / MIDDLE:.2f}" if x == np.inf else f"{x:.2f}" for x in triple)
    return f"{value} [{low}, {high}]"


def runs(folder, way, name, seeds):
    """What each seed gave, shape (seeds, steps, 3), and what was expected, shape (seeds,)."""
    files = [folder / f"{name}-{seed}-{way}.json" for seed in range(seeds)]
    told = [json.loads(file.read_text()) for file in files]
    return np.array([each["steps"] for each in told]), np.array([e["expected"] for e in told])


def percent(gap):
    return f"{gap[0]:+.1f} [{gap[1]:+.1f}, {gap[2]:+.1f}]"


def lines(folder, names, seeds, way):
    for name in names:
        (chance, _), (ask, expected) = (runs(folder, each, name, seeds) for each in ("chance", way))
        cells = [name]
        for column in (1, 2):
            a, b = chance[:, :, column], ask[:, :, column]
            cells += [shown(with_range(a, b, chance[0, :, 0])), percent(paired(a, b))]
        fell = (ask[:, 0, 2] - ask[:, -1, 2]).mean()
        yield "| " + " | ".join([*cells, f"{expected.mean():.3g}", f"{fell:.3g}"]) + " |"


def overall(folder, names, seeds, way):
    """Mean over tables of each one's mean gap, with its t interval over tables."""
    both = []
    for column in (1, 2):
        every = [
            [runs(folder, w, n, seeds)[0][:, :, column] for w in ("chance", way)] for n in names
        ]
        each = np.array([paired(a, b)[0] for a, b in every])
        both.append(percent(interval(each)))
    return f"Mean over the tables: loss {both[0]}, cost {both[1]} per cent."


def write(folder, names, seeds, ways):
    head = "| table | labels, loss | gap, loss | labels, cost | gap, cost | expected | fell |"
    text = [
        "# Labels asked for, against labels drawn by chance",
        "",
        f"`python benchmarks/learning/ask.py FOLDER`: {len(names)} tables, {seeds} seeds each;",
        "what is done stands at the top of the program.",
        "",
        f"*labels*: how many it takes to the loss (or cost) that {MIDDLE} labels drawn by chance",
        "reach, over that number: below 1 labels are spared. Courses are means over seeds, made",
        "falling; ranges of 95 % from seeds drawn again, so few that they are rather too narrow.",
        "*gap*: mean after the start of ln(ask / chance) in per cent, below 0 where asking is",
        "better, with its t interval of 95 % over seeds. *expected*: what all batches together",
        "were expected to save per decision; *fell*: how much the cost of the models fell.",
    ]
    for way in ways:
        title = {"ask": "As `gardefou ask` does", "chosen": "Without rows by chance"}[way]
        text += ["", f"## {title}", "", overall(folder, names, seeds, way), "", head]
        text += ["|---|---|---|---|---|---|---|", *lines(folder, names, seeds, way)]
    Path(__file__).with_suffix(".md").write_text("\n".join(text) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--tables", nargs="*", default=TABLES)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for done, way in enumerate(WAYS):
        measured(asked.folder, way, asked.tables, asked.seeds)
        write(asked.folder, asked.tables, asked.seeds, WAYS[1 : done + 1])


if __name__ == "__main__":
    main()
