"""The first seconds of learning: do the columns say anything, and is it worth anything?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Need, Task
from gardefou.core.verdict import Signal
from gardefou.flows.judging import best_trivial, judged_costs
from gardefou.learners.folds import Folds
from gardefou.learners.probe import Crossed, plain_models
from gardefou.learners.problem import Problem
from gardefou.learners.raced import Candidate, models
from gardefou.learners.signal import measure_signal, plain_candidates
from gardefou.measures.intervals import mean
from gardefou.verdict.feasibility import Outlook, outlook

Array = NDArray[Any]


@dataclass(frozen=True)
class FirstLook:
    """What two plain models say before anything is raced. model_cost: of the cheaper one."""

    signal: Signal
    outlook: Outlook
    model_cost: float

    @property
    def left(self) -> float:
        """The part of the cost of the best guess that they leave, 1 where they save nothing."""
        guess = self.signal.trivial_cost
        return min(self.model_cost / guess, 1.0) if guess > 0 else 1.0


def first_look(
    problem: Problem, folds: Folds, need: Need, *, independent: float, most: int = 10_000
) -> FirstLook | None:
    """What plain models see on the first rows by hash; None where none can learn.

    independent: share of rows that count as independent. most: rows; more would only cost, as a
    signal worth anything shows on fewer.
    """
    part, some = problem, folds
    if len(problem) > most:
        part = problem.take(np.arange(most))
        kept = (
            replace(f, learn=f.learn[f.learn < most], judge=f.judge[f.judge < most]) for f in folds
        )
        some = Folds(tuple(f for f in kept if _tells(part, f.learn, f.judge)), folds.way)
    plain = tuple(plain_models(part, some)) if len(some) else ()
    if not plain:
        return None
    candidates = plain_candidates(part, plain)
    costs = {each.recipe.name: judged_costs(part, each, need) for each in candidates}
    signal = _signal(part, some, need, (plain, candidates, costs), independent)
    cheapest = min(float(each.mean()) for each in costs.values())
    return FirstLook(signal, outlook(signal), cheapest)


def final_signal(
    look: FirstLook | None,
    problem: Problem,
    folds: Folds,
    raced: tuple[list[Candidate], Mapping[str, Array]],
    need: Need,
    *,
    independent: float,
    surely: float = 0.01,
) -> Signal:
    """The signal with what the race's winner saves.

    raced: the candidates and their costs. surely: where the first rows were not enough to be sure
    of any signal, all are asked.
    """
    candidates, costs = raced
    if look is None or (look.signal.p >= surely and look.signal.rows < len(problem) // 2):
        plain = tuple(plain_models(problem, folds))
        return _signal(problem, folds, need, (plain, candidates, costs), independent)
    cheapest = min(models(candidates), key=lambda c: float(costs[c.recipe.name].mean()))
    judged = cheapest.judged
    weight = problem.weight[judged]
    trivial = best_trivial(problem, judged, need)
    gain = trivial - costs[cheapest.recipe.name]
    return replace(
        look.signal,
        saving=mean(gain, unit=need.cost.unit, weight=weight),
        trivial_cost=float(np.average(trivial, weights=weight)),
        rows=int(judged.sum()),
    )


def _signal(
    problem: Problem,
    folds: Folds,
    need: Need,
    seen: tuple[tuple[Crossed, ...], list[Candidate], Mapping[str, Array]],
    independent: float,
) -> Signal:
    plain, candidates, costs = seen
    trivial = best_trivial(problem, models(candidates)[0].judged, need)
    return measure_signal(
        problem,
        folds,
        candidates,
        costs,
        trivial,
        unit=need.cost.unit,
        plain=plain,
        independent=independent,
    )


def _tells(problem: Problem, learn: Array, judge: Array) -> bool:
    """Whether these rows can teach and judge."""
    several = problem.task is Task.REGRESSION or len(np.unique(problem.y[learn])) > 1
    return len(learn) > 0 and len(judge) > 0 and bool(several)
