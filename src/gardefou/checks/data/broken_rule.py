"""D017: a rule between columns that nearly all rows keep, and some break."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gardefou.core.check import PerColumn, check
from gardefou.core.evidence import TextForms
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.suspects import Against
from gardefou.core.table import Kind, Table
from gardefou.core.words import plain, say
from gardefou.measures import intervals
from gardefou.measures.dependence import (
    CLEAR,
    DEMAND,
    Clear,
    Demand,
    agreements,
    chance_agreement,
    established,
    follows_order,
    is_rule,
    outvoted,
    rule,
    wanted,
)
from gardefou.measures.personal import shown
from gardefou.measures.spelling import distance
from gardefou.table.cells import keys_of
from gardefou.table.frame import Array, Sample

_GIVENS = 300  # columns tried as given ones: a wide table stays cheap
_VOTERS = 5  # given columns of one rule; fewer where more than _TRIALS would be looked at
_TRIALS = 1500
_MOST = 10  # findings of their own


@check("D017")
def broken_rule(
    need: Need,
    table: Table,
    text_forms: PerColumn[TextForms],
    sample: Sample,
    *,
    clear: Clear = CLEAR,
    demand: Demand = DEMAND,
    fewest: int = 3,
    max_order: float = 0.7,
    max_rare: float = 0.1,
    max_together: float = 0.8,
) -> Iterator[Finding]:
    """A column follows from another in nearly all rows, and in some it does not.

    Why it matters: where the postcode says the city, a row with another city is wrong in one of
    the two, and what is wrong can be put right from the other rows.
    How: of up to 20,000 rows, each column with values that return is held against the others. A
    group is what rows with the same given value make; it says what it should hold (limit `clear`)
    with 5 filled rows or more, one value in at least half of them, and the next commonest at most
    a quarter as often, since two values that share a group are both right. That is a rule (limit
    `demand`) if 20 groups or more are that large and 5 hold another value than the commonest;
    four fifths of the rows stand in groups that say something; 95 % of their cells agree (98 %
    where there is but one other value), leaving aside values that fewer than 5 rows hold; it
    spares 80 % of the errors of always saying the commonest value, which no coincidence does; the
    breaks lie in at least half as many groups as if they fell anywhere, and two of one group are
    the same value at most 60 % oftener than by luck: slips scatter, honest exceptions gather and
    return. fewest: 3 cells that break it, as one or two have no pattern that could be looked at;
    what stands in a column of numbers and is none breaks it too. max_order: 0.7, how far the rule
    may be but a matter of size (price -> price band).
    max_rare: 0.1, share of breaks with a rare value beyond which half of these must be near
    spellings of what is expected. Of several given columns the majority decides, so that a wrong
    given value is not held against the others. max_together: 0.8, share of the breaks that one
    value of another column holds, and hardly any other row: then it is told, but no cell is
    pointed at. Numbers with fractions, times, and columns of few values are never the given one.
    When it errs: an exception that is right (a branch that moved) is called wrong. Where one
    column alone says what others should hold and is itself wrong, all that follow from it are
    named in its place. A rule with fewer groups, or with more errors, or that takes two given
    columns, is missed.
    False alarms: it only notes; benchmarks/faults/cells.md counts cells on clean tables.
    Remedy: look at the cells named, and put them right where they are wrong.
    Source: Huhtala et al. 1999, TANE, doi:10.1093/comjnl/42.2.100 (approximate dependencies)
    """
    columns = _columns(need, sample, clear)
    rules = _rules(columns, clear, demand, max_order)
    unread = _unread(table, text_forms)
    broken = [
        _Broken.of(columns, name, givens, clear, sample) for name, givens in sorted(rules.items())
    ]
    broken = [replace(each, unread=min(each.holes, unread.get(each.name, 0))) for each in broken]
    broken = [each for each in broken if each.count >= fewest and each.is_likely(columns, max_rare)]
    broken.sort(key=lambda each: (-each.count, each.name))
    for each in broken[:_MOST]:
        yield _finding(each, columns, clear, _shared(each, columns, max_together))
    if len(broken) > _MOST:
        rest = broken[_MOST:]
        plain_ones = [each for each in rest if not _shared(each, columns, max_together)]
        yield _others(rest, [_cells(each, clear) for each in plain_ones])


@dataclass(frozen=True)
class _Column:
    """A column as codes in the order of its values. known: without the rare ones."""

    name: str
    kind: Kind
    codes: Array
    names: tuple[object, ...]
    known: Array
    given: bool

    @property
    def is_number(self) -> bool:
        return self.kind is Kind.NUMBER

    def text(self, code: int) -> str:
        value = self.names[code]
        return f"{value:.15g}" if isinstance(value, float) else str(value)


def _unread(table: Table, text_forms: PerColumn[TextForms]) -> dict[str, int]:
    """Cells of columns read from text that are not what the column holds, and so empty here."""
    forms = {each.name: text_forms.get(each.name) for each in table.columns if each.from_text}
    return {
        name: each.filled - max(each.numbers + each.comma_numbers, each.dates)
        for name, each in forms.items()
        if each is not None and table.kind(name) is not Kind.BOOLEAN
    }


def _columns(need: Need, sample: Sample, clear: Clear) -> dict[str, _Column]:
    """Columns whose values return, by name, in the order of the names."""
    aside = {need.target, need.weight, need.split, *need.columns.ignore}
    made = {}
    for name in sorted(set(sample.frame.names) - aside):
        codes, names = keys_of(sample.frame[name])
        known = established(codes, clear.rows)
        kept, levels = int((known >= 0).sum()), len(np.unique(known[known >= 0]))
        if levels < 2 or 2 * kept < (codes >= 0).sum():
            continue
        kind = sample.frame.kinds[name]
        whole = kind is not Kind.NUMBER or _whole(np.asarray(names, dtype=float))
        given = levels >= DEMAND.groups and whole and kind is not Kind.TIME
        names = tuple(names.tolist() if isinstance(names, np.ndarray) else names)
        made[name] = _Column(name, kind, codes, names, known, given)
    return made


def _whole(numbers: Array) -> bool:
    return bool((numbers == np.round(numbers)).all())


def _rules(
    columns: Mapping[str, _Column], clear: Clear, demand: Demand, max_order: float
) -> dict[str, list[str]]:
    """The given columns of each column that follows from any, the surest first."""
    if not columns:
        return {}
    names = list(columns)
    known = np.stack([columns[name].known for name in names]).astype(np.int32)
    chance = np.array([chance_agreement(codes) for codes in known])
    givens = [name for name in names if columns[name].given]
    givens = sorted(givens, key=lambda name: (-len(columns[name].names), name))[:_GIVENS]
    pairs = int(np.clip(2e7 / (len(names) * max(len(givens), 1)), 100, 1000))
    likely: dict[str, list[tuple[float, str]]] = {}
    for given in givens:
        for name, sure in zip(
            names, agreements(columns[given].known, known, chance, pairs), strict=True
        ):
            if name != given and sure >= demand.gain - 0.1:
                likely.setdefault(name, []).append((-round(float(sure), 2), given))
    voters = max(1, min(_VOTERS, _TRIALS // len(names)))
    found = {}
    for name, tried in likely.items():
        best = [given for _, given in sorted(tried)[:voters]]
        kept = [g for g in best if _is_rule(columns[g], columns[name], clear, demand, max_order)]
        if kept:
            found[name] = kept
    return found


def _is_rule(
    given: _Column, column: _Column, clear: Clear, demand: Demand, max_order: float
) -> bool:
    found = rule(given.known, column.codes, clear)
    if found is None or not is_rule(found, demand):
        return False
    if not given.is_number:
        return True
    ordered = column.kind in (Kind.NUMBER, Kind.TIME)
    return follows_order(given.known, column.codes, clear, ordered=ordered) <= max_order


@dataclass(frozen=True)
class _Broken:
    """A column, what it follows from, the rows that break the rule, and what they should hold.

    holes: empty cells of which the rule says what they should hold. judged: filled cells that it
    could say something of. unread: how many of the holes hold something that could not be read.
    """

    name: str
    givens: tuple[str, ...]
    rows: Array
    wants: Array
    holes: int
    judged: int
    unread: int = 0

    @property
    def count(self) -> int:
        return len(self.rows) + self.unread

    @classmethod
    def of(
        cls,
        columns: Mapping[str, _Column],
        name: str,
        givens: list[str],
        clear: Clear,
        sample: Sample,
    ) -> "_Broken":
        codes = columns[name].codes
        wants = [wanted(columns[given].codes, codes, clear) for given in givens]
        differs, best = outvoted(codes, wants)
        rows = np.flatnonzero(differs & (codes >= 0))
        rows = rows[np.argsort(sample.position[rows], kind="stable")]
        judged = int(((best >= 0) & (codes >= 0)).sum())
        holes = int((differs & (codes < 0)).sum())
        return cls(name, tuple(givens), rows, best[rows], holes, judged)

    def is_likely(self, columns: Mapping[str, _Column], max_rare: float) -> bool:
        """Whether rare values among the breaks are few, or near spellings of what is expected."""
        column = columns[self.name]
        rare = column.known[self.rows] < 0
        if rare.sum() <= max_rare * self.judged:
            return True
        if column.kind is not Kind.TEXT:
            return False
        looked = np.flatnonzero(rare)[:200]
        texts = [
            (column.text(column.codes[self.rows[i]]), column.text(self.wants[i])) for i in looked
        ]
        near = [a in b or b in a or distance(a, b) <= 2 for a, b in texts]
        return 2 * sum(near) >= len(near)


def _shared(
    broken: _Broken, columns: Mapping[str, _Column], max_together: float
) -> tuple[str, str] | None:
    """A column and its value that nearly all breaks share, and hardly any other row."""
    for name, column in columns.items():
        if name in (broken.name, *broken.givens) or len(broken.rows) < 5:
            continue
        codes = column.codes[broken.rows]
        held = np.bincount(codes[codes >= 0], minlength=1)
        value = int(held.argmax())
        usual = float((column.codes == value).mean())
        if held[value] >= max_together * len(broken.rows) and usual < (1 - max_together) / 2:
            return name, column.text(value)
    return None


def _finding(
    broken: _Broken,
    columns: Mapping[str, _Column],
    clear: Clear,
    shared: tuple[str, str] | None,
) -> Finding:
    column, given = columns[broken.name], broken.givens[0]
    pairs = {
        (column.text(column.codes[row]), column.text(want))
        for row, want in zip(broken.rows[:50], broken.wants[:50], strict=True)
    }
    examples = tuple(
        say("cells.rule.example", value=shown(value), usual=shown(usual))
        for value, usual in sorted(pairs)[:5]
    )
    count, of = broken.count, broken.judged + broken.unread
    parts = [say("cells.rule.broken", column=broken.name, given=given, count=count, of=of)]
    if shared is not None:
        parts.append(say("cells.rule.shared", column=shared[0], value=shown(shared[1])))
    if broken.holes > broken.unread:
        parts.append(say("cells.rule.holes", count=broken.holes - broken.unread))
    return Finding(
        columns=(broken.name, *broken.givens),
        severity=Severity.NOTE,
        says=" ".join(parts),
        remedy=say("cells.rule.exception" if shared else "cells.rule.remedy"),
        measured=intervals.share(count, of, unit="share of filled cells"),
        rows=count,
        examples=examples,
        cells=() if shared else (_cells(broken, clear),),
    )


def _cells(broken: _Broken, clear: Clear) -> Against:
    limits = (clear.rows, clear.share, clear.rival)
    return Against(broken.name, broken.givens, *limits, holes=True)


def _others(broken: list[_Broken], cells: list[Against]) -> Finding:
    """One note for the rest of many."""
    named = ", ".join(plain(each.name) for each in broken[:5])
    return Finding(
        columns=tuple(each.name for each in broken),
        severity=Severity.NOTE,
        says=say("cells.rule.others", count=len(broken), columns=named),
        remedy=say("cells.rule.remedy"),
        rows=max(each.count for each in broken),
        cells=tuple(cells),
    )
