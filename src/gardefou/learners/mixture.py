"""Several models as one: a weighted mean of their scores."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.encode import Matrix
from gardefou.learners.recipe import RECIPES, Fitted, Packed

Array = NDArray[Any]

_MOST_PARTS = 4


@dataclass(frozen=True)
class Part:
    """A model of a mixture. recipe: its name. weight: its share, above 0; all sum up to 1."""

    recipe: str
    weight: float
    fitted: Fitted


@dataclass(frozen=True)
class Mixture:
    """Models whose scores are averaged: log-odds or numbers, so that what adds up still does."""

    parts: tuple[Part, ...]
    setting: Mapping[str, float] = field(default_factory=dict)

    @property
    def readable(self) -> bool:
        """Whether each part is."""
        return all(RECIPES[part.recipe].readable for part in self.parts)

    def raw(self, matrix: Matrix) -> Array:
        """Weighted mean of the scores, shape (rows, outputs)."""
        return np.asarray(sum(part.weight * part.fitted.raw(matrix) for part in self.parts))

    def contributions(self, matrix: Matrix) -> Array:
        """Weighted mean of what each feature adds, shape (rows, outputs, features)."""
        every = (part.weight * part.fitted.contributions(matrix) for part in self.parts)
        return np.asarray(sum(every))

    def pack(self) -> Packed:
        """All parts side by side, each member's name led by the number of its part."""
        told: list[dict[str, Any]] = []
        arrays: dict[str, Array] = {}
        texts: dict[str, str] = {}
        for number, part in enumerate(self.parts):
            packed = part.fitted.pack()
            told.append({"recipe": part.recipe, "weight": part.weight, "meta": packed.meta})
            arrays |= {f"{number} {name}": array for name, array in packed.arrays.items()}
            texts |= {f"part_{number}_{name}": text for name, text in packed.texts.items()}
        return Packed({"parts": told}, arrays, texts)


def unpack(packed: Packed) -> Mixture:
    """The mixture that `Mixture.pack` wrote."""
    told = packed.meta["parts"]
    if not 1 <= len(told) <= _MOST_PARTS or any(each["recipe"] == "average" for each in told):
        raise ValueError("no such mixture")
    weights = [float(each["weight"]) for each in told]
    if min(weights) <= 0 or abs(sum(weights) - 1) > 1e-6:
        raise ValueError("weights that are no shares")
    return Mixture(tuple(_parts(packed, told, weights)))


def _parts(
    packed: Packed, told: Sequence[Mapping[str, Any]], weights: Sequence[float]
) -> Iterator[Part]:
    for number, (each, weight) in enumerate(zip(told, weights, strict=True)):
        own = Packed(
            each["meta"],
            _led_by(f"{number} ", packed.arrays),
            _led_by(f"part_{number}_", packed.texts),
        )
        recipe = RECIPES[str(each["recipe"])]
        yield Part(recipe.name, weight, recipe.unpack(own))


def _led_by(start: str, members: Mapping[str, Any]) -> dict[str, Any]:
    return {name.removeprefix(start): m for name, m in members.items() if name.startswith(start)}
