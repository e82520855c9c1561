"""The race: cheap recipes first, one full-size fold ranks, the best go on, nothing is lost."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.progress import Progress, silent
from gardefou.core.words import say
from gardefou.learners.folds import Fold, Folds
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Fitted, Recipe, by_price
from gardefou.learners.store import Fit, FitStore

Array = NDArray[Any]


@dataclass(frozen=True)
class Candidate:
    """A recipe that ran. raw: out-of-fold scores, shape (rows, outputs), NaN where not judged.

    losses: of each row, NaN where not judged. full: whether every fold was run. fits: in order of
    folds.
    """

    recipe: Recipe
    raw: Array
    losses: Array
    fits: tuple[Fit, ...]
    full: bool

    @property
    def seconds(self) -> float:
        """CPU seconds of all its fits."""
        return sum(fit.seconds for fit in self.fits)

    @property
    def judged(self) -> Array:
        """Which rows it was judged on, shape (rows,), bool."""
        return ~np.isnan(self.losses)


@dataclass(frozen=True)
class Raced:
    """All that ran, in the order of the race, and a word on each that did not."""

    candidates: tuple[Candidate, ...]
    dropped: tuple[tuple[str, str], ...] = ()

    def best(self) -> Candidate:
        """The full candidate of smallest mean loss."""
        full = [each for each in self.candidates if each.full]
        return min(full, key=lambda each: float(np.nanmean(each.losses)))


@dataclass
class Race:
    """One race. budget: CPU seconds of learning, None without bound.

    wall: seconds of wall clock, a guard that gives up reproducibility; None without bound.
    keep: how many go on after the first fold. margin: a recipe goes on while its loss on the first
    fold is within so many paired standard errors of the best; two, so that few readable models are
    lost to the luck of one fold.
    """

    problem: Problem
    folds: Folds
    store: FitStore = field(default_factory=FitStore)
    budget: float | None = None
    wall: float | None = None
    progress: Progress = silent
    recipes: Sequence[Recipe] = field(default_factory=by_price)
    keep: int = 3
    margin: float = 2.0
    spent: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def run(self) -> Raced:
        """The race, whole; raises NoRecipeSurvivedError where columns are there and none ran.

        Without any column the trivial guess runs alone.
        """
        dropped: dict[str, str] = {}
        first = self._lap(self._started(), [self.folds.folds[0]], dropped)
        going = self._survivors(first)
        rest = list(self.folds.folds[1:])
        fits = {recipe.name: first[recipe.name] for recipe in self.recipes if recipe.name in first}
        if rest:
            later = self._lap(going, rest, dropped)
            fits = {name: [*ran, *later.get(name, [])] for name, ran in fits.items()}
        candidates = [
            self._candidate(recipe, fits[recipe.name])
            for recipe in self.recipes
            if recipe.name in fits
        ]
        ran = {each.recipe.name for each in candidates if each.full}
        if self.problem.matrix.features and ran <= {"trivial"}:
            raise NoRecipeSurvivedError(dropped)
        return Raced(tuple(candidates), tuple(dropped.items()))

    def _started(self) -> list[Recipe]:
        alone = not self.problem.matrix.features
        return [each for each in self.recipes if each.name == "trivial" or not alone]

    def _lap(
        self, recipes: Sequence[Recipe], folds: Sequence[Fold], dropped: dict[str, str]
    ) -> dict[str, list[Fit]]:
        """Each recipe on each of these folds; one that fails or costs too much is dropped."""
        ran: dict[str, list[Fit]] = {}
        for recipe in recipes:
            refused = recipe.refuses(self.problem)
            if refused:
                dropped[recipe.name] = refused
                continue
            for fold in folds:
                fit = self._fit(recipe, fold, dropped)
                if fit is None:
                    ran.pop(recipe.name, None)
                    break
                ran.setdefault(recipe.name, []).append(fit)
        return ran

    def _fit(self, recipe: Recipe, fold: Fold, dropped: dict[str, str]) -> Fit | None:
        kept = self.store.load(recipe.name, fold.number)
        if kept is not None:
            self.spent += kept.seconds
            return kept
        learn, judge = self.problem.take(fold.learn), self.problem.take(fold.judge)
        if self._too_dear(recipe, learn):
            dropped[recipe.name] = say("learners.race.too_dear")
            return None
        self.progress(say("learners.race.fitting", recipe=recipe.name, fold=fold.number + 1))
        began = time.process_time()
        try:
            fitted = recipe.fit(learn, judge, None)
            raw = fitted.raw(judge.matrix)
        except Exception as broken:  # a recipe that fails is a note, never the end
            dropped[recipe.name] = f"{type(broken).__name__}: {broken}"
            return None
        fit = self._kept(recipe, fold, fitted, raw, time.process_time() - began)
        self.store.save(fit, loss=round(judge.loss(raw), 6))
        return fit

    def _kept(self, recipe: Recipe, fold: Fold, fitted: Fitted, raw: Array, seconds: float) -> Fit:
        self.spent += seconds
        setting, course = dict(fitted.setting), getattr(fitted, "course", None)
        return Fit(recipe.name, fold.number, fitted.pack(), raw, seconds, setting, course)

    def _too_dear(self, recipe: Recipe, learn: Problem) -> bool:
        if recipe.name in ("trivial", self._cheapest()):
            return False
        seconds = recipe.seconds(learn)
        late = self.wall is not None and time.monotonic() - self.began + seconds > self.wall
        return late or (self.budget is not None and self.spent + seconds > self.budget)

    def _cheapest(self) -> str:
        """The first recipe that takes this problem: it runs whatever it costs.

        So even a starved race ends with a model.
        """
        models = (each for each in self.recipes if each.name != "trivial")
        return next((each.name for each in models if not each.refuses(self.problem)), "")

    def _survivors(self, first: dict[str, list[Fit]]) -> list[Recipe]:
        """Who goes on: the best on the first fold, and those within the margin of it."""
        judge = self.problem.take(self.folds.folds[0].judge)
        losses = {name: judge.losses(fits[0].raw) for name, fits in first.items()}
        real = sorted((n for n in losses if n != "trivial"), key=lambda n: losses[n].mean())
        if not real:
            return [recipe for recipe in self.recipes if recipe.name in losses]
        best = losses[real[0]]
        near = [n for n in real if _behind(losses[n], best) <= self.margin][: self.keep]
        return [recipe for recipe in self.recipes if recipe.name in (*near, "trivial")]

    def _candidate(self, recipe: Recipe, fits: Sequence[Fit]) -> Candidate:
        raw = np.full((len(self.problem), self.problem.outputs), np.nan)
        losses = np.full(len(self.problem), np.nan)
        by_fold = {fold.number: fold for fold in self.folds}
        for fit in fits:
            judged = by_fold[fit.fold].judge
            raw[judged] = fit.raw
            losses[judged] = self.problem.take(judged).losses(fit.raw)
        return Candidate(recipe, raw, losses, tuple(fits), len(fits) == len(self.folds))


def models(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that may become the model: all full ones but the trivial guess, unless it ran alone."""
    full = [each for each in candidates if each.full]
    return [each for each in full if each.recipe.name != "trivial"] or full


