"""P003: the recorded outcomes already differ between groups of people."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.people.grouped import Grouped, pairs, protected_groups
from gardefou.checks.people.outcomes import Outcome, outcomes, weights
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.measures.association import chance_of_classes, chance_of_numbers
from gardefou.measures.groups import (
    Means,
    chance_of_gap,
    mean_gap,
    means,
    share_gap,
    without_interaction,
)
from gardefou.table.frame import Array, Sample


@check("P003")
def outcome_gap(
    need: Need,
    sample: Sample,
    *,
    max_p: float = 0.01,
    min_gap: float = 0.05,
    max_ratio: float = 0.8,
    min_points: float = 0.01,
    min_sd: float = 0.2,
    fewest: int = 30,
    fewest_hits: int = 5,
) -> Iterator[Finding]:
    """What the table records of people differs by group, before any model is made.

    Why it matters: a model repeats what it is shown. Whether the gap is in the world, or in who
    was looked at, judged and written down, only a person can find out.
    How: the share of the positive class (of each class where there are several, the mean where the
    target is a number) in each group of each protected column, ages in four bands, rows weighted
    as the need says. Told is the surest gap between two groups: the one whose interval, held
    against all pairs of groups (Newcombe's, Welch's for means, Bonferroni's level), is farthest
    from nothing; it must not touch 0. max_p: Pearson's or Kruskal's test over all groups, Holm's
    correction over columns and classes, 0.01. min_gap: 5 points; or max_ratio, the smaller share
    less than 0.8 of the larger, a convention of US labour law for hiring and no law of
    statistics, from min_points, one point, on; min_sd: 0.2 standard deviations for numbers, which
    is called a small effect. fewest, fewest_hits: groups of fewer than 30 rows, or where fewer
    than 5 of either outcome would be expected, are called insufficient. One more finding tells the
    worst combination of two columns that the sum of both gaps does not explain, all tested (Holm).
    When it errs: a gap may have honest causes that other columns hold; no gap is no proof that
    people are treated alike. Few rows hide gaps: see under_represented_group.
    False alarms: at most 1 table in 100 without any gap (Holm); it never alarms.
    Remedy: find out where the gap comes from; state in people.criterion what fair means here,
    before the results of a model are seen.
    Source: Barocas, Hardt and Narayanan, Fairness and Machine Learning, fairmlbook.org, chapter 3;
    29 CFR 1607.4(D) (four fifths)
    """
    limits = _Limits(max_p, min_gap, max_ratio, min_points, min_sd, fewest, fewest_hits)
    groups = protected_groups(need, sample)
    given = list(outcomes(need, sample))
    if not given:
        raise NotApplicable(say("people.no_answer"))
    weight = weights(need, sample)
    seen = [_seen(each, one, weight, limits) for each in groups for one in given]
    seen = [each for each in seen if len(each.enough) > 1]
    p = intervals.holm(np.array([each.p for each in seen]))
    gaps: dict[str, _Gap] = {}
    for each, chance in zip(seen, p, strict=True):
        gap = each.surest() if chance <= max_p else None
        known = gaps.get(each.group.name)
        if gap is not None and (known is None or gap.measured.low > known.measured.low):
            gaps[each.group.name] = gap
    for gap in gaps.values():
        yield _finding(need, gap, limits)
    yield from _combination(need, groups, given, weight, limits)


@dataclass(frozen=True)
class _Limits:
    """The limits of the check, by their names."""

    max_p: float
    min_gap: float
    max_ratio: float
    min_points: float
    min_sd: float
    fewest: int
    fewest_hits: int


@dataclass(frozen=True)
class _Gap:
    """The surest gap of a column: between the group `high` and the group `low`."""

    seen: "_Seen"
    high: int
    low: int
    measured: Estimate


@dataclass(frozen=True)
class _Seen:
    """One outcome in the groups of one column, and the groups that have rows enough.

    codes: -1 where the group or the answer is not known. y: the answers, 0 where not known.
    """

    group: Grouped
    outcome: Outcome
    limits: _Limits
    codes: Array
    y: Array
    means: Means
    enough: tuple[int, ...]

    @property
    def p(self) -> float:
        """Probability of such gaps if groups meant nothing."""
        kept = np.isin(self.codes, self.enough)
        codes, y = self.codes[kept], self.y[kept]
        if self.outcome.is_share:
            return chance_of_classes(codes, y.astype(np.int64))
        return chance_of_numbers(codes, y)

    def surest(self) -> _Gap | None:
        """The gap of two groups whose interval is farthest from nothing, if it is wide enough."""
        enough = sorted(self.enough, key=lambda i: (-self.means.value[i], self.group.labels[i]))
        level = 1 - 0.05 / max(len(enough) * (len(enough) - 1) / 2, 1)
        every = [
            _Gap(self, high, low, replace(self._between(high, low, level), level=0.95))
            for n, high in enumerate(enough)
            for low in enough[n + 1 :]
        ]
        wide = [gap for gap in every if gap.measured.low > 0 and self._is_wide(gap)]
        return max(wide, key=lambda gap: gap.measured.low, default=None)

    def _between(self, high: int, low: int, level: float) -> Estimate:
        m = self.means
        if self.outcome.is_share:
            sizes = m.effective[high], m.effective[low]
            return share_gap(m.value[high], sizes[0], m.value[low], sizes[1], level=level)
        a, b = ((m.value[i], m.sd[i], m.effective[i]) for i in (high, low))
        return mean_gap(a, b, level=level)

    def _is_wide(self, gap: _Gap) -> bool:
        size, limits = gap.measured.value, self.limits
        if not self.outcome.is_share:
            return size >= limits.min_sd * float(np.std(self.y[self.codes >= 0]))
        ratio = self.means.value[gap.low] / self.means.value[gap.high]
        return size >= limits.min_gap or (ratio < limits.max_ratio and size >= limits.min_points)


def _seen(group: Grouped, outcome: Outcome, weight: Array | None, limits: _Limits) -> _Seen:
    codes, y = _known(group.codes, outcome.y)
    found = means(codes, y, weight)
    enough = found.effective >= limits.fewest
    if outcome.is_share and (codes >= 0).any():
        share = float(np.mean(y[codes >= 0]))
        enough &= found.effective * min(share, 1 - share) >= limits.fewest_hits
    return _Seen(group, outcome, limits, codes, y, found, tuple(map(int, np.flatnonzero(enough))))


def _known(codes: Array, y: Array) -> tuple[Array, Array]:
    """The codes where the answer is known, else -1, and the answers without holes."""
    known = np.isfinite(y)
    return np.where(known, codes, -1), np.where(known, y, 0.0)


def _finding(need: Need, gap: _Gap, limits: _Limits) -> Finding:
    seen = gap.seen
    values = seen.means.value
    said = {
        "column": seen.group.name,
        "outcome": seen.outcome.name,
        "target": need.target,
        "high": seen.group.labels[gap.high],
        "low": seen.group.labels[gap.low],
        "more": float(values[gap.high]),
        "less": float(values[gap.low]),
    }
    parts = [say(f"people.gap.{'share' if seen.outcome.is_share else 'mean'}", **said)]
    ratio = float(values[gap.low] / values[gap.high]) if seen.outcome.is_share else 1.0
    if ratio < limits.max_ratio:
        parts.append(say("people.gap.ratio", ratio=ratio, limit=limits.max_ratio))
    few = len(seen.group.labels) - len(seen.enough)
    if few:
        parts.append(say("people.gap.insufficient", groups=few))
    return Finding(
        columns=(seen.group.name,),
        severity=Severity.NOTE,
        says=" ".join(parts),
        remedy=_remedy(need),
        measured=gap.measured,
        limit=limits.min_gap if seen.outcome.is_share else None,
        rows=int(seen.means.rows[[gap.high, gap.low]].sum()),
        group={seen.group.name: seen.group.labels[gap.low]},
    )


def _remedy(need: Need) -> str:
    return say(f"people.gap.{'remedy' if need.people.criterion else 'remedy_unset'}")


@dataclass(frozen=True)
class _Cell:
    """A combination of two groups: what is recorded, and what both parts would make of it."""

    a: Grouped
    b: Grouped
    outcome: Outcome
    i: int
    j: int
    value: float
    parts: float
    error: float
    rows: int
    sd: float
    middle: float

    @property
    def beyond(self) -> float:
        return self.value - self.parts


def _combination(
    need: Need, groups: list[Grouped], given: list[Outcome], weight: Array | None, limits: _Limits
) -> Iterator[Finding]:
    """The worst combination that its parts do not explain, if there is one."""
    cells = [
        cell
        for a, b in pairs(groups)
        for outcome in given
        for cell in _cells(a, b, outcome, weight, limits)
    ]
    p = intervals.holm(np.array([chance_of_gap(cell.beyond, cell.error) for cell in cells]))
    sure = [
        cell
        for cell, chance in zip(cells, p, strict=True)
        if chance <= limits.max_p and abs(cell.beyond) >= _least(cell, limits)
    ]
    if sure:
        yield _unexplained(need, max(sure, key=_oddity), limits)


def _oddity(cell: _Cell) -> tuple[float, float]:
    """How far a combination is from its parts, then, as in two by two all are, from the rest."""
    return round(abs(cell.beyond) / cell.sd, 6), abs(cell.value - cell.middle)


def _least(cell: _Cell, limits: _Limits) -> float:
    return limits.min_gap if cell.outcome.is_share else limits.min_sd * cell.sd


def _cells(
    a: Grouped, b: Grouped, outcome: Outcome, weight: Array | None, limits: _Limits
) -> Iterator[_Cell]:
    shape = len(a.labels), len(b.labels)
    both = np.where((a.codes >= 0) & (b.codes >= 0), a.codes * shape[1] + b.codes, -1)
    codes, y = _known(both, outcome.y)
    found = means(codes, y, weight)
    grow = shape[0] * shape[1] - len(found.rows)
    value = np.pad(found.value, (0, grow), constant_values=np.nan).reshape(shape)
    rows = np.pad(found.effective, (0, grow)).reshape(shape)
    parts = without_interaction(value, rows)
    known = y[codes >= 0]
    spread, overall = (float(np.std(known)), float(np.mean(known))) if len(known) else (0.0, 0.0)
    if outcome.is_share:
        parts = np.clip(parts, 0.0, 1.0)
    if spread <= 0:
        return
    for i, j in np.argwhere(rows >= limits.fewest):
        middle = np.clip((parts[i, j] * rows[i, j] + 1) / (rows[i, j] + 2), 0.0, 1.0)
        sd = float(np.sqrt(middle * (1 - middle))) if outcome.is_share else spread
        error = sd / float(np.sqrt(rows[i, j]))
        told = float(value[i, j]), float(parts[i, j]), error
        yield _Cell(a, b, outcome, int(i), int(j), *told, round(rows[i, j]), spread, overall)


def _unexplained(need: Need, cell: _Cell, limits: _Limits) -> Finding:
    half = 1.96 * cell.error
    first, second = cell.a.labels[cell.i], cell.b.labels[cell.j]
    says = say(
        f"people.gap.both_{'share' if cell.outcome.is_share else 'mean'}",
        first=first,
        second=second,
        columns=f"{cell.a.name}, {cell.b.name}",
        outcome=cell.outcome.name,
        target=need.target,
        value=cell.value,
        parts=cell.parts,
    )
    unit = "gap of shares" if cell.outcome.is_share else "gap of means"
    return Finding(
        columns=(cell.a.name, cell.b.name),
        severity=Severity.NOTE,
        says=says,
        remedy=_remedy(need),
        measured=Estimate(cell.beyond, cell.beyond - half, cell.beyond + half, unit, cell.rows),
        limit=_least(cell, limits),
        rows=cell.rows,
        group={cell.a.name: first, cell.b.name: second},
    )
