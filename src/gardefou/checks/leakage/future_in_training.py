"""L005: a model could look into the future of the rows that it is tested on."""

from collections.abc import Iterator

import numpy as np

from gardefou.checks.data.ordered_rows import ordered_rows
from gardefou.checks.leakage.along_time import Told, times_of, told_along
from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.evidence import OtherSide
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.need.write import toml_value
from gardefou.table.classes import as_classes
from gardefou.table.frame import Array, Coded, Frame, Sample
from gardefou.table.vault import TEST, TRAIN


@check("L005")
def future_in_training(
    need: Need,
    sample: Sample,
    other_side: OtherSide | None = None,
    *,
    min_share: float = 0.01,
    min_auc: float = 0.6,
    min_fit: float = 0.05,
    max_p: float = 1e-4,
    most_holes: float = 0.05,
) -> Iterator[Finding]:
    """Time is there, and a split by chance would let a model look ahead.

    Why it matters: what is known of March helps to guess February. In use nobody knows what comes
    later, so a score from rows drawn by chance promises what cannot be kept.
    How: with a test table, or a split column in the need, its rows are counted that lie before the
    latest hundredth of the rows to learn from. If that is min_share, 0.01, of them or more (a few
    late arrivals are no matter) it alarms where the need names the time; by any other column of
    times it is asked, if the answer changes along it. Without a test, a column of times along which
    the answer changes is asked about: does the model decide on later rows? For the time of the need
    that is a note.
    The answer changes along a time if the stretch that a row lies in, of 24, or the row before it
    tells its answer with min_auc, 0.6, or min_fit, 0.05 of the spread of the ranks, and luck does
    so in max_p, 1e-4, of tables at most. A time with more than most_holes, 0.05, of holes has
    mostly not come yet, and a day of birth orders nothing; neither is looked at. A file that is
    sorted by its time is ordered_rows' question and is not asked about again.
    When it errs: a season that returns each year may be known beforehand and is asked about still.
    Years and months in columns of their own are not taken for a time unless the need names them.
    False alarms: an alarm is a count. Questions: at most 1 table in 10,000 by chance; none on 80
    clean invented tables with a column of days.
    Remedy: name the column of time; test rows must be later than the rows to learn from.
    Source: Kapoor and Narayanan 2023, doi:10.1016/j.patter.2023.100804, leakage type L3.1
    """
    times = times_of(need, sample, most_holes=most_holes)
    if not times:
        raise NotApplicable(say("leakage.future.no_time"))
    if need.columns.time is not None:
        overlap = _overlap(need, sample, other_side)
        if overlap is not None and overlap.value >= min_share:
            yield _ahead(need.columns.time, overlap, min_share, tables=other_side is not None)
    limits = {True: min_auc, False: min_fit}
    told = [each for name in times if (each := told_along(need, sample, name))]
    changing = [
        each for each in told if each.p <= max_p and each.measured.value >= limits[each.classes]
    ]
    if changing:
        most = max(changing, key=lambda each: (each.measured.low, each.name))
        yield from _looks_ahead(need, sample, other_side, most, (limits[most.classes], min_share))


def _looks_ahead(
    need: Need, sample: Sample, other: OtherSide | None, told: Told, limits: tuple[float, float]
) -> Iterator[Finding]:
    """What there is to say of a time along which the answer changes. limits: of it, of a share."""
    if need.columns.time is not None:
        if other is None and need.split is None:
            yield _known(told, limits[0])
    elif other is not None:
        overlap = _between(sample.frame, other.sample.frame, told.name)
        if overlap is not None and overlap.value >= limits[1]:
            yield _ahead_asked(told.name, overlap, limits[1])
    elif not _asked_already(need, sample):
        yield _drawn(told, limits[0])


def _overlap(need: Need, sample: Sample, other: OtherSide | None) -> Estimate | None:
    """Rows to be tested on that lie before the latest row to learn from, by the need's time."""
    time = str(need.columns.time)
    if other is not None:
        return _between(sample.frame, other.sample.frame, time)
    if need.split is None or need.split not in sample.frame:
        return None
    side = as_classes(sample.frame[need.split], sample.frame.kinds[need.split])
    learned, tested = (
        np.array([*(level.casefold() in known for level in side.levels), False])[side.codes]
        for known in (TRAIN, TEST)
    )
    return _between(sample.frame.take(learned), sample.frame.take(tested), time)


def _between(learned: Frame, tested: Frame, name: str, *, latest: float = 0.99) -> Estimate | None:
    """The share of tested rows before the latest learned ones; None where times lack on a side.

    latest: of the learned rows; a slip of the pen, such as the year 2099, is not the latest.
    """
    sides = [_moments(frame, name) for frame in (learned, tested)]
    if not all(len(side) for side in sides):
        return None
    bound = np.quantile(sides[0], latest, method="higher")
    early = int((sides[1] < bound).sum())
    return intervals.share(early, len(sides[1]), unit="share of test rows")


def _moments(frame: Frame, name: str) -> Array:
    cells = frame.columns.get(name)
    if cells is None or isinstance(cells, Coded):
        return np.empty(0)
    return np.asarray(cells[np.isfinite(cells)])


def _asked_already(need: Need, sample: Sample) -> bool:
    """Whether `ordered_rows` asks for the time: one question is enough."""
    return any(finding.severity is Severity.ASK for finding in ordered_rows(need, sample))


def _ahead(name: str, overlap: Estimate, limit: float, *, tables: bool) -> Finding:
    rows = round(overlap.value * overlap.n)
    which = "overlap" if tables else "split"
    return Finding(
        columns=(name,),
        severity=Severity.ALARM,
        says=say(f"leakage.future.{which}", column=name, share=overlap.value, rows=rows),
        remedy=say("leakage.future.remedy.alarm"),
        measured=overlap,
        limit=limit,
        rows=rows,
    )


def _ahead_asked(name: str, overlap: Estimate, limit: float) -> Finding:
    rows = round(overlap.value * overlap.n)
    return Finding(
        columns=(name,),
        severity=Severity.ASK,
        says=say("leakage.future.overlap_ask", column=name, share=overlap.value, rows=rows),
        remedy=say("leakage.future.remedy.ask"),
        measured=overlap,
        limit=limit,
        rows=rows,
        answers=_answers(name),
    )


def _drawn(told: Told, limit: float) -> Finding:
    return Finding(
        columns=(told.name,),
        severity=Severity.ASK,
        says=say("leakage.future.drawn", column=told.name),
        remedy=say("leakage.future.remedy.ask"),
        measured=told.measured,
        limit=limit,
        rows=told.measured.n,
        answers=_answers(told.name),
    )


def _known(told: Told, limit: float) -> Finding:
    return Finding(
        columns=(told.name,),
        severity=Severity.NOTE,
        says=say("leakage.future.known", column=told.name),
        remedy=say("leakage.future.remedy.known"),
        measured=told.measured,
        limit=limit,
        rows=told.measured.n,
    )


def _answers(name: str) -> tuple[str, str]:
    return f"[columns]\ntime = {toml_value(name)}", waiver("future_in_training", name)
