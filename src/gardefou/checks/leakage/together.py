"""Columns that are the answer together: sums and products, flags, pairs."""

from collections.abc import Iterable, Iterator

import numpy as np

from gardefou.checks.leakage.structure import Structure, share_right
from gardefou.checks.leakage.suspects import Array, Inquiry, Suspect
from gardefou.core.estimate import Estimate
from gardefou.measures import association, intervals
from gardefou.measures.arithmetic import Identity, identities
from gardefou.measures.scores import auc, ranks

_MOST_PARTS = 8  # flags that together make up a class
_MOST_PAIRS = 400  # pairs of related columns whose difference is looked at
_ROWS_A_CLASS = 500  # rows of each class by which pairs are chosen; all rows confirm


def sums(q: Inquiry, free: list[Suspect], *, min_share: float = 0.995) -> list[Structure]:
    """Two or three numbers whose sum, difference, product or ratio is the target."""
    numbers = [each for each in free if each.number is not None]
    if not numbers:
        return []
    X = np.column_stack([_finite(each.number) for each in numbers])
    names = [each.name for each in numbers]
    return [_sum(names, one, min_share) for one in identities(q.y, X, min_share=min_share)]


def _sum(names: list[str], one: Identity, limit: float) -> Structure:
    how = "multiplied" if one.product else "summed" if one.plain else "weighed"
    how = "copied" if len(one.parts) == 1 else how
    measured = share_right(1 - one.share, one.rows)
    columns = tuple(names[i] for i in one.parts)
    return Structure(columns, how, measured, limit, sure=one.plain)


def flags(
    q: Inquiry, free: list[Suspect], *, min_rows: int = 15, min_pure: float = 0.98
) -> Iterator[Structure]:
    """Flags each of which means one class, and which together make up nearly all of it.

    min_pure: share of the rows under a flag that are of the class.
    """
    raised = {each.name: _raised(each) for each in free}
    raised = {name: up for name, up in raised.items() if up.sum() >= min_rows}
    for k in range(len(q.classes)):
        hit = q.y == k
        if not min_rows <= hit.sum() <= 0.5 * len(hit):
            continue
        pure = {name: up for name, up in raised.items() if hit[up].mean() >= min_pure}
        chosen, union = _greedy(pure, hit)
        error = float(np.mean(union != hit))
        limit = 1 - 0.1 * float(hit.mean())
        if len(chosen) >= 2 and 1 - error >= limit:
            yield Structure(chosen, "flagged", share_right(error, len(hit)), limit)


def _raised(each: Suspect) -> Array:
    """The rows that hold something else than the column's commonest value, if that is common."""
    raised = each.bins != np.bincount(each.bins).argmax()
    return raised if raised.mean() <= 0.5 else np.zeros(len(raised), dtype=bool)


def _greedy(raised: dict[str, Array], hit: Array) -> tuple[tuple[str, ...], Array]:
    """The flags that cover most of the class, each adding at least a hundredth; and their union."""
    union, chosen = np.zeros(len(hit), dtype=bool), []
    for _ in range(min(_MOST_PARTS, len(raised))):
        gain = {name: int((up & hit & ~union).sum()) for name, up in raised.items()}
        best = min(gain, key=lambda name: (-gain[name], name))
        if gain[best] < 0.01 * hit.sum():
            break
        chosen.append(best)
        union = union | raised[best]
    return tuple(chosen), union


