"""Boosted trees: many small trees, each mending what the ones before it missed."""

from gardefou.core.need import Task
from gardefou.learners.boosting import Way, fitter, merge, seconds_of, stepped_of, told_of, unpack
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Hope, Recipe

_SMALL = Way(
    settings={
        "learning_rate": 0.06,
        "num_leaves": 6,
        "extra_trees": True,
        "min_data_in_leaf": 12,
        "bagging_fraction": 0.85,
        "bagging_freq": 1,
        "feature_fraction": 0.73,
        "lambda_l1": 0.24,
        "lambda_l2": 0.3,
        "cat_l2": 0.011,
        "cat_smooth": 5.1,
        "max_cat_to_onehot": 67,
        "min_data_per_group": 93,
    },
    patience=60,
    usual={Task.BINARY: 210, Task.MULTICLASS: 370, Task.REGRESSION: 400},
    growth=0.1,
)
_LARGE = Way(
    settings={"learning_rate": 0.1, "num_leaves": 31},
    patience=30,
    usual={Task.BINARY: 85, Task.MULTICLASS: 90, Task.REGRESSION: 280},
    growth=0.3,
)
_MANY_CLASSES = Way(
    settings={"learning_rate": 0.2, "num_leaves": 31, "feature_fraction": 0.5},
    patience=15,
    usual={Task.MULTICLASS: 50},
    growth=0.3,
)


def _way(problem: Problem, *, small_below: int = 10_000, dear: float = 60.0) -> Way:
    """Small trees on small tables: capacity for the size matters more than the library.

    small_below: rows of the whole. dear: reckoned CPU seconds above which many classes are learned
    in larger steps that each look at half the columns. That is half the price for a few hundredths
    more loss; to learn from part of the rows, or with fewer leaves, saves less for the same.
    """
    if len(problem.whole) < small_below:
        return _SMALL
    many = problem.task is Task.MULTICLASS and _LARGE.seconds(problem) > dear
    return _MANY_CLASSES if many else _LARGE


BOOSTED = Recipe(
    name="boosted",
    order=4,
    readable=False,
    page=__doc__
    + """
LightGBM, with settings that are right for the size rather than searched. Rounds are added until
rows kept aside stop gaining (early stopping on log loss or squared error), and the best round is
kept. Holes and categories are taken as they are; a direction stated in `[columns] monotone` is
kept everywhere.

Right when columns act together, when there are steps and holes, and above some thousand rows.
Wrong where a straight line is the truth or rows are few (`linear`, `splines` are cheaper and
better), where answers beyond the range of the table are wanted (a tree answers with what it saw),
and where a person must follow every decision: reasons come row by row only, as Shapley values.
It costs rows x columns x classes x rounds; thousands of rows take a fraction of a second.

Settings under 10,000 rows: `learning_rate` 0.06, `num_leaves` 6, `extra_trees`,
`min_data_in_leaf` 12, `bagging_fraction` 0.85, `feature_fraction` 0.73, `lambda_l1` 0.24,
`lambda_l2` 0.3, `cat_l2` 0.011, `cat_smooth` 5.1, `max_cat_to_onehot` 67, `min_data_per_group`
93, patience 60. Above: the library's own (`learning_rate` 0.1, `num_leaves` 31), patience 30; on
many classes that would take over a minute `learning_rate` 0.2, `feature_fraction` 0.5, patience
15. At most 3,000 rounds; where time is short, fewer rounds with larger steps. Chosen: `rounds`,
`rate`.
Source: Ke et al. 2017, Advances in Neural Information Processing Systems 30; the settings under
10,000 rows are one of AutoGluon's portfolio of December 2025, its steps made larger.
""",
    fit=fitter(_way),
    merge=merge,
    unpack=unpack,
    seconds=seconds_of(_way),
    stepped=stepped_of(_way),
    told=told_of(_way),
    serve_cost=10.0,
    hope=Hope(classes=(0.018, 0.009), numbers=(0.037, 0.017)),
    varies=True,
)
