"""D019: the order of rows says something about the answer."""

from collections.abc import Iterator

import numpy as np
from scipy import stats

from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need, Task
from gardefou.core.table import Kind
from gardefou.core.words import say
from gardefou.measures import association, intervals
from gardefou.measures.scores import rank_correlation, ranks
from gardefou.need.names import name_words, word_set
from gardefou.need.write import toml_value
from gardefou.table.classes import as_classes
from gardefou.table.frame import Array, Cells, Coded, Frame, Sample, missing

_TIME_WORDS = word_set(
    "time date day week month year yr hour timestamp temps jour semaine mois annee heure"
)
_BINS = 24  # stretches of the file that are compared


@check("D019")
def ordered_rows(
    need: Need,
    sample: Sample,
    *,
    min_auc: float = 0.6,
    min_fit: float = 0.05,
    sorted_from: float = 0.99,
    max_p: float = 1e-4,
) -> Iterator[Finding]:
    """A file sorted by the answer, or whose row numbers say something about it.

    Why it matters: a file cut in the middle gives two halves that are not alike. And if the order
    is that of time, rows drawn by chance let a model learn from the future of those it is
    tested on: its score is then a promise that it cannot keep.
    How: the file is cut in 24 stretches, and the answer of a row is guessed from the other rows
    of its stretch. sorted_from: 0.99 of neighbouring rows share their class, or rank correlation
    of the answers of neighbours, with the classes in as few runs as a sorted file has: that is
    noted. min_auc: 0.6, or for numbers min_fit: 0.05 of the spread of their ranks, and in both
    cases a probability by luck of at most max_p, 1e-4, over the classes together: that is asked
    about. A smaller effect may be real and is no matter. If a column that is no time is sorted
    along the file (first class before third), the answer follows that column: that is noted.
    When it errs: files sorted by place or by batch look like time. A cycle shorter than a
    twentieth of the file is not seen. Of rows that were locked away nothing is known.
    False alarms: at most 1 table in 10,000 by chance; it never alarms, it asks.
    Remedy: name the column of time if there is one; else waive the check.
    Source: Bergmeir and Benitez 2012, doi:10.1016/j.ins.2011.12.028 (why time must not be shuffled)
    """
    if need.target is None or need.target not in sample.frame:
        raise NotApplicable(say("rows.order.no_answer"))
    sample = sample.take(~missing(sample.frame[need.target]))
    sample = sample.take(np.argsort(sample.position, kind="stable"))
    y = _answers(need, sample.frame)
    kept = np.isfinite(y)
    y, sample = y[kept], sample.take(kept)
    if len(y) < 30 or len(np.unique(y)) < 2:
        return
    numbers = need.task is Task.REGRESSION
    near, limit = _alike(y, numbers=numbers), sorted_from
    if near.value >= limit and _in_one_go(y, numbers=numbers):
        yield _note(need.target, "sorted", near, limit)
        return
    told, p = _told_by_stretch(y, sample.hashes, numbers=numbers)
    limit = min_fit if numbers else min_auc
    if need.columns.time is not None or told.value < limit or p > max_p:
        return
    yield _question(need, sample.frame, told, limit)


def _answers(need: Need, frame: Frame) -> Array:
    target = frame[str(need.target)]
    if need.task is Task.REGRESSION:
        return _as_number(target)
    return as_classes(target, frame.kinds[str(need.target)]).codes.astype(float)
