"""What the boosted recipes share: boosters as one checked text, and what a fit of them takes."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.need import Task
from gardefou.learners import trees
from gardefou.learners.encode import Matrix
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Course, Fitted, Packed
from gardefou.learners.tree_join import join_trees
from gardefou.learners.tree_text import TreeTextError, check_trees, only_trees

Array = NDArray[Any]

_TEXT = "booster_0.txt"


@dataclass(frozen=True)
class Boosted:
    """Trees whose answers add up, in the target's unit.

    model: LightGBM's own text, of one fit or of several as one. centre: what is added to every
    score.
    """

    model: str
    centre: float
    outputs: int
    setting: Mapping[str, float] = field(default_factory=dict)
    course: Course | None = None

    @cached_property
    def booster(self) -> Any:
        """The booster, read from its text at first use."""
        import lightgbm

        try:
            return lightgbm.Booster(model_str=self.model)
        except lightgbm.basic.LightGBMError as broken:
            raise GardefouError("A model's trees cannot be read.", seen=str(broken)) from broken

    def raw(self, matrix: Matrix) -> Array:
        """Scores, shape (rows, outputs)."""
        return self.centre + trees.raw_scores(self.booster, matrix, -1, self.outputs)

    def contributions(self, matrix: Matrix) -> Array:
        """TreeSHAP values, shape (rows, outputs, features)."""
        return trees.contributions(self.booster, matrix, -1, self.outputs)

    def pack(self) -> Packed:
        """The text, and what is added to its scores."""
        return Packed({"centre": self.centre, "outputs": self.outputs}, {}, {_TEXT: self.model})


@dataclass(frozen=True)
class Way:
    """One way of boosting: LightGBM's settings, and when to stop.

    usual: rounds that a fit of 10,000 rows pays for, by task; growth: with which power of the rows
    they grow. Where early stopping ends is not told by sizes: what fits took beside this stands in
    benchmarks/learning/hopes.md.
    """

    settings: trees.Settings
    patience: int
    usual: Mapping[Task, float]
    growth: float

    def rounds(self, problem: Problem) -> float:
        """How many rounds a fit with a judge is expected to take, those of patience included."""
        return self.usual[problem.task] * float((len(problem) / 10_000) ** self.growth)

    def seconds(self, problem: Problem, rounds: float | None = None) -> float:
        """CPU seconds that a fit of so many rounds takes; None: of as many as are expected."""
        cells = len(problem) * len(problem.matrix.features)
        each = trees.round_seconds(problem, self.settings)
        return 0.01 + 1e-7 * cells + (rounds or self.rounds(problem)) * each

    def told(self, problem: Problem) -> Mapping[str, object]:
        """All that LightGBM is told of a problem."""
        return {**trees.always(problem), **self.settings}


Ways = Callable[[Problem], Way]


def fitter(ways: Ways) -> Callable[[Problem, Problem | None, Mapping[str, float] | None], Boosted]:
    """The `fit` of a recipe that boosts in the way that `ways` picks for the problem."""
    return partial(_fit, ways)


def _fit(
    ways: Ways, problem: Problem, judge: Problem | None, setting: Mapping[str, float] | None
) -> Boosted:
    grown, chosen = grow(ways(problem), problem, judge, setting)
    text = only_trees(grown.booster.model_to_string(num_iteration=grown.rounds))
    model = join_trees([text], [grown.scale.size])
    return Boosted(model, grown.scale.centre, problem.outputs, chosen, grown.course)


def grow(
    way: Way, problem: Problem, judge: Problem | None, setting: Mapping[str, float] | None
) -> tuple[trees.Grown, dict[str, float]]:
    """Trees grown in this way, and what was chosen: `rounds`, and the learning `rate`."""
    rate = setting["rate"] if setting and "rate" in setting else _rate(problem, way)
    grown = trees.boost(
        problem,
        judge,
        {**way.settings, "learning_rate": rate},
        rounds=int(setting["rounds"]) if setting else None,
        patience=way.patience,
    )
    return grown, {"rounds": float(grown.rounds), "rate": rate}


def _rate(problem: Problem, way: Way, *, most: float = 0.3) -> float:
    """The learning rate: larger where the allowance pays for fewer rounds than are usual.

    most: beyond, a round overshoots what the next ones can mend.
    """
    usual = float(str(way.settings["learning_rate"]))
    wanted = way.rounds(problem)
    paid = trees.affordable(problem, way.settings, int(np.ceil(wanted)))
    return max(usual, min(most, usual * wanted / paid))


def merge(parts: Sequence[Boosted]) -> Boosted:
    """The model whose scores are the mean of theirs: all their trees, each at its share."""
    model = join_trees([part.model for part in parts], [1 / len(parts)] * len(parts))
    return Boosted(model, float(np.mean([part.centre for part in parts])), parts[0].outputs)


def unpack(packed: Packed) -> Fitted:
    """The model that `Boosted.pack` wrote; a ValueError where it is anything else."""
    centre, outputs = float(packed.meta["centre"]), int(packed.meta["outputs"])
    if set(packed.texts) != {_TEXT} or not isfinite(centre) or outputs < 1:
        raise TreeTextError("no boosted trees")
    text = packed.texts[_TEXT]
    last = re.search(r"^max_feature_idx=(\d{1,6})$", text[:1000], flags=re.M)
    check_trees(text, features=int(last[1]) + 1 if last else 0, outputs=outputs)
    return Boosted(text, centre, outputs)


def seconds_of(ways: Ways) -> Callable[[Problem], float]:
    """The `seconds` of a recipe that boosts in the way that `ways` picks for the problem."""
    return lambda problem: ways(problem).seconds(problem)


def stepped_of(ways: Ways) -> Callable[[Problem, float], float]:
    """The `stepped` of such a recipe."""
    return lambda problem, rounds: ways(problem).seconds(problem, rounds)


def told_of(ways: Ways) -> Callable[[Problem], Mapping[str, object]]:
    """The `told` of such a recipe."""
    return lambda problem: ways(problem).told(problem)
