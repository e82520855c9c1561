"""The model that ships: what was chosen, learned once more from all rows where that pays."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from gardefou.core.words import say
from gardefou.learners.mixture import Mixture, Part
from gardefou.learners.race import Race
from gardefou.learners.raced import Candidate
from gardefou.learners.recipe import Fitted, Recipe
from gardefou.learners.store import REFIT, Fit

_TOLD = 0.08
"""Part of the loss that e times the rows take off, in the mean (benchmarks/learning/refits.md)."""

_FOLDED = 0.017
"""The same of an average that learned from all rows, beside that of five folds of them; the two
tables on which it gained least and most are left out of that mean."""

_SEEDS = 0.007
"""The same of endlessly many that learned by other chances, averaged, beside one of them."""

_MOST = 4
"""How many may be averaged: each must be kept and asked."""


def final_model(candidate: Candidate, race: Race) -> Fitted:
    """The model that ships: one that learned from all rows, or the mean of the fold models.

    It learns once more, at the middle setting of the folds, where they were in time, and where it
    pays; by other chances again and again, their scores averaged, as long as that pays. An average
    is made of the final models of its parts.
    """
    singles = candidate.parts or ((candidate, 1.0),)
    times = _times([each for each, _ in singles], race)
    parts = tuple(Part(e.recipe.name, share, _final(e, race, times)) for e, share in singles)
    return Mixture(parts) if candidate.parts else parts[0].fitted


def middle(settings: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The setting that stands in the middle, one of them: its values were chosen together.

    >>> middle([{"rounds": 90.0, "rate": 0.1}, {"rounds": 20.0, "rate": 0.2}, {"rounds": 5.0}])
    {'rounds': 20.0, 'rate': 0.2}
    """
    every = sorted((dict(each) for each in settings), key=lambda each: tuple(each.values()))
    return every[len(every) // 2]


def _times(singles: Sequence[Candidate], race: Race) -> int:
    """How often to learn from all rows; 0: the fold models are the model."""
    times = 1 if race.folds.refit else 0
    if any(fit.recipe != each.recipe.name for each in singles for fit in each.fits):
        return times  # of parts of the rows nobody knows what more would tell
    singles = [each for each in singles if not _stays_folded(each.recipe, race)]
    left = race.purse.left - times * _seconds(singles, race)
    while times < _MOST:
        again = [each for each in singles if not times or each.recipe.varies]
        gain = _by_chance(len(again), len(singles), times) if times else _from_all(race)
        seconds = _seconds(again, race)
        if not again or seconds > min(race.purse.paid(gain), left):
            break
        times, left = times + 1, left - seconds
    return times


def _stays_folded(recipe: Recipe, race: Race) -> bool:
    return recipe.folded and len(race.folds) > 1 and not race.folds.refit


def _from_all(race: Race) -> float:
    """The part of the loss that learning from all rows takes off."""
    if len(race.folds) > 1:
        return _FOLDED
    return float(_TOLD * np.log(len(race.problem) / len(race.folds.folds[0].learn)))


def _by_chance(varying: int, parts: int, times: int) -> float:
    """The same of one seed more than so many: what chance adds to a mean of n goes with 1 / n.

    parts: how many learned from all rows. varying: of how many of them another seed makes another
    model; each adds to their average by its share alone.
    """
    return _SEEDS * varying / parts**2 / (times * (times + 1))


def _seconds(singles: Sequence[Candidate], race: Race) -> float:
    """CPU seconds of learning each from all rows, for as many rounds or epochs as were chosen."""
    total = 0.0
    for each in singles:
        setting = middle([fit.setting for fit in each.fits])
        chosen = each.recipe.reckoned(race.problem, setting.get("rounds", setting.get("epochs")))
        total += max(chosen, race.purse.seconds(each.recipe, race.problem))
    return total


def _final(candidate: Candidate, race: Race, times: int) -> Fitted:
    recipe = candidate.recipe
    if times and not _stays_folded(recipe, race):
        try:
            often = times if recipe.varies else 1
            return _merged(recipe, [_again(candidate, race, which) for which in range(often)])
        except OSError:  # no room to keep it, say
            raise
        except Exception as broken:  # as in the race, a note and never the end
            why = f"{type(broken).__name__}: {broken}"
            race.progress(say("learners.race.not_refitted", recipe=recipe.name, why=why))
    return _merged(recipe, [recipe.unpack(fit.packed) for fit in candidate.fits])


def _merged(recipe: Recipe, fits: Sequence[Fitted]) -> Fitted:
    return fits[0] if len(fits) == 1 else recipe.merge(fits)


def _again(candidate: Candidate, race: Race, which: int) -> Fitted:
    """What it learns from all rows; which: by the seed of the race and so many beyond."""
    recipe = candidate.recipe
    kept = race.store.load(recipe.name, REFIT + which)
    if kept is not None:
        race.purse.pay(recipe, race.problem, kept.seconds, fresh=False)
        return recipe.unpack(kept.packed)
    setting = middle([fit.setting for fit in candidate.fits])
    race.progress(say("learners.race.refitting", recipe=recipe.name))
    problem = replace(race.problem, seed=race.problem.seed + which)
    began = time.process_time()
    fitted = recipe.fit(problem, None, setting)
    seconds = time.process_time() - began
    race.purse.pay(recipe, race.problem, seconds)
    nothing = np.empty((0, problem.outputs))
    race.store.save(Fit(recipe.name, REFIT + which, fitted.pack(), nothing, seconds, setting))
    return fitted