def pairs(
    q: Inquiry, free: list[Suspect], *, min_auc: float = 0.99, max_alone: float = 0.97
) -> Iterator[Structure]:
    """Two numbers whose difference or ratio tells the classes apart, though neither does alone.

    A pair that misses `min_auc` is no more than worth a question, and only where one half speaks,
    the other one is a mere yardstick, and the two together err a quarter as often.
    """
    full = [each for each in free if each.number is not None and each.filled.mean() >= 0.5]
    numbers = {each.name: _finite(each.number) for each in full}
    rows = np.concatenate([np.flatnonzero(q.y == k)[:_ROWS_A_CLASS] for k in np.unique(q.y)])
    found: list[Structure] = []
    for both in _related(numbers, rows):
        a, b = numbers[both[0]], numbers[both[1]]
        for gap in (a - b, _log(a) - _log(b)):
            if _told_apart(gap[rows], q.y[rows])[0] >= 0.9:
                value, hit, known = _told_apart(gap, q.y)
                if min(hit.sum(), (~hit).sum()) >= 30:
                    alone = (_either_way(a[known], hit), _either_way(b[known], hit))
                    pair = _pair(both, alone, _auc(value, hit), min_auc)
                    others = (numbers[name][known] for name in numbers if name not in both)
                    if pair and max(alone) <= max_alone and not _as_well(others, hit, pair):
                        found.append(pair)
    accused: set[str] = set()
    for one in sorted(found, key=lambda one: (-one.measured.value, one.columns)):
        if not accused & set(one.columns):
            accused.update(one.columns)
            yield one


def _auc(value: float, hit: Array) -> Estimate:
    return intervals.auc_interval(value, int(hit.sum()), int((~hit).sum()))


def _pair(
    names: tuple[str, str], alone: tuple[float, float], both: Estimate, limit: float
) -> Structure | None:
    """The pair; a half that says nothing by itself is not accused, if the other one does speak.

    Two measures that nearly tell the answers apart alone, and a little better together, are honest.
    """
    guilty, partner = names if alone >= alone[::-1] else names[::-1]
    yardstick = max(alone) >= 0.7 and min(alone) <= 0.55
    columns = (guilty,) if yardstick else (guilty, partner)
    limit = max(limit, 1 - 0.1 * (1 - max(alone)))
    if both.value >= limit:
        return Structure(columns, "paired", both, limit, partner=partner)
    asked = max(0.93, 1 - 0.25 * (1 - max(alone)))
    if both.value >= asked and yardstick:
        return Structure(columns, "paired", both, asked, sure=False, partner=partner)
    return None


def _as_well(others: Iterable[Array], hit: Array, pair: Structure) -> bool:
    """Whether a column that is not accused tells the same rows apart as well: an easy task."""
    for values in others:
        full = np.isfinite(values)
        both = full.mean() >= 0.9 and min(hit[full].sum(), (~hit[full]).sum()) >= 30
        if both and _either_way(values[full], hit[full]) >= pair.measured.value:
            return True
    return False


def _told_apart(gap: Array, y: Array) -> tuple[float, Array, Array]:
    """AUC of the split of the classes that the gap makes best; rows above it, of the known ones."""
    known = np.isfinite(gap)
    if known.mean() < 0.9:
        return 0.0, known[known], known
    value, side = association.best_side(gap[known], y[known])
    return value, side[y[known]], known


def _either_way(values: Array, hit: Array) -> float:
    """AUC of the column, whichever way it points."""
    value = auc(hit, values)
    return max(value, 1 - value)


def _related(
    numbers: dict[str, Array], rows: Array, *, least: float = 0.3
) -> list[tuple[str, str]]:
    """Pairs of columns that rank the rows alike, the most alike first."""
    names = list(numbers)
    if len(names) < 2:
        return []
    order = np.array([ranks(np.nan_to_num(numbers[name][rows], nan=np.inf)) for name in names])
    order -= order.mean(axis=1, keepdims=True)
    length = np.sqrt((order**2).sum(axis=1))
    alike = np.triu(np.abs(order @ order.T) / np.maximum(np.outer(length, length), 1e-12), 1)
    found = np.argwhere(alike >= least)
    first = np.argsort(-alike[tuple(found.T)], kind="stable")[:_MOST_PAIRS]
    return [(names[i], names[j]) for i, j in found[first]]


def _finite(values: Array | None) -> Array:
    assert values is not None
    return np.where(np.abs(values) < 1e300, values, np.nan)


def _log(values: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.log(np.where(values > 0, values, np.nan))
