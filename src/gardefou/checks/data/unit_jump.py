"""D006: part of a column stands in another unit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log

import numpy as np

from gardefou.checks.settling import waiver
from gardefou.core.check import PerColumn, check
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.suspects import At, Beyond, Suspects
from gardefou.core.table import Kind
from gardefou.core.words import number, say
from gardefou.measures import intervals
from gardefou.measures.change_point import change_point, sharpened
from gardefou.measures.personal import shown
from gardefou.measures.scores import ranks
from gardefou.measures.units import USUAL, Likeness, Unit, scattered, unit
from gardefou.table.frame import Array, Coded, Sample, missing


@check("D006")
def unit_jump(
    need: Need,
    sample: Sample,
    distinct: PerColumn[int],
    *,
    likeness: Likeness = USUAL,
    fewest_values: int = 20,
    abrupt: float = 0.65,
    most_levels: int = 30,
    most_sources: int = 20,
    ask_share: float = 0.01,
) -> Iterator[Finding]:
    """Part of a column in another unit: thousandfold, in inches, in Fahrenheit.

    Why it matters: 1.7 m and 170 cm are the same height, and a model takes one for a giant. Half
    a file in grams and half in kilograms bends whatever is computed from it.
    How: the rows are cut where the numbers begin to rank otherwise, in the order of the file and
    of the need's time; and by each column of 2 to most_levels values, 30, the most_sources, 20,
    first by name, as a source seldom has more. A cut is told if one part turns into the other by a
    usual factor (10 to a million, 60, 3600, feet, inches, pounds, miles) or between Celsius
    and Fahrenheit: before, they must hardly overlap; after, be alike, to within what chance
    explains and the slack in `measures.units.Likeness` (limit `likeness`). In the order of rows
    the step must be made at once: the middle of the 50 rows before and after it differs by abrupt,
    0.65, of the factor at least, which no trend does. Single cells are told where nothing
    lies between them and the others over 0.3 of the factor. Columns of fewer different values
    than fewest_values, 20, are codes and left aside.
    When it errs: a column that spreads wider than the factor hides the step; one that goes back
    and forth is told as single cells or not at all. Two honest groups that differ by a usual
    factor and in nothing else are told too. Of a large table only a sample of rows is looked at.
    It is a question, from ask_share, 0.01 of the rows on; of fewer rows a note.
    False alarms: none on 80 honest tables of 16 number columns (benchmarks/faults/simple.md):
    normal, lognormal, Pareto, trends, sorted, mixtures of groups. It never alarms.
    Remedy: bring the column to one unit.
    Source: Pettitt 1979, doi:10.2307/2346729 (the cut); Rahm and Do 2000, Data cleaning
    """
    orders = {"order": np.argsort(sample.position, kind="stable"), "time": _in_time(need, sample)}
    sources = _sources(need, sample, most_levels, most_sources)
    found: dict[tuple[str, str, str, Unit], list[_Part]] = {}
    for name in sorted(sample.frame.names):
        cells = _numbers(need, sample, name, distinct, fewest_values)
        if cells is None:
            continue
        column = _Column(name, cells, np.flatnonzero(np.isfinite(cells)))
        if len(column.rows) < 2 * likeness.rows:
            continue
        part = _by_rows(column, sample, orders, likeness, abrupt)
        part = part or _by_source(column, sources, likeness)
        part = part or _by_cells(column, likeness)
        if part is not None:
            found.setdefault((part.by, part.partner, part.where, part.unit), []).append(part)
    for parts in found.values():
        yield _finding(parts, sample, ask_share)


@dataclass(frozen=True)
class _Column:
    """Numbers of the sample, and which rows are filled."""

    name: str
    cells: Array
    rows: Array


@dataclass(frozen=True)
class _Part:
    """The numbers of a column that are in another unit.

    by: order, time, source or cells. where: what the sentence says of it. marked: rows of the
    sample. bound: a number that parts them from the others, None where they mingle. since: row.
    partner: the column that names the source.
    """

    name: str
    by: str
    where: str
    unit: Unit
    marked: Array
    numbers: Array
    bound: float | None
    since: int = 0
    partner: str = ""


def _in_time(need: Need, sample: Sample) -> Array | None:
    """The rows in the order of the need's time; those without one left out."""
    time = need.columns.time
    if time is None or time not in sample.frame:
        return None
    cells = sample.frame[time]
    when = cells.codes.astype(float) if isinstance(cells, Coded) else cells
    order = np.lexsort((sample.position, when))
    return np.asarray(order[~missing(cells)[order]])


