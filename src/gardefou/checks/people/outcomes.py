"""What the table records of people: the answer as 0 and 1, or as a number."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gardefou.checks.answers import answers
from gardefou.core.need import Need, Task
from gardefou.core.words import plain
from gardefou.table.frame import Array, Sample


@dataclass(frozen=True)
class Outcome:
    """One answer of each row. y: 0 or 1, or the target's number; NaN where there is none.

    name: of the class that counts as 1, empty where the answer is a number.
    """

    name: str
    y: Array

    @property
    def is_share(self) -> bool:
        """Whether its mean is a share of rows."""
        return bool(self.name)


def outcomes(need: Need, sample: Sample, *, most: int = 8) -> Iterator[Outcome]:
    """The positive class; each of several classes, at most `most`; or the number.

    Nothing without a target, or where it has one value only.
    """
    if need.target is None or need.target not in sample.frame:
        return
    y, classes = answers(need, sample.frame)
    if len(np.unique(y[np.isfinite(y)])) < 2:
        return
    if need.task is Task.REGRESSION:
        yield Outcome("", y)
        return
    wanted = (need.positive,) if need.positive in classes and len(classes) == 2 else classes
    if len(classes) == 2 and len(wanted) == 2:
        wanted = classes[1:]
    for name in wanted[:most]:
        held = np.where(np.isnan(y), np.nan, y == classes.index(str(name)))
        yield Outcome(plain(name), held.astype(float))


def weights(need: Need, sample: Sample) -> Array | None:
    """How many each row stands for; None where the need does not say or the column does not."""
    if need.weight is None or need.weight not in sample.frame:
        return None
    cells = sample.frame[need.weight]
    if not isinstance(cells, np.ndarray):
        return None
    usable = np.isfinite(cells) & (cells > 0)
    return np.where(usable, cells, 0.0) if usable.any() else None
