"""Cells with nothing in them, by column.

NULL, NaN and blank text count, of any kind of column. Exact.
"""

from gardefou.core.statistic import Parts, Statistic
from gardefou.core.table import Kind


def _answer(parts: Parts) -> int:
    return int(parts["empty"] or 0)


missing = Statistic(
    name="missing",
    of="column",
    answer=_answer,
    page=__doc__,
    kinds=frozenset(Kind),
    first={"empty": "sum(n) FILTER (v IS NULL)"},
)
