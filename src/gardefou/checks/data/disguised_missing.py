"""D004: a word or a number that stands for "not known"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from gardefou.checks.settling import waiver
from gardefou.core.check import PerColumn, check
from gardefou.core.evidence import Frequent, Spread, TextForms
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need, Task
from gardefou.core.table import Kind, Table
from gardefou.core.words import number, plain, say
from gardefou.measures import intervals
from gardefou.measures.stand_in import USUAL, StandIn, Suspicion, stand_ins
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
    with 1 % of the rows and 5 times those of any other value. Columns of few values, and
    edges at 0, 1 and 100, are spared the last three: scores, counts and shares end there.
    When it errs: a mark in the middle of a column, or in a word that is not English, is missed;
    `none` and `other` are taken at their word. An honest cap (ages up to 90 put together) and a
    zero that means "nothing there" are named as well, which is why columns of features only get
    a note; the answer gets a question, as nothing good can be learned from a false one.
    False alarms: the honest shapes in tests/checks/data stay silent; no rate was measured on tables
    that were not looked at while the limits were set.
    Remedy: leave such cells empty in the file, or say in the need that they are meant.
    Source: Qahtan et al. 2018, FAHES, doi:10.1145/3219819.3220109
    """
    for column in sorted(table.columns, key=lambda each: each.name):
        name = column.name
        if name in need.not_features and name != need.target:
            continue
        words = _words(name, sample, text_forms)
        if words:
            yield _word(need, name, words, len(sample))
        if name in spread and not (name == need.target and need.task is not Task.REGRESSION):
            second = _second(frequent.get(name, ()), spread[name])
            for mark in stand_ins(spread[name], distinct.get(name, 0), second, suspicion):
                yield _number(need, name, mark, column.kind, spread[name])


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


def _words(name: str, sample: Sample, text_forms: Mapping[str, TextForms]) -> tuple[Frequent, ...]:
    """Words for "not known" in a column and how many rows hold each, the commonest first."""
    if name not in sample.frame:
        return ()
    cells = sample.frame[name]
    if isinstance(cells, Coded):
        held = np.bincount(cells.codes[cells.codes >= 0], minlength=len(cells.levels))
        marks = [Frequent(cells.levels[i], int(held[i])) for i in _unsaid(cells.levels)]
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


def _word(need: Need, column: str, words: tuple[Frequent, ...], rows: int) -> Finding:
    count = sum(word.count for word in words)
    shown = ", ".join(f"'{plain(word.value)}'" for word in words[:3])
    says = say(
        "data.disguised_missing.word", column=column, value=shown, share=count / max(rows, 1)
    )
    return _finding(need, column, says, count, rows)


def _number(need: Need, column: str, mark: StandIn, kind: Kind, spread: Spread) -> Finding:
    says = say(
        f"data.disguised_missing.{mark.why}",
        column=column,
        value=_shown(mark.value, kind),
        next=_shown(mark.next, kind),
        count=mark.rows,
        end=say(f"data.disguised_missing.{'lowest' if mark.value < mark.next else 'highest'}"),
    )
    return _finding(need, column, says, mark.rows, spread.filled)


def _finding(need: Need, column: str, says: str, count: int, of: int) -> Finding:
    asked = column == need.target
    return Finding(
        columns=(column,),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=says,
        remedy=say(f"data.disguised_missing.{'question' if asked else 'remedy'}"),
        measured=intervals.share(count, of, unit="share of rows"),
        rows=count,
        answers=(waiver("disguised_missing", column),) if asked else (),
    )


def _second(frequent: tuple[Frequent, ...], spread: Spread) -> int:
    """Rows of the commonest value that is neither the lowest nor the highest."""
    ends = {spread.low, spread.high}
    return max((each.count for each in frequent if _as_number(each.value) not in ends), default=0)


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _shown(value: float, kind: Kind) -> str:
    if kind is not Kind.TIME:
        text = f"{value:.0f}" if value == round(value) else f"{value:.6g}"
        return text if len(text) < 16 and "e" not in text else number(value)
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)
    except OverflowError:
        return number(value)
    return moment.strftime("%Y-%m-%d")
