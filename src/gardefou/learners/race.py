"""The race: cheap recipes first, only what may win and is worth its price goes on."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.progress import Progress, silent
from gardefou.core.words import say
from gardefou.learners.blend import greedy_weights
from gardefou.learners.folds import Fold, Folds
from gardefou.learners.problem import Problem
from gardefou.learners.purse import Purse
from gardefou.learners.raced import Candidate, NoRecipeSurvivedError, Raced, behind
from gardefou.learners.recipe import Fitted, Recipe, by_price
from gardefou.learners.rungs import Point, can_win, next_gain, rungs
from gardefou.learners.store import Fit, FitStore

Array = NDArray[Any]


@dataclass
class Race:
    """One race. purse: what it may spend, made of `budget`, `wall` and `worth` (see `Purse`).

    A recipe whose price is above that of its hope is not tried. keep: how many go on after the
    first fold. margin: a readable one goes on while its loss on the first fold is within so many
    paired standard errors of the best; two, so that few are lost to the luck of one fold.
    """

    problem: Problem
    folds: Folds
    store: FitStore = field(default_factory=FitStore)
    budget: InitVar[float | None] = None
    wall: InitVar[float | None] = None
    worth: InitVar[Callable[[float], float] | None] = None
    progress: Progress = silent
    recipes: Sequence[Recipe] = field(default_factory=by_price)
    keep: int = 4
    margin: float = 2.0
    purse: Purse = field(init=False)

    def __post_init__(
        self,
        budget: float | None,
        wall: float | None,
        worth: Callable[[float], float] | None,
    ) -> None:
        self.purse = Purse(self.problem, self.folds, self.recipes, budget, wall, worth)

    def run(self) -> Raced:
        """The race, whole; raises NoRecipeSurvivedError where columns are there and none ran.

        Without any column the trivial guess runs alone.
        """
        dropped: dict[str, str] = {}
        points: dict[str, list[Point]] = {}
        first, rows = self._climb(dropped, points)
        fits = {name: [fit] for name, fit in first.items()}
        for recipe in self._survivors(first):
            if self.purse.lets_finish(recipe, first[recipe.name].seconds):
                fits[recipe.name] = [first[recipe.name], *self._later(recipe, dropped)]
        for recipe in self._finishing(first):
            if any(len(fits[name]) == len(self.folds) for name in fits if name != "trivial"):
                break
            fits[recipe.name] = [first[recipe.name], *self._later(recipe, dropped)]
        named = {recipe.name: recipe for recipe in self.recipes}
        candidates = [self._candidate(named[name], fits[name]) for name in named if name in fits]
        ran = {each.recipe.name for each in candidates if each.full}
        if self.problem.matrix.features and ran <= {"trivial"}:
            raise NoRecipeSurvivedError(dropped)
        return Raced(tuple(candidates), tuple(dropped.items()), rows, points)

    def _climb(
        self, dropped: dict[str, str], points: dict[str, list[Point]]
    ) -> tuple[dict[str, Fit], int]:
        """The first fold, on growing parts of its rows where they are many, and the last part.

        A recipe is left behind when even its hope is worse than what the leader has; no larger
        part is taken when what it promises is not worth its price.
        """
        fold = self.folds.folds[0]
        sizes = rungs(len(fold.learn), folds=len(self.folds))
        alive, ran, reached = self._started(), dict[str, Fit](), sizes[0]
        for size, following in zip(sizes, [*sizes[1:], None], strict=True):
            found = self._lap(alive, fold.part(size), dropped, chosen=size > sizes[0])
            if ran and found.keys() <= {"trivial"}:
                break  # the budget is spent: what the part before gave stands
            ran, reached = found, size
            if following is None:
                break
            for name, fit in ran.items():
                losses = self.problem.take(fold.judge).losses(fit.raw)
                points.setdefault(name, []).append(Point(size, losses))
            alive = [r for r in alive if r.name in ran and self._goes_on(r, points, sizes, dropped)]
            alive = self._affordable(alive, points, fold, following)
            if all(recipe.name == "trivial" for recipe in alive):
                break
        return ran, reached

    def _goes_on(
        self,
        recipe: Recipe,
        points: Mapping[str, Sequence[Point]],
        sizes: Sequence[int],
        dropped: dict[str, str],
    ) -> bool:
        if recipe.name == "trivial" or can_win(points[recipe.name], points.values(), sizes[-1]):
            return True
        size = points[recipe.name][-1].rows
        dropped[recipe.name] = say("learners.race.left_behind", rows=size)
        return False

    def _affordable(
        self,
        alive: Sequence[Recipe],
        points: Mapping[str, Sequence[Point]],
        fold: Fold,
        size: int,
    ) -> list[Recipe]:
        """Those whom it pays to let learn from `size` rows, the best so far first."""
        learn = self.problem.take(fold.part(size).learn)
        known = [points[recipe.name] for recipe in alive if recipe.name != "trivial"]
        room = min(self.purse.paid(next_gain(known, size)), self.purse.left) if known else 0.0
        going = {"trivial"}
        for recipe in sorted(alive, key=lambda each: points[each.name][-1].loss):
            seconds = recipe.seconds(learn)
            if recipe.name != "trivial" and seconds <= room:
                going.add(recipe.name)
                room -= seconds
        return [recipe for recipe in alive if recipe.name in going]

    def _started(self) -> list[Recipe]:
        alone = not self.problem.matrix.features
        return [each for each in self.recipes if each.name == "trivial" or not alone]

    def _lap(
        self, recipes: Sequence[Recipe], fold: Fold, dropped: dict[str, str], *, chosen: bool
    ) -> dict[str, Fit]:
        """Each recipe on this fold; one that fails or costs too much is dropped.

        chosen: it was found worth its price already.
        """
        ran: dict[str, Fit] = {}
        judge, best = self.problem.take(fold.judge), np.inf
        for recipe in recipes:
            refused = recipe.refuses(self.problem)
            if refused:
                dropped[recipe.name] = refused
                continue
            fit = self._fit(recipe, fold, dropped, chosen=chosen)
            if fit is None:
                continue
            ran[recipe.name] = fit
            loss = judge.loss(fit.raw)
            if recipe.name != "trivial" and loss < best:
                best, self.purse.promised = loss, self.purse.rest(recipe)
        return ran

    def _later(self, recipe: Recipe, dropped: dict[str, str]) -> list[Fit]:
        """A survivor on the other folds, as far as it gets."""
        fits: list[Fit] = []
        for fold in self.folds.folds[1:]:
            fit = self._fit(recipe, fold, dropped, chosen=True)
            if fit is None:
                break
            fits.append(fit)
        return fits

    def _fit(
        self, recipe: Recipe, fold: Fold, dropped: dict[str, str], *, chosen: bool
    ) -> Fit | None:
        whole = next(each for each in self.folds if each.number == fold.number)
        fold = self.purse.part_for(recipe, fold)
        named = recipe.name if len(fold.learn) == len(whole.learn) else _of(recipe, fold)
        learn, judge = self.problem.take(fold.learn), self.problem.take(fold.judge)
        kept = self.store.load(named, fold.number)
        if kept is not None:
            self.purse.pay(recipe, learn, kept.seconds, kept.course, fresh=False)
            return kept
        why = self.purse.refuses(recipe, self.purse.seconds(recipe, learn), chosen=chosen)
        if why:
            dropped[recipe.name] = why
            return None
        self.progress(say("learners.race.fitting", recipe=recipe.name, fold=fold.number + 1))
        began = time.process_time()
        try:
            fitted = recipe.fit(replace(learn, allowance=self.purse.allowance()), judge, None)
            raw = fitted.raw(judge.matrix)
        except Exception as broken:  # a recipe that fails is a note, never the end
            dropped[recipe.name] = f"{type(broken).__name__}: {broken}"
            return None
        took = time.process_time() - began
        fit = _kept(named, fold, fitted, raw, took)
        self.purse.pay(recipe, learn, took, fit.course)
        self.store.save(fit, loss=round(judge.loss(raw), 6))
        return fit

    def _survivors(self, first: Mapping[str, Fit]) -> list[Recipe]:
        """Who goes on, the best on the first fold before those whose part in a mean pays for it.

        Of the readable ones those within the margin of the best, as one may be taken for being
        readable; nobody whom the budget would leave half way.
        """
        judge = self.problem.take(self.folds.folds[0].judge)
        ran = self._finishing(first)
        if not ran:
            return [recipe for recipe in self.recipes if recipe.name in first]
        going = self._paying(judge, first, [recipe.name for recipe in ran])
        losses = {recipe.name: judge.losses(first[recipe.name].raw) for recipe in ran}
        best = losses[ran[0].name]
        near = [r for r in ran if behind(losses[r.name], best) <= self.margin][: self.keep]
        going |= {recipe.name for recipe in near if recipe.readable}
        trivial = [recipe for recipe in self.recipes if recipe.name == "trivial"]
        return trivial + [recipe for recipe in ran if recipe.name in going]

    def _paying(self, judge: Problem, first: Mapping[str, Fit], names: Sequence[str]) -> set[str]:
        """The first of these, and who adds most to the mean of those before, its price apart."""
        going, others = list(names[:1]), set(names[1:])
        rest = {each.name: self.purse.rest(each) for each in self.recipes if each.name in others}
        while others and len(going) < self.keep:
            mean = _mean(judge, first, going)
            gains = {
                name: 1 - _mean(judge, first, [*going, name]) / mean for name in sorted(others)
            }
            net = {name: self.purse.paid(gain) - rest[name] for name, gain in gains.items()}
            most = max(net, key=lambda name: net[name])
            if net[most] < 0:
                break
            going.append(most)
            others.remove(most)
        return set(going)

    def _finishing(self, first: Mapping[str, Fit]) -> list[Recipe]:
        """Those that the budget lets run on every fold, by their loss on the first."""
        judge = self.problem.take(self.folds.folds[0].judge)
        ran = [each for each in self.recipes if each.name in first and each.name != "trivial"]
        ran.sort(key=lambda each: judge.loss(first[each.name].raw))
        return [each for each in ran if self.purse.lets_finish(each, first[each.name].seconds)]

    def _candidate(self, recipe: Recipe, fits: Sequence[Fit]) -> Candidate:
        raw = np.full((len(self.problem), self.problem.outputs), np.nan)
        losses = np.full(len(self.problem), np.nan)
        by_fold = {fold.number: fold for fold in self.folds}
        for fit in fits:
            judged = by_fold[fit.fold].judge
            raw[judged] = fit.raw
            losses[judged] = self.problem.take(judged).losses(fit.raw)
        return Candidate(recipe, raw, losses, tuple(fits), len(fits) == len(self.folds))


def _mean(judge: Problem, fits: Mapping[str, Fit], names: Sequence[str]) -> float:
    """The loss of the best mean of some fits; above 0, so that it can be a divisor."""
    raws = [fits[name].raw for name in names]
    shares = greedy_weights(judge, raws)
    mean = sum(share * raw for share, raw in zip(shares, raws, strict=True))
    return max(judge.loss(mean), 1e-300)


def _of(recipe: Recipe, fold: Fold) -> str:
    return f"{recipe.name}_of_{len(fold.learn)}"


def _kept(name: str, fold: Fold, fitted: Fitted, raw: Array, seconds: float) -> Fit:
    setting, course = dict(fitted.setting), getattr(fitted, "course", None)
    return Fit(name, fold.number, fitted.pack(), raw, seconds, setting, course)
