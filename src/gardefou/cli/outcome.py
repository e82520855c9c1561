"""The outcome of a case: how it is shown, and the exit status that stands for it."""

from pathlib import Path

from gardefou.cli.options import Showing
from gardefou.cli.output import put
from gardefou.core.finding import Outcome, Result, Severity
from gardefou.core.verdict import Answer, Record
from gardefou.core.words import plain, say
from gardefou.report.json import as_json, json_text

_PASSES = (Answer.GO, Answer.GO_WITH_REVIEW)


def show(record: Record, showing: Showing, folder: Path | None) -> None:
    """Write the outcome to standard output: one JSON object, or text and where the report is."""
    if showing.json:
        put(json_text(as_json(record)))
        return
    from gardefou.report.text import as_text

    put(as_text(record).rstrip("\n"))
    if folder is not None:
        put("\n" + say("cli.report_is_at") + " " + plain(folder / "report.html", most=5000))


def trained_status(record: Record, showing: Showing) -> int:
    """The exit status of a training: the first of 3, 1, 0 that holds."""
    refused = _refused(record)
    if _crashed(record) or (record.model is None and record.verdict.answer is not Answer.NO_GO):
        return 3
    return int(refused or (showing.gate and record.verdict.answer not in _PASSES))


def audited_status(record: Record, showing: Showing) -> int:
    """The exit status of an audit: the first of 3, 1, 0 that holds."""
    if _crashed(record):
        return 3
    return int(_refused(record) or (showing.gate and any(map(_alarmed, record.results))))


def _crashed(record: Record) -> bool:
    return any(result.outcome is Outcome.CRASHED for result in record.results)


def _refused(record: Record) -> bool:
    """An alarm of letter U that nobody cleared: this use may not be made of this data."""
    return any(result.code.startswith("U") and _alarmed(result) for result in record.results)


def _alarmed(result: Result) -> bool:
    alarms = (finding.severity is Severity.ALARM for finding in result.findings)
    return result.outcome is Outcome.FAULT and any(alarms)
