"""Columns filled, or set, because of the outcome."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gardefou.checks.leakage.structure import Structure, share_right
from gardefou.checks.leakage.suspects import Array, Inquiry, Suspect
from gardefou.core.estimate import Estimate
from gardefou.measures.chance import at_most

_FEWEST = 15  # rows of a class, or under a pattern, for either to count
_CHANCE = 1e-6  # of a pattern this pure by luck, over all columns together
_ASKED = 0.8  # of the gap that alarms: a gap this wide is asked about


@dataclass(frozen=True)
class Pattern:
    """Rows that a column marks: those where it is filled, set, or raised.

    filled: there is a cell. set: it differs from the value that an amount has by default.
    raised: a column of two values holds the rarer one.
    """

    name: str
    how: str
    marked: Array


def patterns(each: Suspect) -> Iterator[Pattern]:
    """The patterns of a column that split the rows in two."""
    if not each.filled.all():
        yield Pattern(each.name, "filled", each.filled)
    unusual = _unusual(each)
    if unusual is not None:
        yield Pattern(each.name, "set", unusual)
    elif each.levels == 2:
        rare = np.argsort(np.bincount(each.bins[each.filled]), kind="stable")[-2]
        yield Pattern(each.name, "raised", each.filled & (each.bins == rare))


def _unusual(each: Suspect, *, least: float = 0.15, others: int = 10) -> Array | None:
    """The rows that leave the value which many share where the rest differ widely: an amount of 0.

    least: share of the filled rows that hold that value. others: different values, at the least.
    """
    if each.levels <= others:
        return None
    cells = each.bins if each.number is None else each.number
    values, place, rows = np.unique(cells[each.filled], return_inverse=True, return_counts=True)
    if not least * rows.sum() <= rows.max() < rows.sum() or len(values) < 2:
        return None
    marked = each.filled.copy()
    marked[each.filled] = place != rows.argmax()
    return marked


def outcome_patterns(
    q: Inquiry, free: list[Suspect], *, min_pure: float = 0.995, min_gap: float = 0.75
) -> list[Structure]:
    """The columns with a pattern that only the outcome explains, the surest one of each.

    Where many columns of amounts have one, as with pixels and word counts, it is their nature.
    min_pure: share of the marked, or of the unmarked, rows that are of one group of classes.
    min_gap: between the shares of marked rows in one group and the other.
    """
    found = []
    for each in free:
        sides = [
            _told(one, min_pure, min_gap)
            for pattern in patterns(each)
            for groups in answer_groups(q, pattern)
            for one in _seen(pattern, groups, len(q.names))
        ]
        told = [one for one in sides if one]
        found += sorted(told, key=lambda one: (not one.sure, one.shares[1] - one.shares[0]))[:1]
    amounts = [one for one in found if one.how == "set"]
    crowd = len(amounts) > max(3, 0.05 * len(q.names))
    return [one for one in found if one.how != "set" or not crowd]


@dataclass(frozen=True)
class Groups:
    """Rows in groups by their answer. y: numbers of the groups from 0, shape (rows,). names.

    by: classes; a target of numbers by one common value of it, or at a cut.
    """

    y: Array
    names: tuple[str, ...]
    by: Literal["classes", "value", "cut"]


def answer_groups(q: Inquiry, pattern: Pattern) -> Iterator[Groups]:
    """The classes; of numbers, the rows of a value that is common, and those above a cut.

    The cut is where marked and unmarked rows part most for holes, else the middle.
    """
    if q.classes:
        yield Groups(q.y, q.classes, "classes")
        return
    values, place, counts = np.unique(q.y, return_inverse=True, return_counts=True)
    if counts.max() >= 0.05 * len(q.y):
        most = int(counts.argmax())
        names = ("other", f"{values[most]:g}")
        yield Groups((place == most).astype(np.int64), names, "value")
    cut = float(np.median(q.y))
    if pattern.how == "filled":
        sides = [np.bincount(place, weights=side) for side in (pattern.marked, ~pattern.marked)]
        below = [np.cumsum(side) / max(side.sum(), 1) for side in sides]
        cut = float(values[np.argmax(np.abs(below[0] - below[1]))])
    names = (f"up to {cut:g}", f"above {cut:g}")
    yield Groups((q.y > cut).astype(np.int64), names, "cut")


@dataclass(frozen=True)
class _Seen:
    """A pattern beside the group of classes that it marks most.

    group: bool, shape (classes,). on, off: share of the group's rows, and of the others, that are
    marked. Of the marked rows, then of the unmarked ones: n, how many; pure, the share that is in
    the group, or outside it; base, that share over all rows; luck, whether chance could do it.
    """

    pattern: Pattern
    of: Groups
    group: Array
    on: float
    off: float
    n: tuple[int, int]
    pure: tuple[float, float]
    base: tuple[float, float]
    luck: tuple[bool, bool]


def _seen(pattern: Pattern, of: Groups, columns: int) -> Iterator[_Seen]:
    """The pattern beside each group that it may mark; nothing where it marks all rows or none.

    Classes of too few rows are left aside.
    """
    kept = np.isin(of.y, np.flatnonzero(np.bincount(of.y) >= _FEWEST))
    y, marked = of.y[kept], pattern.marked[kept]
    rows = np.bincount(y, minlength=2)
    if np.count_nonzero(rows) < 2 or marked.all() or not marked.any():
        return
    n = (int(marked.sum()), int((~marked).sum()))
    for group in _groups_marked(np.bincount(y, weights=marked, minlength=len(rows)), rows):
        hit = group[y]
        on, off, share = float(marked[hit].mean()), float(marked[~hit].mean()), float(hit.mean())
        pure = (float(hit[marked].mean()), float((~hit)[~marked].mean()))
        base = (share, 1 - share)
        luck = [_by_luck(*one, columns) for one in zip(n, pure, base, strict=True)]
        yield _Seen(pattern, of, group, on, off, n, pure, base, (luck[0], luck[1]))


def _by_luck(n: int, pure: float, base: float, columns: int) -> bool:
    """Whether so few rows of another group could be chance, over so many columns."""
    chance = at_most(round((1 - pure) * n), n, 1 - base)
    return n < _FEWEST or chance * columns > _CHANCE


def _groups_marked(marked: Array, rows: Array, *, most: int = 5) -> Iterator[Array]:
    """The classes above each of the widest steps between their shares of marked rows.

    Each is bool, shape (classes,); with two classes there is one. most: steps that are tried.
    """
    share = np.divide(marked, rows, out=np.full(len(rows), np.nan), where=rows > 0)
    order = np.argsort(share, kind="stable")[: np.count_nonzero(rows)]
    for cut in np.argsort(-np.diff(share[order]), kind="stable")[:most]:
        group = np.zeros(len(rows), dtype=bool)
        group[order[cut + 1 :]] = True
        yield group


def _told(seen: _Seen, min_pure: float, min_gap: float) -> Structure | None:
    """The pattern as an accusation, sure or to be asked about; None if it is neither.

    Holes that follow a cut of a number need a wide gap: what is always filled above it and now and
    then below (a field that came into use one day) only follows time, or size.
    """
    pure = [k for k in (0, 1) if _is_pure(seen, k, min_pure)]
    pure = [] if seen.of.by == "cut" and seen.pattern.how == "filled" else pure
    sure = _is_sure(seen, pure, min_gap)
    if not sure and not _is_odd(seen, pure, min_gap):
        return None
    if pure:
        limit, measured = min_pure, share_right(1 - seen.pure[pure[0]], seen.n[pure[0]])
    else:
        limit = min_gap if sure or seen.pattern.how == "raised" else _ASKED * min_gap
        measured = _difference(seen)
    group, shares = tuple(seen.of.names[k] for k in np.flatnonzero(seen.group)), (seen.on, seen.off)
    column, how = (seen.pattern.name,), seen.pattern.how
    return Structure(column, how, measured, limit, sure, group=group, shares=shares)


def _is_pure(seen: _Seen, k: int, min_pure: float, *, most: float = 0.05) -> bool:
    """Whether the marked rows (0), or the unmarked ones (1), are of one side, and not by luck.

    Where nearly all rows are, that says little: the others must be `most` as common as elsewhere.
    """
    rare = 1 - seen.pure[k] <= most * (1 - seen.base[k])
    return seen.pure[k] >= min_pure and rare and not seen.luck[k]


def _is_sure(seen: _Seen, pure: list[int], min_gap: float, *, cover: float = 0.6) -> bool:
    """Whether holes or amounts follow the outcome: pure over most of a group, or a wide gap.

    With more than two classes an amount must be pure for a minority, or the gap wider. A target of
    numbers is often nothing where its honest forerunner is (sales of this month and of the last):
    that is only asked about.
    """
    if seen.pattern.how == "raised" or (seen.pattern.how == "set" and seen.of.by != "classes"):
        return False
    if seen.pattern.how == "set" and len(seen.group) > 2:
        minority = 0 in pure and seen.base[0] <= 0.5 and _cover(seen, 0) >= cover
        return minority or seen.on - seen.off >= 1.2 * min_gap
    return seen.on - seen.off >= min_gap or any(_cover(seen, k) >= cover for k in pure)


def _is_odd(seen: _Seen, pure: list[int], min_gap: float, *, cover: float = 0.3) -> bool:
    """Whether it is worth a question: pure over part of a group, or a gap that is rarely seen.

    Filled cells need to cover no part, unless nearly all rows are of the group anyway; a flag must
    be pure for a rare group, or mark one of two classes and not the other.
    """
    gap = seen.on - seen.off
    if seen.pattern.how == "set" and len(seen.group) > 2:
        return False
    if seen.pattern.how == "raised":
        wide = len(seen.group) == 2 and gap >= min_gap
        return wide or (0 in pure and seen.base[0] <= 0.2 and seen.on >= 0.02)
    few = seen.pattern.how == "filled" and 0 in pure and seen.base[0] <= 0.8
    odd = few or any(_cover(seen, k) >= cover for k in pure)
    return odd or gap >= _ASKED * min_gap


def _cover(seen: _Seen, k: int) -> float:
    """Share of the group that is marked (0), or of the others that are not (1)."""
    return 1 - seen.off if k else seen.on


def _difference(seen: _Seen) -> Estimate:
    gap, n = seen.on - seen.off, sum(seen.n)
    spread = seen.on * (1 - seen.on) / (seen.base[0] * n) + seen.off * (1 - seen.off) / (
        seen.base[1] * n
    )
    half = 1.96 * spread**0.5
    return Estimate(gap, max(0.0, gap - half), min(1.0, gap + half), "difference in shares", n)
