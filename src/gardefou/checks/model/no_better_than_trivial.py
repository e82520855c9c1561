"""M002: in money, on the vault."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, isfinite

import numpy as np

from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.examined import Examined
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.need.prices import cost_matrix, review_cost


@check("M002")
def no_better_than_trivial(
    examined: Examined, need: Need, *, least: float = 0.0
) -> Iterator[Finding]:
    """A model that saves nothing against the best rule that looks at no column.

    Why it matters: always yes, always no, always ask, or one number for all cost nothing to
    run and cannot break. A model that is not cheaper than the best of them is not worth having,
    however good its scores look.
    How: on the vault each row is priced under the model's decisions and under that rule, by the
    need's own costs; the mean difference comes with its 95 % interval. least: saving per
    decision that the whole interval must exceed; 0, anything at all.
    When it errs: a true but small saving on few rows is "not proven" rather than wrong; the
    finding says which, and how many rows would tell. A worthless model passes 1 time in 40.
    With guessed costs (need.assumed) the answer is as good as the guess.
    False alarms: a good model that saves half of all errors is "not proven" in 84 % of vaults
    of 20 rows, 24 % of 60 and none of 200 (benchmarks/model_checks.md).
    Where a person is the cheapest for every single row, no model is made, and the finding says from
    which price of a look on a model would decide one case in ten.
    Remedy: use the rule; or state the costs, add a column that matters, or add rows.
    Source: Drummond and Holte 2006, doi:10.1007/s10994-006-8199-5 (cost curves)
    """
    value = examined.value
    saving = value.saving
    if value.asks_always:
        yield _ask_always(examined, need, least)
        return
    if saving.low > least:
        return
    which = "unproven" if saving.value > least else "worse" if saving.high < least else "no_better"
    yield Finding(
        columns=(),
        severity=Severity.ALARM,
        says=say(
            f"model.no_better_than_trivial.{which}",
            policy=value.trivial,
            trivial=value.trivial_cost.value,
            model=value.model_cost.value,
            saving=saving.value,
            low=saving.low,
            high=saving.high,
            unit=value.unit,
            rows=saving.n,
        ),
        remedy=_remedy(examined, least)
        if which == "unproven"
        else say("model.no_better_than_trivial.remedy", policy=value.trivial),
        measured=saving,
        limit=least,
        rows=saving.n,
        answers=(waiver("no_better_than_trivial"),),
    )


def _ask_always(examined: Examined, need: Need, least: float) -> Finding:
    """A person for every case: what that costs, and the price at which a model would help."""
    value = examined.value
    remedy = say("model.no_better_than_trivial.ask_remedy")
    if examined.p is not None:
        free = replace(need, cost=replace(need.cost, review=0.0))
        alone = (examined.p @ cost_matrix(need)).min(axis=1) - review_cost(free, examined.p)
        price = float(np.quantile(alone, 0.1))
        remedy = say("model.no_better_than_trivial.ask_from", price=price, unit=value.unit)
    return Finding(
        columns=(),
        severity=Severity.ALARM,
        says=say(
            "model.no_better_than_trivial.ask", cost=value.trivial_cost.value, unit=value.unit
        ),
        remedy=remedy,
        measured=value.saving,
        limit=least,
        rows=value.saving.n,
        answers=(waiver("no_better_than_trivial"),),
    )


def _remedy(examined: Examined, least: float) -> str:
    """How many examined rows would prove the saving, were it what it looks like."""
    saving = examined.value.saving
    half = saving.value - saving.low
    if not isfinite(half) or saving.n == 0:
        return say("model.no_better_than_trivial.remedy", policy=examined.value.trivial)
    needed = ceil(saving.n * (half / (saving.value - least)) ** 2) + 1
    return say("model.no_better_than_trivial.more", rows=needed, now=saving.n)
