"""Which group of people each row belongs to, by all protected columns at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.words import number, plain, say
from gardefou.table.frame import Cells, Coded, Frame

Array = NDArray[Any]


@dataclass(frozen=True)
class Grouping:
    """of: number of each row's group, shape (rows,). names: {column: value or band} of each group.

    The last group holds all rows whose own was too small; its name is empty.
    """

    of: Array
    names: tuple[Mapping[str, str], ...]

    @property
    def count(self) -> int:
        """How many groups there are."""
        return len(self.names)


def grouping(
    frame: Frame, columns: Sequence[str], *, outcome: Array, fewest: int = 30, bands: int = 4
) -> Grouping:
    """Groups by every combination of values of these columns.

    outcome: int from 0, shape (rows,). fewest: rows below which a group joins the others; 30, as
    for fewer a share is known to no better than 18 points. A group that lacks an outcome joins
    them too, as no weight could give it one. bands: a number of more different values is cut into
    this many of about equal rows.
    """
    parts = [_parts(frame[name], bands) for name in columns]
    joint = np.zeros(len(frame), dtype=np.int64)
    for codes, labels in parts:
        joint = joint * len(labels) + codes
    kept, of = np.unique(joint, return_inverse=True)
    table = np.zeros((len(kept), int(outcome.max(initial=0)) + 1), dtype=np.int64)
    np.add.at(table, (of, outcome), 1)
    large = (table.sum(axis=1) >= fewest) & (table > 0).all(axis=1)
    place = np.where(large, np.cumsum(large) - 1, int(large.sum()))
    names = [_named(int(key), columns, parts) for key, own in zip(kept, large, strict=True) if own]
    return Grouping(place[of], (*names, *(() if large.all() else ({},))))


def _named(
    key: int, columns: Sequence[str], parts: Sequence[tuple[Array, Sequence[str]]]
) -> dict[str, str]:
    """What a joint code stands for."""
    found = {}
    for name, (_, labels) in reversed(list(zip(columns, parts, strict=True))):
        key, code = divmod(key, len(labels))
        found[name] = labels[code]
    return dict(reversed(found.items()))


def _parts(cells: Cells, bands: int) -> tuple[Array, list[str]]:
    """Each row's value as a number from 0, and what each number stands for."""
    nothing = say("neutral.not_said")
    if isinstance(cells, Coded):
        labels = [plain(level) for level in cells.levels]
        return np.where(cells.codes < 0, len(labels), cells.codes), [*labels, nothing]
    known = cells[~np.isnan(cells)]
    values = np.unique(known)
    if len(values) <= 2 * bands:
        codes = np.searchsorted(values, np.nan_to_num(cells, nan=np.inf))
        return codes, [*(number(value) for value in values), nothing]
    cuts = np.unique(np.quantile(known, np.arange(1, bands) / bands, method="higher"))
    ends = [float(values[0]), *map(float, cuts), float(values[-1])]
    labels = [
        say("neutral.band", low=number(low), high=number(high)) for low, high in pairwise(ends[:-1])
    ]
    labels.append(say("neutral.last_band", low=number(ends[-2]), high=number(ends[-1])))
    codes = np.searchsorted(cuts, cells, side="right")
    return np.where(np.isnan(cells), len(labels), codes), [*labels, nothing]
