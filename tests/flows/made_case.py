"""Finished cases without the wait: one recipe, or a mean of some, on an invented table."""

import csv
import io
from dataclasses import replace

import numpy as np

from gardefou.core.ledger import Ledger
from gardefou.core.need import Columns, Cost, Need, Task
from gardefou.core.reading import Reading
from gardefou.core.verdict import Record, Verdict
from gardefou.flows.case import CaseFolder, write_whole
from gardefou.flows.learn import _model, folds_of, problem_of
from gardefou.flows.rows import split_rows
from gardefou.learners.bundle import write_bundle
from gardefou.learners.race import Race
from gardefou.learners.raced import Candidate
from gardefou.learners.recipe import RECIPES
from gardefou.learners.store import FitStore
from gardefou.report.json import as_json, json_text
from gardefou.table.engine import open_table

HOSTILE = '=cmd|"\'/C calc\'!A1\n"""; import os #{}'
"""The name of a column that would be a formula, end a string, or start a line of code."""

COST = {
    Task.BINARY: Cost(missed=5.0, false_alarm=1.0, review=0.4, review_error=0.05),
    Task.MULTICLASS: Cost(
        confusion={a: {b: float(1 + (a > b)) for b in "abc" if b != a} for a in "abc"}
    ),
    Task.REGRESSION: Cost(under=3.0, over=1.0, review=2.0),
}


def table(task=Task.BINARY, rows=320, seed=0):
    """CSV: numbers with holes, a category, true and false, moments; the target is `y`."""
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=rows).round(3), rng.integers(0, 40, rows)
    place = rng.choice(["east", "+north", "west, far", "é"], rows, p=[0.4, 0.3, 0.29, 0.01])
    member = rng.choice(["True", "false", ""], rows)
    days = rng.integers(0, 900, rows)
    score = 1.5 * x + 1.2 * (place == "east") - 0.05 * z + 0.001 * days + 0.6 * (member == "True")
    noisy = score + rng.normal(size=rows)
    y = {
        Task.BINARY: np.where(noisy > 0.3, "yes", "no"),
        Task.MULTICLASS: np.array(list("abc"))[np.digitize(noisy, [-0.8, 0.9])],
        Task.REGRESSION: (100 * noisy).round(2),
    }[task]
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(["who", "x", HOSTILE, "place", "member", "since", "until", "y"])
    for n in range(rows):
        hole = n % 11 == 0
        since = np.datetime64("2020-01-31") + days[n]
        until = f"{since + n % 90}T{n % 24:02}:30:00"
        cells = ("" if hole else x[n], f"{z[n]}e-3", place[n], member[n], since, until, y[n])
        out.writerow([f"P{n // 2}", *cells])
    return text.getvalue()


def need_of(task=Task.BINARY, **columns):
    """A need with prices for the invented table."""
    return Need(target="y", task=task, cost=COST[task], columns=Columns(id=("who",), **columns))


def case(folder, source, need, shares, *, left_out=(), seed=0, calibrator=None):
    """A case folder and its model. shares: {recipe: its share}."""
    with open_table(source, Reading()) as engine:
        rows = split_rows(engine, need, seed=seed)
        found = engine.table
    encoder, problem = problem_of(rows, dict.fromkeys(left_out, ""), seed=seed)
    kept = CaseFolder(folder)
    kept.claim(found, rows.need, seed)
    race = Race(
        problem,
        folds_of(rows),
        FitStore(kept.fits, folder / "race.jsonl"),
        recipes=[RECIPES[name] for name in shares],
        margin=np.inf,
        keep=9,
        worth=lambda _: np.inf,
    )
    chosen = _chosen(race, shares)
    model = _model(rows.need, found, encoder, chosen, race)
    model = replace(model, calibrator=calibrator or model.calibrator)
    validity = {"rows_learned": int(rows.open.sum()), "rows_examined": int(rows.locked.sum())}
    write_bundle(model, kept.bundle, {"validity": validity})
    record = Record(found, rows.need, Verdict(None, None), (), Ledger(()))
    write_whole(folder / "findings.json", json_text(as_json(record)))
    return model


def _chosen(race, shares) -> Candidate:
    raced = {each.recipe.name: each for each in race.run().candidates}
    if len(shares) == 1:
        return raced[next(iter(shares))]
    parts = tuple((raced[name], share) for name, share in shares.items())
    raw = sum(share * each.raw for each, share in parts)
    first = parts[0][0]
    return replace(first, recipe=RECIPES["average"], raw=raw, fits=(), parts=parts)
