"""The rows of a table beside the population that the need states."""

import re
from dataclasses import dataclass

import numpy as np

from gardefou.core.need import Need
from gardefou.core.words import plain
from gardefou.table.classes import as_classes
from gardefou.table.frame import Array, Coded, Sample

_BAND = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:-|–|to|à|bis|a)\s*(\d+(?:\.\d+)?)\s*", re.I)
_FROM = re.compile(
    r"\s*(?:>=|≥)?\s*(\d+(?:\.\d+)?)\s*(?:\+|and (?:over|older)|or (?:more|over))?\s*", re.I
)
_BELOW = re.compile(r"\s*(?:<|under|below|up to)\s*(\d+(?:\.\d+)?)\s*", re.I)


@dataclass(frozen=True)
class Place:
    """A group in the table: its share and the one that is due.

    count, of: rows of the group and in all, as many as unweighted rows would say as much. rows:
    of the group as they stand there.
    """

    label: str
    share: float
    due: float
    count: int
    of: int
    rows: int


def places(need: Need, sample: Sample, name: str, weight: Array | None) -> list[Place] | None:
    """Each group of the stated population as the sample has it; None if it has no such value.

    Where the stated shares sum up to 1 only rows of these groups count, else all that are filled.
    """
    stated = dict(sorted(need.people.population[name].items()))
    codes = _codes(sample, name, list(stated))
    total = sum(stated.values())
    filled = codes >= 0 if total > 0.999 else codes >= -1
    if not (codes >= 0).any():
        return None
    w = (np.ones(len(codes)) if weight is None else weight) * filled
    mass = float(w.sum())
    effective = mass**2 / float(w @ w) if mass > 0 else 0.0
    found = []
    for i, (label, due) in enumerate(stated.items()):
        share = float(w @ (codes == i)) / mass if mass > 0 else 0.0
        if 0 < due < 1:
            count, of = round(share * effective), round(effective)
            rows = int((codes == i).sum())
            found.append(Place(plain(label), share, due / max(total, 1.0), count, of, rows))
    return found


def _codes(sample: Sample, name: str, keys: list[str]) -> Array:
    """The number of each row's group, -1 for a value of no group, -2 for an empty cell."""
    cells = sample.frame[name]
    held = as_classes(cells, sample.frame.kinds[name])
    number = {key: i for i, key in enumerate(keys)}
    loose = {key.strip().casefold(): i for key, i in reversed(number.items())}
    of_level = [number.get(level, loose.get(level.casefold(), -1)) for level in held.levels]
    codes = np.array([*of_level, -2])[held.codes]
    if (codes >= 0).any() or isinstance(cells, Coded):
        return np.asarray(codes)
    for i, key in reversed(list(enumerate(keys))):
        bounds = _bounds(key)
        if bounds is not None:
            codes[(cells >= bounds[0]) & (cells < bounds[1])] = i
    return np.asarray(codes)


def _bounds(key: str) -> tuple[float, float] | None:
    """The lowest number of a band and the first one above it.

    >>> _bounds("18-29"), _bounds("65+"), _bounds("under 18"), _bounds("young")
    ((18.0, 30.0), (65.0, inf), (-inf, 18.0), None)
    """
    if band := _BAND.fullmatch(key):
        return float(band[1]), float(band[2]) + 1
    if below := _BELOW.fullmatch(key):
        return -float("inf"), float(below[1])
    if above := _FROM.fullmatch(key):
        return float(above[1]), float("inf")
    return None
