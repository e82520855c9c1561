"""D003: holes that depend on a group or on another column."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gardefou.checks.answers import answers
from gardefou.checks.data.groups import Groups, groups
from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need, Task
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.measures.holes import Rates, chances, rates
from gardefou.measures.two_groups import class_shift, number_shift
from gardefou.table.frame import Array, Sample, missing


@check("D003")
def missing_by_group(
    need: Need,
    sample: Sample,
    *,
    max_p: float = 0.01,
    min_gap: float = 0.10,
    min_explained: float = 0.02,
    structural: float = 0.95,
    min_effect: float = 0.10,
    min_holes: int = 20,
    min_rows: int = 20,
    most_levels: int = 100,
    most_pairs: int = 20_000,
) -> Iterator[Finding]:
    """Holes that depend on a group, or on another column.

    Why it matters: where women's incomes are missing three times as often as men's, a mean of
    what is left is a mean of somebody else. Holes filled with one figure for all hide it; rows
    with holes thrown away throw away a group.
    How: each pattern of holes (columns empty in the same rows count once) is held against each
    column: its values, or five ranges of its numbers, on the sample of rows. Pearson's
    chi-squared, corrected by Holm over all pairs: max_p, 0.01. Effect: the shares of empty cells
    of two groups differ by min_gap, 0.10, at least, and the groups explain min_explained, 0.02, of
    the variance, less what luck would. The column that explains most is named, one that is
    declared protected first. From structural, 0.95, on the other column decides alone: it says
    that there is nothing to fill in, and is told as such. min_holes, min_rows: 20 empty and 20
    filled cells, and 20 rows of a group; smaller groups are pooled. most_levels: 100 values, above
    which a column is a list of names. most_pairs: 20 000, so that wide tables are looked at in
    part: protected columns first, then by name.
    It is a question where the group is declared protected, else a note, which says so where the
    answer differs at the holes, too, by min_effect, 0.10 of a class's share or of an AUC. Whether
    the hole comes from the answer is what answer_known_later asks.
    When it errs: what a hole depends on may stand in no column, least of all when it is the value
    itself that is missing. A group may stand for another one that goes with it.
    False alarms: at most 1 table in 100 by Holm; none on 80 tables with random holes
    (benchmarks/faults/simple.md).
    Remedy: find out why; fill in by group, or keep the hole as information of its own.
    Source: Rubin 1976, doi:10.1093/biomet/63.3.581; Little 1988, doi:10.1080/01621459.1988.10478722
    """
    patterns = _patterns(need, sample, min_holes)
    if not patterns:
        return
    found = _by(need, sample, most_levels, min_rows, most_pairs // len(patterns))
    pairs = [
        _Pair(pattern, by, rates(pattern.empty, by.of, len(by.names)))
        for pattern in patterns
        for by in found
        if by.column not in pattern.columns
    ]
    p = intervals.holm(chances([pair.rates for pair in pairs])) if pairs else np.empty(0)
    telling = [
        pair
        for pair, chance in zip(pairs, p, strict=True)
        if chance <= max_p and pair.gap >= min_gap and pair.rates.explained >= min_explained
    ]
    lines: dict[tuple[str, str], list[_Pair]] = {}
    for pair in _best(need, telling):
        effect = _answer_too(need, sample, pair, max_p)
        which = _which(need, pair, structural, answered=effect >= min_effect)
        lines.setdefault((which, pair.by.column), []).append(pair)
    for (which, _), same in sorted(lines.items(), key=lambda line: line[0]):
        yield _finding(which, same, sample, min_gap)


@dataclass(frozen=True)
class _Pattern:
    """Columns that are empty in the same rows of the sample, and these rows."""

    columns: tuple[str, ...]
    empty: Array


@dataclass(frozen=True)
class _Pair:
    """Holes, what they may depend on, and how often there is one in each group."""

    pattern: _Pattern
    by: Groups
    rates: Rates

    @property
    def named(self) -> Array:
        """The groups, but for the pool of rare ones."""
        return np.flatnonzero(
            (self.rates.rows > 0) & (np.arange(len(self.by.names)) != self.by.rare)
        )

    @property
    def most(self) -> int:
        """The group with the largest share of empty cells."""
        return int(self.named[np.argmax(self.rates.shares[self.named])])

    @property
    def least(self) -> int:
        """The group with the smallest share of empty cells."""
        return int(self.named[np.argmin(self.rates.shares[self.named])])

    @property
    def gap(self) -> float:
        """Between these two."""
        return float(self.rates.shares[self.most] - self.rates.shares[self.least])


def _patterns(need: Need, sample: Sample, fewest: int) -> list[_Pattern]:
    aside = {*need.not_features, *need.columns.id}
    columns: dict[bytes, list[str]] = {}
    rows: dict[bytes, Array] = {}
    for name in sorted(sample.frame.names):
        empty = missing(sample.frame[name])
        count = int(np.count_nonzero(empty))
        if name not in aside and fewest <= count <= len(sample) - fewest:
            key = np.packbits(empty).tobytes()
            columns.setdefault(key, []).append(name)
            rows[key] = np.flatnonzero(empty)
    return [_Pattern(tuple(names), rows[key]) for key, names in columns.items()]


def _by(need: Need, sample: Sample, most_levels: int, fewest: int, most: int) -> list[Groups]:
    """What holes may depend on, declared protected columns first."""
    protected = set(need.columns.protected)
    aside = {need.target, need.weight, need.split, *need.columns.id, *need.columns.ignore}
    names = sorted(set(sample.frame.names) - aside, key=lambda name: (name not in protected, name))
    found: list[Groups] = []
    for name in names:
        by = groups(sample, name, most=most_levels, fewest_rows=fewest)
        if by is not None and len(found) < max(most, 1):
            found.append(by)
    return found


def _best(need: Need, telling: list[_Pair]) -> list[_Pair]:
    """For each pattern the pair that tells most, of a protected group where there is one."""
    best: dict[tuple[str, ...], _Pair] = {}
    for pair in telling:
        here = best.get(pair.pattern.columns)
        if here is None or _weight(need, pair) > _weight(need, here):
            best[pair.pattern.columns] = pair
    return list(best.values())


def _weight(need: Need, pair: _Pair) -> tuple[bool, float]:
    return pair.by.column in need.columns.protected, round(pair.rates.explained, 9)


def _which(need: Need, pair: _Pair, structural: float, *, answered: bool) -> str:
    """What weighs most about it."""
    if pair.rates.explained >= structural:
        return "structural"
    if pair.by.column in need.columns.protected:
        return "protected"
    return "answer" if answered else "depends"


def _answer_too(need: Need, sample: Sample, pair: _Pair, max_p: float) -> float:
    """How much the answer differs where the cells are empty; 0 where it may be luck."""
    if need.target is None or need.target not in sample.frame or need.task is None:
        return 0.0
    y = answers(need, sample.frame)[0]
    empty = np.zeros(len(y), dtype=bool)
    empty[pair.pattern.empty] = True
    known = np.isfinite(y)
    empty, y = empty[known], y[known]
    if empty.all() or not empty.any():
        return 0.0
    numbers = need.task is Task.REGRESSION
    shift = number_shift(empty, y) if numbers else class_shift(empty, y.astype(int))
    return shift.effect if shift.p <= max_p else 0.0


def _finding(which: str, same: list[_Pair], sample: Sample, limit: float) -> Finding:
    """One line for all columns whose holes go by the same column."""
    same = sorted(same, key=lambda pair: (-pair.gap, pair.pattern.columns))
    first = same[0]
    shares, by = first.rates.shares, first.by
    columns = tuple(name for pair in same for name in pair.pattern.columns)
    asked = which == "protected"
    kind = "structural" if which == "structural" else "depends"
    says = say(
        f"data.missing_by_group.{kind}{'_some' if len(columns) > 1 else ''}",
        column=columns[0],
        columns=len(columns),
        by=by.column,
        most=by.names[first.most],
        least=by.names[first.least],
        high=float(shares[first.most]),
        low=float(shares[first.least]),
    )
    if which == "answer":
        says = f"{says} {say('data.missing_by_group.answer_too')}"
    empty = max(len(pair.pattern.empty) for pair in same)
    return Finding(
        columns=(*columns, by.column),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=says,
        remedy=say(f"data.missing_by_group.{which}_remedy"),
        measured=_gap(first),
        limit=limit,
        rows=round(empty * sample.of / max(len(sample), 1)),
        group={by.column: by.names[first.most]},
        answers=(waiver("missing_by_group", *columns, by.column),) if asked else (),
    )


def _gap(pair: _Pair) -> Estimate:
    """The gap between the two groups, by Newcombe's interval of two shares."""
    high, low = (
        intervals.share(int(pair.rates.holes[k]), int(pair.rates.rows[k]))
        for k in (pair.most, pair.least)
    )
    below = np.hypot(high.value - high.low, low.high - low.value)
    above = np.hypot(high.high - high.value, low.value - low.low)
    gap = high.value - low.value
    return Estimate(gap, gap - float(below), gap + float(above), "gap of shares", high.n + low.n)
