"""Columns whose values seem to be things with several rows: customers, patients, machines."""

from dataclasses import dataclass

import numpy as np

from gardefou.core.estimate import Estimate
from gardefou.core.need import Need
from gardefou.core.table import Kind
from gardefou.measures import intervals
from gardefou.measures.chance import at_least
from gardefou.need.names import name_words, word_set
from gardefou.table.frame import Array, Cells, Coded, Sample, missing

_IDS = word_set("id ids uid uuid guid nbr identifier identifiant matricule")
_THINGS = word_set(
    "customer client patient user subject person individual student pupil employee worker account "
    "household family device machine engine unit vehicle sensor ticket session utilisateur eleve "
    "etudiant salarie compte menage foyer famille appareil personne sujet abonne"
)
_MOST_COLUMNS = 40  # of a wide table, that are tried, and half of what they are held against
_CHANCE = 1e-6  # of an agreement that counts, over all columns together


@dataclass(frozen=True)
class Group:
    """A column whose values repeat, and what rows that share one have in common.

    values: that repeat. pairs: rows next to one another with the same value. alike: of each other
    column in which such pairs agree far beyond chance, their agreement. open: other columns in
    which chance pairs do not agree anyway. beside: whether its rows stand together in the file.
    """

    name: str
    values: int
    rows: float
    pairs: int
    alike: dict[str, Estimate]
    open: int
    beside: bool


def likely_things(
    need: Need,
    sample: Sample,
    *,
    min_pairs: int = 30,
    min_alike: float = 0.9,
    min_columns: float = 0.4,
    most_rows: int = 50,
) -> list[Group]:
    """Columns whose values seem to be things with several rows, the likeliest first."""
    telling = _telling(sample)
    groups = [
        _group(sample, one, telling, min_pairs, min_alike) for one in _candidates(need, sample)
    ]
    likely = [
        group
        for group in groups
        if group.pairs >= min_pairs
        and (_thing(group) or _person(group, most_rows=most_rows, min_columns=min_columns))
    ]
    return sorted(likely, key=_likelihood, reverse=True)


def _thing(group: Group) -> bool:
    return _named(group.name) and (bool(group.alike) or group.beside)


def _person(group: Group, *, most_rows: int, min_columns: float) -> bool:
    """Whether rows of one value share so much that they must be one thing, whatever its name."""
    enough = len(group.alike) >= max(3, min_columns * group.open)
    return enough and group.rows <= most_rows


def _likelihood(group: Group) -> tuple[bool, int, int, str]:
    return _named(group.name), len(group.alike), group.values, group.name


def _named(name: str) -> bool:
    """Whether the name is that of a thing with several rows."""
    words = name_words(name)
    return not _IDS.isdisjoint(words) or (len(words) == 1 and words[0] in _THINGS)


def _candidates(need: Need, sample: Sample, *, fewest: int = 20, most: float = 0.1) -> list[str]:
    """Columns of texts or whole numbers with many values that repeat, none of them common.

    fewest: different values. most: share of the rows that one value may hold. Those with a telling
    name first, then those of most values; a wide table's others are not tried.
    """
    found = {}
    for name in sorted(set(sample.frame.names) - need.not_features):
        codes = _codes(sample.frame[name], sample.frame.kinds[name])
        if codes is None or (codes >= 0).mean() < 0.5:
            continue
        rows = np.bincount(codes[codes >= 0])
        if fewest <= len(rows) < rows.sum() and rows.max() <= most * rows.sum():
            found[name] = (not _named(name), -len(rows), name)
    return sorted(found, key=lambda name: found[name])[:_MOST_COLUMNS]


def _telling(sample: Sample, *, most: float = 0.6) -> dict[str, tuple[Array, float]]:
    """Columns in which rows in general seldom agree: their cells, and how often rows do agree.

    most: share of pairs of rows that agree. Of a wide table some are taken, evenly by name.
    """
    names = sorted(sample.frame.names)
    found = {}
    for name in names[:: 1 + len(names) // (2 * _MOST_COLUMNS)]:
        cells = sample.frame[name]
        values = cells.codes.astype(float) if isinstance(cells, Coded) else cells
        values = np.where(missing(cells), np.nan, values)
        agreed, pairs = _agreement(values[:-1], values[1:])
        if pairs and agreed <= most * pairs:
            found[name] = (values, agreed / pairs)
    return found


def _codes(cells: Cells, kind: Kind) -> Array | None:
    """Numbers from 0 for the different values met, -1 for missing; None for measures and times."""
    filled = ~missing(cells)
    if kind not in (Kind.TEXT, Kind.NUMBER) or not filled.any():
        return None
    values = cells.codes if isinstance(cells, Coded) else cells
    if not isinstance(cells, Coded) and (values[filled] != np.round(values[filled])).any():
        return None
    codes = np.full(len(values), -1, dtype=np.int64)
    codes[filled] = np.unique(values[filled], return_inverse=True)[1]
    return codes


def _group(
    sample: Sample,
    name: str,
    telling: dict[str, tuple[Array, float]],
    min_pairs: int,
    min_alike: float,
) -> Group:
    codes = _codes(sample.frame[name], sample.frame.kinds[name])
    assert codes is not None
    first, second = _pairs(codes)
    alike = {}
    for other in telling.keys() - {name}:
        values, chance = telling[other]
        agreed, pairs = _agreement(values[first], values[second])
        enough = pairs >= min_pairs and agreed >= min_alike * pairs
        if enough and at_least(agreed, pairs, chance) * len(telling) < _CHANCE:
            alike[other] = intervals.share(agreed, pairs, unit="share of pairs")
    rows = np.bincount(codes[codes >= 0])
    repeated = rows[rows > 1]
    size = float(repeated.mean()) if len(repeated) else 1.0
    beside = _beside(codes[np.argsort(sample.position, kind="stable")])
    others = len(telling.keys() - {name})
    return Group(name, len(repeated), size, len(first), alike, others, beside)


def _pairs(codes: Array) -> tuple[Array, Array]:
    """Rows next to one another among those of one value."""
    order = np.argsort(codes, kind="stable")
    same = (codes[order][1:] == codes[order][:-1]) & (codes[order][1:] >= 0)
    return order[:-1][same], order[1:][same]


def _agreement(a: Array, b: Array) -> tuple[int, int]:
    """Pairs that agree, and pairs in which both cells are filled."""
    both = ~(np.isnan(a) | np.isnan(b))
    return int((a[both] == b[both]).sum()), int(both.sum())


def _beside(codes: Array, *, least: float = 0.5) -> bool:
    """Whether rows of one value follow one another in the file; least: share of neighbours."""
    return bool(len(codes) > 1 and np.mean((codes[1:] == codes[:-1]) & (codes[1:] >= 0)) >= least)
