"""Cells as names: of classes, of entities, of sides; the same from any file format."""

from datetime import UTC, datetime, timedelta
from math import isfinite

import numpy as np

from gardefou.core.table import WHITE, Kind
from gardefou.table.frame import Cells, Coded

_START = datetime(1970, 1, 1, tzinfo=UTC)


def as_classes(cells: Cells, kind: Kind) -> Coded:
    """The cells as class names, sorted, each met at least once; -1 for missing.

    Whole numbers lose their `.0`, texts the spaces around them; case is kept; booleans are `true`
    and `false`; times are in ISO's order.

    >>> as_classes(np.array([1.0, 0.5, np.nan, 1.0]), Kind.NUMBER)
    Coded(codes=array([ 1,  0, -1,  1], dtype=int32), levels=('0.5', '1'))
    """
    if isinstance(cells, Coded):
        codes, names = cells.codes, [level.strip(WHITE) for level in cells.levels]
    else:
        values, codes = np.unique(cells, return_inverse=True)
        codes = np.where(np.isnan(cells), -1, codes)
        name_of = _moment_name if kind is Kind.TIME else _number_name
        names = [name_of(float(value)) for value in values if not np.isnan(value)]
    return _settled(codes, names)


def _number_name(value: float) -> str:
    return str(int(value)) if isfinite(value) and value == int(value) else str(value)


def _moment_name(seconds: float) -> str:
    try:
        return (_START + timedelta(seconds=seconds)).isoformat().removesuffix("+00:00")
    except OverflowError:  # before the year 1 or after 9999
        return _number_name(seconds)


def _settled(codes: np.ndarray, names: list[str]) -> Coded:
    """Codes into the sorted different names that occur; an empty name is missing."""
    met = {names[code] for code in np.unique(codes) if code >= 0} - {""}
    levels = tuple(sorted(met))
    number = {name: code for code, name in enumerate(levels)}
    new = np.array([*(number.get(name, -1) for name in names), -1], np.int32)
    return Coded(new[codes], levels)
