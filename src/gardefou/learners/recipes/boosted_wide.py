"""Wide boosted trees: over a hundred leaves each, for what only a few rows share."""

from gardefou.core.need import Task
from gardefou.learners.boosting import Way, fitter, merge, seconds_of, stepped_of, told_of, unpack
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Hope, Recipe

_WIDE = Way(
    settings={
        "learning_rate": 0.04,
        "num_leaves": 128,
        "min_data_in_leaf": 3,
        "feature_fraction": 0.9,
    },
    patience=60,
    usual={Task.BINARY: 150, Task.MULTICLASS: 150, Task.REGRESSION: 600},
    growth=0.4,
)


def _way(_: Problem) -> Way:
    return _WIDE


BOOSTED_WIDE = Recipe(
    name="boosted_wide",
    order=6,
    readable=False,
    page=__doc__
    + """
LightGBM again, as `boosted`, with trees of 128 leaves of three rows or more, made in small steps.
Right where many columns act together, mostly as a partner of the others in a mean; wrong alone on
small or noisy tables, which it learns by heart. A person can read it no better.

Settings: `learning_rate` 0.04, `num_leaves` 128, `min_data_in_leaf` 3, `feature_fraction` 0.9.
Patience 60, at most 3,000 rounds; where time is short, fewer rounds with larger steps. Chosen:
`rounds`, `rate`.
Source: Ke et al. 2017, Advances in Neural Information Processing Systems 30; the settings are those
that AutoGluon calls large, its steps made larger.
""",
    fit=fitter(_way),
    merge=merge,
    unpack=unpack,
    seconds=seconds_of(_way),
    stepped=stepped_of(_way),
    told=told_of(_way),
    serve_cost=20.0,
    hope=Hope(classes=(0.014, 0.0009), numbers=(0.023, 0.0061)),
    varies=True,
)
