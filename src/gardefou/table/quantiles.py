"""Quantiles of a column that no memory need hold: exact, from few of its values."""
# ruff: noqa: S608 (all names in this SQL are our own; the cell is one of c0, c1, ...)

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.table.connection import one_row

Array = NDArray[np.float64]

_OFTEN = 10  # rows a value, on average: such values are all fetched, with their counts
_EVERYWHERE = (-np.inf, np.inf)


def quantiles(
    connection: Any, cell: str, shares: Sequence[float], *, guess: int = 200_000, width: float = 5
) -> list[float]:
    """For each share the smallest value that at least this share of the filled rows do not exceed.

    cell: SQL over the view `cells`, a double or missing. guess: rows that are looked at first, of
    every so many one; they say between which two values a quantile lies, `width` standard errors
    apart. The rows below these are counted and only those between them fetched: 5 % of all. Where a
    quantile is not among them, they are sought twice as far apart, so that the answer is exact.
    """
    filled, rows = one_row(connection, f"SELECT count({cell}), count(*) FROM cells")
    some = f"SELECT {cell} AS x FROM cells WHERE position % {max(rows // guess, 1):d} = 0"
    first = np.sort(_column(connection, f"SELECT x FROM ({some}) WHERE x IS NOT NULL", "x"))
    few = len(np.unique(first)) * _OFTEN <= len(first)
    found: dict[float, float] = {}
    while filled and len(found) < len(shares):
        bounds = {
            share: _EVERYWHERE if few else _bounds(first, share, width)
            for share in shares
            if share not in found
        }
        found |= _within(connection, cell, bounds, filled)
        width *= 2
    return [found[share] for share in shares if share in found]


def _bounds(first: Array, share: float, width: float) -> tuple[float, float]:
    """Two values between which the quantile of all rows should lie, by those looked at first."""
    n = len(first)
    far = width * np.sqrt(n * share * (1 - share)) + width
    low, high = int(share * n - far), int(share * n + far) + 1
    return (
        float(first[low]) if low >= 0 and n else -np.inf,
        float(first[high]) if high < n else np.inf,
    )


def _within(
    connection: Any, cell: str, bounds: dict[float, tuple[float, float]], filled: int
) -> dict[float, float]:
    """The quantiles that lie within their bounds."""
    below = ", ".join(f"count(*) FILTER (x < {_number(low)})" for low, _ in bounds.values())
    rows = f"(SELECT {cell} AS x FROM cells)"
    is_all = all(low == -np.inf for low, _ in bounds.values())
    counts = [0] * len(bounds) if is_all else one_row(connection, f"SELECT {below} FROM {rows}")
    between = " OR ".join(
        f"x BETWEEN {_number(low)} AND {_number(high)}" for low, high in bounds.values()
    )
    near = connection.sql(
        f"SELECT x, count(*) AS n FROM {rows} WHERE {between} GROUP BY x ORDER BY x"
    ).to_arrow_table()
    values, times = near["x"].to_numpy(), near["n"].to_numpy()
    found = {}
    for (share, (low, high)), before in zip(bounds.items(), counts, strict=True):
        here = slice(np.searchsorted(values, low), np.searchsorted(values, high, "right"))
        reached = before + np.cumsum(times[here]) >= share * filled
        if before < share * filled and reached.any():
            found[share] = float(values[here][np.argmax(reached)])
    return found


def _column(connection: Any, query: str, name: str) -> Array:
    cells: Array = connection.sql(query).to_arrow_table()[name].to_numpy()
    return cells


def _number(value: float) -> str:
    return f"'{value!r}'::DOUBLE"
