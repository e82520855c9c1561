"""Which cells a finding means, told so that any room can find them again: in rows, or by SQL."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Values:
    """Cells of a column that hold one of these texts, white space around taken off.

    suggested: {text of the cell: what it should be, None for an empty cell}.
    """

    column: str
    suggested: Mapping[str, str | None]


@dataclass(frozen=True)
class Beyond:
    """Numbers below `low` or above `high`; None: no bound on that side.

    scale: what such a number should be multiplied by, None where nothing can be suggested. since:
    only rows from this number on, counted from 0.
    """

    column: str
    low: float | None
    high: float | None
    scale: float | None = None
    since: int = 0


@dataclass(frozen=True)
class Against:
    """Cells that differ from what nearly all rows with the same values in `given` hold.

    The commonest value of a group of at least `min_rows` rows, where it makes up at least
    `min_share` of them, is what the others should be.
    """

    column: str
    given: tuple[str, ...]
    min_rows: int
    min_share: float


@dataclass(frozen=True)
class Unread:
    """Cells with something in them that could not be read as what the column holds."""

    column: str


@dataclass(frozen=True)
class At:
    """Cells of these rows. suggested: {row number from 0: what it should be, None: not known}."""

    column: str
    suggested: Mapping[int, str | None]


Suspects = Values | Beyond | Against | Unread | At
"""Every way in which a finding can point at cells."""
