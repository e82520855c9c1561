"""What is wrong with a table: the same checks as a training, without the middle."""

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from gardefou.checks.run import run_checks, unite
from gardefou.core.errors import GardefouError
from gardefou.core.evidence import Evidence, Shift
from gardefou.core.finding import Result
from gardefou.core.need import Need, Task
from gardefou.core.progress import Progress, between, silent
from gardefou.core.reading import Reading
from gardefou.core.verdict import Record, Signal
from gardefou.core.words import plain, say
from gardefou.flows.accounting import accounted, noted
from gardefou.flows.asked import Beside
from gardefou.flows.case import CaseFolder, read_record
from gardefou.flows.checking import (
    after_learning,
    before_learning,
    by_code,
    columns_left_out,
)
from gardefou.flows.compared import other_side_of, shift_of
from gardefou.flows.glance import glances
from gardefou.flows.outputs import refuse_file
from gardefou.flows.pricing import priced
from gardefou.flows.probing import cost_shift, probed
from gardefou.flows.rows import Rows, answers, is_extreme, named_moments, refuse_unfit_columns
from gardefou.flows.suspects import write_suspects
from gardefou.ledger.meter import Meter
from gardefou.ledger.versions import versions
from gardefou.need.complete import UnanswerableError, complete, refuse_absent_columns
from gardefou.need.contradictions import priced_task
from gardefou.table.classes import as_classes
from gardefou.table.engine import Engine, open_table
from gardefou.table.frame import Coded, Sample, missing
from gardefou.verdict.feasibility import feasibility
from gardefou.verdict.judge import judge

_SAMPLE_ROWS = 20_000


