"""Nets of several sizes, trained for longer and shorter, beside each other.

    python benchmarks/learning/nets.py FOLDER [NAME ...]

On up to 20,000 rows of each table on which settings were chosen (`SEEN` in tables.py), every shape
learns the first fold of a race. *loss*: on the rows that judge beside that of the first shape, the
mean of the log ratio with its t interval of 95 % over tables; losses of numbers are squares.
*CPU*: that of all tables beside the first shape's. What each gave is kept in FOLDER so that it is
not run again. Writes nets.md.
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from known import facts, rows_of
from ratios import mean_ratio

from gardefou.flows.learn import folds_of, problem_of
from gardefou.learners.nets.fit import train
from gardefou.learners.nets.price import plan
from gardefou.learners.nets.settings import usual_settings
from tables import SEEN

ROWS, LARGE = 20_000, 10_000
SHAPES = {  # layers, width, members, part of the usual epochs
    "2 layers of 96, 4 members": (2, 96, 4, 1.0),
    "the same, half as long": (2, 96, 4, 0.5),
    "the same, a quarter as long": (2, 96, 4, 0.25),
    "2 layers of 192, 2 members": (2, 192, 2, 1.0),
    "3 layers of 128, 2 members": (3, 128, 2, 1.0),
    "the same, twice as long": (3, 128, 2, 2.0),
    "3 layers of 192, 2 members": (3, 192, 2, 1.0),
}


def tried(rows):
    """{shape: (loss of the judged rows, CPU seconds)}, and how many rows there are."""
    _, problem = problem_of(rows, {}, seed=0)
    fold = folds_of(rows).folds[0]
    learn, judge = problem.take(fold.learn), problem.take(fold.judge)
    usual, found = usual_settings(len(problem)), {}
    for name, (layers, width, members, part) in SHAPES.items():
        epochs = int(part * usual.epochs)
        settings = replace(usual, layers=layers, width=width, members=members, epochs=epochs)
        began = time.process_time()
        course = train(learn, judge, settings, plan(learn, None, settings)).course
        found[name] = min(course.judged), time.process_time() - began
    return {"rows": len(problem), "shapes": found}


def kept(folder, told, name):
    """What the shapes gave on one table, run where they are not there yet."""
    path = folder / f"{name}.json"
    if not path.exists():
        rows = rows_of(told)
        found = tried(rows.take(np.arange(len(rows.y))[:ROWS])) if rows is not None else {}
        path.write_text(json.dumps(found))
        print(name, found, flush=True)
    return json.loads(path.read_text())


def lines(each):
    """The lines of some tables."""
    first = next(iter(SHAPES))
    for shape in SHAPES:
        logs = np.array([np.log(e["shapes"][shape][0] / e["shapes"][first][0]) for e in each])
        spent = [sum(e["shapes"][name][1] for e in each) for name in (shape, first)]
        middle, low, high = mean_ratio(logs)
        interval = "" if shape == first else f"{low:.4f} to {high:.4f}"
        yield (
            f"| {shape} | {middle:.4f} | {interval} | {(logs < 0).sum()} of {len(logs)} "
            f"| {spent[0] / spent[1]:.2f} |"
        )


def main():
    """Measure and write."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    told_of = facts()
    names = sys.argv[2:] or SEEN
    every = [each for name in names if (each := kept(folder, told_of[name], name))]
    large = [each for each in every if each["rows"] > LARGE]
    small = [each for each in every if each["rows"] <= LARGE]
    page = ["# Nets of several sizes beside each other", ""]
    page += ["`python benchmarks/learning/nets.py FOLDER`: every shape on the first fold of up to"]
    page += ["20,000 rows; the first sees about a million rows in all, each at most eighty times."]
    for title, some in (("more than 10,000 rows", large), ("up to 10,000 rows", small)):
        page += ["", f"## {len(some)} tables of {title}", ""]
        page += ["| shape | loss beside the first | 95 % | smaller on | CPU beside the first |"]
        page += ["|---|---|---|---|---|", *lines(some)]
    Path(__file__).with_suffix(".md").write_text("\n".join(page) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
