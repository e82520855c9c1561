"""Rows whose inputs all agree while their answers differ; unlocked rows with a target only.

Inputs are the columns that may be learned from, nested and binary ones aside; missing cells equal
one another. `floor` counts the rows outside the commonest class of their group: no rule on these
inputs gets them right. Absent without a target, without inputs, and in regression. Groups are
formed by a 64-bit hash of the engine: two rows in a thousand million million meet by chance.
"""

from gardefou.core.evidence import Conflicts
from gardefou.core.statistic import Parts, Statistic


def _answer(parts: Parts) -> Conflicts:
    rows, groups, floor, of = (int(number or 0) for number in parts["found"][0])
    return Conflicts(rows=rows, groups=groups, floor=floor, of=of)


conflicts = Statistic(
    name="conflicts",
    of="table",
    answer=_answer,
    page=__doc__,
    query="""
        WITH answers AS (
            SELECT hash({inputs}) AS h, {answer} AS answer, count(*) AS n FROM cells
            WHERE NOT locked AND {answer} IS NOT NULL AND {alike} GROUP BY ALL),
        groups AS (
            SELECT sum(n) AS n, max(n) AS most, count(*) AS answers FROM answers GROUP BY h)
        SELECT sum(n) FILTER (answers > 1), count(*) FILTER (answers > 1),
            sum(n - most) FILTER (answers > 1),
            (SELECT count({answer}) FROM cells WHERE NOT locked) FROM groups""",
)
