"""The main job: from a table and a need to a verdict, a report and a model."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from gardefou.checks.run import run_checks, unite
from gardefou.core.evidence import Evidence, Growth
from gardefou.core.finding import Outcome, Result, Severity
from gardefou.core.need import Need
from gardefou.core.progress import Progress, between, silent
from gardefou.core.reading import Reading
from gardefou.core.table import Table
from gardefou.core.verdict import Answer, Learned, Record, Verdict, WhatIf
from gardefou.core.words import say
from gardefou.flows.accounting import accounted, noted
from gardefou.flows.case import CaseFolder, read_record
from gardefou.flows.checking import (
    LEAK,
    after_learning,
    before_learning,
    by_code,
    columns_left_out,
    gather,
)
from gardefou.flows.examine import examine, metrics
from gardefou.flows.glance import glances
from gardefou.flows.learn import Learning, learn, refuse_no_folds
from gardefou.flows.picture import pictures, raced_rows
from gardefou.flows.probing import probe_of
from gardefou.flows.rows import Rows, split_rows
from gardefou.flows.what_if import what_ifs
from gardefou.flows.worth import Worth, bench_of, growth_of, worths
from gardefou.learners.bundle import read_bundle, write_bundle
from gardefou.learners.folds import entity_keys
from gardefou.learners.model import Model
from gardefou.learners.raced import NoRecipeSurvivedError
from gardefou.learners.store import FitStore
from gardefou.ledger.meter import Meter
from gardefou.ledger.openings import opened
from gardefou.ledger.versions import versions
from gardefou.table.engine import Engine, open_table
from gardefou.table.frame import Sample
from gardefou.verdict.feasibility import Outlook, feasibility, outlook
from gardefou.verdict.judge import judge

Array = NDArray[Any]


def train(
    source: object,
    need: Need,
    *,
    out: Path,
    reading: Reading | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Record:
    """The whole way of a table; the case folder `out` holds everything.

    A finished case of the same need and table is read, not made again; an unfinished one is
    resumed. Raises GardefouError, with nothing written, where the input cannot be used.
    """
    meter = Meter()
    with open_table(source, reading or Reading()) as engine:
        with meter.step("read"):
            progress(say("flows.train.reading"), 0.0)
            rows = split_rows(engine, need, seed=seed)
            refuse_no_folds(rows)
        folder = CaseFolder(out)
        folder.refuse_occupied()
        with folder.alone():
            folder.claim(engine.table, rows.need, seed)
            if folder.is_finished():
                progress(say("flows.train.finished"), 1.0)
                return read_record(out)
            return _Training(engine, rows, folder, meter, seed, folder.progress(progress)).run()


@dataclass(frozen=True)
class _Training:
    """One training under way: each step reads what came before and hands on."""

    engine: Engine
    rows: Rows
    folder: CaseFolder
    meter: Meter
    seed: int
    told: Progress

    def run(self) -> Record:
        earlier = self.folder.earlier_steps()
        self.folder.log_steps(self.meter.entries)
        record = self._steps()
        entries = [*earlier, *self.meter.entries]
        openings = record.ledger.vault_openings
        record = replace(record, ledger=accounted(entries, self.rows.need, openings))
        self.told(say("flows.train.writing"), 0.98)
        self.folder.finish(record)
        return record

    def _steps(self) -> Record:
        with self._step("audit"):
            evidence, results = self._audit()
        left_out = columns_left_out(results, evidence)
        try:
            with self._step("learn"):
                learning = self._learn(left_out)
        except NoRecipeSurvivedError as none:
            return self._unlearned(evidence, results, none)
        with self._step("examine"):
            return self._examine(evidence, results, left_out, learning)

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        """Measure a step and note it at once: what was spent stays known after a kill."""
        try:
            with self.meter.step(name):
                yield
        finally:
            self.folder.log_steps(self.meter.entries[-1:])

    def _audit(self) -> tuple[Evidence, tuple[Result, ...]]:
        """Statistics and the checks that need no model."""
        self.told(say("flows.train.checking"), 0.1)
        self.engine.lock(self.rows.sample.position[self.rows.locked])
        early = before_learning()
        evidence = gather(self.engine, self.rows, unite(early), seed=self.seed)
        told = between(self.told, 0.15, 0.25)
        return evidence, run_checks(evidence, checks=early, progress=told)

    def _unlearned(
        self, evidence: Evidence, results: tuple[Result, ...], none: NoRecipeSurvivedError
    ) -> Record:
        """What is left to say where no recipe could be fitted: the findings, and why."""
        results = by_code((*results, *run_checks(evidence, checks=after_learning())))
        table, need = self.engine.table, self.rows.need
        verdict = judge(need, results)
        because = (say("flows.train.no_recipe", why=str(none)), *verdict.because)[:3]
        verdict = replace(verdict, answer=verdict.answer or Answer.NOT_YET, because=because)
        ledger, columns = accounted([], need), glances(evidence, results)
        return Record(table, need, verdict, results, ledger, versions=versions(), columns=columns)

    def _learn(self, left_out: Mapping[str, str]) -> Learning:
        self.told(say("flows.train.learning"), 0.25)
        store = FitStore(self.folder.fits, self.folder.path / "race.jsonl")
        return learn(
            self.rows, self.engine.table, left_out, store=store, told=self.told, seed=self.seed
        )

    def _examine(
        self,
        evidence: Evidence,
        results: tuple[Result, ...],
        left_out: Mapping[str, str],
        learning: Learning,
    ) -> Record:
        """Open the vault for the frozen model, judge, and write the bundle."""
        self.told(say("flows.train.examining"), 0.8)
        table, need = self.engine.table, self.rows.need
        openings = opened(table.sha256, candidate_name(learning))
        examined = examine(self.rows, learning, openings=openings)
        evidence = evidence.plus(signal=learning.signal, examined=examined)
        evidence, growth, helps = self._tried(evidence, learning)
        told = between(self.told, 0.8, 0.85)
        late = run_checks(evidence, checks=after_learning(), progress=told)
        results = by_code((*results, *late))
        priced = self._what_ifs(results, left_out, learning)
        ahead = None if growth is None else growth.saved.get(10.0)
        can = feasibility(learning.signal, more=ahead)
        verdict = judge(
            need,
            results,
            value=examined.value,
            feasibility=can,
            left_out=[name for name, why in left_out.items() if why == LEAK],
            what_if=priced,
        )
        learned = Learned(
            recipe=learning.model.recipe,
            readable=learning.model.readable,
            metrics=metrics(examined, need),
            seconds=learning.seconds,
            raced=raced_rows(learning),
            features=learning.model.encoder.columns,
            left_out={name: say(f"flows.left_out.{why}") for name, why in left_out.items()},
            what_if=priced,
            pictures=pictures(self.rows, learning, examined, evidence)
            | foretold(learning, helps, outlook(learning.signal, more=ahead)),
        )
        if not examined.value.asks_always:
            self._keep(learning.model, verdict, openings)
        ledger = accounted([], need, openings)
        value = examined.value
        table = noted(table, "flows.train.sampled", len(self.rows.sample) + self.rows.unanswered)
        table = _climbed(table, learning)
        columns = glances(evidence, results)
        return Record(table, need, verdict, results, ledger, value, learned, versions(), columns)

    def _tried(
        self, evidence: Evidence, learning: Learning
    ) -> tuple[Evidence, Growth | None, tuple[Worth, ...]]:
        """What the model leans on, and what more rows, columns, labels and people would bring."""
        sample = evidence["sample"]
        assert isinstance(sample, Sample)
        probe = probe_of(self.rows, learning, sample)
        evidence = evidence if probe is None else evidence.plus(probe=probe)
        bench = bench_of(learning, self.rows.need, things=_things(self.rows))
        if bench is None:
            return evidence, None, ()
        growth = growth_of(bench)
        evidence = evidence if growth is None else evidence.plus(growth=growth)
        return evidence, growth, tuple(worths(bench, growth))

    def _keep(self, model: Model, verdict: Verdict, openings: int) -> None:
        """Write the bundle, and read it back: what cannot be read was never written."""
        write_bundle(model, self.folder.bundle, self._told(verdict, openings))
        read_bundle(self.folder.bundle)

    def _told(self, verdict: Verdict, openings: int) -> dict[str, object]:
        """What the bundle says of itself beside the model: its verdict, and where it holds."""
        need, rows = self.rows.need, self.rows
        return {
            "verdict": verdict.answer,
            "feasibility": verdict.feasibility,
            "waive": {check: asdict(waiver) for check, waiver in need.waive.items()},
            "validity": {
                "table": self.engine.table.sha256,
                "rows_learned": int(rows.open.sum()),
                "rows_examined": int(rows.locked.sum()),
                "vault_openings": openings,
            },
        }

    def _what_ifs(
        self, results: Iterable[Result], left_out: Mapping[str, str], learning: Learning
    ) -> tuple[WhatIf, ...]:
        accused = [name for name, why in left_out.items() if why == LEAK]
        asked = [
            finding.columns[0]
            for result in results
            for finding in result.findings
            if result.outcome is Outcome.FAULT
            and finding.severity is Severity.ASK
            and result.code.startswith("L")
            and set(finding.columns[:1]) & set(learning.model.encoder.columns)
        ]
        return tuple(
            what_ifs(
                self.rows,
                learning,
                left_out,
                accused,
                list(dict.fromkeys(asked)),
                seed=self.seed,
                told=self.told,
            )
        )


def foretold(learning: Learning, helps: Iterable[Worth], outlook: Outlook) -> dict[str, object]:
    """What was said before the race beside what happened, and what would help, for the report."""
    found: dict[str, object] = {"outlook": outlook.says, "rows": learning.raced.rows}
    if learning.forecast is not None and learning.happened is not None:
        found["forecast"] = {
            "before": asdict(learning.forecast),
            "after": asdict(learning.happened),
        }
    helpful = [asdict(each) for each in helps]
    return {**found, **({"helps": helpful} if helpful else {})}


def _climbed(table: Table, learning: Learning) -> Table:
    """The table, with a note where models learned from a part of the rows, and why."""
    there = len(learning.folds.folds[0].learn)
    if learning.raced.rows >= there:
        return table
    told = say("flows.train.climbed", rows=learning.raced.rows, there=there)
    return replace(table, notes=(*table.notes, told))


def _things(rows: Rows) -> Array | None:
    entity = rows.need.columns.entity
    if entity is None:
        return None
    return entity_keys(rows.sample.take(rows.open).frame[entity])


def candidate_name(learning: Learning) -> str:
    """A fingerprint of the frozen model: the same model again is the same opening of the vault."""
    raw = learning.model.fitted.raw(learning.problem.matrix)
    return hashlib.sha256(raw.round(9).tobytes()).hexdigest()
