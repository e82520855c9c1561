"""Make a table neutral between groups of people: weights, rows or values, and what that costs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.estimate import Estimate
from gardefou.core.need import Need, Task
from gardefou.core.neutral import GroupRows, Neutral
from gardefou.core.progress import Progress, silent
from gardefou.core.reading import Reading
from gardefou.core.table import Column, Kind
from gardefou.core.words import plain, say
from gardefou.flows.case import write_whole
from gardefou.flows.gaps import compared_ways, outcomes, repairable, repaired_rows
from gardefou.flows.learn import refuse_no_folds
from gardefou.flows.outputs import made_folder, refuse_file, refuse_overwriting
from gardefou.flows.people import Grouping, grouping
from gardefou.flows.rows import Rows, answered_rows, answers, stated_weight
from gardefou.measures.gaps import group_means
from gardefou.measures.groups import rows_for_share
from gardefou.measures.reweighing import resampled, reweighed
from gardefou.report.json import json_text, plain_values
from gardefou.table.arrows import with_column
from gardefou.table.engine import Engine, open_table
from gardefou.table.frame import Frame
from gardefou.table.write import write_batches

Array = NDArray[Any]

_MOST_ROWS = 10_000_000  # held in memory
_COMPARED = 10_000  # rows on which the ways are compared
WEIGHT = "neutral_weight"
TABLES = ("weights", "resampled", "repaired")
"""What can be written."""
_ENDINGS = (".csv", ".parquet")  # of the tables in a folder


def neutralise(
    source: object,
    need: Need,
    *,
    out: Path,
    how: str = "weights",
    precision: float = 0.05,
    reading: Reading | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Neutral:
    """Write a table in which groups and outcomes have nothing in common, and say what that does.

    need: names the target and the protected columns. out: a file (.csv, .parquet, .jsonl), which
    gets the table of `how`, one of TABLES; or a folder, which gets all of them, `neutral.json` and
    the sampling plan. precision: half the width asked of the interval of each group's outcome.
    """
    folder = not out.suffix
    _refuse_places(out, source)
    with open_table(source, reading or Reading()) as engine:
        progress(say("neutral.reading"), 0.0)
        _refuse(engine, need)
        rows = _rows(engine, need, seed)
        people = grouping(rows.sample, rows.need.columns.protected, outcome=_bands(rows))
        if people.count < 2:
            raise GardefouError(say("neutral.one_group"), remedy=say("neutral.name_protected"))
        weight = reweighed(people.of, _bands(rows), rows.weight)
        progress(say("neutral.comparing"), 0.3)
        few = np.arange(min(len(rows.y), _COMPARED))
        compared = _part(rows, few)
        refuse_no_folds(compared)
        recipe, ways = compared_ways(compared, people.of[few], weight[few], seed=seed)
        progress(say("neutral.writing"), 0.8)
        made = _Made(engine, rows, people.of, weight, seed)
        files = made.into_folder(out) if folder else made.into_file(out, how)
        groups = tuple(_plan(rows, people, precision))
        neutral = Neutral(engine.table, rows.need, groups, tuple(ways), recipe, precision, files)
    if folder:
        write_whole(out / "neutral.json", json_text(as_json(neutral)))
    return neutral


def as_json(neutral: Neutral) -> dict[str, Any]:
    """The outcome in plain JSON values."""
    table = {"source": neutral.table.source, "rows": neutral.table.rows}
    kept = ("groups", "ways", "recipe", "precision", "files")
    need = {"target": neutral.need.target, "protected": list(neutral.need.columns.protected)}
    told = {name: plain_values(getattr(neutral, name)) for name in kept}
    return {"table": table, "need": need, **told}


def _refuse_places(out: Path, source: object) -> None:
    if out.suffix:
        refuse_file(out, [source])
        return
    for how, ending in product(TABLES, _ENDINGS):
        refuse_overwriting(out / f"{how}{ending}", [source])


def _refuse(engine: Engine, need: Need) -> None:
    if not need.columns.protected:
        raise GardefouError(say("neutral.no_protected"), remedy=say("neutral.name_protected"))
    if engine.table.rows and WEIGHT in engine.table.names:
        raise GardefouError(say("neutral.taken", column=WEIGHT), remedy=say("neutral.rename"))


def _rows(engine: Engine, need: Need, seed: int) -> Rows:
    """Every row that has an answer."""
    if engine.table.rows > _MOST_ROWS:
        rows = f"{engine.table.rows:,}".replace(",", " ")
        raise GardefouError(say("neutral.too_many"), seen=rows, remedy=say("neutral.fewer_rows"))
    need, sample, cells, unanswered = answered_rows(engine, need, seed=seed, most=_MOST_ROWS)
    y = answers(cells, need)
    if len(y) < 50 or len(np.unique(y)) < 2:
        raise GardefouError(
            say("neutral.too_few"), seen=str(len(y)), remedy=say("neutral.more_rows")
        )
    none = np.zeros(len(y), dtype=bool)
    return Rows(need, sample, y, stated_weight(need, sample), none, none, unanswered)


def _part(rows: Rows, few: Array) -> Rows:
    return replace(
        rows,
        sample=rows.sample.take(few),
        y=rows.y[few],
        weight=rows.weight[few],
        locked=rows.locked[few],
        dropped=rows.dropped[few],
    )


def _bands(rows: Rows, fifths: int = 5) -> Array:
    """The outcome of each row as a class; numbers by fifths of their ranks."""
    if rows.need.task is not Task.REGRESSION:
        return rows.y.astype(int)
    cuts = np.quantile(rows.y, np.arange(1, fifths) / fifths)
    return np.unique(np.searchsorted(cuts, rows.y, side="right"), return_inverse=True)[1]


def _plan(rows: Rows, people: Grouping, precision: float) -> Iterator[GroupRows]:
    """Each group with its outcome, and how many rows more it would need."""
    columns = outcomes(rows.y, rows)
    means = [group_means(c, people.of, rows.weight, unit="share") for c in columns.T]
    spread = [np.ptp([each.value for each in column]) for column in means]
    shown = means[int(np.argmax(spread))]
    half = precision
    if rows.need.task is Task.REGRESSION:  # in standard deviations of the answer
        shown = [replace(each, unit=str(rows.need.target)) for each in shown]
        half = precision * float(np.std(rows.y))
    for number, (named, outcome) in enumerate(zip(people.names, shown, strict=True)):
        needed = _needed(outcome, rows, people.of == number, half)
        yield GroupRows(named, outcome.n, outcome, needed, max(needed - outcome.n, 0))


def _needed(outcome: Estimate, rows: Rows, mine: Array, half: float) -> int:
    if rows.need.task is not Task.REGRESSION:
        return rows_for_share(min(max(outcome.value, 0.01), 0.99), half)
    sd = float(np.std(rows.y[mine]))
    return max(int(np.ceil((1.96 * sd / half) ** 2)), 2) if isfinite(sd) else 2


@dataclass(frozen=True)
class _Made:
    """The tables that can be written, row by row as they were stored."""

    engine: Engine
    rows: Rows
    group: Array
    weight: Array
    seed: int

    def into_file(self, out: Path, how: str) -> Mapping[str, str]:
        self._write(how, out)
        return {how: str(out)}

    def into_folder(self, out: Path) -> Mapping[str, str]:
        if out.exists() and not out.is_dir():
            raise GardefouError(say("neutral.no_folder"), seen=plain(out, most=500))
        made_folder(out)
        ending = _ENDINGS[not str(self.engine.table.source).endswith((".csv", ".tsv"))]
        files = {how: str(out / f"{how}{ending}") for how in TABLES}
        for how, path in files.items():
            self._write(how, Path(path))
        return files

    def _write(self, how: str, path: Path) -> None:
        columns = self.engine.table.columns
        nested = path.suffix.lower() in (".parquet", ".pq")
        names = [each.name for each in columns if nested or each.kind is not Kind.OTHER]
        changed = {"weights": self._weighted, "resampled": self._resampled}
        change = changed.get(how, self._repaired)()
        batches = _changed(self.engine, names, change)
        first = next(batches, None)
        if first is None:
            return
        write_batches(first.schema, _chained(first, batches), path)

    def _in_order(self, values: Array, nothing: float = np.nan) -> Array:
        """Values of rows with an answer, by the row's place in the file; the others `nothing`."""
        whole = np.full(self.engine.table.rows, nothing)
        whole[self.rows.sample.position] = values
        return whole

    def _weighted(self) -> "Change":
        weight = self._in_order(self.rows.weight * self.weight)
        return lambda batch, at: with_column(batch, WEIGHT, weight[at : at + len(batch)])

    def _resampled(self) -> "Change":
        times = self._in_order(self._times(), 0.0).astype(int)
        return lambda batch, at: batch.take(_repeated(times[at : at + len(batch)]))

    def _times(self) -> Array:
        """How often each row is taken."""
        rng = np.random.default_rng(self.seed)
        taken = resampled(self.rows.weight * self.weight, rng)
        return np.bincount(taken, minlength=len(self.weight)).astype(float)

    def _repaired(self) -> "Change":
        """Rows without an answer, which are of no group, keep their numbers."""
        frame: Frame = repaired_rows(self.rows, self.group).sample.frame
        names = repairable(self.rows)
        whole = self.engine.read([Column(name, Kind.NUMBER, "") for name in names])
        new = {name: np.array(whole[name]) for name in names}
        for name, values in new.items():
            values[self.rows.sample.position] = frame[name]

        def change(batch: Any, at: int) -> Any:
            for name, values in new.items():
                batch = with_column(batch, name, values[at : at + len(batch)])
            return batch

        return change


Change = Callable[[Any, int], Any]


def _changed(engine: Engine, names: list[str], change: Change) -> Iterator[Any]:
    at = 0
    for batch in engine.as_stored(names):
        yield change(batch, at)
        at += len(batch)


def _chained(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _repeated(times: Array) -> Array:
    return np.repeat(np.arange(len(times)), times)
