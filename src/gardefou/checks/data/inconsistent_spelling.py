"""D013: one category written in several ways."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need, Task
from gardefou.core.suspects import Values
from gardefou.core.table import WHITE, Kind
from gardefou.core.words import plain, say
from gardefou.measures import intervals
from gardefou.measures.personal import shown
from gardefou.measures.spelling import DOUBT, Doubt, folded, spellings
from gardefou.table.frame import Coded, Sample

_MOST = 10  # findings of their own


@check("D013")
def inconsistent_spelling(
    need: Need,
    sample: Sample,
    *,
    doubt: Doubt = DOUBT,
    min_common: float = 0.5,
    min_rows: int = 5,
) -> Iterator[Finding]:
    """The same thing written in several ways: other case, spaces or signs, typing errors.

    Why it matters: "Paris", "PARIS" and "Parris" count as three cities. What is known of one is
    not known of the others, and rare spellings look like rare things.
    How: of up to 20,000 rows, each column of texts of which min_common, 0.5 of the cells, hold
    values that return in min_rows, 5, rows, for free text and names do not return. Spellings are
    the same if only case, accents, spaces and signs between letters differ, and they have three
    letters (four beside figures; two for no, No and NO). A rare spelling is taken for a slip of a
    common one (limit `doubt`: 20 rows at least, and 20 times as many) if a letter or two are left
    out, put in, taken for another or have changed places, in a word of 5 letters (9 for two
    slips), and it stands in 2 rows at most, as slips are seldom made alike. Where 5 different
    spellings crowd about one common word slips are usual, and shorter words do. Where fewer than
    0.3 of the rare spellings are near a common one, rare words are nothing special, and it takes 8
    letters. Where a tenth of the common words are near another (codes, first names), no slip is
    told. Other figures, roman numbers, words and their opposites, "un-", and the endings of the
    sexes are never slips.
    In the answer it is a question, as each spelling then is a class of its own; else a note.
    When it errs: two real words a letter apart, one of them 20 times as frequent, are taken for
    one (shirt, skirt). Slips in figures, in words of less than three letters, and in text that
    does not return are missed. Words for the same thing (car, automobile) are no spellings.
    False alarms: benchmarks/faults/cells.md counts the cells named on clean tables; it never
    alarms.
    Remedy: write each thing in one way.
    Source: Damerau 1964, doi:10.1145/363958.363994
    """
    aside = {need.weight, need.split, *need.columns.id, *need.columns.ignore} - {need.target}
    found = []
    for name in sorted(set(sample.frame.names) - aside):
        cells = sample.frame[name]
        if isinstance(cells, Coded) and sample.frame.kinds[name] is Kind.TEXT:
            found.append(_spelt(name, cells, doubt, min_common, min_rows))
    found = [each for each in found if each.wrong]
    found.sort(key=lambda each: (each.name != need.target, -each.rows, each.name))
    for each in found[:_MOST]:
        answer = each.name == need.target and need.task is not Task.REGRESSION
        yield _finding(each, asked=answer)
    if len(found) > _MOST:
        yield _others(found[_MOST:])


@dataclass(frozen=True)
class _Spelt:
    """A column, {wrong: right}, rows by text, and how many cells have spaces that others lack."""

    name: str
    wrong: dict[str, str]
    counts: Counter[str]
    padded: int

    @property
    def rows(self) -> int:
        return sum(self.counts[text] for text in self.wrong)


def _spelt(name: str, cells: Coded, doubt: Doubt, min_common: float, min_rows: int) -> _Spelt:
    held = np.bincount(cells.codes[cells.codes >= 0], minlength=len(cells.levels))
    counts: Counter[str] = Counter()
    padded, bare = 0, set(cells.levels)
    for level, rows in zip(cells.levels, held.tolist(), strict=True):
        text = level.strip(WHITE)
        if text and rows:
            counts[text] += rows
            padded += rows if text != level and text in bare else 0
    wrong: dict[str, str] = {}
    if _returns(counts.values(), min_rows) >= min_common:
        wrong = spellings(counts, doubt)
    elif len(counts) < 0.5 * counts.total():
        alike: Counter[str] = Counter()
        for text, rows in counts.items():
            alike[folded(text)] += rows
        if _returns(alike.values(), min_rows) >= min_common:
            wrong = spellings(counts, doubt, slips=False)
    return _Spelt(name, wrong, counts, padded)


def _returns(rows: object, least: int) -> float:
    """Share of the cells whose value stands in `least` rows or more."""
    held = np.fromiter(rows, dtype=np.int64)  # type: ignore[call-overload]
    return float(held[held >= least].sum() / held.sum()) if held.sum() else 0.0


def _finding(spelt: _Spelt, *, asked: bool) -> Finding:
    ranked = sorted(spelt.wrong, key=lambda text: (-spelt.counts[text], text))
    first, of = ranked[0], spelt.counts.total()
    how = "dressed" if folded(first) == folded(spelt.wrong[first]) else "slips"
    parts = [
        say(
            f"cells.spelling.{how}",
            column=spelt.name,
            wrong=shown(first),
            right=shown(spelt.wrong[first]),
            count=spelt.rows,
            of=of,
        )
    ]
    if spelt.padded:
        parts.append(say("cells.spelling.padded", count=spelt.padded))
    return Finding(
        columns=(spelt.name,),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=" ".join(parts),
        remedy=say(f"cells.spelling.{'question' if asked else 'remedy'}"),
        measured=intervals.share(spelt.rows, of, unit="share of filled cells"),
        rows=spelt.rows,
        answers=(waiver("inconsistent_spelling", spelt.name),) if asked else (),
        examples=tuple(
            say("cells.spelling.example", value=shown(text), usual=shown(spelt.wrong[text]))
            for text in ranked[:5]
        ),
        cells=(Values(spelt.name, spelt.wrong),),
    )


def _others(found: list[_Spelt]) -> Finding:
    """One note for the rest of many."""
    return Finding(
        columns=tuple(each.name for each in found),
        severity=Severity.NOTE,
        says=say(
            "cells.spelling.others",
            count=len(found),
            columns=", ".join(plain(each.name) for each in found[:5]),
        ),
        remedy=say("cells.spelling.remedy"),
        rows=max(each.rows for each in found),
        cells=tuple(Values(each.name, each.wrong) for each in found),
    )
