"""One column that is the answer: a copy, a recoding, or bands of it."""

import numpy as np

from gardefou.checks.leakage.structure import Structure, share_right
from gardefou.checks.leakage.suspects import MOST_LEVELS, Array, Inquiry, Suspect
from gardefou.core.table import Kind
from gardefou.measures import association
from gardefou.measures.scores import rank_correlation

_MOST_NAMES = 10  # a number of more different values is a measure rather than a code


def answers_alone(
    q: Inquiry, *, min_explained: float = 0.98, min_rank: float = 0.999, min_rows: int = 15
) -> list[Structure]:
    """The columns each of which is the answer, where it is filled; times and counters are spared.

    min_explained: share of the errors of the best constant guess that the column removes.
    min_rank: rank correlation of a copied number. min_rows: rows of a class, for it to count.
    """
    looked = [each for each in q if each.kind is not Kind.TIME and not q.counts(each)]
    if q.classes:
        found = [_recoded(q, each, min_explained, min_rows) for each in looked]
    else:
        found = [
            _copied(each, q.y[each.filled], min_rank) or _bands(q, each, min_explained, min_rows)
            for each in looked
        ]
    return [one for one in found if one is not None]


def _recoded(q: Inquiry, each: Suspect, min_explained: float, min_rows: int) -> Structure | None:
    """A column each value, or each band, of which fixes the class."""
    y = q.y[each.filled]
    counts = np.bincount(y, minlength=2)
    if (counts >= min_rows).sum() < 2:
        return None
    limit = 1 - (1 - min_explained) * (1 - float(counts.max()) / len(y))
    if each.number is not None and each.levels > _MOST_NAMES:
        error = association.band_error(each.number[each.filled], y, most=len(q.classes) + 1)
        if 1 - error >= limit:
            measured = share_right(error, len(y))
            return Structure((each.name,), "banded", measured, limit, not _merely_easy(q, each))
    if not each.few:
        return None
    table = _judged(association.class_counts(_values(each), y, q.fold[each.filled]))
    error = association.held_out_error(table)
    if 1 - error < limit:
        return None
    return Structure((each.name,), "recoded", share_right(error, int(table.sum())), limit)


def _values(each: Suspect) -> Array:
    """Codes of the filled cells: one for each different number, of texts the bins."""
    if each.number is None:
        return each.bins[each.filled]
    return np.unique(each.number[each.filled], return_inverse=True)[1]


def _judged(counts: Array, *, fewest: int = 3, most: float = 0.1) -> Array:
    """The counts without values that other folds hold in fewer than `fewest` rows: no rule yet.

    With more than `most` of the rows in such values, all are judged.
    """
    known = (counts.sum(axis=0) - counts).sum(axis=2, keepdims=True) >= fewest
    judged = np.where(known, counts, 0)
    return np.asarray(judged if judged.sum() >= (1 - most) * counts.sum() else counts)


def _merely_easy(
    q: Inquiry, each: Suspect, *, min_density: float = 0.4, easy_auc: float = 0.9
) -> bool:
    """Whether a measure may tell the classes apart honestly, as petals do with irises.

    A measure from which the class was cut is as crowded at the cut as elsewhere; between natural
    kinds it is empty, and then other columns tell them apart nearly as well.
    """
    assert each.number is not None
    if association.edge_density(each.number[each.filled], q.y[each.filled]) >= min_density:
        return False
    enough = easy_auc if len(q.classes) == 2 else 2 * easy_auc - 1
    rest = (value for name, value in q.strength.items() if name != each.name)
    return any(enough <= value < 0.9999 for value in rest)


def _copied(each: Suspect, y: Array, min_rank: float, *, fewest: int = 30) -> Structure | None:
    """A number that rises or falls with the target, whatever its unit or scale."""
    if each.number is None or len(y) < fewest:
        return None
    rank = abs(rank_correlation(each.number[each.filled], y))
    if rank < min_rank:
        return None
    measured = association.correlation_interval(rank, len(y))
    return Structure((each.name,), "copied", measured, min_rank)


def _bands(q: Inquiry, each: Suspect, min_explained: float, min_rows: int) -> Structure | None:
    """A column of few values that is fixed by the target's number: its bands, or names for it."""
    y, codes = q.y[each.filled], np.unique(each.bins[each.filled], return_inverse=True)[1]
    counts = np.sort(np.bincount(codes, minlength=2))
    if not each.few or counts[-2] < min_rows:
        return None
    values, place = np.unique(y, return_inverse=True)
    if len(values) <= MOST_LEVELS:
        table = association.class_counts(place, codes, q.fold[each.filled])
        error = association.held_out_error(table)
    else:
        error = association.band_error(y, codes, most=len(counts))
    limit = 1 - (1 - min_explained) * (1 - float(counts[-1]) / len(y))
    if 1 - error < limit:
        return None
    return Structure((each.name,), "recoded", share_right(error, len(y)), limit)
