"""Numbers at an end of a column that stand for "not known"."""

from collections.abc import Sequence

import numpy as np

from gardefou.core.evidence import Frequent, Spread
from gardefou.core.need import Need, Task
from gardefou.core.table import Kind
from gardefou.measures.stand_in import (
    USUAL,
    StandIn,
    Suspicion,
    commonest_beside,
    commonest_but_ends,
    stand_ins,
)
from gardefou.table.frame import Array, Coded, Sample


def filled_numbers(sample: Sample, name: str) -> Array:
    """The finite numbers or times of a column of the sample; none where it holds neither."""
    cells = sample.frame[name] if name in sample.frame else np.empty(0)
    return np.empty(0) if isinstance(cells, Coded) else cells[np.isfinite(cells)]


def are_names(need: Need, name: str) -> bool:
    """Whether the numbers of a column are names of classes, which have no ends."""
    return name == need.target and need.task is not Task.REGRESSION


def marks(
    kind: Kind,
    spread: Spread,
    distinct: int,
    frequent: Sequence[Frequent],
    values: Array,
    *,
    suspicion: Suspicion = USUAL,
) -> list[StandIn]:
    """The marks of a column. values: its filled cells in the sample.

    A file may well begin or end on a day with many rows: of times, an edge is held against the
    commonest of all, not against its neighbours.
    """
    beside = (float(commonest_but_ends(frequent, spread)),) * 2
    if kind is not Kind.TIME and len(values):
        beside = commonest_beside(values, spread, spread.filled)
    return list(stand_ins(spread, distinct, beside, suspicion))
