"""D018: one column is another in disguise."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import plain, say
from gardefou.measures import intervals
from gardefou.measures.association import correlation_interval
from gardefou.measures.dependence import rank_correlations
from gardefou.measures.scores import rank_correlation
from gardefou.table.cells import keys_of
from gardefou.table.frame import Array, Cells, Coded, Frame, Sample

_MOST = 5  # findings of their own
_ROWS, _CELLS = 5000, 2_000_000  # looked at: fewer rows where there are many columns


@check("D018")
def redundant_columns(
    need: Need,
    sample: Sample,
    *,
    min_correlation: float = 0.98,
    min_rows: int = 50,
    min_apart: int = 20,
    min_filled: float = 0.9,
) -> Iterator[Finding]:
    """Columns that say the same: a copy, other names for the same values, another scale.

    Why it matters: nothing is lost by keeping one of them. Two hide from each other what matters:
    a model may lean on either, and what it says of one column is half the truth.
    How: of up to 5,000 rows, two columns say the same if each value of one goes with one value of
    the other, row by row, or if both are numbers or times whose ranks go together (Spearman) by
    min_correlation, 0.98, up or down: below that each still says something of its own. Both must
    be filled in min_rows, 50, rows and in min_filled, 0.9 of the rows where either is; min_apart,
    20, of these must not hold the commonest value, as two columns that say 0 nearly everywhere
    agree by luck. Columns in which nearly every row differs are only compared letter by letter.
    What goes together is told as one group; of more than 1,000 pairs, three of each column are
    measured. The answer and identifiers are left aside.
    When it errs: carat and length of a diamond are two measures of one thing; both may be wanted.
    A copy with typing errors is told by broken_rule, or not at all.
    False alarms: it only notes. Columns without a tie do not come near 0.98 in 50 rows by luck
    (a probability below 1e-30).
    Remedy: none is needed; keep one of each group.
    Source: Spearman 1904, doi:10.2307/1412159
    """
    names = sorted(set(sample.frame.names) - need.not_features)
    rows = int(np.clip(_CELLS / max(len(names), 1), 1000, _ROWS))
    frame = sample.frame.only(names).take(slice(0, min(len(sample), rows)))
    coded = {name: _coded(frame, name) for name in names}
    coded = {name: codes for name, codes in coded.items() if _varies(codes, min_rows, min_apart)}
    links = _renamed(frame, coded) | _ranked(frame, list(coded), min_correlation, min_filled)
    groups = sorted(_groups(links), key=lambda each: (-len(each), each))
    for group in groups[:_MOST]:
        inside = [link for pair, link in sorted(links.items()) if set(pair) <= set(group)]
        yield _finding(group, inside, min_correlation)
    if len(groups) > _MOST:
        yield _others(groups[_MOST:])


@dataclass(frozen=True)
class _Link:
    """How two columns go together, and how surely."""

    how: str
    measured: Estimate


_Links = dict[tuple[str, str], _Link]
_HOW = ("copy", "linear", "renamed", "ranked", "opposed")  # the loosest last


def _coded(frame: Frame, name: str) -> Array:
    """The column as numbers in the order in which its values first occur; -1 for empty."""
    codes, _ = keys_of(frame[name])
    _, first, place = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    made = order[place]
    empty = np.flatnonzero(codes < 0)
    if len(empty) == 0:
        return made
    own = made[empty[0]]
    return np.where(codes < 0, -1, made - (made > own))


def _varies(codes: Array, min_rows: int, min_apart: int) -> bool:
    filled = codes[codes >= 0]
    return len(filled) >= min_rows and len(filled) - np.bincount(filled).max() >= min_apart


def _renamed(frame: Frame, coded: Mapping[str, Array]) -> _Links:
    """Columns whose values go with one another one by one; each with the first of its kind."""
    seen: dict[bytes, str] = {}
    links = {}
    for name, codes in coded.items():
        filled = codes[codes >= 0]
        key = codes.astype(np.int64).tobytes()
        if 2 * (filled.max() + 1) > len(filled):  # nearly every row differs: one to one with any
            if not isinstance(frame[name], Coded):
                continue
            key = "\0".join(map(str, _texts(frame[name]))).encode(errors="replace")
        if key in seen:
            same = _texts(frame[seen[key]]) == _texts(frame[name])
            measured = intervals.share(len(filled), len(filled), unit="share of rows")
            links[seen[key], name] = _Link("copy" if same else "renamed", measured)
        seen.setdefault(key, name)
    return links


def _texts(cells: Cells) -> list[object]:
    codes, names = keys_of(cells)
    known = [*names, None]
    return [known[code] for code in codes]


def _ranked(frame: Frame, names: Sequence[str], least: float, min_filled: float) -> _Links:
    """Columns of numbers whose ranks go together; row numbers and the like are left aside."""
    kept = [name for name in names if not isinstance(frame[name], Coded)]
    kept = [name for name in kept if not _counts_rows(np.asarray(frame[name]))]
    if len(kept) < 2:
        return {}
    values = np.column_stack([np.asarray(frame[name], dtype=float) for name in kept])
    near = np.abs(rank_correlations(values)) >= least - 0.05
    filled = ~np.isnan(values)
    links = {}
    for i, j in _some(np.argwhere(np.triu(near, 1))):
        both, either = filled[:, i] & filled[:, j], filled[:, i] | filled[:, j]
        if both.sum() >= min_filled * either.sum():
            link = _together(values[both, i], values[both, j])
            if abs(link.measured.value) >= least:
                links[kept[i], kept[j]] = link
    return links


def _some(pairs: Array, *, most: int = 1000, each: int = 3) -> Array:
    """Of very many pairs those that are among the first few of one of their columns.

    pairs: of column numbers, in order, shape (pairs, 2). What hangs together still does.
    """
    if len(pairs) <= most:
        return pairs
    early = np.zeros(len(pairs), dtype=bool)
    for side in pairs.T:
        order = np.argsort(side, kind="stable")
        _, first, counts = np.unique(side[order], return_index=True, return_counts=True)
        early[order] |= np.arange(len(pairs)) - np.repeat(first, counts) < each
    return np.asarray(pairs[early])


def _together(x: Array, y: Array) -> _Link:
    """How two columns of numbers go together."""
    measured = correlation_interval(rank_correlation(x, y), len(x))
    if (x == y).all():
        return _Link("copy", measured)
    if abs(np.corrcoef(x, y)[0, 1]) > 1 - 1e-9:
        return _Link("linear", measured)
    return _Link("ranked" if measured.value > 0 else "opposed", measured)


def _counts_rows(values: Array) -> bool:
    """Whether it is whole numbers of which no two are alike."""
    filled = values[~np.isnan(values)]
    return bool(len(np.unique(filled)) == len(filled) and (filled == np.round(filled)).all())


def _groups(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, ...]]:
    """The columns that hang together through pairs, sorted."""
    home: dict[str, set[str]] = {}
    for a, b in pairs:
        joined = home.get(a, {a}) | home.get(b, {b})
        home |= dict.fromkeys(joined, joined)
    return {tuple(sorted(group)) for group in home.values()}


def _finding(group: tuple[str, ...], links: Sequence[_Link], limit: float) -> Finding:
    """One note for columns that hang together: the loosest link says how."""
    how = max((link.how for link in links), key=_HOW.index)
    if how == "opposed" and len(group) > 2:
        how = "ranked"
    weakest = min(links, key=lambda link: abs(link.measured.value)).measured
    return Finding(
        columns=group,
        severity=Severity.NOTE,
        says=say(f"cells.redundant.{how}", columns=_listed(group)),
        remedy=say("cells.redundant.remedy"),
        measured=weakest,
        limit=-limit if weakest.value < 0 else limit,
        rows=weakest.n,
    )


def _listed(group: Sequence[str], most: int = 6) -> str:
    named = [plain(name) for name in group[:most]]
    if len(group) > most:
        return say("cells.redundant.and_more", columns=", ".join(named), count=len(group) - most)
    return say("cells.redundant.and", columns=", ".join(named[:-1]), last=named[-1])


def _others(groups: Sequence[tuple[str, ...]]) -> Finding:
    """One note for the rest of many."""
    return Finding(
        columns=tuple(name for group in groups for name in group),
        severity=Severity.NOTE,
        says=say("cells.redundant.others", count=len(groups), columns=_listed(groups[0])),
        remedy=say("cells.redundant.remedy"),
    )
