"""M012: the learning curve still falls."""

from collections.abc import Iterator

from gardefou.core.check import check
from gardefou.core.estimate import Estimate, Quantity
from gardefou.core.evidence import Growth
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say


@check("M012")
def starved(
    need: Need, growth: Growth, *, times: float = 3.0, least: float = 0.01
) -> Iterator[Finding]:
    """A model that more rows would make better, and what they are worth.

    Why it matters: more rows are often the dearest cure that is proposed and the one that is
    priced least. Where the curve still falls they are worth money; where it is flat, none.
    How: one cheap recipe learns from an eighth, a quarter, a half and all of the rows and is
    priced on rows that it did not learn from. What the last doubling brought, drawn towards nothing
    as far as chance could have brought it, is carried on: each further doubling brings 0.7 of the
    one before. The band of 90 % was fitted on published learning curves. times: the growth that is
    looked at; 3, what an effort may bring and the bands were tried at. least: share of today's cost
    that it must be expected to spare, and surely anything at all; 0.01, as less would change no
    plan.
    When it errs: rows of another kind or time teach other things. One curve in seven of the
    published ones does not behave (it rises, or falls late). The recipe is a cheap one; a richer
    model often gains more from rows.
    False alarms: 1.7 % of the published curves that then fell by less than the least are named;
    of those named 99 % did fall. Half of the curves that fell by a tenth are missed
    (benchmarks/learning/curves.md).
    Remedy: collect rows if they cost less than they save; else leave it.
    Source: Viering and Loog 2023, doi:10.1109/TPAMI.2022.3220744 (learning curves)
    """
    if times not in growth.saved:
        return
    saved, now = growth.saved[times], growth.costs[-1]
    if not (saved.low > 0 and saved.value >= least * abs(now.value) > 0):
        return
    yield Finding(
        columns=(),
        severity=Severity.NOTE,
        says=say(
            "forecast.starved.falls",
            times=times,
            rows=round(saved.n * times),
            now=saved.n,
            saved=saved.value,
            low=saved.low,
            high=saved.high,
            cost=now.value,
            unit=saved.unit,
            month=_month(saved, need),
        ),
        remedy=_remedy(growth),
        measured=saved,
        limit=least * abs(now.value),
        rows=saved.n,
        price=_price(saved, need, growth.recipe),
    )


def _month(saved: Estimate, need: Need) -> str:
    count = need.cost.decisions_per_month
    if count is None:
        return ""
    return say("forecast.starved.month", saved=saved.value * count, unit=saved.unit)


def _remedy(growth: Growth) -> str:
    """What twice and ten times the rows bring, where both were reckoned."""
    twice, ten = growth.saved.get(2.0), growth.saved.get(10.0)
    if twice is None or ten is None:
        return ""
    unit = twice.unit
    return say("forecast.starved.remedy", twice=twice.value, ten=ten.value, unit=unit)


def _price(saved: Estimate, need: Need, recipe: str) -> Quantity:
    """What not having the rows costs a month; a decision where nobody said how many there are."""
    count = need.cost.decisions_per_month
    per, times = ("decision", 1.0) if count is None else ("month", count)
    unit = say(f"labels.price.per_{per}", unit=saved.unit)
    by = say("forecast.worth.rows_how", recipe=recipe, rows=saved.n)
    low, high = saved.low * times, saved.high * times
    return Quantity(saved.value * times, unit, "estimated", by, low, high)
