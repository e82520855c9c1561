"""Boosted trees: many small trees, each mending what the ones before it missed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.need import Task
from gardefou.learners import trees
from gardefou.learners.encode import Matrix
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Packed, Recipe
from gardefou.learners.tree_text import only_trees

Array = NDArray[Any]

_SMALL: Mapping[str, object] = {
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
}
_LARGE: Mapping[str, object] = {
    "learning_rate": 0.05,
    "num_leaves": 50,
    "min_data_in_leaf": 40,
    "min_sum_hessian_in_leaf": 1e-7,
    "bagging_fraction": 0.75,
    "bagging_freq": 1,
}
_LARGE_NUMBERS: Mapping[str, object] = {"num_leaves": 100, "min_data_in_leaf": 3}


@dataclass(frozen=True)
class Boosted:
    """One or more boosters whose scores are averaged.

    models: LightGBM's own text, with rounds and the scale of its target.
    """

    models: tuple[str, ...]
    rounds: tuple[int, ...]
    scales: tuple[trees.Scale, ...]
    outputs: int
    setting: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def boosters(self) -> tuple[Any, ...]:
        """The boosters, read from their text at first use."""
        import lightgbm

        try:
            return tuple(lightgbm.Booster(model_str=model) for model in self.models)
        except lightgbm.basic.LightGBMError as broken:
            raise GardefouError("A model's trees cannot be read.", seen=str(broken)) from broken

    def raw(self, matrix: Matrix) -> Array:
        """Mean score of the boosters, shape (rows, outputs)."""
        every = [
            scale.centre + scale.size * trees.raw_scores(booster, matrix, n, self.outputs)
            for booster, n, scale in self._each()
        ]
        return np.asarray(np.mean(every, axis=0))

    def contributions(self, matrix: Matrix) -> Array:
        """Mean TreeSHAP values, shape (rows, outputs, features)."""
        every = [
            scale.size * trees.contributions(booster, matrix, n, self.outputs)
            for booster, n, scale in self._each()
        ]
        return np.asarray(np.mean(every, axis=0))

    def _each(self) -> Iterator[tuple[Any, int, trees.Scale]]:
        yield from zip(self.boosters, self.rounds, self.scales, strict=True)

    def pack(self) -> Packed:
        """Each booster's own text."""
        texts = {f"booster_{number}.txt": model for number, model in enumerate(self.models)}
        scales = [[scale.centre, scale.size] for scale in self.scales]
        meta = {"rounds": list(self.rounds), "scales": scales, "outputs": self.outputs}
        return Packed(meta, {}, texts)


def _fit(problem: Problem, judge: Problem | None, setting: Mapping[str, float] | None) -> Boosted:
    rounds = int(setting["rounds"]) if setting else None
    booster, best, scale = trees.boost(problem, judge, _settings(problem), rounds=rounds)
    text = only_trees(booster.model_to_string(num_iteration=best))
    return Boosted((text,), (best,), (scale,), problem.outputs, {"rounds": best})


def _settings(problem: Problem, *, small_below: int = 10_000) -> Mapping[str, object]:
    """Small trees on small tables: capacity for the size matters more than the library.

    small_below: rows of the whole; the settings are zero-shot ones of published
    portfolios (AutoGluon's of December 2025; LightGBM's tuned defaults of pytabkit).
    """
    if len(problem.whole) < small_below:
        return _SMALL
    return {**_LARGE, **_LARGE_NUMBERS} if problem.task is Task.REGRESSION else _LARGE


def _merge(parts: Sequence[Boosted]) -> Boosted:
    models = tuple(model for part in parts for model in part.models)
    rounds = tuple(n for part in parts for n in part.rounds)
    scales = tuple(scale for part in parts for scale in part.scales)
    return Boosted(models, rounds, scales, parts[0].outputs)


def _unpack(packed: Packed) -> Boosted:
    rounds = tuple(int(n) for n in packed.meta["rounds"])
    models = tuple(packed.texts[f"booster_{number}.txt"] for number in range(len(rounds)))
    scales = tuple(trees.Scale(float(c), float(s)) for c, s in packed.meta["scales"])
    return Boosted(models, rounds, scales, int(packed.meta["outputs"]))


def _seconds(problem: Problem) -> float:
    size = len(problem) * len(problem.matrix.features) * max(problem.outputs, 1)
    return 0.2 + 4e-6 * size


BOOSTED = Recipe(
    name="boosted",
    order=4,
    readable=False,
    page=__doc__
    + """
LightGBM, with settings that were measured rather than searched: six leaves and random cuts under
10,000 rows, fifty or more above; rounds stop when rows kept aside stop gaining. Holes and
categories are taken as they are; a direction stated in `[columns] monotone` is kept everywhere.
Right when columns act together; no person can read it whole, so reasons come row by row.
Source: Ke et al. 2017, Advances in Neural Information Processing Systems 30.
""",
    fit=_fit,
    merge=_merge,
    unpack=_unpack,
    seconds=_seconds,
    serve_cost=10.0,
)
