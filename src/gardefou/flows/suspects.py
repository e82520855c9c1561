"""The cells that an audit suspects: written to a file, or mended in rows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gardefou.core.finding import Result
from gardefou.core.suspects import Against, At, Beyond, Suspects, Unread, Values
from gardefou.core.table import WHITE
from gardefou.measures.dependence import Clear, outvoted, wanted
from gardefou.measures.personal import discreet
from gardefou.table.cells import (
    Pointed,
    keys_of,
    located,
    number_of,
    schema,
    told_in,
    with_cells,
)
from gardefou.table.engine import Engine
from gardefou.table.frame import Array, Cells, Coded, Frame, Sample
from gardefou.table.write import write_batches


def pointed_at(results: Iterable[Result]) -> list[Pointed]:
    """The cells that the findings of these results mean, with the names of their checks."""
    return [
        (result.check, suspects)
        for result in results
        for finding in result.findings
        for suspects in finding.cells
    ]


def write_suspects(engine: Engine, results: Iterable[Result], path: Path) -> None:
    """Write one line for each suspect cell of the table: row, column, check, value, suggested.

    As Parquet, CSV or JSON lines by the ending of the path, whole or not at all; where nothing is
    suspected, only what the columns are called. See `table.cells.schema`. Personal data is masked:
    row and column say where it stands.
    """
    cells = located(engine, pointed_at(results))
    write_batches(schema(), (told_in(batch, discreet) for batch in cells), path)


def mended(sample: Sample, suspects: Sequence[Suspects]) -> Sample:
    """The sample with each cell that is meant replaced by the suggestion, or emptied.

    The first to mean a cell decides. What most rows of a group hold is counted in the sample: of a
    part of the table it may differ from what `table.cells.located` counts in the whole.
    """
    made: dict[str, Cells] = dict(sample.frame.columns)
    done: dict[str, Array] = {}
    for each in suspects:
        if each.column not in made:
            continue
        where, suggested = meant(sample, each)
        before = done.get(each.column, np.zeros(0, dtype=np.int64))
        new = ~np.isin(where, before)
        done[each.column] = np.concatenate([before, where])
        texts = [text for text, is_new in zip(suggested, new, strict=True) if is_new]
        made[each.column] = with_cells(made[each.column], where[new], texts)
    return replace(sample, frame=Frame(made, sample.frame.kinds, len(sample.frame)))


def meant(sample: Sample, suspects: Suspects) -> tuple[Array, list[str | None]]:
    """Which rows of the sample hold a cell that is meant, and what it should be.

    Of a column that was read from text the cells that could not be read are empty here.
    """
    cells = sample.frame[suspects.column]
    match suspects:
        case Values():
            return _of_values(cells, suspects)
        case Beyond():
            return _of_beyond(cells, sample.position, suspects)
        case Against():
            return _of_against(sample.frame, suspects)
        case At():
            where = np.flatnonzero(np.isin(sample.position, list(suspects.suggested)))
            return where, [suspects.suggested[int(sample.position[i])] for i in where]
        case Unread():
            return np.zeros(0, dtype=np.int64), []


def _of_values(cells: Cells, values: Values) -> tuple[Array, list[str | None]]:
    codes, names = keys_of(cells)
    texts: dict[Any, str | None] = {}
    for text, right in values.suggested.items():
        key = text.strip(WHITE) if isinstance(cells, Coded) else number_of(text)
        texts.setdefault(key, right)
    held = np.array([*(name in texts for name in names), False])
    where = np.flatnonzero(held[codes])
    return where, [texts[names[code]] for code in codes[where]]


def _of_beyond(cells: Cells, position: Array, beyond: Beyond) -> tuple[Array, list[str | None]]:
    if isinstance(cells, Coded):
        return np.zeros(0, dtype=np.int64), []
    low = -np.inf if beyond.low is None else beyond.low
    high = np.inf if beyond.high is None else beyond.high
    where = np.flatnonzero(((cells < low) | (cells > high)) & (position >= beyond.since))
    scale = beyond.scale
    return where, [None if scale is None else str(float(x * scale)) for x in cells[where]]


def _of_against(frame: Frame, against: Against) -> tuple[Array, list[str | None]]:
    if any(name not in frame for name in against.given):
        return np.zeros(0, dtype=np.int64), []
    codes, _ = keys_of(frame[against.column])
    clear = Clear(against.min_rows, against.min_share, against.max_rival)
    wants = [wanted(keys_of(frame[name])[0], codes, clear) for name in against.given]
    differs, best = outvoted(codes, wants)
    where = np.flatnonzero(differs & ((codes >= 0) | against.holes))
    names = _texts(frame[against.column])
    return where, [names[code] for code in best[where]]


def _texts(cells: Cells) -> Sequence[str]:
    """The different cells as `keys_of` numbers them, as text."""
    names = keys_of(cells)[1]
    return names if isinstance(cells, Coded) else [str(float(name)) for name in names]
