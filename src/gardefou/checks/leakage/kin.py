"""Columns bound to an accused one: filled only where it is, part of a sum with it, or its sisters.

They are looked for only where a column was accused already, so a clean table never meets them.
"""

import re
from math import log

import numpy as np

from gardefou.checks.leakage.patterns import Pattern, answer_groups, patterns
from gardefou.checks.leakage.structure import Structure, share_right
from gardefou.checks.leakage.suspects import Array, Inquiry, Suspect
from gardefou.measures.arithmetic import Identity, identities
from gardefou.need.names import name_words

_FEWEST = 15  # rows under a pattern, for it to count
_CHANCE = 1e-6  # of one pattern lying within another by luck, over all columns together
_SAME = 0.999  # share of its rows that a pattern has in common with one that it repeats
_MOST_SUMS, _SUM_ROWS = 4, 2_000  # accused numbers that are taken apart, by so many rows
_SUM_COLUMNS = 100  # those most like the accused number, where there are more
_IN_SUM = 0.995  # of those rows where the sum holds within rounding


def nested(q: Inquiry, free: list[Suspect], parents: list[Structure]) -> list[Structure]:
    """Columns that are filled, or raised, only where one filled by the outcome is.

    Sure of a column of holes, where what the answer does to both does not explain it; and of a flag
    that is raised exactly where a sure one is filled. The closest parent is named.
    """
    marks = {(p.name, p.how): p.marked for each in q for p in patterns(each)}
    above = [
        (one.columns[0], marks[one.columns[0], one.how])
        for one in parents
        if (one.columns[0], one.how) in marks
    ]
    found: list[Structure] = []
    sure: list[tuple[str, Array]] = list(above)
    for pattern in _by_rows(free):
        inside = [both for both in sure if _within(pattern.marked, both[1])]
        if not inside or any(pattern.name in one.columns for one in found):
            continue
        parent, marked = min(inside, key=lambda both: (int(both[1].sum()), both[0]))
        certain, flag = _certain(q, pattern, marked), pattern.how == "raised"
        how = ("mirrored" if certain else "beneath") if flag else "nested"
        measured = share_right(0.0, int(pattern.marked.sum()))
        found.append(Structure((pattern.name,), how, measured, _SAME, certain, partner=parent))
        if certain and not flag:
            sure.append((pattern.name, pattern.marked))
    return found


def _by_rows(free: list[Suspect]) -> list[Pattern]:
    """Patterns of holes and of flags, those of holes first, the fullest first."""
    seen = [p for each in free for p in patterns(each) if p.how != "set"]
    return sorted(seen, key=lambda p: (p.how != "filled", -int(p.marked.sum()), p.name))


def _within(child: Array, parent: Array) -> bool:
    """Whether the rows of one pattern lie within the other's, and not by chance."""
    n, share = int(child.sum()), float(parent.mean())
    return n >= _FEWEST and share <= 0.8 and bool(parent[child].all()) and share**n < _CHANCE


def _certain(q: Inquiry, child: Pattern, parent: Array) -> bool:
    """Whether the child comes with its parent, not merely with the same answer as the parent.

    Among rows of one answer its rows would lie outside the parent's, were it only bound to that.
    """
    if child.how == "raised":
        return bool(np.mean(child.marked[parent]) >= _SAME)
    y = next(answer_groups(q, child)).y
    rows = np.bincount(y)
    share = np.bincount(y, weights=parent, minlength=len(rows)) / np.maximum(rows, 1)
    within = np.bincount(y, weights=child.marked, minlength=len(rows))
    luck = float(within @ np.log(np.maximum(share, 1e-300)))
    return luck + log(len(q.names)) < log(_CHANCE)


