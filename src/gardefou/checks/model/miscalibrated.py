"""M003: 0.8 that is not 80 %."""

from collections.abc import Iterator

import numpy as np

from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.examined import Examined
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.measures.calibration import Bins, binned, excess_gap, gaps_by_luck


@check("M003")
def miscalibrated(
    need: Need,
    examined: Examined,
    *,
    max_p: float = 0.005,
    note_from: float = 0.02,
    ask_from: float = 0.05,
    alarm_from: float = 0.10,
) -> Iterator[Finding]:
    """Probabilities that do not come true as often as they say.

    Why it matters: decisions weigh a probability against a price. Where 0.8 means six times in
    ten, every threshold is wrong, and so is what the model is said to be worth.
    How: the rows of the vault are put into at most ten groups of like probability; the gap
    between what was said and what came true is averaged over the rows, and set against the gaps
    that the same probabilities would show by luck alone if all were true (4,000 draws). Each
    class has its test, corrected by Holm for their number (of two classes only one is tested, as
    the other mirrors it). max_p: 0.005 after correction. note_from, ask_from, alarm_from: mean gap
    beyond luck: 2 points are told, as less hardly moves a decision; 5 are asked about; 10 alarm.
    When it errs: gaps of both signs inside one group cancel; a small vault shows large gaps only.
    With a time in the need the newest rows may simply have another share of yes.
    False alarms: about 1 honest model in 100 (benchmarks/model_checks.md): of logistic
    regressions on vaults of 20 to 1,000 rows 0.8 to 1.1 % get a finding, fewer an alarm.
    Remedy: calibrate on more rows that were not learned; recalibrate on the newest ones.
    Source: Bröcker and Smith 2007, doi:10.1175/WAF993.1; Naeini et al. 2015,
    doi:10.1609/aaai.v29i1.9602
    """
    if examined.p is None:
        raise NotApplicable(say("model.miscalibrated.no_probabilities"))
    if len(examined.y) == 0:
        raise NotApplicable(say("model.miscalibrated.no_rows"))
    tested = _tested(need, examined.p.shape[1])
    bins = [binned(examined.y == k, examined.p[:, k], examined.weight) for k in tested]
    found = [excess_gap(each, gaps_by_luck(each), len(examined.y)) for each in bins]
    corrected = intervals.holm(np.array([p for _, p in found]))
    for k, each, (gap, _), p in zip(tested, bins, found, corrected, strict=True):
        if p <= max_p and gap.value >= note_from:
            severity = _severity(gap.value, ask_from, alarm_from)
            answer = need.classes[k] if k < len(need.classes) else str(k)
            yield _finding(answer, each, gap, severity, note_from)


def _tested(need: Need, classes: int) -> list[int]:
    if classes != 2:
        return list(range(classes))
    return [need.classes.index(need.positive) if need.positive in need.classes else 1]


def _severity(gap: float, ask_from: float, alarm_from: float) -> Severity:
    if gap >= alarm_from:
        return Severity.ALARM
    return Severity.ASK if gap >= ask_from else Severity.NOTE


def _finding(answer: str, bins: Bins, gap: Estimate, severity: Severity, limit: float) -> Finding:
    worst = bins.worst
    return Finding(
        columns=(),
        severity=severity,
        says=say(
            "model.miscalibrated.off",
            answer=answer,
            gap=100 * gap.value,
            said=float(bins.said[worst]),
            seen=float(bins.seen[worst]),
            rows=round(float(bins.rows[worst])),
        ),
        remedy=say("model.miscalibrated.remedy"),
        measured=gap,
        limit=limit,
        rows=gap.n,
        answers=() if severity is Severity.NOTE else (waiver("miscalibrated"),),
    )
