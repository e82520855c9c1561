"""Which group of people each row belongs to, by all protected columns at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.checks.people.grouped import grouped
from gardefou.core.words import say
from gardefou.table.frame import Sample

Array = NDArray[Any]


@dataclass(frozen=True)
class Grouping:
    """of: number of each row's group, shape (rows,). names: {column: value or band} of each group.

    The last group holds all rows whose own was too small; its name is empty.
    """

    of: Array
    names: tuple[Mapping[str, str], ...]

    @property
    def count(self) -> int:
        """How many groups there are."""
        return len(self.names)


def grouping(
    sample: Sample, columns: Sequence[str], *, outcome: Array, fewest: int = 30
) -> Grouping:
    """Groups by every combination of values of these columns.

    outcome: int from 0, shape (rows,). fewest: rows below which a group joins the others; 30, as
    for fewer a share is known to no better than 18 points. A group that lacks an outcome joins
    them too, as no weight could give it one.
    """
    of = np.zeros(len(sample), dtype=np.int64)
    named: list[dict[str, str]] = [{}]
    for name in columns:
        codes, labels = _parts(sample, name)
        kept, of = np.unique(of * len(labels) + codes, return_inverse=True)
        both = (divmod(int(key), len(labels)) for key in kept)
        named = [{**named[before], name: labels[code]} for before, code in both]
    table = np.zeros((len(named), int(outcome.max(initial=0)) + 1), dtype=np.int64)
    np.add.at(table, (of, outcome), 1)
    large = (table.sum(axis=1) >= fewest) & (table > 0).all(axis=1)
    place = np.where(large, np.cumsum(large) - 1, int(large.sum()))
    names = [each for each, own in zip(named, large, strict=True) if own]
    return Grouping(place[of], (*names, *(() if large.all() else ({},))))


def _parts(sample: Sample, name: str) -> tuple[Array, list[str]]:
    """Each row's group as a number from 0, and what each number stands for."""
    found = grouped(sample, name)
    labels = [*found.labels, say("neutral.not_said")]
    return np.where(found.codes < 0, len(found.labels), found.codes), labels
