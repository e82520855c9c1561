"""D007: impossible or wildly distant values."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gardefou.checks.data.cell_text import cell_text
from gardefou.checks.data.marks import are_names, filled_numbers, marks
from gardefou.checks.settling import waiver
from gardefou.core.check import PerColumn, check
from gardefou.core.evidence import Frequent, Spread
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.suspects import Beyond
from gardefou.core.table import Column, Kind, Table
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.measures.outlying import USUAL, Far, Tail, far_extreme, far_out
from gardefou.measures.personal import shown
from gardefou.measures.stand_in import mirrored
from gardefou.measures.units import scattered
from gardefou.need.names import name_words, protected_ground, word_set
from gardefou.table.frame import Array, Sample


@check("D007")
def outlying_values(  # noqa: PLR0917  what it looks at
    need: Need,
    table: Table,
    sample: Sample,
    spread: PerColumn[Spread],
    distinct: PerColumn[int],
    frequent: PerColumn[tuple[Frequent, ...]],
    infinite: PerColumn[int],
    *,
    max_p: float = 0.01,
    tail: Tail = USUAL,
    most_slips: float = 0.01,
    alike: float = 0.25,
    ask_share: float = 0.001,
    most_lines: int = 3,
) -> Iterator[Finding]:
    """Impossible or wildly distant values: an age of 999, a year 2207, a sign that slipped.

    Why it matters: one number a thousand times too large outweighs a thousand rows in a mean or a
    straight line. Rare honest giants are as rare in the future; a slip of the pen is no law.
    How: the last numbers of a column are far out if the gap below them is larger than its own tail
    explains, as heavy as it may be: the gaps between the 30 to 120 numbers next to it say how it
    falls off (`measures.outlying.Tail`, limit `tail`). max_p: 0.01, that a table with nothing but
    heavy tails is accused, shared out over columns and sides; and a number must be
    twice as far from the middle as the last of the others. Negative numbers are slips of the sign
    if they are at most most_slips, 0.01, of the rows and as large as the others: their middle one
    exceeds a quarter (alike, 0.25) of these. Where the name says age or year, below 0 or above 125,
    and years before 1000 or after 2100, cannot be, if nearly all others can. Infinities are told.
    That alone is a question, from ask_share, 0.001 of the rows on, since fewer change no verdict.
    Beyond most_lines, 3 columns with far numbers, they share a line.
    When it errs: a far number that is true (a stadium among houses) is told too. Two slips that
    hide each other, a slip inside the range, and columns of fewer than six values are missed. Of
    large tables, a sample tells the tail, and all rows the two highest and lowest values.
    False alarms: at most 1 table in 100; none on 80 honest tables of 16 number columns, normal,
    lognormal, Pareto, Cauchy, exponential or counted (benchmarks/faults/simple.md).
    Remedy: look the value up; correct it or leave the cell empty.
    Source: Hill 1975, doi:10.1214/aos/1176343247; Renyi 1953, Acta Math. Hung. 4 (the gaps)
    """
    columns = [each for each in table.columns if _looked_at(need, each, sample)]
    apiece = max_p / max(2 * len(columns), 1)
    far: list[_Odd] = []
    for column in sorted(columns, key=lambda each: each.name):
        name = column.name
        if infinite.get(name):
            yield _infinite(name, infinite[name], table.rows)
        values = filled_numbers(sample, name)
        if name not in spread or len(values) == 0:
            continue
        known = marks(
            column.kind, spread[name], distinct.get(name, 0), frequent.get(name, ()), values
        )
        kept = values[~np.isin(values, [mark.value for mark in known])]
        ends = tuple(mark.value for mark in known)
        given = _Given(name, column.kind, kept, spread[name], len(sample) >= sample.of, ends)
        odd = _impossible(given) or _slipped(given, most_slips, alike)
        if odd is not None:
            yield _finding(odd, ask_share)
        else:
            far += _far(given, apiece, tail)
    if len(far) > most_lines:
        yield _together(far)
    else:
        yield from (_finding(each, ask_share) for each in far)


@dataclass(frozen=True)
class _Given:
    """A column: its filled cells in the sample but for marks of "not known", and these marks.

    whole: whether the sample is the whole table.
    """

    name: str
    kind: Kind
    values: Array
    spread: Spread
    whole: bool
    marks: tuple[float, ...]

    def beyond(self, low: float | None, high: float | None) -> dict[float, int]:
        """Values beyond these bounds and how many rows hold each; of a sample, those known of."""
        out = (self.values < (-np.inf if low is None else low)) | (
            self.values > (np.inf if high is None else high)
        )
        held, counts = np.unique(self.values[out], return_counts=True)
        found = dict(zip(held.tolist(), counts.tolist(), strict=True))
        spread = self.spread
        ends = {spread.low: spread.at_low, spread.high: spread.at_high}
        for value, count in ({spread.next_low: 1, spread.next_high: 1} | ends).items():
            if value is not None and value not in self.marks and _is_out(value, low, high):
                found[value] = max(count, found.get(value, 0))
        return found


def _is_out(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


@dataclass(frozen=True)
class _Odd:
    """What is odd about a column: a key of the sentences, in how many rows, and for example what.

    usual: the lowest and the highest of the other values.
    """

    given: _Given
    why: str
    rows: int
    examples: tuple[float, ...]
    usual: tuple[float, float]
    cells: Beyond


def _looked_at(need: Need, column: Column, sample: Sample) -> bool:
    aside = {*need.columns.id, *need.columns.ignore, need.columns.entity}
    ordered = column.kind in (Kind.NUMBER, Kind.TIME) and column.name in sample.frame
    return ordered and column.name not in aside and not are_names(need, column.name)


_AGE, _YEARS = (0.0, 125.0), (1000.0, 2100.0)
_YEAR_WORDS = word_set("year yr annee jahr ano anno")


def _impossible(given: _Given) -> _Odd | None:
    """Ages and years that cannot be, where the name says so and nearly all others can."""
    if given.kind is not Kind.NUMBER:
        return None
    words = set(name_words(given.name))
    if protected_ground(given.name) == "age" and words & {"age", "ages"}:
        why, (low, high) = "age", _AGE
    elif words & _YEAR_WORDS and given.spread.quantiles[0.5] >= _YEARS[0]:
        why, (low, high) = "year", _YEARS
    else:
        return None
    out = given.beyond(low, high)
    if not 0 < sum(out.values()) <= 0.05 * given.spread.filled:
        return None
    return _odd(given, why, Beyond(given.name, low, high))


def _slipped(given: _Given, most: float, alike: float) -> _Odd | None:
    """Few negative numbers, as large as the others are."""
    values, few = given.values, 1 if given.spread.whole else 3
    below = values < 0
    count = np.count_nonzero(below)
    if given.kind is not Kind.NUMBER or not few <= count <= most * len(values):
        return None
    sizes = np.sort(values[values > 0])
    middle = float(np.median(-values[below]))
    if np.searchsorted(sizes, middle) < alike * len(sizes):
        return None
    odd = _odd(given, "negative", Beyond(given.name, 0.0, None, -1.0))
    return odd if min(given.marks, default=0) < 0 else replace(odd, rows=given.spread.negative)


def _odd(given: _Given, why: str, cells: Beyond) -> _Odd:
    out = given.beyond(cells.low, cells.high)
    usual = given.values[~np.isin(given.values, list(out))]
    values = sorted(out, key=lambda value: (-abs(value), value))[:5]
    bounds = float(usual.min()), float(usual.max())
    return _Odd(given, why, sum(out.values()), tuple(values), bounds, cells)


def _far(given: _Given, max_p: float, tail: Tail) -> list[_Odd]:
    """The numbers beyond both tails, if any; not those that may be in another unit."""
    high = _beyond(given, max_p, tail, up=True)
    low = _beyond(given, max_p, tail, up=False)
    if (high is None and low is None) or scattered(given.values) is not None:
        return []
    bounds = (-low.bound if low else None, high.bound if high else None)
    return [_odd(given, "far", Beyond(given.name, *bounds))]


def _beyond(given: _Given, max_p: float, tail: Tail, *, up: bool) -> Far | None:
    """What lies beyond the upper tail; of the lower one with all signs turned."""
    values = given.values if up else -given.values
    found = far_out(values, max_p=max_p, limits=tail)
    marked = (given.spread.high if up else given.spread.low) in given.marks
    if found is not None or given.whole or marked:
        return found
    spread = given.spread if up else mirrored(given.spread)
    return far_extreme(values, spread, spread.filled, max_p=max_p, limits=tail)


def _finding(odd: _Odd, ask_share: float) -> Finding:
    given = odd.given
    measured = intervals.share(odd.rows, max(given.spread.filled, 1), unit="share of filled cells")
    asked = odd.why in ("age", "year") and measured.value >= ask_share
    examples = tuple(shown(cell_text(value, given.kind)) for value in odd.examples)
    says = say(
        f"data.outlying_values.{odd.why}{'' if odd.rows > 1 else '_one'}",
        column=given.name,
        rows=_rows(odd),
        examples=", ".join(examples[:3]),
        low=shown(cell_text(odd.usual[0], given.kind)),
        high=shown(cell_text(odd.usual[1], given.kind)),
    )
    return Finding(
        columns=(given.name,),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=says,
        remedy=say(f"data.outlying_values.{'question' if asked else 'remedy'}"),
        measured=measured,
        rows=odd.rows,
        answers=(waiver("outlying_values", given.name),) if asked else (),
        examples=examples,
        cells=(odd.cells,),
    )


def _rows(odd: _Odd) -> str:
    """How many rows; of a sample, how many at least."""
    which = "exactly" if odd.given.whole or odd.why == "negative" else "at_least"
    return say(f"data.outlying_values.{which}", rows=odd.rows)


def _together(far: list[_Odd]) -> Finding:
    most = max(far, key=lambda each: (each.rows, each.given.name))
    says = say(
        "data.outlying_values.far_some",
        columns=len(far),
        column=most.given.name,
        rows=_rows(most),
        examples=", ".join(shown(cell_text(value, most.given.kind)) for value in most.examples[:3]),
    )
    examples = [shown(cell_text(each.examples[-1], each.given.kind)) for each in far[:5]]
    return Finding(
        columns=tuple(each.given.name for each in far),
        severity=Severity.NOTE,
        says=says,
        remedy=say("data.outlying_values.remedy"),
        measured=intervals.share(most.rows, most.given.spread.filled, unit="share of filled cells"),
        rows=most.rows,
        examples=tuple(examples),
        cells=tuple(each.cells for each in far),
    )


def _infinite(name: str, count: int, rows: int) -> Finding:
    return Finding(
        columns=(name,),
        severity=Severity.NOTE,
        says=say("data.outlying_values.infinite", column=name, rows=count),
        remedy=say("data.outlying_values.remedy"),
        measured=intervals.share(count, rows, unit="share of rows"),
        rows=count,
        cells=(Beyond(name, -sys.float_info.max, sys.float_info.max),),
    )
