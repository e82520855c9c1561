"""What each way of making a table neutral does to gaps between groups, and to a model's price."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.core.need import Task
from gardefou.core.neutral import Neutralised
from gardefou.core.table import Kind
from gardefou.flows.learn import folds_of, problem_of
from gardefou.flows.rows import Rows
from gardefou.learners.calibrate import calibrate
from gardefou.learners.conformal import learn_residuals
from gardefou.learners.decide import cost_of, cost_of_number, decide, decide_number
from gardefou.learners.problem import Problem
from gardefou.learners.race import Race
from gardefou.learners.raced import Candidate
from gardefou.learners.recipe import RECIPES
from gardefou.measures.gaps import widest_gap
from gardefou.measures.intervals import mean
from gardefou.measures.reweighing import repaired, resampled
from gardefou.table.frame import Coded

Array = NDArray[Any]

_RECIPES = ("linear", "boosted")

_UNSEEN = ("repaired", "blind")  # ways that mean nothing while the group itself is learned

WAYS = ("as it is", "weights", "resampled", "repaired", "blind")
"""What is compared, in the order in which it is told."""


@dataclass(frozen=True)
class Decided:
    """What a model that learned one way says of rows it did not see, shape (rows,) each.

    way: which one. value: decisions as columns to compare between groups, shape (rows, k).
    """

    way: str
    judged: Array
    value: Array
    losses: Array
    costs: Array


def outcomes(y: Array, rows: Rows) -> Array:
    """The answers as columns to compare between groups, shape (rows, k).

    Two classes: whether it is the positive one. More: each class. Numbers: the number.
    """
    need = rows.need
    if need.task is Task.REGRESSION:
        return np.asarray(y, dtype=float)[:, None]
    each = np.eye(len(need.classes))[y.astype(int)]
    if need.task is Task.BINARY and need.positive is not None:
        return np.asarray(each[:, [need.classes.index(need.positive)]])
    return np.asarray(each)


def compared_ways(
    rows: Rows, group: Array, weight: Array, *, seed: int
) -> tuple[str, list[Neutralised]]:
    """The recipe that learned, and what each of WAYS does.

    group: of each row, int from 0; weight: of each row under reweighing.
    """
    recipe = _best_recipe(rows, seed)
    told: list[Neutralised] = []
    before: Decided | None = None
    for way, changed, table_weight in _ways(rows, group, weight, seed):
        left_out = dict.fromkeys(rows.need.columns.protected, way) if way in _UNSEEN else {}
        decided = replace(_decided(changed, left_out, recipe, seed), way=way)
        before = before or decided
        told.append(_told(rows, group, table_weight, decided, before))
    return recipe, told


def _ways(rows: Rows, group: Array, weight: Array, seed: int) -> Iterator[tuple[str, Rows, Array]]:
    """Each way: its name, the rows to learn from, and how many each stands for in the table."""
    yield "as it is", rows, rows.weight
    yield "weights", replace(rows, weight=rows.weight * weight), rows.weight * weight
    taken = resampled(rows.weight * weight, np.random.default_rng(seed))
    times = np.bincount(taken, minlength=len(weight)).astype(float)
    yield "resampled", replace(rows, weight=times), times
    yield "repaired", repaired_rows(rows, group), rows.weight
    yield "blind", rows, rows.weight


def repaired_rows(rows: Rows, group: Array) -> Rows:
    """The rows with every number column that is learned from repaired."""
    frame = rows.sample.frame
    columns = {
        name: repaired(np.asarray(cells), group) if name in repairable(rows) else cells
        for name, cells in frame.columns.items()
    }
    return replace(rows, sample=replace(rows.sample, frame=replace(frame, columns=columns)))


def repairable(rows: Rows) -> list[str]:
    """Number columns that are learned from and are not themselves protected."""
    aside = rows.need.not_features | set(rows.need.columns.protected)
    frame = rows.sample.frame
    return [
        name
        for name, cells in frame.columns.items()
        if name not in aside and frame.kinds[name] is Kind.NUMBER and not isinstance(cells, Coded)
    ]


def _best_recipe(rows: Rows, seed: int) -> str:
    """The cheap recipe of smaller loss on the rows as they are."""
    _, problem = problem_of(rows, {}, seed=seed)
    raced = Race(problem, folds_of(rows), recipes=[RECIPES[name] for name in _RECIPES]).run()
    return raced.best().recipe.name


def _decided(rows: Rows, left_out: Mapping[str, str], recipe: str, seed: int) -> Decided:
    _, problem = problem_of(rows, left_out, seed=seed)
    race = Race(problem, folds_of(rows), recipes=[RECIPES[recipe]])
    return _decisions(rows, problem, race.run().best())


def _decisions(rows: Rows, problem: Problem, candidate: Candidate) -> Decided:
    need, judged = rows.need, candidate.judged
    raw, y, weight = candidate.raw[judged], problem.y[judged], problem.weight[judged]
    losses = candidate.losses[judged]
    if need.task is Task.REGRESSION:
        decided = decide_number(raw[:, 0], learn_residuals(raw[:, 0], y), need)
        costs = cost_of_number(decided, y, need)
        return Decided("", judged, decided.choice[:, None], losses, costs)
    decided = decide(calibrate(raw, y.astype(int), weight, problem.task).apply(raw), need)
    acted = outcomes(decided.choice, rows) * ~decided.review[:, None]
    return Decided("", judged, acted, losses, cost_of(decided, y, need))


def _told(
    rows: Rows, group: Array, weight: Array, decided: Decided, before: Decided
) -> Neutralised:
    kept, unit = decided.judged, rows.need.cost.unit
    stated = rows.weight[kept]
    change = decided.costs - before.costs
    return Neutralised(
        way=decided.way,
        outcome_gap=_gap(rows, outcomes(rows.y, rows), group, weight),
        decision_gap=_gap(rows, decided.value, group[kept], stated),
        opportunity_gap=_opportunity(rows, group[kept], decided),
        loss=mean(decided.losses, unit="loss", weight=stated),
        cost=mean(decided.costs, unit=unit, weight=stated),
        cost_change=mean(change, unit=unit, weight=stated),
    )


def _opportunity(rows: Rows, group: Array, decided: Decided) -> Estimate | None:
    """The gap in what share of the truly positive is found; None but for two classes."""
    if rows.need.task is not Task.BINARY:
        return None
    truly = outcomes(rows.y, rows)[decided.judged, 0] == 1
    found = decided.value[truly]
    return _gap(rows, found, group[truly], rows.weight[decided.judged][truly])


def _gap(rows: Rows, values: Array, group: Array, weight: Array) -> Estimate:
    """The widest gap over all columns: a share, or in regression in the unit of the answer."""
    unit = str(rows.need.target) if rows.need.task is Task.REGRESSION else "share"
    gaps = [widest_gap(column, group, weight, unit=unit)[0] for column in values.T]
    return max(gaps, key=lambda gap: -np.inf if np.isnan(gap.value) else gap.value)
