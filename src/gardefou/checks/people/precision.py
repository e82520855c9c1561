"""How many rows each group has, and how many it takes to know how it fares."""

from dataclasses import dataclass

import numpy as np

from gardefou.checks.people.outcomes import Outcome, outcomes
from gardefou.core.estimate import Estimate
from gardefou.core.need import Need, Task
from gardefou.measures import intervals
from gardefou.measures.groups import means, rows_for_share
from gardefou.table.frame import Array, Sample


@dataclass(frozen=True)
class Sizes:
    """Rows of each group in the whole table, and the rows that each needs; shape (groups,).

    enough: share of the needed rows that will do.
    """

    rows: Array
    needed: Array
    enough: float

    @property
    def short(self) -> Array:
        """Which groups have too few rows, or none."""
        return np.asarray(self.rows < self.enough * self.needed)

    def more(self, group: int) -> int:
        """How many rows a group lacks."""
        return int(self.needed[group] - self.rows[group])


@dataclass(frozen=True)
class Precision:
    """What is wanted: a group's share of the outcome, known to `half` either way.

    outcome: the one share that is asked for, None where there are several or none: then the rows
    for a share of one half are asked of all. fewest: rows below which nothing is said of a group.
    enough: share of the needed rows that will do.
    """

    half: float
    fewest: int
    enough: float
    outcome: Outcome | None
    looked_at: int
    of: int

    def sizes(self, codes: Array, groups: int) -> Sizes:
        """Groups as the sample has them, as many as stand in the table by it."""
        rows = np.bincount(codes[codes >= 0], minlength=groups)
        shares = self._shares(codes, groups)
        needed = [max(self.fewest, rows_for_share(float(s), self.half)) for s in shares]
        held = np.rint(rows * self.of / max(self.looked_at, 1))
        return Sizes(held, np.array(needed), self.enough)

    def _shares(self, codes: Array, groups: int) -> Array:
        """The share of the outcome in each group, drawn towards one half where rows are few."""
        shares = np.full(groups, 0.5)
        if self.outcome is not None:
            known = np.isfinite(self.outcome.y)
            found = means(np.where(known, codes, -1), np.where(known, self.outcome.y, 0.0))
            hits = np.nan_to_num(found.value) * found.rows
            shares[: len(hits)] = (hits + 2) / (found.rows + 4)
        return shares

    def estimate(self, rows: int) -> Estimate:
        """Rows of a group, with an interval where only a part of the table was looked at."""
        unit = "rows of the smallest group"
        if self.looked_at >= self.of:
            return Estimate(rows, rows, rows, unit, rows)
        seen = intervals.share(round(rows * self.looked_at / self.of), self.looked_at)
        low, high = min(rows, seen.low * self.of), max(rows, seen.high * self.of)
        return Estimate(rows, low, high, unit, rows)


def precision(need: Need, sample: Sample, *, half: float, fewest: int, enough: float) -> Precision:
    """The precision that is wanted of this table."""
    given = list(outcomes(need, sample)) if need.task is Task.BINARY else []
    outcome = given[0] if len(given) == 1 else None
    return Precision(half, fewest, enough, outcome, len(sample), sample.of)
