"""The vault: which rows are locked away before anything learns."""

from dataclasses import dataclass
from hashlib import md5

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.need import Need, Task
from gardefou.core.words import say
from gardefou.table.classes import as_classes
from gardefou.table.frame import Array, Coded, Sample, missing

Mask = NDArray[np.bool_]

TEST = frozenset(
    ("test", "testing", "tst", "holdout", "hold-out", "held-out", "held out", "vault", "1", "true")
)
"""Values of a split column that mean the vault, in small letters."""

_VALIDATION = ("valid", "validation", "val", "dev")
TRAIN = frozenset(
    ("train", "training", "trn", "learn", "learning", "fit", "0", "false", *_VALIDATION)
)
"""Values of a split column that mean rows to learn from: validation is part of learning."""


@dataclass(frozen=True)
class Sides:
    """Which rows are locked away, and which are on neither side; the others are for learning.

    locked, dropped: shape (rows,). dropped: rows of an entity that is seen in the vault, rows
    without a time or without a side.
    """

    locked: Mask
    dropped: Mask

    @property
    def learning(self) -> Mask:
        """The rows to learn from."""
        return ~(self.locked | self.dropped)


def locked(
    sample: Sample, need: Need, *, share: float = 0.20, few: int = 2000, seed: int = 0
) -> Sides:
    """The sides of the rows, by what the need names first: split, time, entity, or the hashes.

    share: of the rows; a fifth leaves most to learn from and still tells 3 % from 5 % on a few
    thousand rows. few: below this many rows, classes are locked in equal shares, as chance alone
    would leave a rare one out. seed: another vault by entity; that of the hashes is in them.
    Rows without a target must be gone before.
    """
    if need.split is not None:
        sides = _by_split(sample, need.split)
    elif need.columns.time is not None:
        sides = _by_time(sample, need, need.columns.time, share)
    elif need.columns.entity is not None:
        keys = _entity_keys(sample, need.columns.entity, seed)
        sides = Sides(_lowest(keys, share), np.zeros(len(sample), bool))
    else:
        sides = Sides(_by_hash(sample, need, share, few), np.zeros(len(sample), bool))
    if not sides.locked.any() or not sides.learning.any():
        raise GardefouError(
            say("table.vault.one_side"),
            seen=say("table.vault.different", count=len(np.unique(sample.hashes))),
            remedy=say("table.vault.one_side_remedy"),
        )
    return sides


def _by_split(sample: Sample, name: str) -> Sides:
    """As a column says: TEST and TRAIN, whatever the case; a hole is neither."""
    sides = as_classes(sample.frame[name], sample.frame.kinds[name])
    words = [level.casefold() for level in sides.levels]
    unknown = [level for level in sides.levels if level.casefold() not in TEST | TRAIN]
    if unknown:
        what = say("table.vault.unknown_side", column=name)
        raise GardefouError(what, seen=unknown, remedy=say("table.vault.unknown_side_remedy"))
    is_test = np.array([word in TEST for word in words] + [False])
    return Sides(is_test[sides.codes], missing(sides))


def _by_time(sample: Sample, need: Need, name: str, share: float) -> Sides:
    """The last rows, those of one moment together; their entities leave the learning side."""
    times = sample.frame[name]
    if isinstance(times, Coded):
        what = say("table.vault.no_time", column=name)
        raise GardefouError(what, remedy=say("table.vault.no_time_remedy"))
    dropped = np.isnan(times)
    late = np.zeros(len(sample), bool)
    late[~dropped] = _lowest(-times[~dropped], share)
    entity = need.columns.entity
    if entity is not None:
        who = as_classes(sample.frame[entity], sample.frame.kinds[entity]).codes
        seen_late = np.isin(who, who[late & (who >= 0)])
        dropped |= seen_late & ~late
    return Sides(late, dropped)


def _entity_keys(sample: Sample, name: str, seed: int) -> Array:
    """A hash of each row's entity; a row without one stands for itself."""
    who = as_classes(sample.frame[name], sample.frame.kinds[name])
    prefix = f"{seed}\x1f" if seed else ""
    keys = [_first_bytes(f"{prefix}{entity}") for entity in who.levels]
    return np.where(who.codes < 0, sample.hashes, np.array([*keys, 0], np.uint64)[who.codes])


def _first_bytes(text: str) -> int:
    return int.from_bytes(md5(text.encode(), usedforsecurity=False).digest()[:8], "big")


def _by_hash(sample: Sample, need: Need, share: float, few: int) -> Mask:
    """The lowest hashes; of a small table with classes, those of each class."""
    target = need.target if need.task in (Task.BINARY, Task.MULTICLASS) else None
    if target is None or len(sample) >= few:
        return _lowest(sample.hashes, share)
    answer = as_classes(sample.frame[target], sample.frame.kinds[target])
    chosen = np.zeros(len(sample), bool)
    for code in range(len(answer.levels)):
        rows = np.flatnonzero(answer.codes == code)
        chosen[rows] = _lowest(sample.hashes[rows], share)
    # rows of equal inputs and different answers go together, where their lowest class goes
    return np.isin(sample.hashes, sample.hashes[chosen])


def _lowest(keys: Array, share: float) -> Mask:
    """The rows with the lowest keys, as near to `share` of them as equal keys allow.

    Never all of them: where there is but one key, none.

    >>> _lowest(np.array([3, 1, 2, 2, 5]), 0.4)
    array([False,  True, False, False, False])
    """
    different, counts = np.unique(keys, return_counts=True)
    if len(different) < 2:
        return np.zeros(len(keys), bool)
    below = np.cumsum(counts)[:-1]
    last = int(np.argmin(np.abs(below - share * len(keys))))
    return np.asarray(keys <= different[last], dtype=bool)