def audit(
    source: object,
    need: Need,
    *,
    beside: Beside | None = None,
    out: Path | None = None,
    reading: Reading | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Record:
    """Every check that this table and need allow; nothing is locked, nothing is learned to keep.

    out: a case folder to write, none if left out.
    """
    beside, reading = beside or Beside(), reading or Reading()
    if beside.rows is not None:
        refuse_file(beside.rows, (source, beside.reference, beside.test))
    with ExitStack() as open_tables:
        engine, reference, test = (
            None if each is None else open_tables.enter_context(open_table(each, reading))
            for each in (source, beside.reference, beside.test)
        )
        if engine is None:
            raise GardefouError(say("asked.no_table"), remedy=say("asked.name_table"))
        auditing = _Auditing(engine, reference, test, need, seed, beside.rows)
        refuse_absent_columns(need, auditing.engine.table)
        progress(say("flows.train.reading"), 0.0)
        if out is None:
            return auditing.run(auditing.read(), progress)
        folder = CaseFolder(out)
        folder.refuse_occupied()
        looked = None if folder.is_finished() else auditing.read()
        with folder.alone():
            folder.claim(auditing.engine.table, need, seed, beside=auditing.fingerprints)
            if folder.is_finished() and beside.rows is None:
                progress(say("flows.train.finished"), 1.0)
                return read_record(out)
            record = auditing.run(looked or auditing.read(), folder.progress(progress))
            folder.log_steps(auditing.meter.entries)
            folder.finish(record)
            return record


@dataclass(frozen=True)
class _Looked:
    """What an audit looks at: the completed need, rows, and those of them with an answer.

    rows: None where no model can learn the answer. note: why not, where no check says it.
    """

    need: Need
    sample: Sample
    rows: Rows | None = None
    note: str = ""


@dataclass(frozen=True)
class _Auditing:
    """One audit under way: each step reads what came before and hands on."""

    engine: Engine
    reference: Engine | None
    test: Engine | None
    need: Need
    seed: int
    suspects: Path | None
    meter: Meter = field(default_factory=Meter)

    @property
    def fingerprints(self) -> dict[str, str]:
        """Of the tables beside."""
        tables = {"reference": self.reference, "test": self.test}
        return {name: one.table.sha256 for name, one in tables.items() if one is not None}

    def run(self, looked: _Looked, told: Progress) -> Record:
        need, rows, sample = looked.need, looked.rows, looked.sample
        with self.meter.step("audit"):
            evidence = self._evidence(need, sample, between(told, 0.05, 0.5))
            early = run_checks(
                evidence, checks=before_learning(), progress=between(told, 0.5, 0.75)
            )
        with self.meter.step("feasibility"):
            told(say("flows.audit.signal"), 0.75)
            left_out = columns_left_out(early, evidence)
            evidence = self._learned(evidence, rows, left_out)
        late = run_checks(evidence, checks=after_learning(), progress=between(told, 0.85, 0.9))
        with self.meter.step("price"):
            told(say("flows.audit.pricing"), 0.9)
            results = priced(by_code((*early, *late)), rows, left_out, seed=self.seed)
        if self.suspects is not None:
            told(say("flows.audit.suspects"), 0.95)
            write_suspects(self.engine, results, self.suspects)
        return self._record(looked, evidence, results)

    def read(self) -> _Looked:
        """Rows to look at, refused where the need asks of them what they cannot be."""
        need, engine = self.need, self.engine
        with self.meter.step("read"):
            if need.target is not None and (need.task or priced_task(need)) is Task.REGRESSION:
                engine.read_as_numbers(need.target)
            sample = engine.sample(need, most=_SAMPLE_ROWS, seed=self.seed)
            refuse_unfit_columns(need, sample)
            return _answered(engine, need, sample)

    def _evidence(self, need: Need, sample: Sample, told: Progress) -> Evidence:
        """Everything that the checks before learning ask for."""
        engine = self.engine
        parts = {
            "need": need,
            "table": engine.table,
            "rows": engine.table.rows,
            "sample": sample,
            **engine.ask(unite(before_learning()), need, progress=told),
        }
        shift = shift_of(engine, self.reference, need, sample, seed=self.seed)
        if shift is not None:
            parts["shift"] = shift
        if self.test is not None:
            parts["other_side"] = other_side_of(engine, self.test, need, sample, seed=self.seed)
        return Evidence(parts)

    def _learned(self, evidence: Evidence, rows: Rows | None, left_out: dict[str, str]) -> Evidence:
        """The evidence with what cheap models say."""
        if rows is None:
            return evidence
        sample, shift = evidence["sample"], evidence.get("shift")
        assert isinstance(sample, Sample)
        signal, probe = probed(rows, left_out, sample=sample, seed=self.seed)
        found: dict[str, object] = {"signal": signal, "probe": probe}
        if isinstance(shift, Shift):
            sides = shift.then, shift.now
            found["cost_shift"] = cost_shift(*sides, rows.need, left_out, seed=self.seed)
        return evidence.plus(**{name: part for name, part in found.items() if part is not None})

    def _record(self, looked: _Looked, evidence: Evidence, results: tuple[Result, ...]) -> Record:
        need = looked.need
        table = noted(self.engine.table, "flows.audit.sampled", len(looked.sample))
        if looked.note:
            table = replace(table, notes=(*table.notes, looked.note))
        signal = evidence.get("signal")
        can = feasibility(signal) if isinstance(signal, Signal) else None
        return Record(
            table,
            need,
            judge(need, results, feasibility=can),
            results,
            accounted(self.meter.entries, need),
            versions=versions(),
            columns=glances(evidence, results),
        )


def _answered(engine: Engine, need: Need, sample: Sample) -> _Looked:
    """The completed need and the rows with an answer; none where the target cannot serve."""
    if need.target is None:
        return _Looked(complete(need, engine.table), sample)
    cells = sample.frame[need.target]
    known = ~missing(cells)
    if not isinstance(cells, Coded):
        known &= np.isfinite(cells)
    kept = sample.take(known)
    cells = named_moments(kept.frame[need.target], engine.table.kind(need.target), need)
    try:
        need = complete(need, engine.table, cells)
    except UnanswerableError as error:  # an audit goes on; one class or none is a check's to say
        several = isinstance(cells, Coded) and len(np.unique(cells.codes)) > 1
        return _Looked(need, sample, note=plain(str(error), most=500) if several else "")
    if need.task is not Task.REGRESSION:
        cells = as_classes(cells, engine.table.kind(need.target or ""))
    none = np.zeros(len(kept), dtype=bool)
    y = answers(cells, need)
    if need.task is Task.REGRESSION and is_extreme(y):
        return _Looked(need, sample, note=say("flows.audit.extreme", target=need.target))
    rows = Rows(need, kept, y, np.ones(len(kept)), none, none, int((~known).sum()))
    return _Looked(need, sample, rows)
