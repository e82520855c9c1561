"""Linear models on a design, kept as plain coefficients."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.design import Design, read_design
from gardefou.learners.encode import Matrix
from gardefou.learners.recipe import Course, Packed

Array = NDArray[Any]


@dataclass(frozen=True)
class Additive:
    """Scores that add up feature by feature.

    coefficients: shape (columns of the design, outputs). intercept: shape (outputs,).
    usual: what each feature adds to an average row, shape (outputs, features). course: how the
    path went, where rows judged it.
    """

    design: Design
    coefficients: Array
    intercept: Array
    usual: Array
    setting: Mapping[str, float] = field(default_factory=dict)
    course: Course | None = None

    def raw(self, matrix: Matrix) -> Array:
        """Scores, shape (rows, outputs)."""
        wide = self.design.wide(matrix)
        return np.asarray(wide @ self.coefficients + self.intercept, dtype=float)

    def contributions(self, matrix: Matrix) -> Array:
        """What each feature adds beside an average row, shape (rows, outputs, features)."""
        return added(self.design, self.coefficients, matrix) - self.usual

    def pack(self) -> Packed:
        """Design, coefficients and intercept."""
        meta = {"spreads": [asdict(spread) for spread in self.design.spreads]}
        names = ("coefficients", "intercept", "usual")
        return Packed(meta, {name: getattr(self, name) for name in names})


def added(design: Design, coefficients: Array, matrix: Matrix) -> Array:
    """What each feature adds, shape (rows, outputs, features)."""
    added = np.zeros((len(matrix), coefficients.shape[1], len(matrix.features)))
    bounds = design.bounds
    for place, spread in enumerate(design.spreads):
        part = coefficients[bounds[place] : bounds[place + 1]]
        added[:, :, place] = spread.columns(matrix.values[:, place]) @ part
    return added


def unpack(packed: Packed) -> Additive:
    """The model that `Additive.pack` wrote."""
    design, arrays = read_design(packed.meta["spreads"]), packed.arrays
    return Additive(design, arrays["coefficients"], arrays["intercept"], arrays["usual"])


def merge(parts: Sequence[Additive]) -> Additive:
    """The model whose scores are the mean of theirs; they share one design."""
    coefficients = np.mean([part.coefficients for part in parts], axis=0)
    intercept = np.mean([part.intercept for part in parts], axis=0)
    usual = np.mean([part.usual for part in parts], axis=0)
    return Additive(parts[0].design, coefficients, intercept, usual)
