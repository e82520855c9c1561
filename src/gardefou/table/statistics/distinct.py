"""Different values, by column; missing cells aside.

Texts that differ by case or by white space differ. Nested and binary columns are left out: their
cells are not looked into. Exact at any number of values; texts of more than 200 signs are told
apart by their first 200 signs and a 64-bit hash of the whole.
"""

from gardefou.core.statistic import Parts, Statistic
from gardefou.core.table import Kind


def _answer(parts: Parts) -> int:
    return int(parts["different"] or 0)


distinct = Statistic(
    name="distinct",
    of="column",
    answer=_answer,
    page=__doc__,
    kinds=frozenset(Kind) - {Kind.OTHER},
    first={"different": "count(v)"},
)
