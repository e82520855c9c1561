"""D010: answers that are likely wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.check import check
from gardefou.core.evidence import Probe
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.suspects import At
from gardefou.core.words import say
from gardefou.measures.label_errors import Slips, foretold, likelihoods, self_confidence, slips
from gardefou.measures.personal import shown
from gardefou.table.frame import Array, Sample


@check("D010")
def mislabelled_rows(
    need: Need,
    sample: Sample,
    probe: Probe,
    *,
    max_p: float = 0.005,
    straight_p: float = 1e-4,
    straight_behind: float = 2.0,
    min_share: float = 0.02,
    max_blind: float = 0.10,
) -> Iterator[Finding]:
    """Rows whose answer is likely wrong, ranked, and how many of them really are.

    Why it matters: a model learns wrong answers as well as right ones, and the best model looks
    bad when it is judged by them.
    How: cheap models foretell the answer of rows that they did not learn from, and rows are
    ranked by the probability given to the answer at hand. That alone accuses every hard table.
    So it is asked how errors fall off as the foretelling grows surer: where all answers are
    true they die out, however hard the table; answers exchanged blindly leave a floor. The
    floor's height is the share of wrong answers; a row is named where it is more likely wrong than
    right. max_p: probability that errors which die out look so, 0.005 as every table is asked; on
    invented ones it came to 0.0075. min_share: a floor below 0.02 is not told; models that are a
    little too sure of themselves look like one of 0.01. straight_p: a linear model alone is far
    sharper on small tables, but bends of the truth look like a floor to it; so it is heard only at
    0.0001, and only where it explains the answers, wrong ones allowed for, as well as all models
    together: not more than straight_behind standard errors worse. max_blind: where more than 0.10
    of the answers could be wrong without a trace the check is not applicable rather than clean.
    When it errs: a surprise that no column tells (a good payer loses his job) looks like a wrong
    answer if it strikes blindly. Wrong answers that depend on the columns (one clerk, one machine)
    look like truth and are not seen. Where 5 % of the answers were exchanged, it spoke on 19 of 20
    draws of four tables, and on 1 of 10 of two very hard ones (benchmarks/faults/labels.md).
    False alarms: only ever a note; it spoke on 3 of 120 draws of tables as they are (same page).
    Remedy: look at the ranked rows, and correct them at their source, not by a model.
    Source: Copas 1988, doi:10.1111/j.2517-6161.1988.tb01723.x; Northcutt, Jiang and Chuang 2021,
    doi:10.1613/jair.1.12125 (ranking by self-confidence)
    """
    if probe.p is None:
        raise NotApplicable(say("labels.mislabelled_rows.number"))
    if probe.p.shape[1] < 2 or len(np.unique(probe.y)) < 2:
        raise NotApplicable(say("labels.mislabelled_rows.one_class"))
    joint = _read(probe, probe.p)
    told = joint if joint.found.p <= max_p else None
    straight = _straight(probe)
    if told is None and straight is not None and straight.found.p <= straight_p:
        behind = _behind(straight, joint)
        told = straight if behind <= straight_behind else None
    if told is not None and told.found.share.value >= min_share:
        yield _finding(need, sample, told, min_share)
    elif joint.found.share.high > max_blind:
        high = joint.found.share.high
        raise NotApplicable(say("labels.mislabelled_rows.too_hard", high=high))


@dataclass(frozen=True)
class _Reading:
    """A foretelling of rows of the sample, and how many answers it says were exchanged."""

    rows: Array
    y: Array
    p: Array
    top: Array
    margin: Array
    found: Slips


def _read(probe: Probe, p: Array) -> _Reading:
    known = ~np.isnan(p[:, 0])
    y, p = np.asarray(probe.y)[known].astype(int), p[known]
    top, margin = foretold(p)
    found = slips(margin, top == y, p.shape[1])
    return _Reading(np.asarray(probe.rows)[known], y, p, top, margin, found)


def _straight(probe: Probe) -> _Reading | None:
    if probe.straight is None or np.isnan(probe.straight[:, 0]).all():
        return None
    return _read(probe, probe.straight)


def _behind(straight: _Reading, joint: _Reading) -> float:
    """By how many standard errors the straight model explains the same answers worse."""
    place = {int(row): number for number, row in enumerate(joint.rows)}
    same = [place[int(row)] for row in straight.rows]
    gap = likelihoods(joint.y, joint.p, joint.found)[same]
    gap = gap - likelihoods(straight.y, straight.p, straight.found)
    error = float(gap.std() / np.sqrt(len(gap)))
    return float(gap.mean()) / error if error > 0 else 0.0


def _finding(need: Need, sample: Sample, told: _Reading, min_share: float) -> Finding:
    found, target = told.found, need.target or ""
    agrees = told.top == told.y
    wrong = found.wrong(told.margin, agrees)
    named = np.flatnonzero(~agrees & (wrong >= 0.5))
    confidence = self_confidence(told.y, told.p)[named]
    named = named[np.lexsort((told.rows[named], confidence))]
    position = sample.position[told.rows[named]]
    instead = [need.classes[k] for k in told.top[named]]
    share = found.share
    says = say(
        "labels.mislabelled_rows.says",
        wrong=round(share.value * share.n),
        rows=share.n,
        share=share.value,
        low=share.low,
        high=share.high,
    )
    return Finding(
        columns=(target,),
        severity=Severity.NOTE,
        says=f"{says} {_ranked(told, named, wrong)}",
        remedy=say("labels.mislabelled_rows.remedy"),
        measured=share,
        limit=min_share,
        rows=len(named),
        examples=tuple(
            say(
                "labels.mislabelled_rows.example",
                row=str(position[n]),
                given=shown(need.classes[told.y[named[n]]]),
                instead=shown(instead[n]),
            )
            for n in range(min(5, len(named)))
        ),
        cells=(At(target, dict(zip(map(int, position), instead, strict=True))),),
    )


def _ranked(told: _Reading, named: Array, wrong: Array) -> str:
    """How many of the named rows are really wrong, and how many a clean table would show."""
    if not len(named):
        return say("labels.mislabelled_rows.unranked")
    found, margin = told.found, told.margin
    against = found.wrong(margin, np.zeros(len(margin), dtype=bool)) >= 0.5
    worst = replace(found, share=replace(found.share, value=found.share.high))
    most = worst.wrong(margin[named], np.zeros(len(named), dtype=bool)).sum()
    return say(
        "labels.mislabelled_rows.ranked",
        suspects=len(named),
        real=round(float(wrong[named].sum())),
        most=min(len(named), int(np.ceil(most))),
        chance=round(float((1 - found.clean(margin[against])).sum())),
    )
