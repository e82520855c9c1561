"""What numbers alone cannot settle: columns close to the answer, far ahead, or named like it."""

from dataclasses import replace

import numpy as np

from gardefou.checks.leakage.hints import echoes, sounds_later
from gardefou.checks.leakage.structure import Structure, share_right
from gardefou.checks.leakage.suspects import Inquiry, Suspect
from gardefou.core.estimate import Estimate
from gardefou.core.table import Kind
from gardefou.measures import association, intervals
from gardefou.measures.scores import rank_correlation


def nearly(
    q: Inquiry,
    free: list[Suspect],
    *,
    min_explained: float = 0.8,
    min_auc: float = 0.985,
    min_rank: float = 0.985,
) -> list[Structure]:
    """Columns that say nearly all of the answer, or exactly some part of it.

    min_explained: share of the errors of the best guess that a column of few values removes.
    min_auc: of a number, with two classes. min_rank: rank correlation, for a target of numbers.
    """
    looked = [each for each in free if each.kind is not Kind.TIME]
    if not q.classes:
        found = [_near_copy(q, each, min_rank) for each in looked]
    else:
        found = [
            _near_recoding(q, each, min_explained)
            or _near_split(q, each, min_auc)
            or _part(q, each)
            for each in looked
        ]
    return [one for one in found if one is not None]


def _near_copy(q: Inquiry, each: Suspect, limit: float) -> Structure | None:
    if each.number is None or each.filled.sum() < 30:
        return None
    rank = abs(rank_correlation(each.number[each.filled], q.y[each.filled]))
    measured = association.correlation_interval(rank, int(each.filled.sum()))
    return Structure((each.name,), "near", measured, limit, sure=False) if rank >= limit else None


def _near_recoding(
    q: Inquiry, each: Suspect, min_explained: float, *, most: int = 10
) -> Structure | None:
    if each.levels > most:
        return None
    error = association.held_out_error(association.class_counts(each.bins, q.y, q.fold))
    limit = 1 - (1 - min_explained) * (1 - float(np.bincount(q.y).max()) / len(q.y))
    if 1 - error < limit:
        return None
    return Structure((each.name,), "near", share_right(error, len(q.y)), limit, sure=False)


def _near_split(q: Inquiry, each: Suspect, limit: float) -> Structure | None:
    value = q.strength.get(each.name, 0.0)
    if len(q.classes) != 2 or each.number is None or value < limit:
        return None
    return Structure((each.name,), "near", _auc(q, value), limit, sure=False)


def _part(q: Inquiry, each: Suspect, *, limit: float = 0.995) -> Structure | None:
    """A column that the class fixes, though it does not tell every class from every other."""
    rows = np.bincount(each.bins)
    if len(q.classes) < 3 or not each.few or len(rows) < 2 or np.sort(rows)[-2] < 15:
        return None
    error = association.held_out_error(association.class_counts(q.y, each.bins, q.fold))
    explained = 1 - error / (1 - rows.max() / len(q.y))
    if 1 - error < limit or explained < 0.95:
        return None
    return Structure((each.name,), "partly", share_right(error, len(q.y)), limit, sure=False)


def _auc(q: Inquiry, value: float) -> Estimate:
    hits = int((q.y == 1).sum())
    return intervals.auc_interval(value, hits, len(q.y) - hits)


def _measured(q: Inquiry, value: float) -> Estimate:
    if len(q.classes) == 2:
        return _auc(q, value)
    if q.classes:
        return replace(share_right(1 - value, len(q.y)), unit="share of errors explained")
    measured = association.correlation_interval(value**0.5, len(q.y), unit="R2 of ranks")
    return replace(measured, value=value, low=measured.low**2, high=measured.high**2)


def far_ahead(q: Inquiry, free: list[Suspect], *, ratio: float = 0.4) -> list[Structure]:
    """The one column that errs at most `ratio` times as often as the next best one, if any does."""
    known = {each.name: q.strength[each.name] for each in free if each.name in q.strength}
    order = sorted(known, key=lambda name: (-known[name], name))
    if len(order) < 2:
        return []
    best, rest = known[order[0]], known[order[1]]
    least = 0.9 if len(q.classes) == 2 else 0.8
    limit = max(least, 1 - ratio * (1 - rest))
    if best < limit:
        return []
    measured = _measured(q, best)
    return [Structure((order[0],), "ahead", measured, limit, sure=False, partner=order[1])]


def named(
    q: Inquiry, free: list[Suspect], target: str, *, ratio: float = 0.8, ratio_time: float = 1.0
) -> list[Structure]:
    """Columns whose name hints at later, or echoes the target's, and that lead the others.

    To lead: to err at most `ratio` times as often as the best column whose name does not hint;
    for a moment `ratio_time`. With several classes it is enough to lead in telling one of them.
    """
    echoing = {name for name in q.names if echoes(name, target)}
    echoing = echoing if len(echoing) <= 2 else set()  # a family: sales_1, sales_2, sales_3
    known = {each.name: each for each in free if each.name in q.strength}
    hints = sorted(name for name in known if name in echoing or sounds_later(name))
    if not hints:
        return []
    told = {name: q.tells(each) for name, each in known.items()}
    rest = np.max(
        [told[name] for name in told if name not in hints] or [0 * told[hints[0]]], axis=0
    )
    base, least = np.maximum(rest, 0.5 if q.classes else 0.0), 0.65 if q.classes else 0.2
    found = []
    for name in hints:
        factor = ratio_time if known[name].kind is Kind.TIME else ratio
        limit = np.maximum(least, 1 - factor * (1 - base))
        k = int(np.argmax(told[name] - limit))
        if told[name][k] >= limit[k]:
            measured = _tells(q, float(told[name][k]), k)
            found.append(Structure((name,), "named", measured, float(limit[k]), sure=False))
    return found


def _tells(q: Inquiry, value: float, k: int) -> Estimate:
    if not q.classes:
        return _measured(q, value)
    hits = int((q.y == q.judged[k]).sum())
    return intervals.auc_interval(value, hits, len(q.y) - hits)
