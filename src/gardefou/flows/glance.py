"""The table at a glance: of each column how full it is, how varied, and where its values lie."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil, floor, isfinite, log10
from typing import Any

import numpy as np

from gardefou.core.evidence import Evidence, Frequent, Spread
from gardefou.core.finding import Result
from gardefou.core.need import Need
from gardefou.core.table import Column, Kind, Table
from gardefou.core.verdict import Glance
from gardefou.measures.personal import shown
from gardefou.table.frame import Array, Coded, Sample

_NAMING = frozenset({"D012", "D014"})  # identifiers, personal data: counted, never shown


@dataclass(frozen=True)
class Discretion:
    """How much of a column is shown.

    bars: of a picture; 24 can be told apart at the width of a table's cell. rows: values that
    fewer rows hold are never shown, and a picture has no more bars than give each as many rows
    on average; 5: also what a bundle asks of a level that it stores. values: of the commonest,
    told in words. reach: an end that lies further out than this many times the width of the
    middle 90 % is cut; 1: the ends of a bell curve stay, those of a long tail do not.
    """

    bars: int = 24
    rows: int = 5
    values: int = 5
    reach: float = 1.0


USUAL = Discretion()


def glances(
    evidence: Evidence,
    results: Iterable[Result] = (),
    *,
    discretion: Discretion = USUAL,
    most_rows: int = 5_000,
) -> tuple[Glance, ...]:
    """One glance for each column, in the table's order.

    evidence: `need`, `table`, `sample`, and as far as they are there `missing`, `distinct`,
    `frequent`, `spread`. results: of the checks; of columns that they found to name rows or
    people, and of those that the need calls identifiers, only counts are told. most_rows: of the
    sample, for the pictures; its first rows are a sample again.

    Rows beyond the ends of a picture count in its first and last bar. An end, or a middle, that
    fewer than `discretion.rows` rows hold is rounded, ends outwards, so that it is nobody's value.
    """
    table, need, sample = evidence["table"], evidence["need"], evidence["sample"]
    assert isinstance(table, Table)
    assert isinstance(need, Need)
    assert isinstance(sample, Sample)
    few = sample.take(slice(0, most_rows))
    hidden = _hidden(need, results)
    return tuple(_glance(column, evidence, few, hidden, discretion) for column in table.columns)


def _hidden(need: Need, results: Iterable[Result]) -> frozenset[str]:
    named = {*need.columns.id, need.columns.entity}
    for result in results:
        if result.code in _NAMING:
            named |= {name for finding in result.findings for name in finding.columns}
    return frozenset(name for name in named if name is not None)


def _glance(
    column: Column, evidence: Evidence, few: Sample, hidden: frozenset[str], care: Discretion
) -> Glance:
    name = column.name
    held = {part: _of(evidence, part, name) for part in ("missing", "distinct")}
    bare = Glance(name, column.kind, column.stored, held["missing"], held["distinct"])
    if name in hidden or name not in few.frame:
        return bare
    cells = few.frame[name]
    if isinstance(cells, Coded):
        rows = evidence.get("rows", few.of)
        assert isinstance(rows, int)
        return _of_values(bare, _of(evidence, "frequent", name) or (), rows, care)
    spread = _of(evidence, "spread", name)
    return bare if spread is None else _of_numbers(bare, spread, cells, care)


def _of(evidence: Evidence, part: str, name: str) -> Any:
    by_column: Any = evidence.get(part, {})
    return by_column.get(name)


def _of_values(bare: Glance, frequent: tuple[Frequent, ...], rows: int, care: Discretion) -> Glance:
    """The commonest values, and a bar for each."""
    common = [each for each in frequent if each.count >= care.rows][: care.bars]
    if not common:
        return bare
    told = [(shown(each.value), each.count / max(rows, 1)) for each in common[: care.values]]
    heights = [round(each.count / common[0].count, 3) for each in common]
    return replace(bare, commonest=tuple(told), heights=tuple(heights))


def _of_numbers(bare: Glance, spread: Spread, cells: Array, care: Discretion) -> Glance:
    """Where numbers or times lie, and how many in each of some bars of equal width."""
    values = cells[np.isfinite(cells)]
    known = isfinite(spread.high - spread.low)
    if spread.filled < care.rows or not len(values) or not known:
        return bare
    lowest, highest = _ends(spread, care)
    rounding = _Rounding(bare.kind, highest - lowest, spread, values, care.rows)
    low, high = rounding.end(lowest, up=False), rounding.end(highest, up=True)
    middle = rounding.middle(spread.quantiles[0.5])
    middle = None if middle is None else min(max(middle, low), high)
    told = replace(bare, low=low, middle=middle, high=high)
    return replace(told, heights=_heights(values, (low, high), care, whole=spread.whole))


def _ends(spread: Spread, care: Discretion) -> tuple[float, float]:
    """Where the picture ends below and above, far values left out.

    Nothing is left out of few whole numbers, or where the middle 90 % are all alike.
    """
    q = spread.quantiles
    few = spread.whole and spread.high - spread.low < care.bars
    reach = 0.0 if few else care.reach * (q[0.95] - q[0.05])
    lows = [spread.low, q[0.001], q[0.01], q[0.05]]
    highs = [spread.high, q[0.999], q[0.99], q[0.95]]
    if reach > 0:
        lows = [each for each in lows if each >= q[0.05] - reach]
        highs = [each for each in highs if each <= q[0.95] + reach]
    return lows[0], highs[0]


@dataclass(frozen=True)
class _Rounding:
    """Numbers of a column that are fit to be shown: held by enough rows, or rounded."""

    kind: Kind
    width: float  # of the picture
    spread: Spread
    values: Array  # of the sample
    rows: int

    def end(self, value: float, *, up: bool) -> float:
        """An end of the picture, moved outwards where too few rows hold it."""
        if self._held(value):
            return value
        if self.kind is Kind.TIME:
            return _calendar(value, _unit(self.width), up=up)
        step = _step(self.width, whole=self.spread.whole)
        rounded = ceil(value / step) * step if up else floor(value / step) * step
        if rounded == value and value != 0:  # nothing is told by a zero
            rounded += step if up else -step
        return float(f"{rounded:.12g}")

    def middle(self, value: float) -> float | None:
        """The middle, rounded where too few rows hold it; None where that leaves it as it is."""
        if self._held(value):
            return value
        if self.kind is Kind.TIME:
            unit = _unit(self.width)
            return _calendar(value, "M" if unit == "Y" else unit, up=False)
        step = _step(self.width, whole=self.spread.whole)
        rounded = float(f"{round(value / step) * step:.12g}")
        return None if rounded == value and value != 0 else rounded

    def _held(self, value: float) -> bool:
        """Whether the value may be shown as it is: of enough rows, and no card or phone number."""
        text = f"{value:.0f}"
        if self.kind is Kind.NUMBER and shown(text) != text:
            return False
        ends = {self.spread.low: self.spread.at_low, self.spread.high: self.spread.at_high}
        return ends.get(value, int((self.values == value).sum())) >= self.rows


def _step(width: float, *, whole: bool, parts: int = 50) -> float:
    """The least of 1, 2, 5, 10, 20, ... (or 0.1, ...) that is a 50th of the width or more."""
    least = width / parts
    if least <= 0:
        return 1.0
    power = 10.0 ** floor(log10(least))
    step = next((m * power for m in (1, 2, 5, 10, 20) if m * power >= least), least)
    return max(1.0, round(step)) if whole else step


def _unit(width: float, least: int = 10) -> str:
    """The unit of the calendar of which 10 or more fit into so many seconds."""
    sizes = {"Y": 31_556_952, "M": 2_629_746, "D": 86_400, "h": 3_600, "m": 60}
    return next((unit for unit, size in sizes.items() if width >= least * size), "s")


def _calendar(seconds: float, unit: str, *, up: bool) -> float:
    """A moment moved to the nearest beginning of a year, month, ... before it, or after it (up).

    >>> _calendar(86_400.0 * 40, "M", up=False) / 86_400, _calendar(86_400.0 * 40, "M", up=True)
    (31.0, 5097600.0)
    """
    moment = np.datetime64(floor(seconds) if up else ceil(seconds) - 1, "s")
    moved = (moment.astype(f"datetime64[{unit}]").astype(np.int64) + int(up)).astype(
        f"datetime64[{unit}]"
    )
    return float(moved.astype("datetime64[s]").astype(np.int64))


def _heights(
    values: Array, ends: tuple[float, float], care: Discretion, *, whole: bool
) -> tuple[float, ...]:
    """How high each bar is, the highest 1; a bar of whole numbers is a whole number wide."""
    low, high = ends
    bars = max(1, min(care.bars, len(values) // care.rows))
    wide = (high - low) / bars
    if whole:
        wide = float(ceil((high - low + 1) / bars))
        bars = ceil((high - low + 1) / wide)
    if wide <= 0:
        return (1.0,)
    inside = np.clip(np.floor((values - low) / wide), 0, bars - 1).astype(np.int64)
    held = np.bincount(inside, minlength=bars)
    return tuple(float(height) for height in np.round(held / held.max(), 3))
