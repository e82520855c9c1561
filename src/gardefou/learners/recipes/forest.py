"""A forest: trees grown side by side, each on its own luck, whose answers are averaged."""

from gardefou.learners import forests
from gardefou.learners.averaging import Kind, fitter, merge, unpack
from gardefou.learners.recipe import Hope, Recipe

_HALF = {"max_features": 0.5}
_RANDOM_FOREST = Kind("RandomForest", classes=_HALF, numbers=_HALF)

FOREST = Recipe(
    name="forest",
    order=7,
    readable=False,
    page=__doc__
    + """

A random forest: sixty trees of scikit-learn, each grown on rows drawn with repetition, on columns
as `linear` has them, but without bounds; half of the columns may be asked at each node
(`max_features=0.5`), where the best cut is. Trees grow to single rows while all of them stay below
some two megabytes, else with so many rows in a leaf (`min_samples_leaf`) that they do; where
forests are averaged, trees of each are kept, as many as take the same room. Each value is then
drawn towards that of the node above (hierarchical shrinkage): `strength` is the best of 0, 1, 3,
10, 30 and 100 rows on rows kept aside. Shares become log-odds as if one row more of each class had
been seen, so that no answer is certain. Reasons follow the way of a row down the trees.
Right when columns act together, rows repeat or nearly so, or a smooth or boosted model overfits;
wrong for straight effects, which trees must build of steps, and for large tables, whose trees are
cut short to stay small. No person can read it. The shortest allowance still grows ten trees.
Source: Breiman 2001, doi:10.1023/A:1010933404324; Agarwal et al. 2022, arXiv:2202.00858
""",
    fit=fitter(_RANDOM_FOREST),
    merge=merge,
    unpack=unpack,
    seconds=_RANDOM_FOREST.seconds,
    refuses=forests.refusal,
    serve_cost=12.0,
    hope=Hope(classes=(0.0087, 0.0014), numbers=(0, 0)),
)
