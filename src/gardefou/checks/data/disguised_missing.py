"""D004: a word or a number that stands for "not known"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gardefou.checks.data.cell_text import cell_text
from gardefou.checks.data.marks import are_names, filled_numbers, marks
from gardefou.checks.settling import waiver
from gardefou.core.check import PerColumn, check
from gardefou.core.evidence import Frequent, Spread, TextForms
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.suspects import Beyond, Suspects, Values
from gardefou.core.table import WHITE, Kind, Table
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.measures.personal import shown
from gardefou.measures.stand_in import USUAL, StandIn, Suspicion
from gardefou.table.frame import Coded, Sample


@check("D004")
def disguised_missing(  # noqa: PLR0917  what it looks at
    need: Need,
    table: Table,
    frequent: PerColumn[tuple[Frequent, ...]],
    distinct: PerColumn[int],
    spread: PerColumn[Spread],
    text_forms: PerColumn[TextForms],
    sample: Sample,
    *,
    suspicion: Suspicion = USUAL,
) -> Iterator[Finding]:
    """A word or a number that stands for "not known": `?`, `unknown`, -999, a piled-up edge.

    Why it matters: -200 degrees is read as very cold. Means, scales and straight lines are bent
    by it; in the answer itself it teaches nonsense.
    How: words are looked up among those that people write for "not known", in the sample and in
    the cells of number columns that are no numbers. Of numbers, only the two ends of a column are
    looked at, in all rows; `measures.stand_in.Suspicion` (limit `suspicion`) holds how far an
    end must stand out: a value of 5 rows or more, half as far from the next value as all others
    are wide; the only negative value, held by 3 times as many rows as other values are on
    average; a zero, in at most a third of the rows, where nothing else comes near zero; an edge
    with 0.2 % of the rows and 5 times those of any value near it. Columns of few values, and
    edges at 0, 1 and 100, are spared the last three: scores, counts and shares end there.
    Columns with the same mark share a line.
    When it errs: a mark in the middle of a column, or in a word that is not English, is missed;
    `none` and `other` are taken at their word. An honest cap (ages up to 90 put together) and a
    zero that means "nothing there" are named as well, which is why columns of features only get
    a note; the answer gets a question, as nothing good can be learned from a false one.
    False alarms: the honest shapes in tests/checks/data stay silent; no rate was measured on tables
    that were not looked at while the limits were set.
    Remedy: leave such cells empty in the file, or say in the need that they are meant.
    Source: Qahtan et al. 2018, FAHES, doi:10.1145/3219819.3220109
    """
    words: dict[tuple[object, ...], list[_Mark]] = {}
    numbers: dict[tuple[object, ...], list[_Mark]] = {}
    for column in sorted(table.columns, key=lambda each: each.name):
        name = column.name
        if name in need.not_features and name != need.target:
            continue
        known = tuple(frequent.get(name, ()))
        found = _words(name, sample, known, text_forms)
        if found:
            key = tuple(sorted({each.value.strip().casefold() for each in found}))
            words.setdefault((name == need.target, *key), []).append(_of_words(name, found))
        if name in spread and not are_names(need, name):
            values = filled_numbers(sample, name)
            held = distinct.get(name, 0)
            for one in marks(column.kind, spread[name], held, known, values, suspicion=suspicion):
                mark = _of_number(name, one, column.kind, spread[name].filled)
                numbers.setdefault((name == need.target, *mark.values), []).append(mark)
    for same in (*words.values(), *numbers.values()):
        yield _finding(need, same, table.rows)


@dataclass(frozen=True)
class _Mark:
    """What stands for "not known" in a column. of: rows that it is a share of, 0 for all."""

    column: str
    values: tuple[str, ...]
    rows: int
    cells: Suspects
    says: str
    of: int = 0


_MARKS = {"?", "??", "???", "-", "--", "---", ".", "..", "...", "_", "*"}
_NOT = (
    "known|available|applicable|recorded|captured|stated|given|specified|reported|provided|"
    "collected|disclosed|determined|measured|asked|answered|entered|assigned|set|found"
)
_WORDS = re.compile(
    r"#?n[/.\\]a\.?|na|#?null|nan|nil|nul|unk|tbd|tba|#value!|#ref!|"
    r"(no|without) (data|answer|information|info|value|response|reply)|do(es)?n['’]?t know|"
    r"(\w+ ){0,2}(unknown|unspecified|undefined|undisclosed|undetermined|unavailable)([ /(].*)?|"
    r"missing( (data|value))?|refused|"
    rf"(\w+ ){{0,3}}not (yet )?({_NOT})( .*)?|"
    r"unbekannt|keine angabe|k\.a\.|inconnue?|non renseigné|desconocid[oa]|onbekend|sconosciut[oa]"
)
_LONGEST = 40


def _words(
    name: str,
    sample: Sample,
    frequent: tuple[Frequent, ...],
    text_forms: Mapping[str, TextForms],
) -> tuple[Frequent, ...]:
    """Words for "not known" in a column and how many rows hold each, the commonest first.

    Rows of the whole table: exact for the commonest, else as many as the sample leads to expect.
    """
    if name not in sample.frame:
        return ()
    cells = sample.frame[name]
    if isinstance(cells, Coded):
        exact = {each.value: each.count for each in frequent}
        held = np.bincount(cells.codes[cells.codes >= 0], minlength=len(cells.levels))
        all_rows = held * (sample.of / max(len(sample), 1))
        marks = [
            Frequent(cells.levels[i], exact.get(cells.levels[i], round(float(all_rows[i]))))
            for i in _unsaid(cells.levels)
        ]
    else:
        stray = text_forms[name].stray if name in text_forms else ()
        marks = [stray[i] for i in _unsaid([each.value for each in stray], among_numbers=True)]
    marks = [mark for mark in marks if mark.count > 0]
    return tuple(sorted(marks, key=lambda mark: (-mark.count, mark.value)))


def _unsaid(levels: Sequence[str], *, among_numbers: bool = False) -> list[int]:
    """Which of the levels are words or marks for "not known"."""
    short = {i: each.strip().casefold() for i, each in enumerate(levels) if len(each) <= _LONGEST}
    marks = [i for i, level in short.items() if level in _MARKS]
    words = [i for i, level in short.items() if _WORDS.fullmatch(level.strip("()[]<>{}'\"_* "))]
    speaking = len(levels) - len(marks) - len(words)
    if among_numbers or speaking > len(marks):  # else "+" and "-" may well be the values
        return sorted({*marks, *words})
    return words


def _of_words(column: str, words: tuple[Frequent, ...]) -> _Mark:
    values = tuple(shown(word.value) for word in words)
    cells = Values(column, {word.value.strip(WHITE): None for word in words})
    return _Mark(column, values, sum(word.count for word in words), cells, "word")


def _of_number(column: str, mark: StandIn, kind: Kind, filled: int) -> _Mark:
    """The mark and, of the cells, all that lie beyond the next value."""
    lowest = mark.value < mark.next
    value, beside = cell_text(mark.value, kind), cell_text(mark.next, kind)
    says = say(
        f"data.disguised_missing.{mark.why}",
        column=column,
        value=value,
        next=beside,
        count=mark.rows,
        end=say(f"data.disguised_missing.{'lowest' if lowest else 'highest'}"),
    )
    bounds = (mark.next, None) if lowest else (None, mark.next)
    return _Mark(column, (value,), mark.rows, Beyond(column, *bounds), says, filled)


def _finding(need: Need, same: list[_Mark], rows: int) -> Finding:
    """One line for all columns with the same mark; for a single one why it is one."""
    first = same[0]
    asked = first.column == need.target
    most = max(same, key=lambda each: each.rows / max(each.of or rows, 1))
    share = most.rows / max(most.of or rows, 1)
    some = say(
        f"data.disguised_missing.word{'_some' if len(same) > 1 else ''}",
        column=first.column,
        columns=len(same),
        value=", ".join(f"'{value}'" for value in first.values[:3]),
        share=share,
    )
    return Finding(
        columns=tuple(each.column for each in same),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=some if len(same) > 1 or first.says == "word" else first.says,
        remedy=say(f"data.disguised_missing.{'question' if asked else 'remedy'}"),
        measured=intervals.share(most.rows, most.of or rows, unit="share of rows"),
        rows=most.rows,
        answers=(waiver("disguised_missing", first.column),) if asked else (),
        examples=tuple(map(shown, first.values[:5])),
        cells=tuple(each.cells for each in same),
    )
