"""Who learns and who judges: splits by hash, by entity, by time, as the need demands."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.table.frame import Cells, Coded

Array = NDArray[Any]


@dataclass(frozen=True)
class Fold:
    """Row numbers to learn from and to judge on, each shape (some rows,), int64."""

    number: int
    learn: Array
    judge: Array

    def part(self, size: int) -> "Fold":
        """The fold with so many of its rows to learn from, spread evenly over them."""
        if size >= len(self.learn):
            return self
        some = np.linspace(0, len(self.learn) - 1, size).astype(int)
        return replace(self, learn=self.learn[some])


@dataclass(frozen=True)
class Folds:
    """The splits of one problem. way: "rows", "entity" or "time".

    refit: whether the fold models may not be the model (in time, each saw only the past).
    """

    folds: tuple[Fold, ...]
    way: str

    @property
    def refit(self) -> bool:
        """Whether the chosen recipe must learn once more from all rows."""
        return self.way == "time"

    def __iter__(self) -> Iterator[Fold]:
        return iter(self.folds)

    def __len__(self) -> int:
        return len(self.folds)


def make_folds(
    hashes: Array,
    classes: Array | None = None,
    *,
    entity: Cells | None = None,
    time: Array | None = None,
    folds: int = 5,
    one_above: int = 10_000,
    most_judges: int = 10_000,
) -> Folds:
    """The folds of these rows; equal hashes and equal entities never stand on both sides.

    hashes: shape (rows,), uint64. classes: class numbers to stratify by, None in regression.
    one_above: over so many rows one fold of a fifth (at most `most_judges`) is enough: it judges
    as closely as five folds of a small table. In time, each fold learns from what came before it.
    A fold that would learn from one class alone is left out; where rows are too much alike there
    is none.
    """
    if time is not None:
        return Folds(_telling(_forward(time, folds), classes), "time")
    keys = hashes if entity is None else entity_keys(entity)
    rank = _rank_within(keys, classes if entity is None else None)
    if len(keys) > one_above:
        share = min(1 / folds, most_judges / len(keys))
        made = [_fold(0, rank < share)]
    else:
        part = np.minimum((rank * folds).astype(int), folds - 1)
        made = [_fold(k, part == k) for k in range(folds)]
    return Folds(_telling(made, classes), "rows" if entity is None else "entity")


def _fold(number: int, judged: Array) -> Fold:
    return Fold(number, np.flatnonzero(~judged), np.flatnonzero(judged))


def _telling(folds: Iterable[Fold], classes: Array | None) -> tuple[Fold, ...]:
    """Those with rows to judge on, and rows to learn from that are not all of one class."""
    return tuple(
        fold
        for fold in folds
        if len(fold.judge)
        and len(fold.learn)
        and (classes is None or len(np.unique(classes[fold.learn])) > 1)
    )


def _rank_within(keys: Array, classes: Array | None) -> Array:
    """Share of the rows (of the same class) with a smaller key; equal keys share their rank."""
    groups = np.zeros(len(keys), dtype=int) if classes is None else classes
    rank = np.zeros(len(keys))
    for group in np.unique(groups):
        chosen = groups == group
        inside = np.sort(keys[chosen])
        rank[chosen] = np.searchsorted(inside, keys[chosen], side="left") / len(inside)
    return rank


def entity_keys(entity: Cells) -> Array:
    """A number for each entity that does not depend on the order of rows, shape (rows,), uint64.

    Missing entities are each on their own side by their row number.
    """
    if isinstance(entity, Coded):
        names, codes = [f"t{level}" for level in entity.levels], entity.codes
    else:
        values, codes = np.unique(entity, return_inverse=True)
        names = [f"n{float(value)!r}" for value in values]
    known = [_md5(name) for name in names]
    lone = np.array([_md5(f"row {row}") for row in np.flatnonzero(codes < 0)], dtype="uint64")
    keys = np.array([*known, 0], dtype="uint64")[codes]
    keys[codes < 0] = lone
    return keys


def _md5(text: str) -> int:
    digest = hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big")


def _forward(time: Array, folds: int) -> Iterator[Fold]:
    """Blocks in time; each block is judged by what was learned from all before it."""
    filled = np.where(np.isnan(time), np.nanmin(time), time)
    rank = _rank_within(filled, None)
    part = np.minimum((rank * (folds + 1)).astype(int), folds)
    for k in range(1, folds + 1):
        yield Fold(k - 1, np.flatnonzero(part < k), np.flatnonzero(part == k))
