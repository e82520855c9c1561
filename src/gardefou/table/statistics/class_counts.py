"""Rows of each class of the target, unlocked rows only; those without a target are left out.

{class: rows}, in the order of the names: whole numbers without `.0`, booleans as true and false,
texts with white space around taken off, case kept. Absent without a target and in regression.
Exact; a target with more than 10,000 classes has none: these are names or numbers, and listing
them would only fill memory.
"""

from collections import Counter
from collections.abc import Mapping

from gardefou.core.statistic import Parts, Statistic
from gardefou.table.statistics.frequent import as_text

MOST_CLASSES = 10_000


def _answer(parts: Parts) -> Mapping[str, int] | None:
    if len(parts["found"]) > MOST_CLASSES:
        return None
    counts: Counter[str] = Counter()
    for cell, rows in parts["found"]:
        counts[as_text(cell, parts["kind"])] += rows
    return dict(sorted(counts.items()))


class_counts = Statistic(
    name="class_counts",
    of="table",
    answer=_answer,
    page=__doc__,
    query=f"""
        SELECT {{answer}}::VARCHAR, count(*) FROM cells
        WHERE NOT locked AND {{answer}} IS NOT NULL GROUP BY ALL LIMIT {MOST_CLASSES + 1}""",
)