def sums_with(q: Inquiry, free: list[Suspect], accused: list[Structure]) -> list[Structure]:
    """Numbers that make up an accused number, or that it makes up with others: one is as late."""
    numbers = {each.name: each.number[:_SUM_ROWS] for each in q if each.number is not None}
    left = {each.name for each in free if each.name in numbers}
    order = sorted(accused, key=lambda one: (not one.sure, one.columns))
    heads = [name for one in order for name in one.columns if name in numbers]
    found: list[Structure] = []
    for head in heads[:_MOST_SUMS] if left else []:
        names = [name for name in numbers if name in left or (name in heads and name != head)]
        one, parts = _sum(numbers[head], [numbers[name] for name in names])
        new = tuple(sorted({names[i] for i in parts} & left))
        if one is not None and new:
            left -= set(new)
            measured = share_right(1 - one.share, one.rows)
            found.append(Structure(new, "part", measured, _IN_SUM, sure=False, partner=head))
    return found


def _sum(y: Array, others: list[Array]) -> tuple[Identity | None, tuple[int, ...]]:
    """How several of the others make up `y`, if they do, and which; copies of it are left aside."""
    X = np.column_stack([np.where(np.abs(each) < 1e300, each, np.nan) for each in (y, *others)])
    X = X[np.isfinite(X[:, 0])]
    if len(X) < 30 or np.ptp(X[:, 0]) == 0:
        return None, ()
    likely = _leaned_on(X)
    found = identities(X[:, 0], X[:, likely], most_parts=4, min_share=_IN_SUM)
    one = next((one for one in found if one.plain and len(one.parts) > 1), None)
    return one, () if one is None else tuple(int(likely[i]) - 1 for i in one.parts)


def _leaned_on(X: Array, *, most: int = 6) -> Array:
    """The columns that a plain fit of the first one leans on most; no copies of it."""
    usable = np.flatnonzero(np.isfinite(X).mean(axis=0) >= 0.5)
    known = X[:, usable]
    known = np.where(np.isnan(known), np.nanmedian(known, axis=0), known)
    varies = np.ptp(known, axis=0) > 0
    usable, known = usable[varies], known[:, varies]
    Z = (known - known.mean(axis=0)) / known.std(axis=0)
    alike = np.abs(Z.T @ Z[:, 0]) / len(Z)
    order = np.argsort(-np.where(alike >= 1 - 1e-9, 0.0, alike), kind="stable")
    some = order[: min(_SUM_COLUMNS, int((alike < 1 - 1e-9).sum()))]
    weight = np.abs(np.linalg.lstsq(Z[:, some], Z[:, 0], rcond=1e-10)[0])
    return np.sort(usable[some][np.argsort(-weight, kind="stable")[:most]])


def sisters(free: list[Suspect], flagged: list[Structure]) -> list[Structure]:
    """Flags that are named like the flags which make up the answer: more of the same kind."""
    flags = [each for each in free if each.levels == 2]
    found: list[Structure] = []
    for one in (one for one in flagged if one.how == "flagged" and len(one.columns) > 2):
        taken = {name for other in found for name in other.columns}
        alike = [f.name for f in flags if _alike(f.name, one.columns) and f.name not in taken]
        if alike:
            columns = tuple(sorted(alike))
            found.append(Structure(columns, "sister", one.measured, one.limit, sure=False))
    return found


def _alike(name: str, members: tuple[str, ...]) -> bool:
    """Whether the name has what those of all members have: a first or last word, or form and end.

    >>> _alike("RNF", ("TWF", "HDF", "OSF")), _alike("UID", ("TWF", "HDF", "OSF"))
    (True, False)
    """
    words = [name_words(each) for each in (*members, name)]
    if all(len(each) > 1 for each in words):
        return any(len({each[k] for each in words}) == 1 for k in (0, -1))
    forms = {_form(each) for each in (*members, name)}
    ends = [{each[k] for each in (*members, name)} for k in (0, -1)] if len(forms) == 1 else []
    return any(len(signs) == 1 for signs in ends)


def _form(name: str) -> str:
    """The name with every letter and figure made one of its kind."""
    small = re.sub(r"[a-zà-ÿ]", "a", name)
    return re.sub(r"\d", "0", re.sub(r"[A-ZÀ-Þ]", "A", small))
