"""Do the columns say anything about the target? Cross-validated models against pure chance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.core.need import Task
from gardefou.core.verdict import Signal
from gardefou.learners.folds import Folds, make_folds
from gardefou.learners.probe import Crossed, plain_models
from gardefou.learners.problem import Problem
from gardefou.learners.raced import Candidate, models
from gardefou.measures.chance import normal_tail
from gardefou.measures.intervals import mean
from gardefou.measures.scores import auc, rank_correlation

Array = NDArray[Any]


def measure_signal(
    problem: Problem,
    folds: Folds,
    candidates: Sequence[Candidate],
    costs: Mapping[str, Array],
    trivial: Array,
    *,
    unit: str,
    plain: Sequence[Crossed] | None = None,
    independent: float = 1.0,
) -> Signal:
    """Two plain models against chance, and what the best candidate saves on the trivial policy.

    costs: of each judged row by recipe name; trivial: the best trivial policy's, same rows. plain:
    what `plain_models` gives, where it is known already; as candidates too (`plain_candidates`)
    they answer before any race. independent: see `above_chance`.
    """
    asked = tuple(plain_models(problem, folds)) if plain is None else plain
    p, score, null = above_chance(problem, folds, asked, independent=independent)
    cheapest = min(models(candidates), key=lambda c: float(costs[c.recipe.name].mean()))
    judged = cheapest.judged
    weight = problem.weight[judged]
    return Signal(
        p=p,
        score=_estimate(problem, score, null, int(judged.sum())),
        saving=mean(trivial - costs[cheapest.recipe.name], unit=unit, weight=weight),
        trivial_cost=float(np.average(trivial, weights=weight)),
        rows=int(judged.sum()),
    )


def above_chance(
    problem: Problem,
    folds: Folds,
    plain: Sequence[Crossed],
    *,
    null_factor: float = 1.25,
    grey: tuple[float, float] = (1e-6, 0.2),
    independent: float = 1.0,
) -> tuple[float, float, float]:
    """Probability that luck scores as the best plain model does; how far above chance; its error.

    Candidates of a race chose their settings on the rows that judge them, which alone looks like
    signal; so chance is asked of models whose settings are fixed. null_factor: the closed-form
    null is too narrow as folds share rows; where p under this factor lies in `grey`, the factor is
    measured on shuffled answers instead. independent: share of rows that count as independent
    (entities / rows). p is corrected for the number of models and of classes. How often noise
    passes is counted in benchmarks/learning/shuffled_targets.md.
    """
    scored = [_score(problem, folds, each.raw) for each in plain]
    score, null, tests = max(scored, key=lambda each: each[0] / each[1], default=(0.0, 1.0, 1))
    null /= np.sqrt(independent)
    tests *= max(len(scored), 1)
    if grey[0] < _chance(score / (null * null_factor), tests) < grey[1]:
        null_factor = shuffled_spread(problem)
    null *= null_factor
    return _chance(score / null, tests), score, null


def plain_candidates(problem: Problem, plain: Iterable[Crossed]) -> list[Candidate]:
    """Plain models as candidates, so that what they save can be told before any race."""
    made = []
    for each in plain:
        losses = np.full(len(problem), np.nan)
        judged = ~np.isnan(each.raw[:, 0])
        losses[judged] = problem.take(judged).losses(each.raw[judged])
        made.append(Candidate(each.recipe, each.raw, losses, (), full=True))
    return made


def _chance(z: float, tests: int) -> float:
    """Probability that the best of so many tests is z standard errors above nothing, or more."""
    return min(1.0, normal_tail(z) * tests)


def shuffled_spread(problem: Problem, *, shuffles: int = 40, most_rows: int = 1000) -> float:
    """How wide chance really is, in closed-form standard errors: scores of shuffled answers.

    The wider of the two plain models. shuffles: 40 know it to about 11 %. most_rows: the spread
    hardly depends on the number of rows, its price does.
    Source: Ojala and Garriga 2010, jmlr.org/papers/v11/ojala10a.html
    """
    rng = np.random.default_rng(problem.seed)
    part = problem.take(rng.permutation(len(problem))[:most_rows])
    keys = rng.integers(0, 2**63, len(part)).astype("uint64")
    found = []
    for _ in range(shuffles):
        noise = replace(part, y=rng.permutation(part.y))
        folds = make_folds(keys, noise.y if problem.classes else None)
        scored = [_score(noise, folds, each.raw) for each in plain_models(noise, folds)]
        found += [(number, value / null) for number, (value, null, _) in enumerate(scored)]
    of_model = [[z for number, z in found if number == each] for each in (0, 1)]
    spreads = [float(np.sqrt(np.mean(np.square(z)))) for z in of_model if z]
    return max([1.0, *spreads])


def _score(problem: Problem, folds: Folds, raw: Array) -> tuple[float, float, int]:
    """How far above chance, its null standard error, and how many classes were looked at.

    Mean over folds: pooled out-of-fold ranks are biased against signal.
    """
    if problem.task is Task.REGRESSION:
        pairs = [_correlation(problem.y[f.judge], raw[f.judge, 0]) for f in folds]
        return (*_averaged(pairs), 1)
    classes = [1] if problem.task is Task.BINARY else list(range(problem.classes))
    every = []
    for k in classes:
        column = 0 if problem.task is Task.BINARY else k
        pairs = [_above_half(problem.y[f.judge] == k, raw[f.judge, column]) for f in folds]
        every.append(_averaged(pairs))
    value, null = max(every, key=lambda each: each[0] / each[1])
    return value, null, len(classes)


def _averaged(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    known = [pair for pair in pairs if np.isfinite(pair).all()]
    if not known:
        return 0.0, 1.0
    values, errors = np.array(known).T
    return float(values.mean()), float(np.sqrt((errors**2).sum()) / len(known))


def _above_half(positive: Array, score: Array) -> tuple[float, float]:
    hits = int(positive.sum())
    misses = len(positive) - hits
    if hits == 0 or misses == 0:
        return float("nan"), float("nan")
    error = np.sqrt((hits + misses + 1) / (12 * hits * misses))
    return auc(positive, score) - 0.5, float(error)


def _correlation(y: Array, score: Array) -> tuple[float, float]:
    if len(y) < 3:
        return float("nan"), float("nan")
    return rank_correlation(y, score), float(1 / np.sqrt(len(y) - 1))


def _estimate(problem: Problem, score: float, null: float, n: int) -> Estimate:
    middle, unit = (0.0, "rank correlation") if problem.task is Task.REGRESSION else (0.5, "AUC")
    value, half = middle + score, 1.96 * null
    return Estimate(value, max(-1.0, value - half), min(1.0, value + half), unit, n)
