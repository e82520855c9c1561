"""L002: a column filled, or set, because of the outcome."""

from collections.abc import Iterator

from gardefou.checks.leakage.accusations import Limits, known_later
from gardefou.checks.leakage.structure import Structure
from gardefou.checks.leakage.suspects import inquiry
from gardefou.checks.leakage.when_known import when_known
from gardefou.core.check import check
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.table.frame import Sample


@check("L002")
def answer_known_later(
    need: Need,
    sample: Sample,
    *,
    min_pure: float = 0.995,
    min_gap: float = 0.75,
    ratio: float = 0.4,
) -> Iterator[Finding]:
    """A column that is filled, or set, because of the outcome.

    Such are: holes that follow the answer (a lifeboat's number, only for those who lived); amounts
    that leave their usual value for one answer only (money recovered after a loan failed); columns
    filled only where such a one is; and, as a question, a column far ahead of all others, or ahead
    and named like something that comes later.
    Why it matters: such a column is empty on the day of the decision. A model that leans on it
    will score beautifully in every test and fail in use.
    How: the rows are split by whether the column is filled, or leaves the value that at least 15 %
    of the rows share while the rest differ widely. An alarm: min_pure: 0.995 of one side of the
    split are of one group of classes, beyond a chance of one in a million over all columns, and
    they are over 60 % of that group; or min_gap: 0.75 between the shares of such rows in the group
    and outside it, wider than honest columns reach. A target of numbers is cut in two where filled
    and empty rows part most. Also: a column that is filled only where an alarmed one is, where the
    answer that both have does not explain it; and a flag raised just where one of these is filled.
    A question: from 30 % of the group or 0.8 of the gap; for filled cells, any part of the group; a
    flag that is pure for a rare class; other columns filled or raised only where an accused one is;
    numbers that are one sum with an accused number. ratio: 0.4; a column that errs at most so often
    as the next best, beside it, is asked about; so is one that errs at most 0.8 times as often as
    the others (a moment: less often), for one class at least, if its name holds a general word for
    what comes later ("after", "outcome", "duration", "date of", in English and French) or the
    answer's own. A name alone never accuses, and none alarms.
    When it errs: pixels and word counts are often zero for a whole class; where many columns are
    like that, nothing is said of them. A target of numbers only raises questions about amounts.
    What comes late but looks like any good column (a failure mode with 19 rows, next term's grade)
    cannot be seen in numbers: only a person knows when a value becomes known. With under 15 rows of
    a class nothing is said.
    False alarms: benchmarks/faults/leaks.md lists every column accused that is not known to be a
    leak, on the tables that the limits were set on; benchmarks/faults/planted.md counts columns
    built like that, and innocent ones on clean tables.
    Remedy: say when the value becomes known: known_before clears it, known_after leaves it out.
    Source: Kapoor and Narayanan 2023, doi:10.1016/j.patter.2023.100804 (leakage type L2)
    """
    q = inquiry(need, sample)
    if q is None:
        return
    limits = Limits(min_pure=min_pure, min_gap=min_gap, ratio=ratio)
    for one in known_later(q, str(need.target), limits):
        if not set(one.columns) & set(need.columns.known_before):
            yield _finding(one)


def _finding(one: Structure) -> Finding:
    severity = Severity.ALARM if one.sure else Severity.ASK
    on, off = one.shares
    return Finding(
        columns=one.columns,
        severity=severity,
        says=say(
            f"leakage.later.{one.how}",
            column=one.columns[0],
            columns=", ".join(f"“{name}”" for name in one.columns),
            partner=one.partner,
            group=" or ".join(one.group),
            on=on,
            off=off,
        ),
        remedy=say(f"leakage.later.remedy.{severity}"),
        measured=one.measured,
        limit=one.limit,
        rows=one.measured.n,
        answers=when_known(one.columns),
    )
