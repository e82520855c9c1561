"""Extra trees: a forest whose cuts are drawn by chance, so that its trees differ the more."""

from gardefou.learners import forests
from gardefou.learners.averaging import Kind, fitter, merge, unpack
from gardefou.learners.recipe import Hope, Recipe

_EXTRA_TREES = Kind(
    "ExtraTrees",
    classes={"max_features": 0.5, "criterion": "entropy"},
    numbers={"max_features": 1.0},
    pace=0.7,
)

EXTRA_TREES = Recipe(
    name="extra_trees",
    order=7,
    readable=False,
    page=__doc__
    + """

Extremely randomised trees: sixty of scikit-learn, as `forest` has them, but each grown on all rows,
and of each column that is looked at one cut drawn at random, the best of these taken. Of classes
half of the columns are looked at (`max_features=0.5`), and cuts are judged by what they take off
the log loss (`criterion="entropy"`); of numbers all columns. Room, shrinkage (`strength`) and
reasons are those of `forest`.
Right as an unlike partner of boosted trees and nets in a mean, where rows resemble their
neighbours, and where answers jump; wrong where a few of many columns matter, as cuts by chance miss
them. No person can read it.
Source: Geurts et al. 2006, doi:10.1007/s10994-006-6226-1; Agarwal et al. 2022, arXiv:2202.00858
""",
    fit=fitter(_EXTRA_TREES),
    merge=merge,
    unpack=unpack,
    seconds=_EXTRA_TREES.seconds,
    refuses=forests.refusal,
    serve_cost=12.0,
    hope=Hope(classes=(0.016, 0.0051), numbers=(0.027, 0.0074)),
)
