"""M001: optimism beyond what chance explains."""

from collections.abc import Iterator
from math import isfinite, sqrt
from statistics import NormalDist

from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.examined import Examined
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say


@check("M001")
def overfitted(
    need: Need,
    examined: Examined,
    *,
    min_z: float = 2.576,
    min_worse: float = 0.05,
    min_surprise: float = 0.01,
    train_ratio: float = 2.0,
) -> Iterator[Finding]:
    """A model that does worse on new rows than it was chosen for, by more than chance explains.

    Why it matters: the figures that the model was chosen by were too good to be true, so
    everything that was settled with them (the model, its calibration, its thresholds) is in doubt.
    How: the mean loss on the vault, rows that nothing had seen, is set against the mean loss on
    the rows it was chosen on (each predicted by a model that had not learned it); the difference
    is measured in its own standard errors, taken from the two intervals. min_z: 2.576 errors,
    1 in 200 by chance on one side. min_worse: and 5 % worse, as less would change no decision.
    min_surprise: and, for probabilities, 0.01 nats. train_ratio: the loss on learned rows below
    which, as a part of the loss out of fold, the gap is worth a note; 2, half the loss.
    When it errs: with a time in the need the vault holds the newest rows, which may be harder for
    a reason of their own; then it asks instead of raising an alarm. With a small vault only a
    large loss can be told from chance. To know the learned rows better is normal for trees.
    False alarms: at most 0.9 % of honest models on vaults of 20 to 10,000 rows
    (benchmarks/model_checks.md).
    Remedy: fewer columns or a simpler recipe, more rows, fewer candidates; look for rows of one
    thing on both sides of the folds (entity_on_both_sides).
    Source: Roelofs et al. 2019, NeurIPS, "A Meta-Analysis of Overfitting in Machine Learning"
    """
    vault, chosen, train = examined.loss_vault, examined.loss_chosen, examined.loss_train
    worse = vault.value - chosen.value
    least = min_surprise if examined.p is not None else 0.0
    if worse >= max(min_worse * chosen.value, least, 1e-12) and _z(vault, chosen) >= min_z:
        yield _optimism(need, examined, min_worse)
    if chosen.value > max(train_ratio * train.value, least) and _z(chosen, train) >= min_z:
        yield Finding(
            columns=(),
            severity=Severity.NOTE,
            says=say("model.overfitted.memory", train=train.value, chosen=chosen.value),
            remedy=say("model.overfitted.memory_remedy"),
            measured=chosen,
            limit=train_ratio * train.value,
            rows=chosen.n,
        )


def _optimism(need: Need, examined: Examined, min_worse: float) -> Finding:
    vault, chosen = examined.loss_vault, examined.loss_chosen
    later = need.columns.time is not None
    more = {"share": vault.value / chosen.value - 1} if chosen.value > 0 else {"share": 1.0}
    return Finding(
        columns=(),
        severity=Severity.ASK if later else Severity.ALARM,
        says=say(
            f"model.overfitted.{'later' if later else 'optimism'}",
            vault=vault.value,
            chosen=chosen.value,
            rows=vault.n,
            unit=vault.unit,
            **more,
        ),
        remedy=say(f"model.overfitted.{'later' if later else 'optimism'}_remedy"),
        measured=vault,
        limit=(1 + min_worse) * chosen.value,
        rows=vault.n,
        answers=(waiver("overfitted"),),
    )


def _z(worse: Estimate, better: Estimate) -> float:
    """The difference of two losses in its standard errors; 0 where they are not known."""
    error = sqrt(
        _error(worse, worse.value - worse.low) ** 2
        + _error(better, better.high - better.value) ** 2
    )
    difference = worse.value - better.value
    if not (isfinite(error) and isfinite(difference)):
        return 0.0
    return difference / error if error > 0 else float("inf") * (difference > 0 or -1)


def _error(estimate: Estimate, half: float) -> float:
    return half / NormalDist().inv_cdf((1 + estimate.level) / 2)
