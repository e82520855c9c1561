"""What cheap models say of a table: the signal, answers row by row, and what moved in money."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.core.evidence import CostShift, Probe
from gardefou.core.need import Need, Task
from gardefou.core.verdict import Signal
from gardefou.flows.judging import best_trivial, judged_costs
from gardefou.flows.learn import Learning, folds_of, problem_of
from gardefou.flows.rows import Rows, named_moments
from gardefou.learners.calibrate import calibrate
from gardefou.learners.conformal import learn_residuals
from gardefou.learners.decide import cost_of, cost_of_number, decide, decide_number
from gardefou.learners.encode import Matrix
from gardefou.learners.folds import Folds, entity_keys
from gardefou.learners.policies import best_constant, trivial_costs
from gardefou.learners.probe import Answers, Crossed, joint_answers, plain_models
from gardefou.learners.problem import Problem, probabilities
from gardefou.learners.race import Race
from gardefou.learners.raced import NoRecipeSurvivedError, models
from gardefou.learners.recipe import RECIPES
from gardefou.learners.signal import measure_signal
from gardefou.measures import intervals
from gardefou.table.classes import as_classes
from gardefou.table.frame import Coded, Sample, missing

Array = NDArray[Any]

FEW_ROWS = 5_000
"""Rows that cheap models learn from: enough for a first answer, at a second of computing."""

_RACED = ("trivial", "linear", "boosted")
_FEWEST = 100  # rows on either side, below which a cost says next to nothing

NOTHING: Mapping[str, str] = MappingProxyType({})


def probed(
    rows: Rows, left_out: Mapping[str, str], *, sample: Sample | None = None, seed: int
) -> tuple[Signal | None, Probe | None]:
    """The signal, and what the same cheap models answer to rows they did not learn from.

    sample: the one that `Probe.rows` counts in; None: that of `rows`. None where the models cannot
    even be tried. The models learn from the first rows by hash; the rest of the sample, which
    they never saw, only costs its answers.
    """
    need, opened = rows.need, np.flatnonzero(rows.open)
    few = opened[:FEW_ROWS]
    some = rows.take(few)
    encoder, problem = problem_of(some, left_out, seed=seed)
    folds = folds_of(some)
    if len(problem) < 20 or not problem.matrix.features or not len(folds):
        return None, None
    try:
        raced = Race(problem, folds, recipes=[RECIPES[name] for name in _RACED]).run()
    except NoRecipeSurvivedError:
        return None, None
    full = [each for each in raced.candidates if each.full]
    costs = {each.recipe.name: judged_costs(problem, each, need) for each in full}
    trivial = best_trivial(problem, full[0].judged, need)
    plain = tuple(plain_models(problem, folds))
    unit = need.cost.unit
    signal = measure_signal(problem, folds, full, costs, trivial, unit=unit, plain=plain)
    more = _copyless(rows, opened, folds)
    answered = joint_answers(models(full), folds, encoder.encode(rows.sample.frame.take(more)))
    asked = rows.take(np.concatenate([few, more]))
    return signal, _probe(asked, answered, plain, rows.sample if sample is None else sample)


def probe_of(rows: Rows, learning: Learning, sample: Sample) -> Probe | None:
    """What the recipes of a race answered to rows that they did not learn from.

    sample: the first of the open rows, in the order in which they were learned from.
    """
    problem, folds = learning.problem, learning.folds
    full = [each for each in models(learning.raced.candidates) if not each.parts]
    few = slice(0, len(sample))
    answered = joint_answers(full, folds, problem.matrix.take(np.arange(0)))
    answered = Answers(answered.raw[few], answered.fold[few], answered.recipe)
    plain = tuple(Crossed(c.recipe, c.raw[few], ()) for c in full if c.recipe.name == "linear")
    return _probe(rows.take(np.flatnonzero(rows.open)[few]), answered, plain, sample)


def _copyless(rows: Rows, opened: Array, folds: Folds) -> Array:
    """Open rows after those learned from that are no copies of them.

    None where rows of one thing, or of one time, may not stand on both sides.
    """
    more = opened[FEW_ROWS:]
    if folds.way != "rows" or not len(more):
        return more[:0]
    return np.asarray(more[rows.sample.hashes[more] != rows.sample.hashes[opened[FEW_ROWS - 1]]])


def _probe(
    asked: Rows, answered: Answers, plain: tuple[Crossed, ...], sample: Sample
) -> Probe | None:
    known = np.flatnonzero(~np.isnan(answered.raw[:, 0]))
    task = asked.need.task
    assert task is not None
    if not len(known) or answered.recipe == "trivial":
        return None
    raw, number = answered.raw[known], task is Task.REGRESSION
    order = np.argsort(sample.position, kind="stable")
    place = np.searchsorted(sample.position[order], asked.sample.position[known])
    return Probe(
        rows=order[place],
        y=asked.y[known],
        p=None if number else probabilities(raw, task),
        point=raw[:, 0] if number else None,
        fold=answered.fold[known],
        recipe=answered.recipe,
        straight=None if number else _straight(plain, len(answered.raw), task, known),
    )


def _straight(plain: tuple[Crossed, ...], rows: int, task: Task, known: Array) -> Array | None:
    """Probabilities of the linear model alone; NaN beyond the rows that it was learned with."""
    for each in plain:
        if each.recipe.name == "linear":
            raw = np.full((rows, each.raw.shape[1]), np.nan)
            raw[: len(each.raw)] = each.raw
            return probabilities(raw, task)[known]
    return None


def cost_shift(
    then: Sample, now: Sample, need: Need, left_out: Mapping[str, str] = NOTHING, *, seed: int
) -> CostShift | None:
    """What a cheap model that learned then costs on rows of then it did not see, and on those now.

    Each row of now is decided by the models and the calibration of one fold, as each row of then
    is, so that nothing but the rows differs. Both are priced by `need`. None where there is no
    task, an answer is lacking on one side, or there are too few rows to learn from.
    """
    before, after = answered(then, need), answered(now, need)
    if before is None or after is None:
        return None
    before, after = _first(before), _first(after)
    encoder, problem = problem_of(before, left_out, seed=seed)
    folds = folds_of(before)
    if min(len(problem), len(after.y)) < _FEWEST or not problem.matrix.features or not len(folds):
        return None
    later = encoder.encode(after.sample.frame)
    priced = [
        (each.recipe.name, *_two_costs(each, problem, folds, (later, after.y), need))
        for each in plain_models(problem, folds)
    ]
    if not priced:
        return None
    recipe, old, new = min(priced, key=lambda each: float(np.mean(each[1])))
    unit, groups = need.cost.unit, _things(after)
    constant = best_constant(problem.y, problem.weight, need)
    trivial = min(trivial_costs(after.y, need, constant).values(), key=lambda each: each.mean())
    earlier = intervals.mean(old, unit=unit, groups=_things(before, folds))
    current = intervals.mean(new, unit=unit, groups=groups)
    return CostShift(
        then=earlier,
        now=current,
        change=_difference(earlier, current),
        trivial=intervals.mean(trivial, unit=unit, groups=groups),
        recipe=recipe,
    )


def _two_costs(
    model: Crossed, problem: Problem, folds: Folds, later: tuple[Matrix, Array], need: Need
) -> tuple[Array, Array]:
    """Costs of the judged rows of then, in the order of the folds, and of the rows of now."""
    matrix, y = later
    turn = np.arange(len(y)) % len(folds)
    if folds.way == "time":  # the last model knows most of then
        turn[:] = len(folds) - 1
    old, new = [], np.full(len(y), np.nan)
    judged = ~np.isnan(model.raw[:, 0])
    for place, fold in enumerate(folds):
        others = judged.copy()
        others[fold.judge] = False
        others = others if others.any() else judged  # one fold alone
        decided = _Decided(problem, model.raw, others, need)
        old.append(decided.costs(model.raw[fold.judge], problem.y[fold.judge]))
        mine = turn == place
        if mine.any():
            new[mine] = decided.costs(model.fitted[place].raw(matrix.take(mine)), y[mine])
    return np.concatenate(old), new


class _Decided:
    """Decisions from raw scores, calibrated on some rows."""

    def __init__(self, problem: Problem, raw: Array, on: Array, need: Need) -> None:
        self.need = need
        self.number = problem.task is Task.REGRESSION
        if self.number:
            self.residuals = learn_residuals(raw[on][:, 0], problem.y[on])
        else:
            y, weight = problem.y[on].astype(int), problem.weight[on]
            self.calibrator = calibrate(raw[on], y, weight, problem.task)

    def costs(self, raw: Array, y: Array) -> Array:
        """What the decisions on these scores cost, the answers known, shape (rows,)."""
        if self.number:
            return cost_of_number(decide_number(raw[:, 0], self.residuals, self.need), y, self.need)
        return cost_of(decide(self.calibrator.apply(raw), self.need), y, self.need)


def _things(rows: Rows, folds: Folds | None = None) -> Array | None:
    """Which rows belong to one thing, in the order of the folds; None where nothing says so."""
    entity = rows.need.columns.entity
    if entity is None or entity not in rows.sample.frame:
        return None
    keys = entity_keys(rows.sample.frame[entity])
    return keys if folds is None else keys[np.concatenate([fold.judge for fold in folds])]


def _difference(then: Estimate, now: Estimate) -> Estimate:
    """How much more now costs: two independent samples, errors added in squares."""
    value = now.value - then.value
    half = float(np.hypot(then.high - then.value, now.high - now.value))
    return Estimate(value, value - half, value + half, now.unit, then.n + now.n)


def _first(rows: Rows) -> Rows:
    return rows.take(np.arange(min(len(rows.y), FEW_ROWS)))


def answered(sample: Sample, need: Need) -> Rows | None:
    """The rows whose answer the need knows, in the order of their hashes; None without any."""
    if need.task is None or need.target is None or need.target not in sample.frame:
        return None
    y = answers_of(sample, need)
    known = np.flatnonzero(~np.isnan(y))
    if not len(known):
        return None
    none = np.zeros(len(known), dtype=bool)
    y = y[known] if need.task is Task.REGRESSION else y[known].astype(int)
    return Rows(need, sample.take(known), y, np.ones(len(y)), none, none, len(sample) - len(y))


def answers_of(sample: Sample, need: Need) -> Array:
    """The answer of every row as recipes take it, NaN where the need knows none, shape (rows,)."""
    assert need.target is not None
    kind, cells = sample.frame.kinds[need.target], sample.frame[need.target]
    if need.task is Task.REGRESSION:
        nothing = np.full(len(sample), np.nan)
        return nothing if isinstance(cells, Coded) else np.where(np.isfinite(cells), cells, np.nan)
    there = np.flatnonzero(~missing(cells))
    names = as_classes(named_moments(sample.frame.take(there)[need.target], kind, need), kind)
    place = {name: float(number) for number, name in enumerate(need.classes)}
    known = np.array([*(place.get(level, np.nan) for level in names.levels), np.nan])
    y = np.full(len(sample), np.nan)
    y[there] = known[names.codes]
    return y
