"""Do the columns say anything about the target? Cross-validated models against pure chance."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.core.need import Task
from gardefou.core.verdict import Signal
from gardefou.learners.folds import Folds
from gardefou.learners.problem import Problem
from gardefou.learners.race import Candidate, models
from gardefou.measures.intervals import mean
from gardefou.measures.scores import auc, rank_correlation

Array = NDArray[Any]


def measure_signal(
    problem: Problem,
    folds: Folds,
    candidates: Sequence[Candidate],
    costs: dict[str, Array],
    trivial: Array,
    *,
    unit: str,
    null_factor: float = 1.25,
    independent: float = 1.0,
) -> Signal:
    """The strongest full candidate against chance, and what it saves against the trivial policy.

    costs: of each judged row by recipe name; trivial: the best trivial policy's, same rows.
    null_factor: the closed-form null is too narrow as folds share rows; how often noise passes with
    1.25 is counted in benchmarks/shuffled_targets.md. independent: share of rows that count as
    independent (entities / rows). p is corrected for the number of candidates, those that left
    the race included, and of classes.
    """
    from scipy.stats import norm

    looked = models(candidates)
    scored = [(_score(problem, folds, c), c) for c in looked]
    (score, null, tests), best = max(scored, key=lambda each: each[0][0] / each[0][1])
    null *= null_factor / np.sqrt(independent)
    tried = sum(each.recipe.name != "trivial" for each in candidates)
    p = min(1.0, float(norm.sf(score / null)) * tests * max(tried, 1))
    judged = best.judged
    cheapest = min(looked, key=lambda c: float(costs[c.recipe.name].mean()))
    gains = trivial - costs[cheapest.recipe.name]
    weight = problem.weight[judged]
    return Signal(
        p=p,
        score=_estimate(problem, score, null, int(judged.sum())),
        saving=mean(gains, unit=unit, weight=weight),
        trivial_cost=float(np.average(trivial, weights=weight)),
        rows=int(judged.sum()),
    )


def _score(problem: Problem, folds: Folds, candidate: Candidate) -> tuple[float, float, int]:
    """How far above chance, its null standard error, and how many classes were looked at.

    Mean over folds: pooled out-of-fold ranks are biased against signal.
    """
    if problem.task is Task.REGRESSION:
        pairs = [_correlation(problem.y[f.judge], candidate.raw[f.judge, 0]) for f in folds]
        return (*_averaged(pairs), 1)
    classes = [1] if problem.task is Task.BINARY else list(range(problem.classes))
    every = []
    for k in classes:
        column = 0 if problem.task is Task.BINARY else k
        pairs = [
            _above_half(problem.y[f.judge] == k, candidate.raw[f.judge, column]) for f in folds
        ]
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
