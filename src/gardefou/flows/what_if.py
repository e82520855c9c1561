"""What the model would score with, or without, a doubtful column: the price of a question."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.core.need import Task
from gardefou.core.progress import Progress
from gardefou.core.verdict import WhatIf
from gardefou.core.words import plain, say
from gardefou.flows.examine import decision_costs, raw_loss
from gardefou.flows.learn import Learning, problem_of
from gardefou.flows.rows import Rows
from gardefou.learners.conformal import learn_residuals
from gardefou.learners.decide import Decisions, decide, decide_number
from gardefou.learners.folds import Fold
from gardefou.learners.problem import Problem, probabilities
from gardefou.learners.raced import models
from gardefou.learners.recipe import Recipe
from gardefou.measures.intervals import mean


def what_ifs(
    rows: Rows,
    learning: Learning,
    left_out: Mapping[str, str],
    accused: Sequence[str],
    asked: Sequence[str],
    *,
    seed: int,
    told: Progress,
    most: int = 5,
) -> Iterator[WhatIf]:
    """With the accused columns back in, and without each asked one; on the first fold.

    Same recipe, same rows, uncalibrated, so that only the columns differ. most: questions priced.
    """
    changes = [(tuple(accused), "left out")] if accused else []
    changes += [((column,), "asked") for column in list(asked)[:most]]
    before = _scored(learning.problem, learning, rows) if changes else None
    for columns, why in changes:
        shown = ", ".join(map(plain, columns))
        told(
            say(f"flows.train.what_if_{'with' if why == 'left out' else 'without'}", columns=shown)
        )
        kept = _without(left_out, columns) if why == "left out" else {**left_out, columns[0]: ""}
        after = _scored(problem_of(rows, kept, seed=seed)[1], learning, rows)
        if before is not None and after is not None:
            yield WhatIf(columns, why, before[0].unit, *_paired(before, after))


def _without(left_out: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    return {name: why for name, why in left_out.items() if name not in names}


Array = NDArray[Any]
Scored = tuple[Estimate, Estimate]


def _paired(before: Scored, after: Scored) -> tuple[Estimate, Estimate, Estimate, Estimate]:
    return before[0], after[0], before[1], after[1]


def _scored(problem: Problem, learning: Learning, rows: Rows) -> Scored | None:
    """Loss and cost on the first fold of a quick recipe, learned from these columns.

    None where it cannot learn from them: a question then has no price, and that is all.
    """
    recipe, fold = _quick(learning)
    learn, judge = problem.take(fold.learn), problem.take(fold.judge)
    if not problem.matrix.features:
        return None
    try:
        raw = recipe.fit(learn, judge, None).raw(judge.matrix)
    except Exception:
        return None
    costs = decision_costs(_decided(judge, raw, rows), judge.y, rows.need)
    return raw_loss(judge, raw), mean(costs, unit=rows.need.cost.unit, weight=judge.weight)


def _quick(learning: Learning, *, dear: float = 2.0, fewest: int = 1000) -> tuple[Recipe, Fold]:
    """The chosen recipe, or, where a fit takes over `dear` CPU seconds, the best that does not.

    Half a dozen questions may be asked, and no budget pays for them. Where all are dear, the
    cheapest, and a fold with as many rows as that pays for, `fewest` at least.
    """
    fold = learning.folds.folds[0]
    part = learning.problem.take(fold.learn)
    ran = [each for each in models(learning.raced.candidates) if not each.parts]
    seconds = {each.recipe.name: each.recipe.seconds(part) for each in ran}
    if seconds.get(learning.chosen.main.name, 0.0) <= dear:
        return learning.chosen.main, fold
    quick = [each for each in ran if seconds[each.recipe.name] <= dear]
    if quick:
        return min(quick, key=lambda each: float(np.nanmean(each.losses))).recipe, fold
    cheapest = min(ran, key=lambda each: seconds[each.recipe.name]).recipe
    size = int(len(fold.learn) * dear / seconds[cheapest.name])
    return cheapest, fold.part(max(size, fewest))


def _decided(judge: Problem, raw: Array, rows: Rows) -> Decisions:
    if judge.task is Task.REGRESSION:
        return decide_number(raw[:, 0], learn_residuals(raw[:, 0], judge.y), rows.need)
    return decide(probabilities(raw, judge.task), rows.need)
