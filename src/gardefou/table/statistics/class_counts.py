"""Rows of each class of the target, unlocked rows only; those without a target are left out.

{class: rows}, in the order of the names, which are those of `table.classes`. Absent without a
target and in regression. Exact; a target with more than 10,000 classes has none: these are names
or numbers, and listing them would only fill memory.
"""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from gardefou.core.statistic import Parts, Statistic
from gardefou.core.table import Kind
from gardefou.table.classes import as_classes
from gardefou.table.frame import Coded

MOST_CLASSES = 10_000  # the query stops one beyond


def _answer(parts: Parts) -> Mapping[str, int] | None:
    found = parts["found"]
    if len(found) > MOST_CLASSES:
        return None
    cells = [cell for cell, _ in found]
    if parts["kind"] in (Kind.NUMBER, Kind.TIME):
        named = as_classes(np.array(cells, dtype=float), parts["kind"])
    else:
        named = as_classes(Coded(np.arange(len(cells), dtype=np.int32), (*cells,)), parts["kind"])
    counts: Counter[str] = Counter()
    for name, (_, rows) in zip(named.texts(), found, strict=True):
        if name is not None:
            counts[name] += rows
    return dict(sorted(counts.items()))


class_counts = Statistic(
    name="class_counts",
    of="table",
    answer=_answer,
    page=__doc__,
    query="""
        SELECT {answer}, count(*) FROM cells
        WHERE NOT locked AND {answer} IS NOT NULL GROUP BY ALL LIMIT 10001""",
)
