"""Who wins the race, what it is averaged with, and the model that ships."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.words import say
from gardefou.learners.blend import greedy_weights
from gardefou.learners.mixture import Mixture, Part
from gardefou.learners.problem import Problem
from gardefou.learners.race import Race
from gardefou.learners.raced import Candidate, Raced, behind, models
from gardefou.learners.recipe import RECIPES, Fitted
from gardefou.learners.store import REFIT, Fit

Array = NDArray[Any]

_TOLD = 0.08
"""Part of the loss that e times the rows take off, in the mean (benchmarks/learning/refits.md)."""


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


def final_model(candidate: Candidate, race: Race) -> Fitted:
    """The model that ships: the mean of the fold models, or one that learned from all rows.

    It learns once more, at the middle setting of the folds, where they were in time, and where
    there was one fold and it pays. An average is made of the final models of its parts.
    """
    again = race.folds.refit or _pays_again(candidate, race)
    parts = [
        (each.recipe.name, share, _final(each, race, again=again))
        for each, share in candidate.parts or ((candidate, 1.0),)
    ]
    return Mixture(tuple(Part(*each) for each in parts)) if candidate.parts else parts[0][2]


def _pays_again(candidate: Candidate, race: Race) -> bool:
    """Whether what the judging rows may teach is worth its price.

    Several folds have all rows among them; of parts of the rows nobody knows what more would tell.
    """
    first = race.folds.folds[0]
    singles = [each for each, _ in candidate.parts or ((candidate, 1.0),)]
    if len(race.folds) > 1 or any(fit.recipe != e.recipe.name for e in singles for fit in e.fits):
        return False
    gain = _TOLD * np.log(len(race.problem) / len(first.learn))
    seconds = sum(race.purse.seconds(each.recipe, race.problem) for each in singles)
    return bool(seconds <= min(race.purse.paid(gain), race.purse.left))


def _final(candidate: Candidate, race: Race, *, again: bool) -> Fitted:
    if again:
        return _refitted(candidate, race)
    recipe = candidate.recipe
    return recipe.merge([recipe.unpack(fit.packed) for fit in candidate.fits])


def _refitted(candidate: Candidate, race: Race) -> Fitted:
    recipe = candidate.recipe
    kept = race.store.load(recipe.name, REFIT)
    if kept is not None:
        race.purse.pay(recipe, race.problem, kept.seconds, fresh=False)
        return recipe.unpack(kept.packed)
    setting = _middle(candidate.fits)
    race.progress(say("learners.race.refitting", recipe=recipe.name))
    began = time.process_time()
    fitted = recipe.fit(race.problem, None, setting)
    seconds = time.process_time() - began
    race.purse.pay(recipe, race.problem, seconds)
    nothing = np.empty((0, race.problem.outputs))
    race.store.save(Fit(recipe.name, REFIT, fitted.pack(), nothing, seconds, setting))
    return fitted


def _middle(fits: Sequence[Fit]) -> dict[str, float]:
    """The setting of the fold that stands in the middle: settings that were chosen together."""
    every = sorted((dict(fit.setting) for fit in fits), key=lambda each: tuple(each.values()))
    return every[len(every) // 2]