def _sources(need: Need, sample: Sample, levels: int, most: int) -> dict[str, Coded]:
    found: dict[str, Coded] = {}
    for name in sorted(sample.frame.names):
        cells = sample.frame[name]
        if isinstance(cells, Coded) and name not in (need.target, *need.columns.ignore):
            held = len(np.unique(cells.codes[cells.codes >= 0]))
            if 2 <= held <= levels and len(found) < most:
                found[name] = cells
    return found


def _numbers(
    need: Need, sample: Sample, name: str, distinct: PerColumn[int], fewest: int
) -> Array | None:
    aside = {*need.columns.id, *need.columns.ignore, need.columns.time, need.columns.entity}
    cells = sample.frame[name]
    if isinstance(cells, Coded) or sample.frame.kinds[name] is not Kind.NUMBER or name in aside:
        return None
    return cells if distinct.get(name, 0) >= fewest else None


def _by_rows(
    column: _Column,
    sample: Sample,
    orders: Mapping[str, Array | None],
    likeness: Likeness,
    abrupt: float,
) -> _Part | None:
    """A step in the order of the file or of time."""
    for by, order in orders.items():
        rows = order if order is None else order[np.isfinite(column.cells[order])]
        if rows is None or len(rows) < 2 * likeness.rows:
            continue
        numbers = column.cells[rows]
        for size in (numbers, np.abs(numbers))[: 1 + (np.mean(numbers < 0) >= 0.05)]:
            at, apart = change_point(ranks(size))
            if apart < likeness.apart / 2:
                continue
            at = sharpened(size, at)
            unlike = unit(numbers[:at], numbers[at:], likeness)
            if unlike is not None and _at_once(numbers, at, unlike, abrupt):
                where, since = _place(sample, rows, at, by)
                bound = _bound(numbers[:at], numbers[at:])
                marked = rows[at:][_beyond(numbers[at:], numbers[:at], bound)]
                return _Part(column.name, by, where, unlike, marked, column.cells, bound, since)
    return None


def _at_once(numbers: Array, at: int, unlike: Unit, abrupt: float, window: int = 50) -> bool:
    """Whether most of the step is made between the rows next to it."""
    before, after = numbers[max(at - window, 0) : at], numbers[at : at + window]
    if unlike.offset:
        low, high = float(np.median(before)), float(np.median(after))
        expected = unlike.factor * low + unlike.offset
        return abs(expected - high) <= (1 - abrupt) * abs(high - low)
    low, high = float(np.median(np.abs(before))), float(np.median(np.abs(after)))
    return min(low, high) > 0 and abrupt <= log(high / low) / log(unlike.factor) <= 2 - abrupt


def _place(sample: Sample, rows: Array, at: int, by: str) -> tuple[str, int]:
    """Where the step is, in words, and the row number from which on it holds (0 for times)."""
    if by == "order":
        first = int(sample.position[rows[at]])
        return number(first + 1), int(sample.position[rows[at - 1]]) + 1
    return "", 0


def _bound(usual: Array, other: Array, *, back: float = 0.10) -> float | None:
    """A size between two parts; None where they mingle.

    back: share of the other part that may be back in the usual unit.
    """
    usual, other = np.abs(usual), np.abs(other)
    larger = np.median(other) > np.median(usual)
    edge = usual.max() if larger else usual.min()
    away = other[other > edge] if larger else other[other < edge]
    if len(away) < (1 - back) * len(other):
        return None
    return float(np.sqrt(edge) * np.sqrt(away.min() if larger else away.max()))


def _beyond(numbers: Array, usual: Array, bound: float | None) -> Array:
    """Which numbers lie on the other side of the bound than the usual ones; all without one."""
    if bound is None:
        return np.ones(len(numbers), dtype=bool)
    return np.asarray((np.abs(numbers) > bound) != (np.median(np.abs(usual)) > bound))