class NoRecipeSurvivedError(Exception):
    """No recipe could be fitted. dropped: why, by name."""

    def __init__(self, dropped: dict[str, str]) -> None:
        self.dropped = dropped
        super().__init__("; ".join(f"{name}: {why}" for name, why in dropped.items()))


def _behind(losses: Array, best: Array) -> float:
    """How many paired standard errors the mean loss is above the best one."""
    gap = losses - best
    error = float(gap.std() / np.sqrt(len(gap)))
    return float(gap.mean()) / error if error > 0 else 0.0


def final_model(candidate: Candidate, race: Race) -> Fitted:
    """The model that ships: the mean of the fold models, or one refit where folds were in time.

    A refit uses all rows at the median setting of the folds.
    """
    recipe = candidate.recipe
    if not race.folds.refit:
        return recipe.merge([recipe.unpack(fit.packed) for fit in candidate.fits])
    kept = race.store.load(recipe.name, REFIT)
    if kept is not None:
        return recipe.unpack(kept.packed)
    names = candidate.fits[0].setting
    setting = {
        name: float(np.median([fit.setting[name] for fit in candidate.fits])) for name in names
    }
    race.progress(say("learners.race.refitting", recipe=recipe.name))
    began = time.process_time()
    fitted = recipe.fit(race.problem, None, setting)
    seconds = time.process_time() - began
    race.spent += seconds
    nothing = np.empty((0, race.problem.outputs))
    race.store.save(Fit(recipe.name, REFIT, fitted.pack(), nothing, seconds, setting))
    return fitted


REFIT = 99
"""The fold number under which the refit on all rows is kept."""


def choose(
    raced: Raced, costs: dict[str, Array], *, tolerance: float = 1.0
) -> tuple[Candidate, dict[str, str]]:
    """The candidate to use, and a word on each other one.

    costs: of each judged row under each full candidate's decisions, by recipe name. Among those
    within `tolerance` paired standard errors of the best in cost and in loss, a readable one is
    taken; among equals the one that costs least to serve. The loss stands beside the cost because
    prices may be guesses, and probabilities must be right whatever they are.
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
        if _behind(costs[each.recipe.name], best_cost) <= tolerance
        and _behind(each.losses[each.judged], best_loss) <= tolerance
    ] or [surest]
    chosen = min(near, key=lambda each: (not each.recipe.readable, each.recipe.serve_cost))
    notes = {
        each.recipe.name: say(
            "learners.choice.near" if each in near else "learners.choice.behind",
            recipe=chosen.recipe.name,
        )
        for each in full
        if each is not chosen
    }
    return chosen, notes
