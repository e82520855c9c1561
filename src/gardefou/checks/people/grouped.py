"""The groups that a column divides people into: its values, or a few bands of its numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np

from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.need import Need
from gardefou.core.table import Kind
from gardefou.core.words import number, say
from gardefou.measures.personal import shown
from gardefou.table.classes import as_classes
from gardefou.table.frame import Array, Cells, Coded, Sample

MOST_VALUES = 8  # numbers of more different values are cut into bands
MOST_GROUPS = 12  # the smallest groups beyond these are taken together
_BANDS = (0.25, 0.5, 0.75)
_UNSAID = re.compile(
    r"\?+|unknown\b.*|n/?a|missing|not (known|stated|given|available|specified)|inconnue?"
)


@dataclass(frozen=True)
class Grouped:
    """A column as groups.

    codes: of each row, -1 where it is empty, shape (rows,). labels: of the groups, safe to show.
    pooled: the number of the group that holds all small ones, -1 if there is none.
    """

    name: str
    codes: Array
    labels: tuple[str, ...]
    pooled: int = -1

    @property
    def rows(self) -> Array:
        """Rows of each group."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.labels))


def protected_groups(need: Need, sample: Sample) -> list[Grouped]:
    """The groups of each column that the need protects, in the order of their names.

    Columns that divide nobody (empty, one value, each value once) are left out. Without a
    protected column: `NotApplicable`.
    """
    names = sorted(set(need.columns.protected) & set(sample.frame.names) - {need.target})
    if not names:
        raise NotApplicable(say("people.no_protected"))
    return [each for each in (grouped(sample, name) for name in names) if len(each.labels) > 1]


def grouped(sample: Sample, name: str, *, most: int = MOST_GROUPS) -> Grouped:
    """A column as at most `most` groups.

    Numbers and times of more than MOST_VALUES different values, of which none has half of the
    rows, become four bands of about equal rows.
    """
    cells, kind = sample.frame[name], sample.frame.kinds[name]
    bands = None if isinstance(cells, Coded) else _bands(cells, kind)
    codes, labels = bands if bands is not None else _values(cells, kind)
    return _pooled(name, codes, labels, most)


def pairs(groups: list[Grouped], *, most: int = 15) -> Iterator[tuple[Grouped, Grouped]]:
    """Every two of the columns, at most `most` pairs."""
    every = ((a, b) for i, a in enumerate(groups) for b in groups[i + 1 :])
    yield from (pair for pair, _ in zip(every, range(most), strict=False))


def _values(cells: Cells, kind: Kind) -> tuple[Array, list[str]]:
    """Groups by value; cells that say that it is not known count as empty."""
    coded = as_classes(cells, kind)
    said = [i for i, level in enumerate(coded.levels) if not _UNSAID.fullmatch(level.casefold())]
    place = np.full(len(coded.levels) + 1, -1)
    place[said] = np.arange(len(said))
    return place[coded.codes], [coded.levels[i] for i in said]


def _bands(cells: Array, kind: Kind) -> tuple[Array, list[str]] | None:
    filled = np.isfinite(cells)
    values, counts = np.unique(cells[filled], return_counts=True)
    if len(values) <= MOST_VALUES or 2 * counts.max() >= filled.sum():
        return None
    edges = np.unique(np.quantile(cells[filled], _BANDS, method="higher"))
    edges = edges[edges > values[0]]
    codes = np.where(filled, np.searchsorted(edges, cells, side="right"), -1)
    ends = [_shown(float(edge), kind) for edge in edges]
    inner = [say("people.band.between", low=a, high=b) for a, b in pairwise(ends)]
    below, above = say("people.band.below", high=ends[0]), say("people.band.above", low=ends[-1])
    return codes, [below, *inner, above]


def _shown(value: float, kind: Kind) -> str:
    if kind is not Kind.TIME:
        return number(value)
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)).strftime("%Y-%m-%d")
    except OverflowError:
        return number(value)


def _pooled(name: str, codes: Array, labels: list[str], most: int) -> Grouped:
    """The same with all but the largest groups put into one."""
    if len(labels) <= most:
        return Grouped(name, codes, tuple(map(shown, labels)))
    rows = np.bincount(codes[codes >= 0], minlength=len(labels))
    kept = np.sort(np.argsort(-rows, kind="stable")[: most - 1])
    place = np.full(len(labels) + 1, most - 1)
    place[kept] = np.arange(most - 1)
    place[-1] = -1
    others = say("people.band.others", count=len(labels) - most + 1)
    return Grouped(name, place[codes], (*(shown(labels[i]) for i in kept), others), most - 1)
