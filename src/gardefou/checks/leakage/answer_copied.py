"""L001: a column that is the answer."""

from collections.abc import Iterator

from gardefou.checks.leakage.accusations import Limits, copies
from gardefou.checks.leakage.structure import Structure
from gardefou.checks.leakage.suspects import inquiry
from gardefou.checks.leakage.when_known import when_known
from gardefou.core.check import check
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.table.frame import Sample


@check("L001")
def answer_copied(
    need: Need,
    sample: Sample,
    *,
    min_explained: float = 0.98,
    min_rank: float = 0.999,
    min_share: float = 0.995,
    min_auc: float = 0.99,
) -> Iterator[Finding]:
    """A column that is the answer, or columns that make it up.

    Such are: a copy of the answer, in any unit or under other names; a measure from which the
    classes were cut; two or three columns whose sum, difference, product or ratio is the answer
    (one finding names all parts); flags that make up a class between them; two numbers whose
    difference or ratio tells the classes apart though neither does alone.
    Why it matters: a model that learns from such a column looks perfect and is worthless, for on
    the day of the decision the column is empty or does not exist.
    How: each column is judged on rows that did not set its rule, in folds by the rows' hashes, so
    that the order of rows changes nothing. Only what is built like a copy alarms:
    min_explained: 0.98 of the errors of the best constant guess removed, by a column of few values
    or by a number whose bands are the classes; an honest column hardly ever does. Times and row
    counters are left aside. min_rank: 0.999, rank correlation of a copied number; carat and price
    of diamonds have 0.96. min_share: 0.995 of the rows where a sum or product holds, within the
    rounding of what is written, so that a few typing errors do not hide it. min_auc: 0.99 of a
    pair, of which neither half reaches 0.97 alone.
    Asked about only: a column of few values that removes 0.8 of the errors; a number with an AUC or
    a rank correlation of 0.985; a weighed sum; a column that the class fixes without telling every
    class from every other; a pair that errs a quarter as often as its telling half; flags that are
    named like those that make up a class.
    When it errs: some honest tasks are this easy. Where a number leaves a gap between the classes
    and other columns do nearly as well (petals of irises), it asks; a category that separates two
    kinds for natural reasons still alarms. With under 15 rows of a class, or 30 in all, nothing is
    said. A copy with more than a few per cent of noise looks like any good column. Of more than
    300 number columns, those far from the answer are not tried as parts of a sum.
    False alarms: benchmarks/faults/leaks.md lists every column accused that is not known to be a
    leak, on the tables that the limits were set on; benchmarks/faults/planted.md counts built
    copies, and innocent columns on clean tables.
    Remedy: leave the column out; of a sum, all parts. If it truly is known beforehand, waive the
    check for it and say why; a question is settled by known_before or known_after.
    Source: Kapoor and Narayanan 2023, doi:10.1016/j.patter.2023.100804 (leakage type L2)
    """
    q = inquiry(need, sample)
    if q is None:
        return
    limits = Limits(
        min_explained=min_explained, min_rank=min_rank, min_share=min_share, min_auc=min_auc
    )
    copied, _ = copies(q, limits)
    settled = set(need.columns.known_before)
    for one in copied:
        if one.sure or not settled.issuperset(one.columns):
            yield _finding(one, settled)


def _finding(one: Structure, settled: set[str]) -> Finding:
    columns = tuple(sorted(one.columns, key=lambda name: name in settled))
    severity = Severity.ALARM if one.sure else Severity.ASK
    return Finding(
        columns=columns,
        severity=severity,
        says=say(
            f"leakage.copied.{one.how}",
            column=columns[0],
            columns=", ".join(f"“{name}”" for name in columns),
            partner=one.partner,
            share=one.measured.value,
            rows=one.measured.n,
        ),
        remedy=say(f"leakage.copied.remedy.{severity}"),
        measured=one.measured,
        limit=one.limit,
        rows=one.measured.n,
        answers=() if one.sure else when_known(columns),
    )
