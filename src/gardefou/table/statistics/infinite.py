"""Infinities, by number column.

A division by zero, most often. They are values, not missing cells; `spread` leaves them aside.
Exact.
"""

from gardefou.core.statistic import Parts, Statistic
from gardefou.core.table import Kind


def _answer(parts: Parts) -> int:
    return int(parts["infinities"] or 0)


infinite = Statistic(
    name="infinite",
    of="column",
    answer=_answer,
    page=__doc__,
    kinds=frozenset({Kind.NUMBER}),
    first={"infinities": "sum(n) FILTER (isinf({number}))"},
)
