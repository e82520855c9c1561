"""P001: groups of people with fewer rows than they should have, or than it takes to judge them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.people.grouped import Grouped, grouped, pairs, protected_groups
from gardefou.checks.people.outcomes import weights
from gardefou.checks.people.population import Place, places
from gardefou.checks.people.precision import Precision, Sizes, precision
from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.measures.chance import at_most
from gardefou.measures.groups import rows_for_place
from gardefou.table.frame import Array, Sample

_EVERY_VALUE = 200


@check("P001")
def under_represented_group(
    need: Need,
    sample: Sample,
    *,
    max_p: float = 0.01,
    max_ratio: float = 0.8,
    min_gap: float = 0.05,
    ask_ratio: float = 0.5,
    half: float = 0.05,
    fewest: int = 30,
) -> Iterator[Finding]:
    """A group with too few rows: for its share of the people, or to know how it fares.

    Why it matters: a model serves those best of whom it saw most, and of a group with few rows
    nobody can say afterwards whether it was treated well.
    How: two questions, on a sample that stands for all rows. First, where the need states the
    population (people.population): is the share of a group smaller than it should be? The exact
    binomial test, Holm's correction over all groups of all columns, rows weighted as the need
    says. max_p: 0.01 after correction; and max_ratio: fewer than 0.8 of the rows that are due, or
    min_gap: 5 points missing, as smaller gaps are mended by weights. ask_ratio: below half of the
    rows that are due it is a question. Ages may be given in bands ("18-29", "65+"). Second, for
    each protected column, and each two together: has every group the rows from which the share
    of the outcome is known to `half`, 0.05, five points either way (95 %)? A share near one half
    needs 385 rows, one of a tenth 139; max_ratio of these will do. Numbers such as ages are looked
    at in four bands. fewest: of a group of less than 30 rows nothing is said at all.
    When it errs: it counts rows, not people; and rows enough to know a share may still be too few
    to learn from. With a number as target, or several classes, 385 rows are asked of all.
    False alarms: the first question is answered wrongly on at most 1 table in 100 (Holm), with a
    population that is right; the second is a count.
    Remedy: collect more rows of that group, as many as it says; until then leave decisions about
    it to a person. Weights mend the share, they do not add what is known.
    Source: Buolamwini and Gebru 2018, proceedings.mlr.press/v81/buolamwini18a.html; Cochran 1977,
    Sampling Techniques, section 4.4
    """
    stated = [name for name in need.people.population if name in sample.frame.names]
    if not stated:
        protected_groups(need, sample)  # not applicable without protected columns
    yield from _against_population(
        need, sample, sorted(stated), _Gap(max_p, max_ratio, min_gap, ask_ratio)
    )
    try:
        groups = protected_groups(need, sample)
    except NotApplicable:
        return
    wanted = precision(need, sample, half=half, fewest=fewest, enough=max_ratio)
    short: dict[str, Array] = {}
    for each in groups:
        whole = grouped(sample, each.name, most=_EVERY_VALUE)
        yield from _few_of(wanted, whole)
        short[each.name] = wanted.sizes(each.codes, len(each.labels)).short
    yield from _few_of_both(wanted, groups, short)


@dataclass(frozen=True)
class _Gap:
    """From when a share counts as too small."""

    max_p: float
    max_ratio: float
    min_gap: float
    ask_ratio: float

    def is_wide(self, place: Place) -> bool:
        return place.share < self.max_ratio * place.due or place.due - place.share >= self.min_gap


def _against_population(
    need: Need, sample: Sample, columns: list[str], gap: _Gap
) -> Iterator[Finding]:
    found = {name: places(need, sample, name, weights(need, sample)) for name in columns}
    every = [each for name in columns for each in found[name] or ()]
    p = intervals.holm(np.array([at_most(e.count, e.of, e.due) for e in every]))
    few = {each: value for each, value in zip(every, p, strict=True) if value <= gap.max_p}
    for name in columns:
        if found[name] is None:
            yield _unmatched(name)
        missing = [each for each in found[name] or () if each in few and gap.is_wide(each)]
        if missing:
            yield _too_small(sample, name, missing, gap)


def _unmatched(name: str) -> Finding:
    return Finding(
        columns=(name,),
        severity=Severity.ASK,
        says=say("people.few.unmatched", column=name),
        remedy=say("people.few.unmatched_remedy"),
        answers=(waiver("under_represented_group", name),),
    )


def _too_small(sample: Sample, name: str, missing: list[Place], gap: _Gap) -> Finding:
    worst = min(missing, key=lambda each: (each.share / each.due, each.label))
    measured = intervals.share(worst.count, worst.of, unit="share of rows")
    scale = sample.of / max(len(sample), 1)
    more = rows_for_place(round(worst.count * scale), round(worst.of * scale), worst.due)
    others = [each.label for each in missing if each is not worst][:4]
    asked = worst.share < gap.ask_ratio * worst.due
    says = say(
        "people.few.population",
        column=name,
        group=worst.label,
        share=measured.value,
        due=worst.due,
    )
    also = say("people.few.also", groups=", ".join(others)) if others else ""
    return Finding(
        columns=(name,),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=f"{says} {also}".strip(),
        remedy=say("people.few.population_remedy", group=worst.label, more=more),
        measured=measured,
        limit=worst.due,
        rows=round(worst.rows * scale),
        group={name: worst.label},
        answers=(waiver("under_represented_group", name),) if asked else (),
    )


def _few_of(wanted: Precision, each: Grouped) -> Iterator[Finding]:
    """One note for all groups of a column that have too few rows."""
    sizes = wanted.sizes(each.codes, len(each.labels))
    short = [int(i) for i in np.flatnonzero(sizes.short) if i != each.pooled]
    if not short:
        return
    short.sort(key=lambda i: (-sizes.rows[i], each.labels[i]))
    says = say(
        "people.few.column",
        column=each.name,
        groups=len(each.labels),
        short=len(short),
        points=100 * wanted.half,
        told="; ".join(_told(each, sizes, i) for i in short[:3]),
    )
    none = sum(bool(sizes.rows[i] < wanted.fewest) for i in short)
    if none:
        says += " " + say("people.few.silent", groups=none, fewest=wanted.fewest)
    yield _note(wanted, (each.name,), says, sizes, short[-1])


def _told(each: Grouped, sizes: Sizes, i: int) -> str:
    rows, more = int(sizes.rows[i]), sizes.more(i)
    return say("people.few.group", group=each.labels[i], rows=rows, more=more)


def _few_of_both(
    wanted: Precision, groups: list[Grouped], short: Mapping[str, Array]
) -> Iterator[Finding]:
    """One note for all combinations of two columns, where neither part is short by itself."""
    cells = few = 0
    least: tuple[int, Grouped, Grouped, Sizes, int] | None = None
    for a, b in pairs(groups):
        both = np.where((a.codes >= 0) & (b.codes >= 0), a.codes * len(b.labels) + b.codes, -1)
        sizes = wanted.sizes(both, len(a.labels) * len(b.labels))
        alone = (~short[a.name][:, None] & ~short[b.name][None, :]).ravel() & (sizes.rows > 0)
        cells += int(alone.sum())
        for i in map(int, np.flatnonzero(alone & sizes.short)):
            few += 1
            rows = int(sizes.rows[i])
            least = (rows, a, b, sizes, i) if least is None or rows < least[0] else least
    if least is not None:
        rows, a, b, sizes, i = least
        first, second = divmod(i, len(b.labels))
        says = say(
            "people.few.both",
            cells=cells,
            few=few,
            points=100 * wanted.half,
            first=a.labels[first],
            second=b.labels[second],
            rows=rows,
        )
        yield _note(wanted, (a.name, b.name), says, sizes, i)


def _note(
    wanted: Precision, columns: tuple[str, ...], says: str, sizes: Sizes, least: int
) -> Finding:
    rows = int(sizes.rows[least])
    return Finding(
        columns=columns,
        severity=Severity.NOTE,
        says=says,
        remedy=say("people.few.remedy"),
        measured=wanted.estimate(rows),
        limit=int(sizes.needed[least]),
        rows=rows,
    )
