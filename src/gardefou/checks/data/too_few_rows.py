"""D015: what this many rows can and cannot support."""

from collections.abc import Iterator

from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.table import Table
from gardefou.core.words import say
from gardefou.measures import intervals


@check("D015")
def too_few_rows(
    need: Need,
    table: Table,
    *,
    alarm_below: int = 50,
    ask_below: int = 200,
    note_below: int = 2000,
    held_out: float = 0.20,
    per_column: float = 10.0,
) -> Iterator[Finding]:
    """Few rows: how closely a model can be examined on them, and how many columns they carry.

    Why it matters: with few rows a good score and a lucky one look alike, and with many columns
    some always seem to fit.
    How: a fifth of the rows is kept aside (held_out) to examine the model; Wilson's interval of
    one half tells how closely any share can be known on that many rows. alarm_below: 50 rows;
    10 remain to examine, and a share is known to 26 points either way: no promise can be
    kept. ask_below: 200; 15 points. note_below: 2,000; 5 points. per_column: rows for each
    column, 10, an old habit of clinical statistics for models that are not held back; below 1 (more
    columns than rows) it is a question.
    When it errs: it counts rows and does not look at them: strong, plain signals need few, copies
    and rows of one thing count double. Models that are held back bear far more columns.
    False alarms: tables of 200 rows and more, with fewer columns than rows, only get notes.
    Remedy: collect more rows; or keep a person in the loop, and use readable models of few columns.
    Source: Varoquaux 2018, doi:10.1016/j.neuroimage.2017.06.061 (error bars of small tables);
    Peduzzi et al. 1996, doi:10.1016/S0895-4356(96)00236-3 (rows per column)
    """
    rows = table.rows
    if rows == 0 or (need.target is not None and rows < note_below):
        yield _few(rows, held_out, alarm_below=alarm_below, ask_below=ask_below)
    features = sum(name not in need.not_features for name in table.names)
    if need.target is not None and 0 < rows < per_column * features:
        asked = rows < features and rows >= alarm_below
        yield Finding(
            columns=(),
            severity=Severity.ASK if asked else Severity.NOTE,
            says=say("data.too_few_rows.columns", rows=rows, columns=features),
            remedy=say("data.too_few_rows.columns_remedy"),
            measured=_exactly(rows / features, "rows for each column", rows),
            limit=1.0 if asked else per_column,
            rows=rows,
            answers=(waiver("too_few_rows"),) if asked else (),
        )


def _few(rows: int, held_out: float, *, alarm_below: int, ask_below: int) -> Finding:
    aside = round(rows * held_out)
    known = intervals.share(aside // 2, aside)
    severity, which = Severity.NOTE, "few"
    if rows < alarm_below:
        severity, which = Severity.ALARM, "far_too_few" if rows else "none"
    elif rows < ask_below:
        severity, which = Severity.ASK, "few"
    half = (known.high - known.low) / 2
    return Finding(
        columns=(),
        severity=severity,
        says=say(f"data.too_few_rows.{which}", rows=rows, aside=aside, half=half),
        remedy=say(f"data.too_few_rows.{severity}_remedy", more=ask_below),
        measured=_exactly(rows, "rows", rows),
        limit=alarm_below if severity is Severity.ALARM else ask_below,
        rows=rows,
        answers=(waiver("too_few_rows"),) if severity is not Severity.NOTE else (),
    )


def _exactly(value: float, unit: str, n: int) -> Estimate:
    return Estimate(value, value, value, unit, n)
