"""What it is to be the answer by construction."""

from dataclasses import dataclass

from gardefou.core.estimate import Estimate
from gardefou.measures import intervals


@dataclass(frozen=True)
class Structure:
    """How columns make up the answer.

    columns: the accused first. how: recoded, banded, copied, summed, weighed, multiplied, flagged
    or paired: a key of the sentences. sure: no honest column is expected to look like this.
    filled, set or raised: marks the rows of a group of classes. nested: filled only where another
    marked column is. near, partly, ahead, named: only ever asked about.
    partner: the other half of a pair, or the column it is nested in. group: the classes it marks.
    shares: of that group's rows that are marked, and of the others.
    """

    columns: tuple[str, ...]
    how: str
    measured: Estimate
    limit: float
    sure: bool = True
    partner: str = ""
    group: tuple[str, ...] = ()
    shares: tuple[float, float] = (0.0, 0.0)


def share_right(error: float, n: int) -> Estimate:
    """The share of `n` rows that a column gets right, with its interval."""
    return intervals.share(round((1 - error) * n), n, unit="share of rows")
