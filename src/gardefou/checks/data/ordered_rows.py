"""D019: the order of rows says something about the answer."""

from collections.abc import Iterator

import numpy as np

from gardefou.checks.answers import answers
from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.table import Kind
from gardefou.core.words import say
from gardefou.measures import association, intervals
from gardefou.measures.scores import ranks
from gardefou.need.names import name_words, word_set
from gardefou.need.write import toml_value
from gardefou.table.frame import Array, Coded, Sample

_TIME_WORDS = word_set(
    "time date day week month year yr timestamp temps jour semaine mois annee heure"
)
_STRETCHES = 24


@check("D019")
def ordered_rows(
    need: Need,
    sample: Sample,
    *,
    max_breaks: float = 0.01,
    min_auc: float = 0.6,
    min_fit: float = 0.05,
    max_p: float = 1e-4,
) -> Iterator[Finding]:
    """A file sorted by the answer, or whose row numbers say something about it.

    Why it matters: a file cut in the middle gives two halves that are not alike. And if the order
    is that of time, rows drawn by chance let a model learn from the future of those that it is
    tested on: its score is then a promise that it cannot keep.
    How: if the answers stand in as many stretches as there are classes, or numbers go one way in
    all steps but max_breaks, 0.01 of the rows, the file is sorted by the answer, which is noted.
    Else the file is cut in 24 stretches, and each answer is guessed from other rows of its stretch.
    It is told from min_auc, 0.6, for a class, or min_fit, 0.05 of the spread of the ranks,
    for numbers, if such a difference between stretches has a probability of max_p, 1e-4, at most
    by luck. A smaller effect may be real and is no matter. It is a question where a column of
    times is sorted along the file, as naming that column settles it; else a note.
    When it errs: files sorted by place or by batch look like time. A cycle shorter than a
    twentieth of the file is not seen. Of rows that were locked away nothing is known.
    False alarms: at most 1 table in 10,000 by chance; and it never alarms.
    Remedy: name the column of time if there is one.
    Source: Bergmeir and Benitez 2012, doi:10.1016/j.ins.2011.12.028 (why not to shuffle)
    """
    if need.target is None or need.target not in sample.frame:
        raise NotApplicable(say("rows.order.no_answer"))
    y, classes = answers(need, sample.frame)
    order = np.argsort(sample.position, kind="stable")
    order = order[np.isfinite(y[order])]
    y, sample = y[order], sample.take(order)
    if len(y) < 30 or len(np.unique(y)) < 2:
        return
    breaks, most = _breaks(y, numbers=not classes), 0 if classes else int(max_breaks * len(y))
    if breaks <= most:
        yield _sorted(need.target, breaks, len(y), most)
        return
    told, p = _told(y, sample, numbers=not classes)
    limit = min_auc if classes else min_fit
    if need.columns.time is None and told.value >= limit and p <= max_p:
        yield _ordered(need, sample, told, limit)


def _breaks(y: Array, *, numbers: bool) -> int:
    """How often the order of the answers is broken: 0 in a file sorted by them."""
    steps = np.diff(y)
    if numbers:
        return int(min((steps < 0).sum(), (steps > 0).sum()))
    return int((steps != 0).sum()) + 1 - len(np.unique(y))


def _sorted(target: str, breaks: int, rows: int, limit: int) -> Finding:
    return Finding(
        columns=(target,),
        severity=Severity.NOTE,
        says=say("rows.order.sorted"),
        remedy=say("rows.order.sorted_remedy"),
        measured=Estimate(breaks, breaks, breaks, "breaks of the order", rows),
        limit=limit,
        rows=rows,
    )


def _told(y: Array, sample: Sample, *, numbers: bool) -> tuple[Estimate, float]:
    """What the stretch of a row tells about its answer, and the probability of that by luck."""
    n, fold = len(y), association.folds(sample.hashes)
    stretch = np.arange(n) * _STRETCHES // n
    if numbers:
        rank = ranks(y)
        fit = association.held_out_fit(stretch, rank, fold)
        spread = association.correlation_interval(max(fit, 0.0) ** 0.5, n)
        told = Estimate(fit, min(spread.low**2, fit), spread.high**2, "R2 of ranks", n)
        return told, association.chance_of_numbers(stretch, rank)
    codes = np.unique(y, return_inverse=True)[1]
    counts = association.class_counts(stretch, codes, fold)
    rows = counts.sum(axis=(0, 1))
    judged = [k for k in range(len(rows)) if 30 <= rows[k] <= n - 30]
    each = {k: association.held_out_auc(counts, k) for k in judged}
    if not each:
        return Estimate(0.5, 0.0, 1.0, "AUC", n), 1.0
    best = max(each, key=lambda k: each[k])
    told = intervals.auc_interval(each[best], int(rows[best]), int(n - rows[best]))
    sure = np.isin(codes, judged)
    return told, association.chance_of_classes(stretch[sure], codes[sure])


def _ordered(need: Need, sample: Sample, told: Estimate, limit: float) -> Finding:
    """A question where a column of times orders the file; else a note: nobody could answer."""
    along = _sorted_columns(need, sample)
    times = [name for name in along if _is_time(name, sample)]
    sorted_by = bool(along) and not times
    names = [f"[columns]\ntime = {toml_value(name)}" for name in times[:2]]
    return Finding(
        columns=tuple(times[:1] or along[:1]),
        severity=Severity.ASK if times else Severity.NOTE,
        says=say(f"rows.order.{'by_column' if sorted_by else 'drifts'}", column=(along or [""])[0]),
        remedy=say(f"rows.order.{'sorted' if sorted_by else 'drifts'}_remedy"),
        measured=told,
        limit=limit,
        rows=told.n,
        answers=(*names, waiver("ordered_rows", *times[:1])) if times else (),
    )


def _is_time(name: str, sample: Sample) -> bool:
    words = name_words(name)
    return sample.frame.kinds[name] is Kind.TIME or not _TIME_WORDS.isdisjoint(words)


def _sorted_columns(need: Need, sample: Sample, *, most: float = 0.001) -> list[str]:
    """Columns in order along the file, times first; those that merely number the rows are not.

    most: broken steps, as a share of all steps.
    """
    found = []
    for name, cells in sample.frame.columns.items():
        values = cells.codes.astype(float) if isinstance(cells, Coded) else cells
        values = values[values >= 0] if isinstance(cells, Coded) else values[~np.isnan(values)]
        different = len(np.unique(values))
        numbers_rows = different == len(values) and sample.frame.kinds[name] is not Kind.TIME
        if name == need.target or different < 2 or numbers_rows or len(values) < 0.9 * len(sample):
            continue
        if _breaks(values, numbers=True) <= most * np.count_nonzero(np.diff(values)):
            found.append(name)
    return sorted(found, key=lambda name: (sample.frame.kinds[name] is not Kind.TIME, name))
