"""What the model would score with, or without, a doubtful column: the price of a question."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
from gardefou.learners.problem import Problem, probabilities
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
    before = _scored(learning.problem, learning, rows)
    if accused:
        told(say("flows.train.what_if_with", columns=", ".join(map(plain, accused))))
        kept = {name: why for name, why in left_out.items() if name not in accused}
        after = _scored(problem_of(rows, kept, seed=seed)[1], learning, rows)
        yield WhatIf(tuple(accused), "left out", before[0].unit, *_paired(before, after))
    for column in list(asked)[:most]:
        told(say("flows.train.what_if_without", column=column))
        fewer = problem_of(rows, {**left_out, column: ""}, seed=seed)[1]
        if not fewer.matrix.features:
            continue
        after = _scored(fewer, learning, rows)
        yield WhatIf((column,), "asked", before[0].unit, *_paired(before, after))


Array = NDArray[Any]
Scored = tuple[Estimate, Estimate]


def _paired(before: Scored, after: Scored) -> tuple[Estimate, Estimate, Estimate, Estimate]:
    return before[0], after[0], before[1], after[1]


def _scored(problem: Problem, learning: Learning, rows: Rows) -> Scored:
    """Loss and cost on the first fold of the chosen recipe, learned from these columns."""
    fold = learning.folds.folds[0]
    learn, judge = problem.take(fold.learn), problem.take(fold.judge)
    raw = learning.chosen.recipe.fit(learn, judge, None).raw(judge.matrix)
    costs = decision_costs(_decided(judge, raw, rows), judge.y, rows.need)
    return raw_loss(judge, raw), mean(costs, unit=rows.need.cost.unit, weight=judge.weight)


def _decided(judge: Problem, raw: Array, rows: Rows) -> Decisions:
    if judge.task is Task.REGRESSION:
        return decide_number(raw[:, 0], learn_residuals(raw[:, 0], judge.y), rows.need)
    return decide(probabilities(raw, judge.task), rows.need)
