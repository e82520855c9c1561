"""M009: the regret of the usual choices, in money."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.examined import Examined
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need, Task
from gardefou.core.words import say
from gardefou.measures.intervals import mean
from gardefou.measures.scores import pinball
from gardefou.need.prices import cost_matrix, review_cost

Array = NDArray[Any]


@check("M009")
def wrong_loss(
    need: Need, examined: Examined, *, level: float = 0.95, min_share: float = 0.01
) -> Iterator[Finding]:
    """What deciding as usual would cost more than deciding by the need's prices.

    Why it matters: most models are learned and compared by accuracy, by a limit of one half, or
    by squared error. Each of these has prices in it that nobody stated: that all errors cost the
    same. Where yours do not, the usual way pays the difference at every decision.
    How: every row of the vault is priced twice, the answer known: as the model decides, and in the
    usual way with the same probabilities or numbers. Usual is: the likeliest class (two classes:
    the limit of one half) instead of the cheapest; the prediction itself, which squared error made
    the mean, instead of the share of outcomes that the prices ask for; and never to ask a person
    where a review price is given. The first two leave the person aside on both sides, so that they
    and the third add up. The mean difference comes with its interval, row by row. level: 0.95 for
    both together (Bonferroni), and over all openings of the vault: all of it must lie above 0.
    min_share: 1 % of what the model costs; less would change no choice.
    When it errs: it prices decisions, not learning: a model learned by another loss may differ
    more. A model whose probabilities are off may be cheaper in the usual way; miscalibrated says
    so. Prices that nobody stated are not looked at.
    False alarms: at most 1 in 40 by the level alone, where the usual way costs the same on average
    and yet decides otherwise on some rows; where it never decides otherwise there is none. It is
    a note always: what gardefou learns decides by the prices.
    Remedy: take the decision from the prices, by `gardefou predict`; compare models by cost.
    Source: Elkan 2001, "The Foundations of Cost-Sensitive Learning", IJCAI; Koenker and Bassett
    1978, doi:10.2307/1913643; Chow 1970, doi:10.1109/TIT.1970.1054406
    """
    _refuse(need, examined)
    cheapest = _priced(need, examined.y, examined.choice)
    least = min_share * abs(examined.value.model_cost.value)
    compared = {"half" if examined.p is not None else "mean": _usual(need, examined) - cheapest}
    if need.cost.review is not None:
        asked = _reviewed(need, examined.y, cheapest)
        compared["alone"] = np.where(_review(examined), cheapest - asked, 0.0)
    level = 1 - (1 - level) / (len(compared) * examined.openings)
    for which, gaps in compared.items():
        regret = mean(
            gaps,
            unit=need.cost.unit,
            weight=examined.weight,
            groups=examined.things,
            level=level,
        )
        if regret.low > 0 and regret.value >= least:
            yield _finding(need, examined, which, regret, least)


def _refuse(need: Need, examined: Examined) -> None:
    if examined.choice is None or examined.review is None:
        raise NotApplicable(say("wrong_loss.no_decisions"))
    if not need.cost.stated or "cost" in need.assumed:
        raise NotApplicable(say("wrong_loss.no_prices"))
    if len(examined.y) == 0:
        raise NotApplicable(say("wrong_loss.no_rows"))


def _review(examined: Examined) -> Array:
    return np.asarray(examined.review, dtype=bool)


def _usual(need: Need, examined: Examined) -> Array:
    """What each row costs where nobody asks for the prices, shape (rows,)."""
    likeliest = None if examined.p is None else examined.p.argmax(axis=1)
    return _priced(need, examined.y, examined.point if likeliest is None else likeliest)


def _priced(need: Need, y: Any, choice: Any) -> Array:
    """What acting on a choice costs, the answers known, shape (rows,)."""
    if need.task is not Task.REGRESSION:
        return np.asarray(cost_matrix(need)[y.astype(int), choice.astype(int)])
    assert need.cost.under is not None
    assert need.cost.over is not None
    return pinball(y, choice, need.cost.under, need.cost.over)


def _reviewed(need: Need, y: Any, acted: Array) -> Array:
    """What handing each row to a person costs, the answers known, shape (rows,)."""
    if need.task is not Task.REGRESSION:
        return review_cost(need, np.eye(len(need.classes))[y.astype(int)])
    assert need.cost.review is not None
    return need.cost.review + need.cost.review_error * acted


def _finding(need: Need, examined: Examined, which: str, regret: Estimate, least: float) -> Finding:
    more: dict[str, object] = {}
    if which == "alone":
        more = {"share": float(np.average(_review(examined), weights=examined.weight))}
    if which == "mean":
        up = (need.cost.under or 0.0) > (need.cost.over or 0.0)
        more = {"side": say(f"wrong_loss.mean.{'higher' if up else 'lower'}")}
    return Finding(
        columns=(),
        severity=Severity.NOTE,
        says=say(f"wrong_loss.{which}.says", told=_told(need, regret), **more),
        remedy=say(f"wrong_loss.{which}.remedy"),
        measured=regret,
        limit=least,
        rows=regret.n,
    )


def _told(need: Need, regret: Estimate) -> str:
    """The regret per decision, and per month where the need says how many there are."""
    ends = {"more": regret.value, "low": regret.low, "high": regret.high}
    times = need.cost.decisions_per_month
    if times is None:
        return say("wrong_loss.a_decision", unit=need.cost.unit, **ends)
    month = {"month": regret.value, "month_low": regret.low, "month_high": regret.high}
    month = {name: times * value for name, value in month.items()}
    return say("wrong_loss.a_month", unit=need.cost.unit, **ends, **month)