def _by_source(column: _Column, sources: Mapping[str, Coded], likeness: Likeness) -> _Part | None:
    """The rows of one or more levels of another column."""
    numbers = column.cells[column.rows]
    rank = ranks(numbers) if sources else numbers
    for name, cells in sources.items():
        codes = cells.codes[column.rows]
        far = _far_levels(codes, rank, likeness)
        usual = numbers[~np.isin(codes, far)]
        units = {k: unit(usual, numbers[codes == k], likeness) for k in far}
        unlike = next((each for each in units.values() if each is not None), None)
        if unlike is not None:
            held = [k for k, each in units.items() if each == unlike]
            inside = np.isin(codes, held)
            where = ", ".join(f"'{shown(cells.levels[k])}'" for k in held[:3])
            bound = _bound(numbers[~inside], numbers[inside])
            marked = column.rows[inside]
            return _Part(
                column.name, "source", where, unlike, marked, column.cells, bound, partner=name
            )
    return None


def _far_levels(codes: Array, rank: Array, likeness: Likeness) -> list[int]:
    """Levels whose numbers rank otherwise than those of the others, rarest first."""
    n, total = len(rank), float(rank.sum())
    rows = np.bincount(codes + 1)
    sums = np.bincount(codes + 1, rank)
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = np.abs(sums / rows - (total - sums) / (n - rows)) / n
    far = [k for k in range(len(rows) - 1) if rows[k + 1] >= likeness.rows and apart[k + 1] >= 0.35]
    far.sort(key=lambda k: (rows[k + 1], k))
    if far and n - sum(rows[k + 1] for k in far) < likeness.rows:
        far.pop()  # the commonest is what the others are held against
    return far


def _by_cells(column: _Column, likeness: Likeness) -> _Part | None:
    """Numbers here and there, far from all others."""
    numbers = column.cells[column.rows]
    found = scattered(numbers, likeness)
    if found is None:
        return None
    unlike, bound = found
    beyond = np.abs(numbers) > bound
    marked = column.rows[beyond if unlike.factor > 1 else ~beyond & (numbers != 0)]
    return _Part(column.name, "cells", "", unlike, marked, column.cells, bound)


def _finding(parts: list[_Part], sample: Sample, ask_share: float) -> Finding:
    first = parts[0]
    rows = max(len(each.marked) for each in parts)
    measured = intervals.share(rows, len(sample), unit="share of rows")
    honest = first.by == "source" and 0.1 < first.unit.factor < 10  # groups may well differ so
    asked = measured.value >= ask_share and not honest
    columns = tuple(each.name for each in parts)
    which = first.by if len(parts) == 1 else f"{first.by}_some"
    says = say(
        f"data.unit_jump.{which}",
        column=first.name,
        columns=len(parts),
        where=first.where,
        partner=first.partner,
        rows=round(rows * sample.of / max(len(sample), 1)),
        unit=_said(first.unit),
    )
    return Finding(
        columns=columns + ((first.partner,) if first.partner else ()),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=says,
        remedy=say(f"data.unit_jump.{'question' if asked else 'remedy'}"),
        measured=measured,
        rows=round(rows * sample.of / max(len(sample), 1)),
        answers=(waiver("unit_jump", *columns),) if asked else (),
        examples=tuple(shown(number(float(x))) for x in first.numbers[first.marked[:5]]),
        cells=tuple(_suspects(each, sample) for each in parts),
    )


def _said(unlike: Unit) -> str:
    if unlike.offset:
        return say(f"data.unit_jump.{'fahrenheit' if unlike.factor > 1 else 'celsius'}")
    more = unlike.factor > 1
    factor = unlike.factor if more else 1 / unlike.factor
    return say(f"data.unit_jump.{'larger' if more else 'smaller'}", factor=factor)


def _suspects(part: _Part, sample: Sample) -> Suspects:
    """By a bound where one parts them, else the rows of the sample one by one."""
    scale = 1 / part.unit.factor
    found = part.numbers[part.marked]
    signed = bool(np.nanmin(part.numbers) < 0)
    if not part.unit.offset and not signed:
        if part.bound is not None and scale > 1:
            return Beyond(part.name, part.bound, None, scale, part.since)
        if part.bound is not None:
            return Beyond(part.name, None, part.bound, scale, part.since)
        if part.by == "order":  # all rows from there on
            below = float(np.nextafter(found.min(), -np.inf))
            return Beyond(part.name, None, below, scale, part.since)
    usual = part.unit.undone(found)
    positions = sample.position[part.marked]
    return At(part.name, {int(p): f"{x:.6g}" for p, x in zip(positions, usual, strict=True)})
