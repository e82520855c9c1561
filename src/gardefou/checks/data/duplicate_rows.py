"""D008: rows that repeat earlier ones."""

from collections.abc import Iterator

from gardefou.checks.settling import waiver
from gardefou.core.check import PerColumn, check
from gardefou.core.evidence import Frequent
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.measures.coincidence import agreement, expected_repeats


@check("D008")
def duplicate_rows(
    need: Need,
    duplicates: int,
    rows: int,
    distinct: PerColumn[int],
    frequent: PerColumn[tuple[Frequent, ...]],
    *,
    ask_share: float = 0.10,
    coincidence: float = 10.0,
) -> Iterator[Finding]:
    """Rows that repeat an earlier row exactly, columns that name a row left aside.

    Why it matters: a row that was copied counts twice without knowing more, so that everything
    looks surer than it is; and a copy on the other side of a split is an answer given away.
    How: an exact count over all rows. ask_share: share of copies from which their cause is asked
    for; at 0.10 intervals are about 5 % too narrow, which begins to show. coincidence: copies
    are taken for coincidence, and only noted, when they are at most this many times those
    expected of columns that have nothing to do with one another; 10, as columns usually have.
    When it errs: few columns of few values repeat by nature, in tables of people counted by sex
    and class for example; the expectation covers most of that, not all. Near copies are not seen.
    gardefou's own vault puts equal rows on the same side, so copies do not leak there.
    False alarms: notes only, below ask_share.
    Remedy: find out whether one thing was recorded twice, or two things look alike.
    Source: Feller 1968, An Introduction to Probability Theory 1, chapter II (coincidences)
    """
    if duplicates == 0 or rows < 2:
        return
    aside = {*need.columns.id, *need.columns.ignore}
    looked_at = {column: n for column, n in distinct.items() if column not in aside and n > 0}
    chance = expected_repeats(
        (
            agreement([each.count for each in frequent.get(column, ())], values, rows)
            for column, values in looked_at.items()
        ),
        rows,
    )
    few_values = max(looked_at.values(), default=1) < rows / 2
    natural = few_values and duplicates <= coincidence * chance
    asked = duplicates >= ask_share * rows and not natural
    which = "natural" if natural else "copies"
    yield Finding(
        columns=(),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=say(f"data.duplicate_rows.{which}", count=duplicates, share=duplicates / rows),
        remedy=say(f"data.duplicate_rows.{'question' if asked else 'remedy'}"),
        measured=intervals.share(duplicates, rows, unit="share of rows"),
        limit=ask_share,
        rows=duplicates,
        answers=(waiver("duplicate_rows"),) if asked else (),
    )
