"""A weighted mean of two to four of the other recipes, where that pays."""

from collections.abc import Mapping, Sequence

from gardefou.learners.mixture import Mixture, Part, unpack
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Fitted, Recipe


def _fit(problem: Problem, judge: Problem | None, setting: Mapping[str, float] | None) -> Fitted:
    del problem, judge, setting
    raise ValueError("a mean is made of models, not of rows")


def _merge(parts: Sequence[Mixture]) -> Mixture:
    """The mean of mixtures: each part at its share."""
    every = [
        Part(part.recipe, part.weight / len(parts), part.fitted)
        for mixture in parts
        for part in mixture.parts
    ]
    return Mixture(tuple(every))


AVERAGE = Recipe(
    name="average",
    order=99,
    readable=False,
    page=__doc__
    + """
It is not raced: when the race is over, the models that ran on every fold are added one at a time,
with repetition, each time the one that lowers the loss of the mean most on rows that no part of it
learned from; how often each was taken is its weight. Unlike models err on unlike rows, so that a
tree and a curve together are often a little better than either; it is only kept where it is
better beyond noise, as it costs the sum of its parts to serve and cannot be read.
Source: Caruana et al. 2004, doi:10.1145/1015330.1015432
""",
    fit=_fit,
    merge=_merge,
    unpack=unpack,
    seconds=lambda _: 0.0,
    refuses=lambda _: "it is made of the others when they have run",
    serve_cost=0.0,
    raced=False,
)
