"""Deep boosted trees: each tree large, each step small, for tables whose columns act together."""

from gardefou.core.need import Task
from gardefou.learners.boosting import Way, fitter, merge, seconds_of, stepped_of, told_of, unpack
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Hope, Recipe

_CLASSES = Way(
    settings={
        "learning_rate": 0.04,
        "num_leaves": 50,
        "min_data_in_leaf": 40,
        "min_sum_hessian_in_leaf": 1e-7,
        "bagging_fraction": 0.75,
        "bagging_freq": 1,
    },
    patience=60,
    usual={Task.BINARY: 250, Task.MULTICLASS: 170},
    growth=0.1,
)
_NUMBERS = Way(
    settings={
        "learning_rate": 0.05,
        "num_leaves": 100,
        "min_data_in_leaf": 3,
        "min_sum_hessian_in_leaf": 1e-7,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
    },
    patience=60,
    usual={Task.REGRESSION: 830},
    growth=0.4,
)


def _way(problem: Problem) -> Way:
    return _NUMBERS if problem.task is Task.REGRESSION else _CLASSES


BOOSTED_DEEP = Recipe(
    name="boosted_deep",
    order=5,
    readable=False,
    page=__doc__
    + """
LightGBM again, as `boosted`, with trees of fifty leaves (a hundred for numbers) that are made on
three rows in four. Right on numbers that jump with several columns at once (places, hours, repeated
rows), and above ten thousand rows; wrong on small noisy tables, where `boosted` is better and much
cheaper. A person can read it no better.

Settings for classes: `learning_rate` 0.04, `num_leaves` 50, `min_data_in_leaf` 40,
`min_sum_hessian_in_leaf` 1e-7, `bagging_fraction` 0.75; for numbers: `learning_rate` 0.05,
`num_leaves` 100, `min_data_in_leaf` 3, `min_sum_hessian_in_leaf` 1e-7, `bagging_fraction` 0.7.
Patience 60, at most 3,000 rounds; where time is short, fewer rounds with larger steps. Chosen:
`rounds`, `rate`.
Source: Holzmüller et al. 2024, "Better by default", arXiv:2407.04491 (LGBM-TD).
""",
    fit=fitter(_way),
    merge=merge,
    unpack=unpack,
    seconds=seconds_of(_way),
    stepped=stepped_of(_way),
    told=told_of(_way),
    serve_cost=20.0,
    hope=Hope(classes=(0.02, 0.0045), numbers=(0.042, 0.016)),
    varies=True,
)
