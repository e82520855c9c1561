"""Who wins the race, and what it is averaged with."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.words import say
from gardefou.learners.blend import greedy_weights
from gardefou.learners.problem import Problem
from gardefou.learners.raced import Candidate, Raced, behind, models
from gardefou.learners.recipe import RECIPES

Array = NDArray[Any]


def averaged(problem: Problem, raced: Raced) -> Raced:
    """The race with one more candidate: the average of the best, where several share it."""
    full = models(raced.candidates)
    if len(full) < 2:
        return raced
    judged = full[0].judged
    judges = problem.take(judged)
    shares = greedy_weights(judges, [each.raw[judged] for each in full])
    parts = tuple((each, float(w)) for each, w in zip(full, shares, strict=True) if w > 0)
    if len(parts) < 2:
        return raced
    raw = np.full_like(full[0].raw, np.nan)
    raw[judged] = sum(share * each.raw[judged] for each, share in parts)
    losses = np.full(len(problem), np.nan)
    losses[judged] = judges.losses(raw[judged])
    joint = Candidate(RECIPES["average"], raw, losses, (), full=True, parts=parts)
    return replace(raced, candidates=(*raced.candidates, joint))


def choose(
    raced: Raced,
    costs: Mapping[str, Array],
    *,
    tolerance: float = 1.0,
    notable: float = 0.005,
    slight: float = 0.001,
) -> tuple[Candidate, dict[str, str]]:
    """The candidate to use, and a word on each other one.

    costs: of each judged row under each full candidate's decisions, by recipe name. Where readable
    ones are within `tolerance` paired standard errors of the best, or within `notable` of it, in
    cost and in loss, one of these is taken; else, among those within `slight` of the best, the one
    that costs least to serve. The loss stands beside the cost because prices may be guesses, and
    probabilities must be right whatever they are. notable: half a percent, less than any plan would
    notice; an average beside its own parts is better by less than that and yet beyond noise, as
    they err alike.
    """
    full = models(raced.candidates)
    if not full:
        raise GardefouError("No recipe ran on every fold.")
    cheapest = min(full, key=lambda each: float(costs[each.recipe.name].mean()))
    surest = min(full, key=lambda each: float(np.nanmean(each.losses)))
    best_cost = costs[cheapest.recipe.name]
    best_loss = surest.losses[surest.judged]
    near = [
        each
        for each in full
        if _near(costs[each.recipe.name], best_cost, tolerance, notable)
        and _near(each.losses[each.judged], best_loss, tolerance, notable)
    ] or [surest]
    least = (1 + slight) * float(np.nanmean(surest.losses))
    alike = [each for each in near if each.readable] or [
        each for each in near if float(np.nanmean(each.losses)) <= least
    ]
    chosen = min(alike or near, key=lambda each: each.serve_cost)
    ways = {each.recipe.name: "near" for each in near}
    ways |= {each.recipe.name: "alike" for each in alike}
    notes = {
        each.recipe.name: say(
            f"learners.choice.{ways.get(each.recipe.name, 'behind')}", recipe=chosen.recipe.name
        )
        for each in full
        if each is not chosen
    }
    return chosen, notes


def _near(own: Array, best: Array, tolerance: float, notable: float) -> bool:
    small = float(own.mean() - best.mean()) <= notable * abs(float(best.mean()))
    return small or behind(own, best) <= tolerance
