"""Rows that repeat an earlier row exactly, the identifiers named in the need left aside.

Every other column counts, the target, weight and split included; missing cells equal one another.
Absent where a nested or binary column stands in the table, whose cells are not looked into, and
where there is no column to compare. A 64-bit hash of the engine finds the rows that may be equal;
only these are compared, cell by cell. Exact.
"""

from gardefou.core.statistic import Parts, Statistic


def _answer(parts: Parts) -> int:
    return int(parts["found"][0][0] or 0)


duplicates = Statistic(
    name="duplicates",
    of="table",
    answer=_answer,
    page=__doc__,
    query="""
        SELECT sum(n - 1) FROM (
            SELECT count(*) AS n FROM cells WHERE {repeated} GROUP BY {cells})""",
)
