"""Growing parts of many rows: who can still win, and whether more rows are worth it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Point:
    """What a recipe lost on the judging rows, shape (judges,), after it learned from `rows`."""

    rows: int
    losses: Array

    @property
    def loss(self) -> float:
        """The mean."""
        return float(self.losses.mean())


def rungs(
    rows: int, *, folds: int, all_below: int = 50_000, first: int = 10_000, step: int = 4
) -> list[int]:
    """How many rows to learn from in turn; all of them at once where there are several folds.

    all_below: up to so many rows parts mislead more than they save (a race at 4,000 rows named
    the wrong winner on six of seven tables).

    >>> rungs(300_000, folds=1)
    [10000, 40000, 160000, 300000]
    """
    if folds > 1 or rows <= all_below:
        return [rows]
    sizes = [first]
    while sizes[-1] * step <= rows * 0.75:
        sizes.append(sizes[-1] * step)
    return [*sizes, rows]


def slope(points: Sequence[Point]) -> float | None:
    """How much the loss fell with each e-fold of the rows last; None after one part only."""
    if len(points) < 2:
        return None
    before, last = points[-2:]
    return max(0.0, float((before.loss - last.loss) / np.log(last.rows / before.rows)))


def can_win(
    own: Sequence[Point], everyone: Iterable[Sequence[Point]], rows: int, *, sure: float = 2.0
) -> bool:
    """Whether the hope of a recipe at `rows` is below what the leader surely has now.

    Its hope: the loss goes on falling as it did last, less `sure` paired standard errors. The
    leader's: it gains nothing more. Curves flatten, so a hope is seldom kept; that is what makes
    the rule careful. After one part only, nobody is left behind.
    """
    steep = slope(own)
    if steep is None:
        return True
    size = own[-1].rows
    leader = min((p[-1] for p in everyone if p and p[-1].rows == size), key=lambda p: p.loss)
    gap = own[-1].losses - leader.losses
    error = float(gap.std() / np.sqrt(len(gap)))
    return bool(gap.mean() - steep * np.log(rows / size) - sure * error <= 0)


def next_gain(known: Collection[Sequence[Point]], rows: int) -> float:
    """The share of the leader's loss that `rows` would take off if it fell as it did last.

    After one part only it is unknown; a tenth then stands for it, so that a second is tried.
    """
    best = min(known, key=lambda points: points[-1].loss)
    steep = slope(best)
    if steep is None:
        return 0.1
    return float(steep * np.log(rows / best[-1].rows) / abs(best[-1].loss or 1.0))
