"""The 20 commonest values, by column, as text, with their rows.

Ordered by rows, then by value (numbers and times by size), so that the order of the rows changes
nothing; values that are equally common compete for the last places in that order too. Whole
numbers are written without `.0`, booleans as true and false, texts as they stand, cut at 200
signs. Exact counts, missing cells aside.
"""

import re

from gardefou.core.evidence import Frequent
from gardefou.core.statistic import Parts, Statistic
from gardefou.core.table import Kind


def as_text(cell: str, kind: Kind) -> str:
    """The engine's text of a cell as people write it.

    >>> as_text("-0.0", Kind.NUMBER), as_text("2.00", Kind.NUMBER), as_text("2.0", Kind.TEXT)
    ('0', '2', '2.0')
    """
    if kind is not Kind.NUMBER:
        return cell
    text = re.sub(r"\.0+$", "", cell)
    return "0" if text == "-0" else text


def _answer(parts: Parts) -> tuple[Frequent, ...]:
    commoner = [(found["v"], -found["m"]) for found in parts["commoner"] or ()]
    last = [(text, parts["twentieth"]) for text in parts["as_common"] or ()]
    found = (commoner + last)[:20]
    return tuple(Frequent(as_text(text, parts["kind"]), count) for text, count in found)


frequent = Statistic(
    name="frequent",
    of="column",
    answer=_answer,
    page=__doc__,
    kinds=frozenset(Kind) - {Kind.OTHER},
    first={"twentieth": "(max(n, 20) FILTER (v IS NOT NULL))[-1]"},
    then={
        "commoner": "list_sort(list({'m': -n, 'v': v}) FILTER (v IS NOT NULL AND n > twentieth))"
        "::STRUCT(m BIGINT, v VARCHAR)[]",
        "as_common": "(min(v, 20) FILTER (n = twentieth))::VARCHAR[]",
    },
)
