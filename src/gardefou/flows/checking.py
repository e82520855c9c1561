"""What checks are given, in what order they look, and what their alarms take out of learning."""

from collections.abc import Iterable

from gardefou.checks.run import CHECKS
from gardefou.core.check import Check
from gardefou.core.evidence import Evidence
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.need import Need
from gardefou.flows.compared import shift_of
from gardefou.flows.rows import Rows
from gardefou.table.engine import Engine

_LEARNED = frozenset({"signal", "probe", "cost_shift", "growth", "examined"})


def before_learning() -> list[Check]:
    """The checks that need no model."""
    return [check for check in CHECKS if not _LEARNED & set(check.asks)]


def after_learning() -> list[Check]:
    """The checks that look at what was learned."""
    return [check for check in CHECKS if _LEARNED & set(check.asks)]


LEAK, IDENTIFIER = "leak", "identifier"
"""Why a column is left out."""

_SAMPLE_ROWS = 20_000


def gather(engine: Engine, rows: Rows, names: Iterable[str], *, seed: int) -> Evidence:
    """What the checks ask for: statistics from one scan, and a bounded sample of open rows."""
    need = rows.need
    statistics = engine.ask(names, need)
    open_rows = rows.sample.take(rows.open)
    few = open_rows.take(slice(0, _SAMPLE_ROWS))
    parts = {"need": need, "table": engine.table, "rows": engine.table.rows, "sample": few}
    shift = shift_of(engine, None, need, few, seed=seed)
    return Evidence({**parts, **statistics, **({} if shift is None else {"shift": shift})})


def columns_left_out(results: Iterable[Result], evidence: Evidence) -> dict[str, str]:
    """Columns that are not learned, and why: leaks under an uncleared alarm, and identifiers."""
    need = evidence["need"]
    assert isinstance(need, Need)
    left: dict[str, str] = {}
    for result in results:
        if result.outcome is not Outcome.FAULT:
            continue
        for finding in result.findings:
            why = _why_left_out(result, finding)
            if why:
                left |= {name: why for name in finding.columns if name not in left}
    return {name: why for name, why in left.items() if name not in need.not_features}


def _why_left_out(result: Result, finding: Finding) -> str:
    if result.code in ("L001", "L002") and finding.severity is Severity.ALARM:
        return LEAK
    return IDENTIFIER if result.code == "D012" else ""


def by_code(results: Iterable[Result]) -> tuple[Result, ...]:
    """The results in the order of their codes."""
    return tuple(sorted(results, key=lambda result: (result.code, result.check)))
