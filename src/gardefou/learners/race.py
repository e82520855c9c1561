"""The race: cheap recipes first, only what may win and is worth its price goes on."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.progress import Progress, silent
from gardefou.core.words import say
from gardefou.learners.blend import greedy_weights
from gardefou.learners.folds import Fold, Folds
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Fitted, Recipe, by_price
from gardefou.learners.rungs import Point, can_win, next_gain, rungs
from gardefou.learners.store import Fit, FitStore

Array = NDArray[Any]


_RESERVED = 0.25
"""Part of a budget that is kept for the recipe that ends the race whatever happens."""


@dataclass(frozen=True)
class Candidate:
    """A recipe that ran. raw: out-of-fold scores, shape (rows, outputs), NaN where not judged.

    losses: of each row, NaN where not judged. full: whether every fold was run. fits: in order of
    folds. parts: of an average, the candidates it is made of, each with its share.
    """

    recipe: Recipe
    raw: Array
    losses: Array
    fits: tuple[Fit, ...]
    full: bool
    parts: tuple[tuple["Candidate", float], ...] = ()

    @property
    def seconds(self) -> float:
        """CPU seconds of all its fits."""
        return sum(fit.seconds for fit in self.fits)

    @property
    def judged(self) -> Array:
        """Which rows it was judged on, shape (rows,), bool."""
        return ~np.isnan(self.losses)

    @property
    def readable(self) -> bool:
        """Whether a person can follow every decision: of an average, of each of its parts."""
        return all(part.readable for part, _ in self.parts) if self.parts else self.recipe.readable

    @property
    def serve_cost(self) -> float:
        """What an answer takes, beside the cheapest model's: of an average, all its parts'."""
        every = sum(part.serve_cost for part, _ in self.parts)
        return every if self.parts else self.recipe.serve_cost

    @property
    def main(self) -> Recipe:
        """Its recipe; of an average, that of its largest part."""
        part, _ = max(self.parts, key=lambda each: each[1], default=(self, 1.0))
        return part.recipe


@dataclass(frozen=True)
class Raced:
    """All that ran, in the order of the race, and a word on each that did not.

    rows: how many the candidates learned from on their first fold. points: of each recipe, what
    it lost after so many rows, where parts of the rows were tried before.
    """

    candidates: tuple[Candidate, ...]
    dropped: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    points: Mapping[str, Sequence[Point]] = field(default_factory=dict)

    def best(self) -> Candidate:
        """The full candidate of smallest mean loss."""
        full = [each for each in self.candidates if each.full]
        return min(full, key=lambda each: float(np.nanmean(each.losses)))


def worth_by_default(gain: float, rows: int = 0) -> float:
    """CPU seconds that a share of the loss is worth where nobody stated a price: 1 % is worth 20.

    More where there are over 50,000 rows, in proportion: who has many rows decides often.

    >>> worth_by_default(0.01), worth_by_default(0.01, rows=500_000)
    (20.0, 200.0)
    """
    return 2000 * gain * max(1.0, rows / 50_000)


@dataclass
class Race:
    """One race. budget: CPU seconds of learning, None without bound.

    wall: seconds of wall clock, a guard that gives up reproducibility; None without bound.
    worth: CPU seconds that a gain, as a share of the loss, is worth: a recipe whose price is above
    that of its hope is not tried; None: `worth_by_default` of these rows. keep: how many go on
    after the first fold. margin: a recipe goes on while its loss on the first fold is within so
    many paired standard errors of the best; two, so that few readable models are lost to the luck
    of one fold. spent: CPU seconds of its fits; fresh: of those that were not found in the store.
    """

    problem: Problem
    folds: Folds
    store: FitStore = field(default_factory=FitStore)
    budget: float | None = None
    wall: float | None = None
    worth: Callable[[float], float] | None = None
    progress: Progress = silent
    recipes: Sequence[Recipe] = field(default_factory=by_price)
    keep: int = 3
    margin: float = 2.0
    spent: float = 0.0
    fresh: float = 0.0
    reckoned: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def run(self) -> Raced:
        """The race, whole; raises NoRecipeSurvivedError where columns are there and none ran.

        Without any column the trivial guess runs alone.
        """
        dropped: dict[str, str] = {}
        points: dict[str, list[Point]] = {}
        first, rows = self._climb(dropped, points)
        fits = {name: [fit] for name, fit in first.items()}
        for recipe in self._survivors(first):
            fits[recipe.name] = [first[recipe.name], *self._later(recipe, dropped)]
        for recipe in self._others(first):
            if any(len(fits[name]) == len(self.folds) for name in fits if name != "trivial"):
                break
            fits[recipe.name] = [first[recipe.name], *self._later(recipe, dropped)]
        named = {recipe.name: recipe for recipe in self.recipes}
        candidates = [self._candidate(named[name], fits[name]) for name in named if name in fits]
        ran = {each.recipe.name for each in candidates if each.full}
        if self.problem.matrix.features and ran <= {"trivial"}:
            raise NoRecipeSurvivedError(dropped)
        return Raced(tuple(candidates), tuple(dropped.items()), rows, points)

    def paid(self, gain: float) -> float:
        """CPU seconds that a gain, as a share of the loss, is worth."""
        return worth_by_default(gain, len(self.problem)) if self.worth is None else self.worth(gain)

    def hoped(self, recipe: Recipe) -> float:
        """CPU seconds that what a recipe may gain is worth."""
        return self.paid(recipe.hope.of(self.problem.task))

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
            found = self._lap(alive, _part(fold, size), dropped, chosen=size > sizes[0])
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
        learn = self.problem.take(_part(fold, size).learn)
        known = [points[recipe.name] for recipe in alive if recipe.name != "trivial"]
        left = np.inf if self.budget is None else self.budget - self.reckoned
        room = min(self.paid(next_gain(known, size)), left) if known else 0.0
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
        for recipe in recipes:
            refused = recipe.refuses(self.problem)
            if refused:
                dropped[recipe.name] = refused
                continue
            fit = self._fit(recipe, fold, dropped, chosen=chosen)
            if fit is not None:
                ran[recipe.name] = fit
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
        fold = self._within(recipe, fold)
        named = recipe.name if len(fold.learn) == len(whole.learn) else _of(recipe, fold)
        learn, judge = self.problem.take(fold.learn), self.problem.take(fold.judge)
        seconds = recipe.seconds(learn)
        kept = self.store.load(named, fold.number)
        if kept is not None:
            self.spent += kept.seconds
            self.reckoned += seconds
            return kept
        why = self._too_dear(recipe, seconds, chosen=chosen)
        if why:
            dropped[recipe.name] = why
            return None
        self.progress(say("learners.race.fitting", recipe=recipe.name, fold=fold.number + 1))
        spent = max(self.reckoned, self.spent)
        left = None if self.budget is None else max(self.budget - spent, 0.1)
        began = time.process_time()
        try:
            fitted = recipe.fit(replace(learn, allowance=left), judge, None)
            raw = fitted.raw(judge.matrix)
        except Exception as broken:  # a recipe that fails is a note, never the end
            dropped[recipe.name] = f"{type(broken).__name__}: {broken}"
            return None
        took = time.process_time() - began
        self.spent += took
        self.fresh += took
        self.reckoned += seconds
        fit = _kept(named, fold, fitted, raw, took)
        self.store.save(fit, loss=round(judge.loss(raw), 6))
        return fit

    def _too_dear(self, recipe: Recipe, seconds: float, *, chosen: bool) -> str:
        """Why this fit is not tried, "" where it is.

        Reckoned seconds decide, so that the same seed and budget give the same model; what was
        really spent only guards the bound where the machine is slower than reckoned.
        """
        if recipe.name in ("trivial", self._cheapest()):
            return ""
        late = self.wall is not None and time.monotonic() - self.began + seconds > self.wall
        spent = max(self.reckoned, self.spent)
        if late or (self.budget is not None and spent + seconds > self.budget - self._reserve()):
            return say("learners.race.too_dear")
        if not chosen and seconds * len(self.folds) > self.hoped(recipe):
            return say("learners.race.not_worth", seconds=seconds * len(self.folds))
        return ""

    def _within(self, recipe: Recipe, fold: Fold, *, fewest: int = 5000) -> Fold:
        """For the recipe that runs whatever it costs, rows that the reserve pays for.

        fewest: rows, whatever the budget is.
        """
        if self.budget is None or recipe.name != self._cheapest():
            return fold
        seconds = recipe.seconds(self.problem.take(fold.learn)) * len(self.folds)
        paid = int(len(fold.learn) * min(1.0, self.budget * _RESERVED / max(seconds, 1e-9)))
        return _part(fold, max(paid, fewest))

    def _reserve(self) -> float:
        """CPU seconds of a budget that are kept for the recipe that runs whatever it costs."""
        named = {recipe.name: recipe for recipe in self.recipes}
        cheapest = named.get(self._cheapest())
        if self.budget is None or cheapest is None:
            return 0.0
        return min(_RESERVED * self.budget, cheapest.seconds(self.problem) * len(self.folds))

    def _cheapest(self) -> str:
        """The first recipe of a second or less, or the cheapest: it runs whatever it costs.

        So even a starved race ends with a model.
        """
        models = (each for each in self.recipes if each.name != "trivial")
        prices = {r.name: r.seconds(self.problem) for r in models if not r.refuses(self.problem)}
        cheap = (name for name, seconds in prices.items() if seconds <= 1.0)
        return next(cheap, min(prices, key=lambda name: prices[name], default=""))

    def _survivors(self, first: Mapping[str, Fit]) -> list[Recipe]:
        """Who goes on: the best on the first fold, and those within the margin of it.

        Of these the readable ones, as one may be taken for being readable, and those whose part
        in a mean is worth the folds that are left; nobody whom the budget would leave half way.
        """
        judge = self.problem.take(self.folds.folds[0].judge)
        losses = {name: judge.losses(fit.raw) for name, fit in first.items()}
        named = {recipe.name: recipe for recipe in self.recipes}
        real = [each.name for each in self._others(first)]
        if not real:
            return [recipe for recipe in self.recipes if recipe.name in first]
        best = losses[real[0]]
        near = [n for n in real if behind(losses[n], best) <= self.margin][: self.keep]
        going = near[:1]
        for name in near[1:]:
            mean, more = (_mean(judge, first, some) for some in (going, [*going, name]))
            if named[name].readable or self._rest(named[name]) <= self.paid(1 - more / mean):
                going.append(name)
        return [recipe for recipe in self.recipes if recipe.name in (*going, "trivial")]

    def _others(self, first: Mapping[str, Fit]) -> list[Recipe]:
        """Those that the budget lets run on every fold, by their loss on the first."""
        judge = self.problem.take(self.folds.folds[0].judge)
        ran = [each for each in self.recipes if each.name in first and each.name != "trivial"]
        ran.sort(key=lambda each: judge.loss(first[each.name].raw))
        if self.budget is None:
            return ran
        spent, cheapest = max(self.reckoned, self.spent), self._cheapest()
        left = self.budget - self._reserve() - spent
        more = len(self.folds) - 1
        rest = {r.name: max(self._rest(r), more * first[r.name].seconds) for r in ran}
        return [each for each in ran if rest[each.name] <= left or each.name == cheapest]

    def _rest(self, recipe: Recipe) -> float:
        """CPU seconds of all folds but the first."""
        learn = self.problem.take(self.folds.folds[0].learn)
        return recipe.seconds(learn) * (len(self.folds) - 1)

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


def _part(fold: Fold, size: int) -> Fold:
    """The fold with so many of its rows to learn from, spread evenly over them."""
    if size >= len(fold.learn):
        return fold
    some = np.linspace(0, len(fold.learn) - 1, size).astype(int)
    return replace(fold, learn=fold.learn[some])


def _of(recipe: Recipe, fold: Fold) -> str:
    return f"{recipe.name}_of_{len(fold.learn)}"


def _kept(name: str, fold: Fold, fitted: Fitted, raw: Array, seconds: float) -> Fit:
    setting, course = dict(fitted.setting), getattr(fitted, "course", None)
    return Fit(name, fold.number, fitted.pack(), raw, seconds, setting, course)


def models(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that may become the model: all full ones but the trivial guess, unless it ran alone."""
    full = [each for each in candidates if each.full]
    return [each for each in full if each.recipe.name != "trivial"] or full


class NoRecipeSurvivedError(Exception):
    """No recipe could be fitted. dropped: why, by name."""

    def __init__(self, dropped: dict[str, str]) -> None:
        self.dropped = dropped
        super().__init__("; ".join(f"{name}: {why}" for name, why in dropped.items()))


def behind(losses: Array, best: Array) -> float:
    """How many paired standard errors the mean loss is above the best one."""
    gap = losses - best
    error = float(gap.std() / np.sqrt(len(gap)))
    return float(gap.mean()) / error if error > 0 else 0.0
