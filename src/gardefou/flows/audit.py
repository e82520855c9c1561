"""What is wrong with a table: the same checks as a training, without the middle."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from gardefou.checks.run import run_checks, unite
from gardefou.core.errors import GardefouError
from gardefou.core.evidence import Evidence
from gardefou.core.need import Need, Task
from gardefou.core.progress import Progress, between, silent
from gardefou.core.reading import Reading
from gardefou.core.verdict import Record, Signal
from gardefou.core.words import say
from gardefou.flows.accounting import accounted, noted
from gardefou.flows.case import CaseFolder, read_record
from gardefou.flows.checking import (
    after_learning,
    before_learning,
    by_code,
    columns_left_out,
)
from gardefou.flows.learn import best_trivial, folds_of, judged_costs, problem_of
from gardefou.flows.rows import Rows, answers, named_moments
from gardefou.learners.race import NoRecipeSurvivedError, Race
from gardefou.learners.recipe import RECIPES
from gardefou.learners.signal import measure_signal
from gardefou.ledger.meter import Meter
from gardefou.ledger.versions import versions
from gardefou.need.complete import complete, refuse_absent_columns
from gardefou.need.contradictions import priced_task
from gardefou.table.classes import as_classes
from gardefou.table.engine import Engine, open_table
from gardefou.table.frame import Coded, Sample, missing
from gardefou.verdict.feasibility import feasibility
from gardefou.verdict.judge import judge

_SAMPLE_ROWS = 20_000
_SIGNAL_ROWS = 5_000
_SIGNAL_RECIPES = ("trivial", "linear", "boosted")


def audit(
    source: object,
    need: Need,
    *,
    out: Path | None = None,
    reading: Reading | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Record:
    """Every check that this table and need allow; nothing is locked, nothing is learned to keep.

    out: a case folder to write, none if left out.
    """
    meter = Meter()
    with open_table(source, reading or Reading()) as engine:
        refuse_absent_columns(need, engine.table)
        if out is None:
            return _audited(engine, need, meter, seed, progress)
        folder = CaseFolder(out)
        folder.refuse_occupied()
        with folder.alone():
            folder.claim(engine.table, need, seed)
            if folder.is_finished():
                progress(say("flows.train.finished"), 1.0)
                return read_record(out)
            record = _audited(engine, need, meter, seed, folder.progress(progress))
            folder.log_steps(meter.entries)
            folder.finish(record)
            return record


def _audited(engine: Engine, need: Need, meter: Meter, seed: int, told: Progress) -> Record:
    with meter.step("audit"):
        told(say("flows.train.reading"), 0.0)
        if need.target is not None and (need.task or priced_task(need)) is Task.REGRESSION:
            engine.read_as_numbers(need.target)
        sample = engine.rows(need, most=_SAMPLE_ROWS, seed=seed)
        need, rows = _answered(engine, need, sample)
        early = before_learning()
        parts = {"need": need, "table": engine.table, "rows": engine.table.rows, "sample": sample}
        evidence = Evidence({**parts, **engine.ask(unite(early), need)})
        results = run_checks(evidence, checks=early, progress=between(told, 0.2, 0.8))
    signal = None
    if rows is not None:
        with meter.step("feasibility"):
            told(say("flows.audit.signal"), 0.8)
            signal = quick_signal(rows, columns_left_out(results, evidence), seed=seed)
    if signal is not None:
        evidence = evidence.plus(signal=signal)
    late = after_learning()
    results = by_code(
        (*results, *run_checks(evidence, checks=late, progress=between(told, 0.9, 1.0)))
    )
    can = feasibility(signal) if signal is not None else None
    verdict = judge(need, results, feasibility=can)
    ledger = accounted(meter.entries, need)
    table = noted(engine.table, "flows.audit.sampled", len(sample))
    return Record(table, need, verdict, results, ledger, versions=versions())


def _answered(engine: Engine, need: Need, sample: Sample) -> tuple[Need, Rows | None]:
    """The completed need and the rows with an answer; None where the target cannot serve."""
    if need.target is None or need.target not in sample.frame:
        return complete(need, engine.table), None
    cells = sample.frame[need.target]
    known = ~missing(cells)
    if not isinstance(cells, Coded):
        known &= np.isfinite(cells)
    kept = sample.take(known)
    cells = named_moments(kept.frame[need.target], engine.table.kind(need.target), need)
    try:
        need = complete(need, engine.table, cells)
    except GardefouError:  # one class, or none: the checks say so, an audit goes on
        return need, None
    if need.task is not Task.REGRESSION:
        cells = as_classes(cells, engine.table.kind(need.target or ""))
    none = np.zeros(len(kept), dtype=bool)
    y = answers(cells, need)
    return need, Rows(need, kept, y, np.ones(len(kept)), none, none, int((~known).sum()))


def quick_signal(rows: Rows, left_out: dict[str, str], *, seed: int) -> Signal | None:
    """The signal from two cheap recipes on few rows; None where they cannot even be tried."""
    few = np.arange(min(len(rows.sample), _SIGNAL_ROWS))
    part = replace(
        rows,
        sample=rows.sample.take(few),
        y=rows.y[few],
        weight=rows.weight[few],
        locked=rows.locked[few],
        dropped=rows.dropped[few],
    )
    _, problem = problem_of(part, left_out, seed=seed)
    folds = folds_of(part)
    if len(problem) < 20 or not problem.matrix.features or not len(folds):
        return None
    race = Race(problem, folds, recipes=[RECIPES[name] for name in _SIGNAL_RECIPES])
    try:
        raced = race.run()
    except NoRecipeSurvivedError:
        return None
    full = [each for each in raced.candidates if each.full]
    costs = {each.recipe.name: judged_costs(problem, each, rows.need) for each in full}
    trivial = best_trivial(problem, full[0].judged, rows.need)
    return measure_signal(problem, folds, full, costs, trivial, unit=rows.need.cost.unit)
