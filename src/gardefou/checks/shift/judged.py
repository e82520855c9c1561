"""Which columns are set beside one another: not those that change by their nature."""

import numpy as np

from gardefou.core.evidence import Shift
from gardefou.core.need import Need
from gardefou.core.table import Kind
from gardefou.measures.scores import ranks
from gardefou.need.names import name_words, word_set
from gardefou.table.frame import Array, Cells, Coded, Sample, missing

_IDS = word_set("id ids uid uuid guid nbr identifier identifiant matricule index number numero ref")
_YEARS = word_set("year yr annee years")
_CALENDAR = word_set("month mois week semaine day jour date quarter trimestre season saison")
_BIRTH = word_set("birth birthday born dob naissance built construction")


def judged(need: Need, shift: Shift) -> list[str]:
    """The columns of both samples that could stay as they are, by name.

    Left aside: what the need says is no feature; times; names and numbers of rows, and texts of
    which most differ; years; columns that are empty or hold one value on both sides; where rows
    are told apart by a time or by their order, also what rises or falls along it, and the calendar.
    """
    names = set(shift.then.frame.names) & set(shift.now.frame.names) - need.not_features
    return sorted(
        name
        for name in names - {need.columns.time}
        if shift.then.frame.kinds[name] is not Kind.TIME
        and _varies(shift.then.frame[name], shift.now.frame[name])
        and not _changes_by_nature(name, shift)
        and not (shift.by != "reference" and _follows(name, need, shift))
    )


def names_rows(sample: Sample, name: str) -> bool:
    """Whether a column names rows, or numbers them, as far as a sample can tell.

    Texts of which more than half differ, or whole numbers that all differ and count on without
    wide gaps, or whose name says so.
    """
    cells, kind = sample.frame[name], sample.frame.kinds[name]
    values = _filled(cells)
    if len(values) < 20 or kind not in (Kind.TEXT, Kind.NUMBER):
        return False
    if kind is Kind.TEXT:
        return len(np.unique(values)) > 0.5 * len(values)
    if not _whole(values) or len(np.unique(values)) < 0.99 * len(values):
        return False
    return not _IDS.isdisjoint(name_words(name)) or counts_rows(sample, name)


def counts_rows(sample: Sample, name: str, *, most: float = 1.5) -> bool:
    """Whether whole numbers, all different, lie in a range hardly wider than there are rows.

    most: of the number of rows; some are deleted, seldom more than a third.
    """
    cells = sample.frame[name]
    if isinstance(cells, Coded):
        return False
    values = _filled(cells)
    if len(values) < 20 or not _whole(values) or len(np.unique(values)) < 0.99 * len(values):
        return False
    return bool(np.ptp(values) <= most * sample.of)


def _changes_by_nature(name: str, shift: Shift) -> bool:
    """Whether a column names rows or things on either side, or says the year."""
    if names_rows(shift.then, name) or names_rows(shift.now, name):
        return True
    words, cells = set(name_words(name)), shift.now.frame[name]
    if isinstance(cells, Coded) or not _whole(values := _filled(cells)) or not len(values):
        return False
    things = bool(words & _IDS) and len(np.unique(values)) > 20
    years = bool(words & _YEARS) and not words & _BIRTH
    return things or (years and values.min() >= 1900 and values.max() <= 2100)


def _follows(name: str, need: Need, shift: Shift, *, most: float = 0.9) -> bool:
    """Whether a column tells the time of a row; most: of the rank correlation with it."""
    words = set(name_words(name))
    if words & (_YEARS | _CALENDAR) and not words & _BIRTH:
        return True
    along = np.concatenate([moments(need, shift, side) for side in (shift.then, shift.now)])
    values = np.concatenate([_numbers(each.frame[name]) for each in (shift.then, shift.now)])
    both = np.isfinite(along) & np.isfinite(values)
    if isinstance(shift.then.frame[name], Coded) or both.sum() < 3:
        return False
    a, b = ranks(along[both]), ranks(values[both])
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return False
    return bool(abs(np.corrcoef(a, b)[0, 1]) > most)


def moments(need: Need, shift: Shift, side: Sample) -> Array:
    """What orders the rows of a side, shape (rows,): the need's time, or the row number."""
    time = side.frame.columns.get(need.columns.time or "")
    if shift.by == "time" and time is not None and not isinstance(time, Coded):
        return time
    return side.position.astype(float)


def _numbers(cells: Cells) -> Array:
    return cells.codes.astype(float) if isinstance(cells, Coded) else cells


def _filled(cells: Cells) -> Array:
    values = cells.codes if isinstance(cells, Coded) else cells
    return np.asarray(values[~missing(cells)])


def _whole(values: Array) -> bool:
    return bool(np.isfinite(values).all() and (values == np.round(values)).all())


def _varies(then: Cells, now: Cells) -> bool:
    """Whether the cells of both together are not all alike; a hole differs from a value."""
    met: set[object] = set()
    for cells in (then, now):
        empty = missing(cells)
        if empty.any():
            met.add(None)
        values = _filled(cells)
        ends = (values.min(), values.max()) if len(values) else ()
        met |= {cells.levels[end] if isinstance(cells, Coded) else float(end) for end in ends}
    return len(met) > 1
