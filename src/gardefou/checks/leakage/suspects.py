"""The rows that have an answer, and the columns that might be holding it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.checks.answers import answers
from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.need import Need
from gardefou.core.table import Kind
from gardefou.core.words import say
from gardefou.measures import association
from gardefou.measures.scores import auc, ranks
from gardefou.table.frame import Cells, Coded, Sample, missing

Array = NDArray[Any]

MOST_LEVELS = 48  # a column of at most this many different values is looked at value by value
_MOST_CELLS = 5_000_000  # what is looked at in all; a wide table gives fewer rows
_MOST_CLASSES, _FEWEST = 10, 30  # classes judged one by one; rows of each


@dataclass(frozen=True)
class Suspect:
    """A column: its cells, which are filled, its bins, and how many different values it has.

    number: its cells as float with NaN where it holds numbers or times, else None.
    """

    name: str
    kind: Kind
    filled: Array
    bins: Array
    levels: int
    number: Array | None

    @property
    def few(self) -> bool:
        """Whether it can be looked at value by value."""
        return self.levels <= MOST_LEVELS


@dataclass(frozen=True)
class Inquiry:
    """A sample without the rows that lack an answer, as arrays.

    y: class numbers from 0, or the target's numbers; shape (rows,). classes: their names, empty in
    regression. fold: by the rows' hashes. names: the columns in question.
    """

    sample: Sample
    names: tuple[str, ...]
    y: Array
    classes: tuple[str, ...]
    fold: Array

    @cached_property
    def columns(self) -> dict[str, Suspect]:
        """The columns in question that are not constant."""
        frame = self.sample.frame
        looked = (_suspect(name, frame.kinds[name], frame[name]) for name in self.names)
        return {each.name: each for each in looked if each.levels > 1 or not each.filled.all()}

    def __iter__(self) -> Iterator[Suspect]:
        return iter(self.columns.values())

    @cached_property
    def strength(self) -> dict[str, float]:
        """What each column alone says about the answer, out of fold [1 all of it].

        Two classes: AUC. More: share of the best constant guess's errors removed. Numbers: R2 of
        the ranks. Row counters are left out: it is the order of the file that speaks in them.
        """
        y = self.y if self.classes else ranks(self.y)
        return {each.name: self._strength(each, y) for each in self if not self.counts(each)}

    def _strength(self, each: Suspect, y: Array) -> float:
        if not self.classes:
            return association.held_out_fit(each.bins, y, self.fold)
        counts = association.class_counts(each.bins, y, self.fold)
        if len(self.classes) == 2:
            return max(association.held_out_auc(counts), self._straight(each))
        base = 1 - float(np.bincount(y).max()) / len(y)
        return 1 - association.held_out_error(counts) / base

    @cached_property
    def judged(self) -> tuple[int, ...]:
        """The classes of enough rows, the commonest first; the second one of two; of numbers, 0."""
        if len(self.classes) <= 2:
            return (1,) if self.classes else (0,)
        rows = np.bincount(self.y)
        order = np.argsort(-rows, kind="stable")[:_MOST_CLASSES]
        return tuple(int(k) for k in order if rows[k] >= _FEWEST)

    def tells(self, each: Suspect) -> Array:
        """What a column says of each class that is judged: AUC; of numbers, R2 of the ranks."""
        if len(self.classes) <= 2:
            return np.array([self.strength[each.name]])
        counts = association.class_counts(each.bins, self.y, self.fold)
        learned = [association.held_out_auc(counts, k) for k in self.judged]
        straight = [self._straight(each, k) for k in self.judged]
        return np.maximum(learned, straight)

    def _straight(self, each: Suspect, k: int = 1) -> float:
        """AUC of a number as it is: nothing is learned, so no row need be held out."""
        y = self.y[each.filled] == k
        if each.number is None or len(np.unique(y)) < 2:
            return 0.5
        gain = abs(auc(y, each.number[each.filled]) - 0.5)
        return 0.5 + gain * float(np.mean(each.filled))

    def counts(self, each: Suspect) -> bool:
        """Whether the column only counts rows: whole numbers, all different, with small gaps."""
        if each.number is None or not each.filled.all() or each.levels < len(self.y):
            return False
        known = each.number[each.filled]
        whole = bool((known == np.round(known)).all())
        return whole and bool(np.ptp(known) < 4 * self.sample.of)


def inquiry(need: Need, sample: Sample, *, fewest: int = 30) -> Inquiry | None:
    """What is to be looked into; None with under `fewest` rows that have an answer, or one class.

    A column with a role that keeps it from being learned is not in question. Without a target
    nothing is: `NotApplicable`.
    """
    if need.target is None or need.target not in sample.frame:
        raise NotApplicable(say("leakage.no_answer"))
    y, classes = answers(need, sample.frame)
    names = tuple(sorted(set(sample.frame.names) - need.not_features))
    known = np.flatnonzero(np.isfinite(y))[: max(_MOST_CELLS // max(len(names), 1), 2_000)]
    y, sample = y[known] if not classes else y[known].astype(np.int64), sample.take(known)
    if len(y) < fewest or len(np.unique(y)) < 2:
        return None
    return Inquiry(sample, names, y, classes, association.folds(sample.hashes))


def _suspect(name: str, kind: Kind, cells: Cells) -> Suspect:
    filled = ~missing(cells)
    if isinstance(cells, Coded):
        levels = len(np.unique(cells.codes[filled]))
        return Suspect(name, kind, filled, association.level_bins(cells.codes), levels, None)
    cells = np.where(np.isinf(cells), np.sign(cells) * np.finfo(float).max, cells)
    levels = len(np.unique(cells[filled]))
    bins = association.value_bins(cells, min(MOST_LEVELS, max(10, len(cells) // 15)))
    return Suspect(name, kind, filled, bins, levels, cells)
