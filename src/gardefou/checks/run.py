"""The runner: every check once, each with the parts of the case that its signature names."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.check import Check
from gardefou.core.evidence import Evidence
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.need import Need, Waiver
from gardefou.core.progress import Progress, silent
from gardefou.core.shelf import Shelf
from gardefou.core.words import plain, say

CHECKS: Shelf[Check] = Shelf("gardefou.checks", Check)
"""Every guard rail: the files of this folder, and entry points named `gardefou.checks`."""


def unite(checks: Iterable[Check]) -> frozenset[str]:
    """The names that these checks ask for: what one scan has to bring.

    >>> sorted(unite([CHECKS["conflicting_labels"], CHECKS["rare_class"]]))
    ['class_counts', 'conflicts', 'distinct', 'frequent', 'need', 'rows']
    """
    return frozenset(name for check in checks for name in (*check.asks, *check.may_ask))


def run_checks(
    evidence: Evidence, *, checks: Iterable[Check] | None = None, progress: Progress = silent
) -> tuple[Result, ...]:
    """One result for each check, in the order of the codes.

    checks: which ones; None: all that are known. What a check asks for and the evidence lacks
    makes it not applicable; an error makes it crashed, and the others go on.
    """
    chosen = sorted(CHECKS if checks is None else checks, key=lambda each: (each.code, each.name))
    results = []
    for done, each in enumerate(chosen):
        progress(say("checks.step", check=each.name), done / len(chosen))
        results.append(_result(each, evidence))
    return tuple(results)


def _result(check: Check, evidence: Evidence) -> Result:
    lacking = [name for name in check.asks if name not in evidence]
    if lacking:
        reason = say("checks.lacks", parts=_listed([say(f"checks.part.{n}") for n in lacking]))
        return Result(check.name, check.code, Outcome.NOT_APPLICABLE, reason=reason)
    try:
        findings = check(*(evidence.get(name) for name in (*check.asks, *check.may_ask)))
    except NotApplicable as why:
        return Result(check.name, check.code, Outcome.NOT_APPLICABLE, reason=plain(why, most=300))
    except Exception as error:
        reason = say("checks.crashed", kind=type(error).__name__, message=plain(error, most=300))
        return Result(check.name, check.code, Outcome.CRASHED, reason=reason)
    return _judged(check, tuple(findings), _waiver(check, evidence))


def _judged(check: Check, findings: tuple[Finding, ...], waiver: Waiver | None) -> Result:
    """Clean, fault, or waived; of a fault cleared in part, the cleared findings become notes."""
    cleared = [waiver is not None and _clears(waiver, finding) for finding in findings]
    if not findings:
        return Result(check.name, check.code, Outcome.CLEAN)
    if waiver is None or not any(cleared):
        return Result(check.name, check.code, Outcome.FAULT, findings)
    reason = plain(waiver.why, most=300)
    if all(cleared):
        return Result(check.name, check.code, Outcome.WAIVED, findings, reason)
    kept = tuple(
        replace(finding, severity=Severity.NOTE) if clear else finding
        for finding, clear in zip(findings, cleared, strict=True)
    )
    reason = say("checks.cleared_in_part", columns=_listed(waiver.columns), why=reason)
    return Result(check.name, check.code, Outcome.FAULT, kept, reason)


def _clears(waiver: Waiver, finding: Finding) -> bool:
    """Whether all columns of the finding are waived; one without columns, if none is named."""
    if not finding.columns:
        return not waiver.columns
    return set(finding.columns) <= set(waiver.columns)


def _waiver(check: Check, evidence: Evidence) -> Waiver | None:
    if "need" not in evidence:
        return None
    need = evidence["need"]
    return need.waive.get(check.name) if isinstance(need, Need) else None


def _listed(words: Sequence[str]) -> str:
    shown = [plain(word) for word in words]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
