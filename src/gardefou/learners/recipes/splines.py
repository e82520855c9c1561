"""Smooth curves that add up: ridge or logistic regression on cubic splines."""

from gardefou.learners import additive
from gardefou.learners.path import fit_path, rough_seconds
from gardefou.learners.recipe import Hope, Recipe

SPLINES = Recipe(
    name="splines",
    order=2,
    readable=True,
    page=__doc__
    + """
As `linear`, but each number column may bend: cubic B-splines on seven quantile knots, constant
beyond the ends. It stays additive, so each column's curve can be drawn and read. Right for most
tables under 10,000 rows; wrong where columns act only together.
Source: Eilers and Marx 1996, doi:10.1214/ss/1038425655
""",
    fit=lambda problem, judge, setting: fit_path(problem, judge, setting, knots=7, clip=8.0),
    merge=additive.merge,
    unpack=additive.unpack,
    seconds=lambda problem: rough_seconds(problem, 8),
    refuses=lambda problem: "it cannot promise a direction" if problem.monotone else "",
    serve_cost=2.0,
    hope=Hope(classes=(0.04, 0.014), numbers=(0.048, 0.021)),
)
