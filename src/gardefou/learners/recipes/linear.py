"""Straight lines that add up: ridge or logistic regression along a regularisation path."""

from gardefou.learners import additive
from gardefou.learners.path import fit_path, rough_seconds
from gardefou.learners.recipe import Hope, Recipe

_SHARES = (1.0, 0.5)

LINEAR = Recipe(
    name="linear",
    order=1,
    readable=True,
    page=__doc__
    + """
Each number column is scaled and adds its slope; each level of a category adds its own amount; a
hole adds an amount too. The penalty is the best of a path on rows kept aside: L2; and, with fewer
than fifty rows a column, L1 and half of each (elastic net), which leave columns out altogether.
Right when effects are roughly straight, or rows are few. Source: Hoerl and Kennard 1970,
doi:10.1080/00401706.1970.10488634; Tibshirani 1996, doi:10.1111/j.2517-6161.1996.tb02080.x;
Zou and Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x; Cox 1958,
doi:10.1111/j.2517-6161.1958.tb00292.x
""",
    fit=lambda problem, judge, setting: fit_path(
        problem, judge, setting, knots=0, clip=6.0, shares=_SHARES
    ),
    merge=additive.merge,
    unpack=additive.unpack,
    seconds=lambda problem: rough_seconds(problem, 1, _SHARES),
    refuses=lambda problem: "it cannot promise a direction" if problem.monotone else "",
    serve_cost=1.0,
    hope=Hope(classes=(0.049, 0.021), numbers=(0.049, 0.022)),
)
