"""The rows of a sample by the values of a column."""

from dataclasses import dataclass

import numpy as np

from gardefou.checks.data.cell_text import cell_text
from gardefou.core.table import Kind
from gardefou.core.words import say
from gardefou.measures.personal import shown
from gardefou.table.frame import Array, Coded, Sample


@dataclass(frozen=True)
class Groups:
    """By a column's values, or by ranges of them. of: each row's group, -1 for none.

    names: as a sentence shows them. rare: the group that pools what has too few rows, or -1.
    """

    column: str
    of: Array
    names: tuple[str, ...]
    rare: int = -1


def groups(sample: Sample, name: str, *, most: int, fewest_rows: int) -> Groups | None:
    """The groups of a column, None where it makes fewer than two or more than `most`.

    Numbers and times of more than ten values are cut into five ranges of about equal rows, next to
    the commonest value if a fifth of the rows hold it. fewest_rows: smaller groups are pooled.
    """
    cells = sample.frame[name]
    if isinstance(cells, Coded):
        held = np.flatnonzero(np.bincount(cells.codes[cells.codes >= 0]))
        if not 2 <= len(held) <= most:
            return None
        names = [shown(cells.levels[k]) for k in held]
        found = np.where(cells.codes < 0, -1, np.searchsorted(held, cells.codes))
    else:
        found, names = _ranges(cells, sample.frame.kinds[name])
    return _pooled(Groups(name, found, tuple(names)), fewest_rows)


def _ranges(cells: Array, kind: Kind, few: int = 10, parts: int = 5) -> tuple[Array, list[str]]:
    filled = np.isfinite(cells)
    values, place, counts = np.unique(cells[filled], return_inverse=True, return_counts=True)
    part = np.arange(len(values))
    if len(values) > few:
        own = counts == counts.max() if counts.max() >= counts.sum() / 5 else counts < 0
        middle = np.cumsum(np.where(own, 0, counts)) - counts / 2
        part = np.floor(middle * parts / max(counts[~own].sum(), 1)).clip(0, parts - 1) + 1
        part[own] = 0
        part = np.unique(part, return_inverse=True)[1]
    found = np.full(len(cells), -1)
    found[filled] = part[place]
    ends = [values[part == k][[0, -1]] for k in range(int(part.max(initial=-1)) + 1)]
    return found, [_range(float(low), float(high), kind) for low, high in ends]


def _range(low: float, high: float, kind: Kind) -> str:
    first, last = shown(cell_text(low, kind)), shown(cell_text(high, kind))
    return first if low == high else say("data.missing_by_group.range", low=first, high=last)


def _pooled(given: Groups, fewest: int) -> Groups | None:
    counts = np.bincount(given.of[given.of >= 0], minlength=len(given.names))
    kept = np.flatnonzero(counts >= fewest)
    if len(kept) < 2:
        return None
    new = np.full(len(counts) + 1, len(kept))
    new[kept] = np.arange(len(kept))
    new[-1] = -1
    rare = len(kept) if len(kept) < len(counts) else -1
    names = (*(given.names[k] for k in kept), *([""] if rare >= 0 else []))
    return Groups(given.column, new[given.of], names, rare)
