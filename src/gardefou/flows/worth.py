"""What would help, each with its price: more rows, a column, cleaner answers, a second look."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.core.evidence import Growth
from gardefou.core.need import Need, Task
from gardefou.core.words import plain, say
from gardefou.flows.judging import judged_costs
from gardefou.flows.learn import Learning
from gardefou.learners.calibrate import calibrate
from gardefou.learners.decide import cost_of, decide, reviewed_cost
from gardefou.learners.encode import Matrix
from gardefou.learners.folds import Folds
from gardefou.learners.learning_curve import Judged, Yardstick, learning_curve
from gardefou.learners.problem import Problem, probabilities
from gardefou.learners.raced import Candidate
from gardefou.measures.intervals import mean
from gardefou.measures.label_errors import foretold, slips

Array = NDArray[Any]

TIMES = (2.0, 3.0, 10.0)
"""How many times the rows are looked ahead to."""

_BAND = 0.90


@dataclass(frozen=True)
class Worth:
    """Something that can be done. value: saved by it, in `unit`, with a band of 90 %.

    unit: of money (or errors) per decision, or per month where their number is stated.
    how: where the number comes from, in words.
    """

    do: str
    value: Estimate
    unit: str
    how: str


@dataclass(frozen=True)
class Bench:
    """What is tried on: one recipe of a race that is cheap enough, on as many folds as are.

    raw: its out-of-fold scores as they are, NaN beyond these folds. things: rows that share a
    number belong together, shape (rows,); None: each is one.
    """

    problem: Problem
    folds: Folds
    candidate: Candidate
    need: Need
    raw: Array
    things: Array | None = None

    @property
    def judged(self) -> Array:
        """The rows that judge, a mask."""
        return ~np.isnan(self.raw[:, 0])

    def costs(self, raw: Array) -> Array:
        """What decisions on these scores cost, shape (judged rows,)."""
        losses = np.where(np.isnan(raw[:, 0]), np.nan, 0.0)
        scored = Candidate(self.candidate.recipe, raw, losses, (), full=True)
        return judged_costs(self.problem, scored, self.need)

    def relearned(self, problem: Problem) -> Array | None:
        """Out-of-fold scores of the recipe on another form of the problem; None where it fails."""
        raw = np.full_like(self.raw, np.nan)
        for fold in self.folds:
            judge = problem.take(fold.judge)
            try:
                fitted = self.candidate.recipe.fit(problem.take(fold.learn), judge, None)
                raw[fold.judge] = fitted.raw(judge.matrix)
            except Exception:  # one recipe that cannot learn from it: it has no price, that is all
                return None
        return raw

    def saved(self, gain: Array, of: Array) -> Estimate:
        """The mean gain of the rows `of`, with a band of 90 %."""
        things = None if self.things is None else self.things[of]
        unit, weight = self.need.cost.unit, self.problem.weight[of]
        return mean(gain, unit=unit, weight=weight, groups=things, level=_BAND)


def bench_of(
    learning: Learning, need: Need, *, things: Array | None = None, seconds: float = 0.25
) -> Bench | None:
    """Where things are tried; None where the race left nothing that is cheap enough.

    seconds: of CPU, reckoned, that one relearning may take; up to three follow, and fits may take
    twice what was reckoned. The best candidate is taken on as many folds as that pays for; where it
    pays for none, the cheapest on one, if that takes no more than four times as long.
    """
    problem, folds = learning.problem, learning.folds
    whole = learning.raced.rows in (0, len(folds.folds[0].learn))
    full = [c for c in learning.raced.candidates if c.full and not c.parts and whole]
    tried = [each for each in full if each.recipe.name != "trivial"]
    if not tried:
        return None
    part = problem.take(folds.folds[0].learn)
    price = {each.recipe.name: max(each.recipe.seconds(part), 1e-3) for each in tried}
    affordable = [each for each in tried if price[each.recipe.name] <= seconds]
    best = min(affordable, key=lambda each: float(np.nanmean(each.losses)), default=None)
    best = best or min(tried, key=lambda each: price[each.recipe.name])
    if price[best.recipe.name] > 4 * seconds:
        return None
    some = Folds(folds.folds[: max(1, int(seconds / price[best.recipe.name]))], folds.way)
    raw = np.full_like(best.raw, np.nan)
    for fold in some:
        raw[fold.judge] = best.raw[fold.judge]
    return Bench(problem, some, best, need, raw, things)


def growth_of(bench: Bench) -> Growth | None:
    """What the recipe costs on growing parts of the rows, and would with more; None if too few."""
    problem = bench.problem

    def cost(raw: Array, judged: Array) -> Array:
        whole = np.full((len(problem), problem.outputs), np.nan)
        whole[judged] = raw
        return bench.costs(whole)

    judged = Judged(problem, bench.folds, bench.things)
    yardstick = Yardstick(bench.need.cost.unit, cost)
    curve = learning_curve(judged, bench.candidate.recipe, yardstick, full=bench.raw)
    if curve is None:
        return None
    return Growth(
        curve.rows,
        curve.points,
        {times: curve.ahead(times) for times in TIMES},
        {times: curve.saved(times) for times in TIMES},
        curve.recipe,
    )


def worths(bench: Bench, growth: Growth | None) -> tuple[Worth, ...]:
    """Everything that could be priced, the most valuable first."""
    found = [*_of_rows(bench, growth), *_of_column(bench), *_of_labels(bench), *_of_review(bench)]
    return tuple(sorted(found, key=lambda each: -each.value.value))


def _worth(bench: Bench, do: str, value: Estimate, how: str) -> Worth:
    count = bench.need.cost.decisions_per_month
    per, times = ("decision", 1.0) if count is None else ("month", count)
    unit = say(f"labels.price.per_{per}", unit=value.unit)
    middle, low, high = (each * times for each in (value.value, value.low, value.high))
    return Worth(do, replace(value, value=middle, low=low, high=high), unit, how)


def _of_rows(bench: Bench, growth: Growth | None, *, times: float = 3.0) -> Iterator[Worth]:
    if growth is not None:
        saved = growth.saved[times]
        how = say("forecast.worth.rows_how", recipe=growth.recipe, rows=growth.rows[-1])
        yield _worth(bench, say("forecast.worth.rows", times=times), saved, how)


def _of_column(bench: Bench) -> Iterator[Worth]:
    """A column as good as the best one: what is lost without that."""
    column = _best_column(bench)
    if column is None:
        return
    raw = bench.relearned(_without(bench.problem, column))
    if raw is None:
        return
    gain = bench.costs(raw) - bench.costs(bench.raw)
    how = say("forecast.worth.column_how", recipe=bench.candidate.recipe.name, column=plain(column))
    do = say("forecast.worth.column", column=plain(column))
    yield _worth(bench, do, bench.saved(gain, bench.judged), how)


def _best_column(bench: Bench, *, rows: int = 1000) -> str | None:
    """The raw column that moves the scores of judged rows most; None where there is but one."""
    features = bench.problem.matrix.features
    if len({feature.column for feature in features}) < 2 or not bench.candidate.fits:
        return None
    fitted = bench.candidate.recipe.unpack(bench.candidate.fits[0].packed)
    judge = bench.problem.matrix.take(bench.folds.folds[0].judge[:rows])
    moved = fitted.contributions(judge)  # shape (rows, outputs, features)
    size: dict[str, Array] = {}
    for number, feature in enumerate(features):
        size[feature.column] = size.get(feature.column, 0.0) + moved[:, :, number]
    return max(size, key=lambda name: float(size[name].std(axis=0).sum()))


def _without(problem: Problem, column: str) -> Problem:
    """The problem as if it had never had this column."""
    keep = [n for n, each in enumerate(problem.matrix.features) if each.column != column]
    features = tuple(problem.matrix.features[n] for n in keep)
    matrix, whole = (
        Matrix(each.values[:, keep], features) for each in (problem.matrix, problem.whole)
    )
    monotone = {name: way for name, way in problem.monotone.items() if name != column}
    return replace(problem, matrix=matrix, whole=whole, monotone=monotone)


def _of_labels(bench: Bench, *, surely: float = 1e-4, least: float = 0.02) -> Iterator[Worth]:
    """Answers that look exchanged, mended: judged on the rows whose answers do not.

    Scores are taken uncalibrated: what is calibrated has learned the share of wrong answers.
    surely, least: as check D010 has them for a model that stands alone, for its reasons.
    """
    problem, judged = bench.problem, bench.judged
    if not problem.classes:
        return
    y = problem.y[judged].astype(int)
    top, margin = foretold(probabilities(bench.raw[judged], problem.task))
    found = slips(margin, top == y, problem.classes)
    if found.p > surely or found.share.value < least:
        return
    wrong = np.zeros(len(problem), dtype=bool)
    wrong[judged] = found.wrong(margin, top == y) > 0.5
    answers = problem.y.copy()
    answers[np.flatnonzero(judged)[wrong[judged]]] = top[wrong[judged]]
    raw = bench.relearned(replace(problem, y=answers)) if wrong.any() else None
    if raw is None:
        return
    sure = ~wrong[judged]
    gain = (bench.costs(bench.raw) - bench.costs(raw))[sure]
    how = say("forecast.worth.labels_how", share=found.share.value)
    rows = np.flatnonzero(judged)[sure]
    yield _worth(bench, say("forecast.worth.labels"), bench.saved(gain, rows), how)


def _of_review(bench: Bench, *, more: float = 0.1) -> Iterator[Worth]:
    """A look at the next most doubtful tenth of the cases, at the stated price of a look."""
    need, problem, judged = bench.need, bench.problem, bench.judged
    if need.cost.review is None or problem.task is Task.REGRESSION:
        return
    y = problem.y[judged].astype(int)
    scores = bench.raw[judged]
    p = calibrate(scores, y, problem.weight[judged], problem.task).apply(scores)
    decided = decide(p, need)
    doubt = np.where(decided.review, -np.inf, decided.expected)
    next_ones = np.argsort(-doubt, kind="stable")[: int(more * len(y))]
    next_ones = next_ones[np.isfinite(doubt[next_ones])]
    gain = np.zeros(len(y))
    gain[next_ones] = (cost_of(decided, y, need) - reviewed_cost(y, need))[next_ones]
    now = float(decided.review.mean())
    do = say("forecast.worth.review", share=now + len(next_ones) / len(y), now=now)
    how = say("forecast.worth.review_how", error=need.cost.review_error)
    yield _worth(bench, do, bench.saved(gain, judged), how)
