"""The vault is opened, once, for a frozen model: what it is worth on rows it never saw."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.core.examined import Examined
from gardefou.core.need import Need, Task
from gardefou.core.verdict import Value
from gardefou.flows.learn import Learning
from gardefou.flows.rows import Rows
from gardefou.learners.decide import (
    Decisions,
    cost_of,
    cost_of_number,
    decide,
    decide_number,
)
from gardefou.learners.folds import entity_keys
from gardefou.learners.model import Model
from gardefou.learners.policies import best_constant, trivial_costs
from gardefou.learners.problem import Problem, probabilities
from gardefou.measures.association import correlation_interval
from gardefou.measures.intervals import auc_interval, mean
from gardefou.measures.scores import auc, briers, log_losses, rank_correlation

Array = NDArray[Any]


def examine(rows: Rows, learning: Learning, *, openings: int) -> Examined:
    """What the vault says. openings: how many models have now seen it; intervals widen with it.

    With k openings each interval is at level 1 - 0.05 / k (Bonferroni), so that all k together
    keep 95 %.
    """
    vault = rows.sample.take(rows.locked)
    y, weight = rows.y[rows.locked], rows.weight[rows.locked]
    weight = weight / weight.mean() if weight.sum() else np.ones(len(weight))
    raw = learning.model.raw(vault.frame)
    level = 1 - 0.05 / openings
    p, point, low, high, decisions = _answers(learning.model, raw)
    value = _value(rows, y, weight, decisions, level)
    train, chosen = _losses_learned(learning)
    return Examined(
        y=y,
        weight=weight,
        p=p,
        point=point,
        low=low,
        high=high,
        loss_train=train,
        loss_chosen=chosen,
        loss_vault=_loss(y, p, point, weight, level),
        value=value,
        openings=openings,
        choice=decisions.choice,
        review=decisions.review,
        things=_things(rows),
    )


def _answers(model: Model, raw: Array) -> tuple[Any, Any, Any, Any, Decisions]:
    if model.residuals is not None:
        point = raw[:, 0]
        low, high = model.residuals.interval(point, model.need.people.coverage)
        return None, point, low, high, decide_number(point, model.residuals, model.need)
    assert model.calibrator is not None
    p = model.calibrator.apply(raw)
    return p, None, None, None, decide(p, model.need)


def _loss(y: Array, p: Any, point: Any, weight: Array, level: float) -> Estimate:
    if p is None:
        return root(mean((y - point) ** 2, unit="rmse", weight=weight, level=level))
    return mean(log_losses(y, p), unit="log loss", weight=weight, level=level)


def root(square: Estimate) -> Estimate:
    """The estimate of a root from that of the mean square."""
    low, high = np.sqrt(max(square.low, 0.0)), np.sqrt(max(square.high, 0.0))
    return replace(square, value=float(np.sqrt(square.value)), low=float(low), high=float(high))


def _losses_learned(learning: Learning) -> tuple[Estimate, Estimate]:
    """Loss on the rows that were learned, and out of fold, of the calibrated model."""
    problem, chosen = learning.problem, learning.chosen
    fitted = learning.model.fitted.raw(problem.matrix)
    judged = chosen.judged
    return (
        _loss_of(learning.model, fitted, problem),
        _loss_of(learning.model, chosen.raw[judged], problem.take(judged)),
    )


def _loss_of(model: Model, raw: Array, problem: Problem) -> Estimate:
    if model.calibrator is None:
        return _loss(problem.y, None, raw[:, 0], problem.weight, 0.95)
    return _loss(problem.y, model.calibrator.apply(raw), None, problem.weight, 0.95)


def _value(rows: Rows, y: Array, weight: Array, decisions: Decisions, level: float) -> Value:
    need = rows.need
    constant = best_constant(rows.y[rows.open], rows.weight[rows.open], rows.need)
    costs = trivial_costs(y, rows.need, constant)
    spent = decision_costs(decisions, y, need)
    unit = need.cost.unit

    def told(each: Array) -> Estimate:
        return mean(each, unit=unit, weight=weight, groups=_things(rows), level=level)

    policies = {name: told(each) for name, each in costs.items()}
    trivial = min(policies, key=lambda name: policies[name].value)
    model = told(spent)
    act, review = _shares(decisions, need, weight)
    return Value(
        unit=unit,
        trivial=trivial,
        trivial_cost=policies[trivial],
        model_cost=model,
        saving=told(costs[trivial] - spent),
        policies={**policies, "model": model},
        act=act,
        review=review,
        review_pays_below=_review_pays_below(decisions, need),
    )


def _things(rows: Rows) -> Array | None:
    """Which thing each vault row belongs to, where the need says that rows share one."""
    entity = rows.need.columns.entity
    return None if entity is None else entity_keys(rows.sample.take(rows.locked).frame[entity])


def decision_costs(decisions: Decisions, y: Array, need: Need) -> Array:
    """What these decisions cost, the answers known, shape (rows,)."""
    if need.task is Task.REGRESSION:
        return cost_of_number(decisions, y, need)
    return cost_of(decisions, y, need)


def _shares(decisions: Decisions, need: Need, weight: Array) -> tuple[float | None, float | None]:
    """Shares of decisions that act and that hand over; None in regression."""
    if need.task is Task.REGRESSION:
        return None, None
    review = float(np.average(decisions.review, weights=weight))
    if need.task is Task.MULTICLASS:
        return 1 - review, review
    assert need.positive is not None
    acts = (decisions.choice == need.classes.index(need.positive)) & ~decisions.review
    return float(np.average(acts, weights=weight)), review


def _review_pays_below(decisions: Decisions, need: Need) -> float | None:
    """The price of a look under which handing over would begin to pay: the dearest decision."""
    if need.cost.review is not None or len(decisions.expected) == 0:
        return None
    return float(np.max(decisions.expected)) * (1 - need.cost.review_error)


def metrics(examined: Examined, need: Need) -> dict[str, Estimate]:
    """What experts ask for, each with its interval, on the vault."""
    level = 1 - 0.05 / examined.openings
    if examined.p is None:
        return _number_metrics(examined, need, level)
    y, p, weight = examined.y.astype(int), examined.p, examined.weight
    right = (p.argmax(axis=1) == y).astype(float)
    halves = 2 if need.task is Task.BINARY else 1  # of two classes one says it all
    found = {
        "log_loss": examined.loss_vault,
        "brier": mean(briers(y, p) / halves, unit="Brier", weight=weight, level=level),
        "accuracy": mean(right, unit="share", weight=weight, level=level),
    }
    if need.task is Task.BINARY:
        positive = need.classes.index(need.positive or need.classes[1])
        hits = int((y == positive).sum())
        score = auc(y == positive, p[:, positive])
        if np.isfinite(score):
            found["auc"] = auc_interval(score, hits, len(y) - hits, level=level)
    return found


def _number_metrics(examined: Examined, need: Need, level: float) -> dict[str, Estimate]:
    y, weight = examined.y, examined.weight
    point: Array = examined.point  # type: ignore[assignment]
    inside = ((y >= examined.low) & (y <= examined.high)).astype(float)
    gaps = np.abs(y - point)
    rank = rank_correlation(y, point)
    return {
        "rmse": examined.loss_vault,
        "mae": mean(gaps, unit=need.target or "", weight=weight, level=level),
        "rank_correlation": correlation_interval(rank, len(y), level=level),
        "coverage": mean(inside, unit="share", weight=weight, level=level),
    }


def raw_loss(problem: Problem, raw: Array) -> Estimate:
    """The loss of raw scores, in the unit that the task is judged by."""
    if problem.task is Task.REGRESSION:
        return _loss(problem.y, None, raw[:, 0], problem.weight, 0.95)
    return _loss(problem.y, probabilities(raw, problem.task), None, problem.weight, 0.95)
