"""L003: the same rows, or nearly the same, in the test table."""

from collections.abc import Iterator

import numpy as np

from gardefou.checks.leakage.inputs import compared_inputs
from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.evidence import OtherSide, Shared
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.table.frame import Array, Cells, Coded, Sample, missing


@check("L003")
def rows_shared_with_test(
    need: Need,
    sample: Sample,
    other_side: OtherSide,
    *,
    min_share: float = 0.01,
    coincidence: float = 10.0,
) -> Iterator[Finding]:
    """Rows of the test table that are in this table too, or nearly.

    Why it matters: a model that has learned a row by heart answers it right. Each copy in the test
    tells that something is known, and not that anything was understood.
    How: over all rows of both tables, the inputs of each test row are sought in this one: equal in
    every cell; then equal but for capitals, white space and figures beyond the fourth. Columns that
    name or number rows are left aside, as copies differ in them. Copies alarm from min_share, 0.01
    of the test rows, below which a score hardly changes, and are noted under it; near copies are
    asked about from there on. In tables of few coarse columns rows are equal by chance. Such rows
    have neighbours that differ from them in one column only, and copies have none; so neighbours
    tell how many equal rows to expect. Copies are taken for coincidence when they are at most
    coincidence, 10, times those: on real tables in which rows are equal by nature there were 1 to 6
    times as many, with copied rows 100 and more.
    When it errs: where columns always change together, equal rows have no neighbours though they
    came by chance; rows that repeat by nature, such as idle readings of a sensor, are copies all
    the same. Near copies that differ in one whole word are not seen.
    False alarms: none on 80 clean invented tables that were split by lot; of 39 real ones split so,
    2 alarm, both of which hold copied rows.
    Remedy: take the copies out of one side, and split so that equal rows stay together.
    Source: Kapoor and Narayanan 2023, doi:10.1016/j.patter.2023.100804, leakage type L1.4
    """
    copies, near = other_side.copies, other_side.near
    if copies is None:
        raise NotApplicable(say("leakage.shared.nothing"))
    names = compared_inputs(need, sample, other_side.sample)
    if copies.rows:
        by_luck = coincidence * by_coincidence(sample, names, copies.of)
        yield _copies(copies, min_share, natural=copies.rows <= by_luck)
    if near is not None and near.rows >= min_share * near.of:
        by_luck = coincidence * by_coincidence(sample, names, near.of, nearly=True)
        if near.rows > by_luck:
            yield _near(near, min_share)


def _copies(copies: Shared, limit: float, *, natural: bool) -> Finding:
    measured = intervals.share(copies.rows, copies.of, unit="share of test rows")
    alarm = measured.value >= limit and not natural
    which = "natural" if natural else "alarm"
    return Finding(
        columns=(),
        severity=Severity.ALARM if alarm else Severity.NOTE,
        says=say(f"leakage.shared.{which}", share=measured.value, rows=copies.rows),
        remedy=say(f"leakage.shared.{'natural_remedy' if natural else 'remedy'}"),
        measured=measured,
        limit=limit,
        rows=copies.rows,
    )


def _near(near: Shared, limit: float) -> Finding:
    measured = intervals.share(near.rows, near.of, unit="share of test rows")
    return Finding(
        columns=(),
        severity=Severity.ASK,
        says=say("leakage.shared.near", share=measured.value, rows=near.rows),
        remedy=say("leakage.shared.near_remedy"),
        measured=measured,
        limit=limit,
        rows=near.rows,
        answers=(waiver("rows_shared_with_test"),),
    )


def by_coincidence(sample: Sample, names: list[str], tested: int, *, nearly: bool = False) -> float:
    """Test rows, of so many, that some row of this table would equal by chance.

    Rows that are equal by chance have neighbours: pairs of rows that agree in all columns but one.
    If that one agrees in one pair of rows out of three, say, there is an equal pair for every two
    neighbours. The column that makes one expect most is believed; or all columns, as if they had
    nothing to do with one another, where that makes more. Copies have no neighbours.
    """
    n = len(sample)
    if n < 2 or not names:
        return 0.0
    pairs = n * (n - 1) / 2
    marks = [_marks(sample.frame[name], at, nearly=nearly) for at, name in enumerate(names)]
    whole = np.asarray(np.sum(marks, axis=0, dtype=np.uint64))
    equal = _pairs(whole)
    agreed = [_pairs(mark) for mark in marks]
    copies = equal if max(len(np.unique(mark)) for mark in marks) > n / 2 else 0.0
    same = float(np.prod([max(each - copies, 1.0) / pairs for each in agreed]))
    for mark, each in zip(marks, agreed, strict=True):
        neighbours = _pairs(whole - mark) - equal
        share = (each - equal) / max(pairs - equal, 1.0)
        if share < 1:
            same = max(same, neighbours * share / (1 - share) / pairs)
    return float(tested * -np.expm1(sample.of * np.log1p(-min(same, 1 - 1e-12))))


def _marks(cells: Cells, column: int, *, nearly: bool) -> Array:
    """A large number for each different cell, so that sums over columns tell rows apart; uint64."""
    codes = (_rounded if nearly else _codes)(cells)
    drawn = np.random.default_rng(column)  # the same each time: nothing hangs on luck
    return drawn.integers(0, 2**64, int(codes.max()) + 1, dtype=np.uint64)[codes]


def _pairs(codes: Array) -> float:
    """Pairs of rows with the same code."""
    ordered = np.sort(codes)
    ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))
    rows = np.diff(ends, prepend=-1).astype(float)
    return float((rows * (rows - 1) / 2).sum())


def _codes(cells: Cells) -> Array:
    """A number for each different cell; a hole is one of them."""
    if isinstance(cells, Coded):
        return cells.codes.astype(np.int64) + 1
    return np.unique(cells, return_inverse=True)[1].astype(np.int64)


def _rounded(cells: Cells, *, figures: int = 4) -> Array:
    """The same, of texts without capitals and white space, and of numbers to four figures."""
    if isinstance(cells, Coded):
        plain = [" ".join(level.lower().split()) for level in cells.levels]
        number = {text: at for at, text in enumerate(sorted(set(plain)), start=1)}
        return np.array([*(number[text] for text in plain), 0], dtype=np.int64)[cells.codes]
    usual = ~missing(cells) & (np.abs(cells) > 1e-290) & np.isfinite(cells)
    unit = 10.0 ** (np.floor(np.log10(np.abs(cells[usual]))) - (figures - 1))
    rounded = cells.copy()
    rounded[usual] = np.round(cells[usual] / unit) * unit
    return _codes(rounded)
