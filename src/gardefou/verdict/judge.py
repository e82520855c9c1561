"""From findings, value and feasibility to one answer, three reasons and what to do next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.need import Need
from gardefou.core.verdict import Answer, Feasibility, NextStep, Value, Verdict, WhatIf
from gardefou.core.words import per_cent, plain, say

_GRAVITY = {Answer.NO_GO: 3, Answer.NOT_YET: 2, Answer.GO_WITH_REVIEW: 1, Answer.GO: 0}


@dataclass(frozen=True)
class Judged:
    """One finding and the best answer that it still allows."""

    result: Result
    finding: Finding
    allows: Answer


def judge(
    need: Need,
    results: Sequence[Result],
    *,
    value: Value | None = None,
    feasibility: Feasibility | None = None,
    left_out: Iterable[str] = (),
    what_if: Sequence[WhatIf] = (),
) -> Verdict:
    """The verdict of a training (with a value) or of an audit (without).

    left_out: columns kept from the model because of a leak alarm; their alarms are settled by it.
    An audit has no answer unless something bars one.
    """
    judged = _judged(results, frozenset(left_out))
    barred = max((each.allows for each in judged), key=_GRAVITY.__getitem__, default=Answer.GO)
    if feasibility is Feasibility.VIRTUALLY_IMPOSSIBLE and value is not None:
        barred = Answer.NO_GO
    audit = value is None
    answer = None if audit and barred in (Answer.GO, Answer.GO_WITH_REVIEW) else barred
    reasons = _reasons(need, judged, barred, value, feasibility)
    steps = _next(need, judged, barred, value, what_if)
    return Verdict(answer, feasibility, tuple(reasons)[:3], tuple(steps)[:5])


def _judged(results: Sequence[Result], left_out: frozenset[str]) -> list[Judged]:
    """Every uncleared finding, gravest first."""
    judged = [
        Judged(result, finding, _allows(result, finding, left_out))
        for result in results
        if result.outcome is Outcome.FAULT
        for finding in result.findings
        if finding not in _cleared(result)
    ]
    judged += [
        Judged(result, _crash(result), Answer.NOT_YET)
        for result in results
        if result.outcome is Outcome.CRASHED
    ]
    return sorted(judged, key=lambda each: (-_GRAVITY[each.allows], each.result.code))


def _cleared(result: Result) -> tuple[Finding, ...]:
    return result.findings if result.outcome is Outcome.WAIVED else ()


def _allows(result: Result, finding: Finding, left_out: frozenset[str]) -> Answer:
    if finding.severity is Severity.ALARM:
        if result.code.startswith("U"):
            return Answer.NO_GO
        leak = result.code.startswith("L") and finding.columns
        return Answer.GO if leak and set(finding.columns) <= left_out else Answer.NOT_YET
    return Answer.GO_WITH_REVIEW if finding.severity is Severity.ASK else Answer.GO


def _crash(result: Result) -> Finding:
    says = say("verdict.because.crashed", check=result.check, reason=result.reason)
    return Finding((), Severity.ALARM, says, say("verdict.next.crashed"))


def _reasons(
    need: Need,
    judged: Sequence[Judged],
    barred: Answer,
    value: Value | None,
    feasibility: Feasibility | None,
) -> list[str]:
    """What decided, gravest first; then what it is worth."""
    reasons: list[str] = []
    if barred is Answer.NO_GO and feasibility is Feasibility.VIRTUALLY_IMPOSSIBLE:
        reasons.append(say("verdict.because.impossible"))
    deciding = [each.finding.says for each in judged if each.allows is barred]
    if barred is not Answer.GO:
        reasons += deciding[:2]
        if len(deciding) > 2:
            reasons[-1] = _more(reasons[-1], len(deciding) - 2)
    if value is not None and not any(each.result.code == "M002" for each in judged):
        reasons.append(_worth(need, value))
    return reasons


def _more(reason: str, others: int) -> str:
    key = "verdict.because.one_more" if others == 1 else "verdict.because.more"
    return f"{reason} {say(key, others=others)}"


def _worth(need: Need, value: Value) -> str:
    """What the model saves, said only as strongly as its interval allows."""
    if value.saving.low > 0:
        share = value.saving.value / value.trivial_cost.value if value.trivial_cost.value else 0.0
        return say(
            "verdict.because.saves",
            saving=value.saving.value,
            low=value.saving.low,
            high=value.saving.high,
            unit=_many(value.unit),
            policy=policy_name(value.trivial, need),
            share=per_cent(share),
        )
    key = "verdict.because.costs_more" if value.saving.high < 0 else "verdict.because.not_proven"
    return say(key, policy=policy_name(value.trivial, need))


def _many(unit: str) -> str:
    """The unit as it follows a number; only our own assumed one is a word with a plural."""
    return say("verdict.unit.errors") if unit == "error" else unit


def policy_name(policy: str, need: Need) -> str:
    """A policy in words: "always no" is said with the class that it means.

    >>> left = Need(positive="Left", classes=("Stayed", "Left"))
    >>> policy_name("always no", left), policy_name("always yes", Need(positive="Yes"))
    ('always no (Stayed)', 'always yes')
    """
    if policy in ("always yes", "always no") and need.positive is not None:
        other = next((name for name in need.classes if name != need.positive), "")
        shown = need.positive if policy == "always yes" else other
        if policy == f"always {shown.casefold()}":
            return policy
        return say("verdict.policy.class", policy=policy, shown=shown)
    return policy


def _next(
    need: Need,
    judged: Sequence[Judged],
    barred: Answer,
    value: Value | None,
    what_if: Sequence[WhatIf],
) -> list[NextStep]:
    """What to do, each priced where it can be."""
    steps: list[NextStep] = []
    monthly = need.cost.decisions_per_month
    unit = _many(need.cost.unit) + ("/month" if monthly else "/decision")
    times = monthly or 1.0
    for each in judged:
        if each.allows is Answer.GO or not each.finding.remedy:
            continue
        worth = _stake(each.finding, what_if)
        do = _about(each.finding)
        steps.append(NextStep(do, None if worth is None else worth * times, unit))
    if value is not None and barred in (Answer.GO, Answer.GO_WITH_REVIEW) and value.saving.low > 0:
        steps.append(NextStep(say("verdict.next.use"), value.saving.value * times, unit))
    if value is not None and "cost" in need.assumed:
        steps.append(NextStep(say("verdict.next.prices"), None, ""))
    return list(dict.fromkeys(steps))


def _about(finding: Finding, most: int = 3) -> str:
    """The remedy, and of which columns it speaks."""
    if not finding.columns:
        return finding.remedy
    named = ", ".join(plain(column) for column in finding.columns[:most])
    named += ", …" if len(finding.columns) > most else ""
    return f"{named}: {finding.remedy}"


def _stake(finding: Finding, what_if: Sequence[WhatIf]) -> float | None:
    """What hangs on the answer to a question: how much the cost changes with its column."""
    for each in what_if:
        if set(each.columns) & set(finding.columns):
            return abs(each.cost_after.value - each.cost_before.value)
    return None if finding.price is None else finding.price.value
