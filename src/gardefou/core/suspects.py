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
    """Cells that differ from what most of the columns in `given`, each by itself, say they hold.

    Rows with the same value in a given column, of which at least `min_rows` are filled, say so if
    one value makes up at least `min_share` of these and the next commonest at most `max_rival`
    times as many rows; it is the suggestion. A column says nothing of other rows. holes: empty
    cells of which they say something are meant too.
    """

    column: str
    given: tuple[str, ...]
    min_rows: int
    min_share: float
    max_rival: float = 0.25
    holes: bool = False


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
