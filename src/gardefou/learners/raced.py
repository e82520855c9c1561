"""What ran in a race, and how candidates stand to each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.recipe import Recipe
from gardefou.learners.rungs import Point
from gardefou.learners.store import Fit

Array = NDArray[Any]


@dataclass(frozen=True)
class Candidate:
    """A recipe that ran. raw: out-of-fold scores, shape (rows, outputs), NaN where not judged.

    losses: of each row, NaN where not judged. full: whether every fold was run. fits: in order of
    folds. parts: of an average, the candidates it is made of, each with its share.
    """

    recipe: Recipe
    raw: Array
    losses: Array
    fits: tuple[Fit, ...]
    full: bool
    parts: tuple[tuple["Candidate", float], ...] = ()

    @property
    def seconds(self) -> float:
        """CPU seconds of all its fits."""
        return sum(fit.seconds for fit in self.fits)

    @property
    def judged(self) -> Array:
        """Which rows it was judged on, shape (rows,), bool."""
        return ~np.isnan(self.losses)

    @property
    def readable(self) -> bool:
        """Whether a person can follow every decision: of an average, of each of its parts."""
        return all(part.readable for part, _ in self.parts) if self.parts else self.recipe.readable

    @property
    def serve_cost(self) -> float:
        """What an answer takes, beside the cheapest model's: of an average, all its parts'."""
        every = sum(part.serve_cost for part, _ in self.parts)
        return every if self.parts else self.recipe.serve_cost

    @property
    def main(self) -> Recipe:
        """Its recipe; of an average, that of its largest part."""
        part, _ = max(self.parts, key=lambda each: each[1], default=(self, 1.0))
        return part.recipe


@dataclass(frozen=True)
class Raced:
    """All that ran, in the order of the race, and a word on each that did not.

    rows: how many the candidates learned from on their first fold. points: of each recipe, what
    it lost after so many rows, where parts of the rows were tried before.
    """

    candidates: tuple[Candidate, ...]
    dropped: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    points: Mapping[str, Sequence[Point]] = field(default_factory=dict)

    def best(self) -> Candidate:
        """The full candidate of smallest mean loss."""
        full = [each for each in self.candidates if each.full]
        return min(full, key=lambda each: float(np.nanmean(each.losses)))


def models(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that may become the model: all full ones but the trivial guess, unless it ran alone."""
    full = [each for each in candidates if each.full]
    return [each for each in full if each.recipe.name != "trivial"] or full


class NoRecipeSurvivedError(Exception):
    """No recipe could be fitted. dropped: why, by name."""

    def __init__(self, dropped: dict[str, str]) -> None:
        self.dropped = dropped
        super().__init__("; ".join(f"{name}: {why}" for name, why in dropped.items()))


def behind(losses: Array, best: Array) -> float:
    """How many paired standard errors the mean loss is above the best one."""
    gap = losses - best
    error = float(gap.std() / np.sqrt(len(gap)))
    return float(gap.mean()) / error if error > 0 else 0.0
