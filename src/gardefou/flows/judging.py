"""What candidates and the best rule without a model cost on judged rows, in the need's unit."""

from typing import Any

from numpy.typing import NDArray

from gardefou.core.need import Need, Task
from gardefou.learners.calibrate import calibrate
from gardefou.learners.conformal import learn_residuals
from gardefou.learners.decide import cost_of, cost_of_number, decide, decide_number
from gardefou.learners.policies import best_constant, trivial_costs
from gardefou.learners.problem import Problem
from gardefou.learners.raced import Candidate

Array = NDArray[Any]


def best_trivial(problem: Problem, judged: Array, need: Need) -> Array:
    """What the best policy without a model costs on the judged rows, shape (judged rows,)."""
    constant = best_constant(problem.y, problem.weight, need)
    every = trivial_costs(problem.y[judged], need, constant)
    return min(every.values(), key=lambda each: float(each.mean()))


def judged_costs(problem: Problem, candidate: Candidate, need: Need) -> Array:
    """What the candidate's calibrated decisions cost on the rows it was judged on."""
    judged = candidate.judged
    raw, y, weight = candidate.raw[judged], problem.y[judged], problem.weight[judged]
    if problem.task is Task.REGRESSION:
        residuals = learn_residuals(raw[:, 0], y)
        return cost_of_number(decide_number(raw[:, 0], residuals, need), y, need)
    calibrator = calibrate(raw, y.astype(int), weight, problem.task)
    return cost_of(decide(calibrator.apply(raw), need), y, need)
