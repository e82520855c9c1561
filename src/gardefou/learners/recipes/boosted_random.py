"""Boosted random trees: cuts at random places, so that no tree follows the noise of its rows."""

from gardefou.core.need import Task
from gardefou.learners.boosting import Way, fitter, merge, seconds_of, stepped_of, told_of, unpack
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Hope, Recipe

_RANDOM = Way(
    settings={
        "learning_rate": 0.05,
        "num_leaves": 39,
        "extra_trees": True,
        "min_data_in_leaf": 3,
        "bagging_fraction": 0.88,
        "bagging_freq": 1,
        "feature_fraction": 0.46,
        "lambda_l1": 0.24,
        "lambda_l2": 0.36,
        "cat_l2": 0.34,
        "cat_smooth": 15.4,
        "max_cat_to_onehot": 16,
        "min_data_per_group": 9,
    },
    patience=60,
    usual={Task.BINARY: 570, Task.MULTICLASS: 620, Task.REGRESSION: 1490},
    growth=0.3,
)


def _way(_: Problem) -> Way:
    return _RANDOM


BOOSTED_RANDOM = Recipe(
    name="boosted_random",
    order=6,
    readable=False,
    page=__doc__
    + """
LightGBM again, as `boosted`: each column that is looked at offers one cut drawn at random, the best
of these is taken, and each tree sees under half of the columns. Right on noisy and wide tables with
categories, and as an unlike partner of the other two in a mean; wrong where single sharp cuts
decide, and dear on large tables, as it needs many rounds. A person can read it no better.

Settings: `extra_trees`, `learning_rate` 0.05, `num_leaves` 39, `min_data_in_leaf` 3,
`bagging_fraction` 0.88, `feature_fraction` 0.46, `lambda_l1` 0.24, `lambda_l2` 0.36, `cat_l2` 0.34,
`cat_smooth` 15.4, `max_cat_to_onehot` 16, `min_data_per_group` 9. Patience 60, at most 3,000
rounds; where time is short, fewer rounds with larger steps. Chosen: `rounds`, `rate`.
Source: Geurts et al. 2006, doi:10.1007/s10994-006-6226-1; the settings are one of AutoGluon's
portfolio of December 2025, its steps made larger.
""",
    fit=fitter(_way),
    merge=merge,
    unpack=unpack,
    seconds=seconds_of(_way),
    stepped=stepped_of(_way),
    told=told_of(_way),
    serve_cost=20.0,
    hope=Hope(classes=(0.007, 0.0005), numbers=(0.014, 0.0056)),
    varies=True,
)
