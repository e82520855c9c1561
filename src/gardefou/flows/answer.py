"""A model's answer for one row at a time, in microseconds."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from gardefou.core.errors import GardefouError, nearest
from gardefou.core.words import plain, say
from gardefou.flows.predict import bundle_of
from gardefou.learners.bundle import read_bundle
from gardefou.learners.one_decision import RowAnswer, decider
from gardefou.learners.one_encoding import row_encoder
from gardefou.learners.one_row import one_row

Answerer = Callable[[Mapping[str, object]], RowAnswer]
"""From cells by the raw name of their column to what `predict` says of such a row."""


def answerer(case: Path) -> Answerer:
    """What answers rows with the model of a case, which is read once and kept.

    case: a case folder, or a bundle. A row may hold more columns than the model needs; one that
    lacks a column is an error that names it, while None, NaN and blank text are empty cells.
    """
    model = read_bundle(bundle_of(case))
    encode = row_encoder(model.encoder, model.columns)
    scores = one_row(model.fitted, model.encoder.features)
    decide = decider(model.need, model.calibrator, model.residuals)
    needed = frozenset(model.encoder.columns)

    def answer(row: Mapping[str, object]) -> RowAnswer:
        if not needed <= row.keys():
            raise _absent(sorted(needed - row.keys()), row)
        return decide(scores(np.array(encode(row))).tolist())

    return answer


def _absent(names: list[str], row: Mapping[str, object]) -> GardefouError:
    remedy = plain(nearest(names[0], map(str, row)), most=300)
    return GardefouError(say("table.absent", count=len(names)), seen=names, remedy=remedy)
