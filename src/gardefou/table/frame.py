"""Rows that left the engine: plain arrays by column, for what truly needs rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.table import Kind

Array = NDArray[Any]


@dataclass(frozen=True)
class Coded:
    """A column of texts: codes into levels, -1 for missing.

    codes: shape (rows,), int32. levels: the different texts, sorted, each seen at least once when
    made by the engine (a part of the rows keeps the levels of the whole).
    """

    codes: Array
    levels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, index: Array | slice) -> "Coded":
        """The rows at `index` (numbers, a mask or a slice), with the same levels."""
        return Coded(self.codes[index], self.levels)

    def texts(self, missing: str | None = None) -> list[str | None]:
        """The cells as text."""
        known: list[str | None] = [*self.levels, missing]
        return [known[code] for code in self.codes]


Cells = Array | Coded
"""Numbers and times (seconds since 1970 UTC) as float64 with NaN; texts and booleans as `Coded`."""


@dataclass(frozen=True)
class Frame:
    """Columns of equal length by raw name; booleans are `Coded` with levels "false", "true".

    rows: how many, where no column is left to tell.
    """

    columns: Mapping[str, Cells]
    kinds: Mapping[str, Kind]
    rows: int = 0

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), range(self.rows)))

    def __getitem__(self, name: str) -> Cells:
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    @property
    def names(self) -> tuple[str, ...]:
        """The raw names, in order."""
        return tuple(self.columns)

    def take(self, index: Array | slice) -> "Frame":
        """The rows at `index` (numbers, a mask or a slice)."""
        taken = {
            name: cells.take(index) if isinstance(cells, Coded) else cells[index]
            for name, cells in self.columns.items()
        }
        return Frame(taken, self.kinds, len(np.arange(len(self))[index]))

    def only(self, names: Sequence[str]) -> "Frame":
        """The named columns, in that order."""
        columns = {name: self.columns[name] for name in names}
        return Frame(columns, {name: self.kinds[name] for name in names}, len(self))

    def without(self, names: Sequence[str] | frozenset[str]) -> "Frame":
        """All columns but the named ones."""
        return self.only([name for name in self.columns if name not in names])


def missing(cells: Cells) -> Array:
    """Which cells hold nothing, shape (rows,), bool."""
    return cells.codes < 0 if isinstance(cells, Coded) else np.isnan(cells)


@dataclass(frozen=True)
class Sample:
    """Rows of a table, the ones of smallest hash when not all of them.

    frame: all columns asked for. hashes: md5 of each row's features, shape (rows,), uint64: what
    every split goes by. position: row number in the file, from 0, int64. of: rows of the table.
    Rows are ordered by (hash, position), so that the order of the file changes nothing.
    """

    frame: Frame
    hashes: Array
    position: Array
    of: int

    def __len__(self) -> int:
        return len(self.hashes)

    def take(self, index: Array | slice) -> "Sample":
        """The rows at `index` (numbers, a mask or a slice)."""
        return Sample(self.frame.take(index), self.hashes[index], self.position[index], self.of)
