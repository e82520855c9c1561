"""D008: rows that repeat earlier ones, exactly or nearly."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from gardefou.checks.settling import waiver
from gardefou.core.check import PerColumn, check
from gardefou.core.estimate import Estimate
from gardefou.core.evidence import Frequent, Spread
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.table import Kind, Table
from gardefou.core.words import plain, say
from gardefou.measures import intervals
from gardefou.measures.coincidence import agreement, expected_repeats
from gardefou.measures.copies import plain_codes, repeats, rounded, row_keys
from gardefou.need.roles import names_rows, seen_columns
from gardefou.table.frame import Array, Cells, Coded, Sample


@check("D008")
def duplicate_rows(  # noqa: PLR0917  what it looks at
    need: Need,
    duplicates: int,
    rows: int,
    distinct: PerColumn[int],
    frequent: PerColumn[tuple[Frequent, ...]],
    spread: PerColumn[Spread] | None = None,
    table: Table | None = None,
    sample: Sample | None = None,
    *,
    ask_share: float = 0.10,
    coincidence: float = 10.0,
    digits: int = 4,
    fewest_near: int = 3,
) -> Iterator[Finding]:
    """Rows that repeat an earlier row, exactly or but for how they are written.

    Why it matters: a row that was copied counts twice without knowing more, so that everything
    looks surer than it is; and a copy on the other side of a split is an answer given away.
    How: an exact count over all rows, columns that the need names as identifiers left aside. In a
    sample of rows, those that repeat another but for columns that seem to name a row; and those
    that become equal once spaces and case are made alike and numbers that are not whole
    are rounded to `digits`, 4 figures. ask_share: share of copies from which their cause is asked
    for; at 0.10 intervals are about 5 % too narrow, which begins to show. coincidence: copies
    are taken for coincidence, and only noted (near ones not even that), when they are at most this
    many times those expected of columns that have nothing to do with one another; 10, as columns
    usually have. fewest_near: 3 near copies; fewer may be anything.
    When it errs: few columns of few values repeat by nature, in tables of people counted by sex
    and class for example; the expectation covers most of that, not all. Slow measurements, taken
    often, look like near copies. Of more rows than the sample the counts are estimates.
    gardefou's own vault puts equal rows on the same side, so copies do not leak there.
    False alarms: notes only, below ask_share.
    Remedy: find out whether one thing was recorded twice, or two things look alike.
    Source: Feller 1968, An Introduction to Probability Theory 1, chapter II (coincidences)
    """
    if rows < 2:
        return
    aside = {*need.columns.id, *need.columns.ignore}
    if duplicates:
        looked_at = {column: n for column, n in distinct.items() if column not in aside and n > 0}
        chance = expected_repeats(
            (
                agreement([each.count for each in frequent.get(column, ())], values, rows)
                for column, values in looked_at.items()
            ),
            rows,
        )
        few_values = max(looked_at.values(), default=1) < rows / 2
        natural = few_values and duplicates <= coincidence * chance
        measured = intervals.share(duplicates, rows, unit="share of rows")
        yield _finding("natural" if natural else "copies", duplicates, measured, ask_share)
    if sample is None or table is None or len(sample) < 2:
        return
    statistics = {"distinct": distinct, "frequent": frequent, "spread": spread or {}}
    naming = {each.name for each in seen_columns(table, statistics) if names_rows(each)} - aside
    copies = _copies(sample, aside, naming, digits)
    names = ", ".join(plain(name) for name in sorted(naming)[:3])
    if naming and copies.but_names > copies.exact:
        natural = copies.few_values and copies.but_names <= coincidence * copies.chance
        which = "natural_but_names" if natural else "but_names"
        count, measured = _of_all(copies.but_names, sample)
        yield _finding(which, count, measured, ask_share, names=names)
    near = copies.near - copies.but_names
    if near >= max(fewest_near, coincidence * copies.near_chance):
        count, measured = _of_all(near, sample)
        yield _finding("near", count, measured, ask_share, names=names)


@dataclass(frozen=True)
class _Copies:
    """Rows of the sample that repeat another: exactly, but for names of rows, and nearly.

    chance, near_chance: how many of the last two unrelated columns would make. few_values: no
    column has as many values as half of the rows.
    """

    exact: int
    but_names: int
    near: int
    chance: float
    near_chance: float
    few_values: bool


def _copies(sample: Sample, aside: set[str], naming: set[str], digits: int) -> _Copies:
    kept = [name for name in sample.frame.names if name not in aside]
    cells = {name: sample.frame[name] for name in kept}
    exact = {name: _codes(each) for name, each in cells.items()}
    inner = {name: codes for name, codes in exact.items() if name not in naming}
    if not inner:
        return _Copies(0, 0, 0, 0.0, 0.0, few_values=True)
    kinds = sample.frame.kinds
    near, moved = (
        {name: _near(cells[name], kinds[name], digits, shift) for name in inner}
        for shift in (0.0, 0.5)
    )
    chance, widest = _chance(inner, len(sample))
    near_chance, _ = _chance(near, len(sample))
    few = widest < len(sample) / 2
    counts = _count(exact), _count(inner), _count(near, moved)
    return _Copies(*counts, chance, near_chance, few_values=few)


def _count(*ways: Mapping[str, Array]) -> int:
    """Rows that repeat another in any of these ways of writing all columns."""
    again = [repeats(row_keys(columns.values())) for columns in ways]
    return int(np.count_nonzero(np.logical_or.reduce(again)))


def _codes(cells: Cells) -> Array:
    return cells.codes if isinstance(cells, Coded) else cells


def _near(cells: Cells, kind: Kind, digits: int, shift: float) -> Array:
    """Texts without case and spaces, measures to so many figures; times and whole numbers stay."""
    if isinstance(cells, Coded):
        return np.append(plain_codes(cells.levels), -1)[cells.codes]
    whole = kind is Kind.TIME or bool(np.all(np.floor(cells) == cells, where=np.isfinite(cells)))
    return cells if whole else rounded(cells, digits, shift)


def _chance(columns: Mapping[str, Array], rows: int) -> tuple[float, int]:
    """Copies that unrelated columns would make, and the most values of a column."""
    agreements, widest = [], 1
    for cells in columns.values():
        _, counts = np.unique(cells, return_counts=True)
        widest = max(widest, len(counts))
        pairs = float((counts * (counts - 1.0)).sum())
        agreements.append(max(pairs, 1.0) / (rows * (rows - 1.0)))
    return expected_repeats(agreements, rows), widest


def _of_all(found: int, sample: Sample) -> tuple[int, Estimate]:
    """Copies in all rows, and their share: both rows of a pair must be in the sample to be seen."""
    times = sample.of / len(sample)
    share = intervals.share(found, len(sample), unit="share of rows")
    value, low, high = (min(each * times, 1.0) for each in (share.value, share.low, share.high))
    return round(found * times * times), Estimate(value, low, high, share.unit, share.n)


def _finding(
    which: str, count: int, measured: Estimate, ask_share: float, names: str = ""
) -> Finding:
    asked = measured.value >= ask_share and not which.startswith("natural")
    return Finding(
        columns=(),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=say(f"data.duplicate_rows.{which}", count=count, share=measured.value, names=names),
        remedy=say(f"data.duplicate_rows.{'question' if asked else 'remedy'}"),
        measured=measured,
        limit=ask_share,
        rows=count,
        answers=(waiver("duplicate_rows"),) if asked else (),
    )
