import dataclasses

import numpy as np
import pytest

from gardefou.checks.model.wrong_loss import wrong_loss
from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.finding import Severity
from gardefou.core.need import Cost, Need, Task
from small import examined

PRICED = Cost("EUR", missed=100, false_alarm=10)
SAME = Cost("EUR", missed=10, false_alarm=10)
ASKING = dataclasses.replace(PRICED, review=3, review_error=0.0)


def need(cost: Cost = PRICED, **more) -> Need:
    more = {"task": Task.BINARY, "positive": "yes", "classes": ("no", "yes")} | more
    return Need(target="y", cost=cost, **more)


def honest(cost: Cost, rows: int = 2000, seed: int = 0, **more):
    """Probabilities that come true, and what they lead to under these prices."""
    rng = np.random.default_rng(seed)
    belief = rng.beta(1, 2, rows)
    y = (rng.random(rows) < belief).astype(int)
    p = np.column_stack([1 - belief, belief])
    act = belief * cost.missed, (1 - belief) * cost.false_alarm
    choice = (act[0] > act[1]).astype(int)
    review = np.minimum(*act) > (np.inf if cost.review is None else cost.review)
    seen = dataclasses.replace(examined(), y=y, weight=np.ones(rows), p=p)
    return dataclasses.replace(seen, choice=choice, review=review, **more)


def test_one_half_is_priced_row_by_row():
    seen = honest(PRICED)
    (finding,) = wrong_loss(need(), seen)
    half = (seen.p[:, 1] > 0.5).astype(int)
    missed, alarms = (seen.y == 1) & (half == 0), (seen.y == 0) & (half == 1)
    usual = 100 * missed.mean() + 10 * alarms.mean()
    missed, alarms = (seen.y == 1) & (seen.choice == 0), (seen.y == 0) & (seen.choice == 1)
    cheapest = 100 * missed.mean() + 10 * alarms.mean()
    assert finding.severity is Severity.NOTE
    assert finding.measured.value == pytest.approx(usual - cheapest)
    assert finding.measured.low > 0
    assert "likeliest answer" in finding.says
    assert "EUR more per decision" in finding.says


def test_a_month_is_told_where_the_need_says_how_many():
    cost = dataclasses.replace(PRICED, decisions_per_month=1000)
    (finding,) = wrong_loss(need(cost), honest(cost))
    month = f"{1000 * finding.measured.value:,.0f}".replace(",", " ")
    assert f"{month} EUR a month" in finding.says


def test_where_all_errors_cost_the_same_the_usual_way_is_right():
    assert wrong_loss(need(SAME), honest(SAME)) == []


def test_never_asking_is_priced_where_asking_pays():
    seen = honest(ASKING)
    half, alone = wrong_loss(need(ASKING), seen)
    expected = np.where(seen.choice == seen.y, 0, np.where(seen.y == 1, 100, 10)) - 3
    assert alone.measured.value == pytest.approx((seen.review * expected).mean())
    assert f"{100 * seen.review.mean():.0f} % of the cases" in alone.says
    assert half.measured.value == pytest.approx(
        wrong_loss(need(), honest(PRICED))[0].measured.value
    )


def test_a_person_who_is_never_asked_saves_nothing():
    cost = dataclasses.replace(ASKING, review=1000)
    assert len(wrong_loss(need(cost), honest(cost))) == 1  # one half, and nothing else


def test_the_likeliest_of_several_classes_is_priced():
    prices = {"a": {"b": 1, "c": 1}, "b": {"a": 50, "c": 50}, "c": {"a": 1, "b": 1}}
    wanted = need(
        Cost("EUR", confusion=prices), task=Task.MULTICLASS, positive=None, classes=("a", "b", "c")
    )
    rng = np.random.default_rng(0)
    y = rng.choice(3, size=1000, p=[0.6, 0.3, 0.1])
    p = np.tile([0.6, 0.3, 0.1], (1000, 1))
    seen = dataclasses.replace(examined(Task.MULTICLASS, 3), y=y, weight=np.ones(1000), p=p)
    seen = dataclasses.replace(seen, choice=np.full(1000, 1), review=np.zeros(1000, dtype=bool))
    (finding,) = wrong_loss(wanted, seen)
    assert finding.measured.value == pytest.approx(
        50 * (y == 1).mean() - (y != 1).mean() + (y == 2).mean()
    )


def numbers(under: float, over: float, rows: int = 3000):
    rng = np.random.default_rng(1)
    point = rng.normal(size=rows)
    share = under / (under + over)
    moved = point + np.quantile(rng.exponential(1, 100_000) - 1, share)
    seen = dataclasses.replace(
        examined(Task.REGRESSION), y=point + rng.exponential(1, rows) - 1, weight=np.ones(rows)
    )
    return dataclasses.replace(seen, point=point, choice=moved, review=np.zeros(rows, dtype=bool))


@pytest.mark.parametrize(("under", "over", "side"), [(4, 1, "higher"), (1, 8, "lower")])
def test_the_mean_is_priced_against_the_share_that_the_prices_ask_for(under, over, side):
    wanted = need(Cost("EUR", under=under, over=over), task=Task.REGRESSION, classes=())
    (finding,) = wrong_loss(wanted, numbers(under, over))
    assert f"aiming a little {side}" in finding.says
    assert finding.measured.value > 0.1


def test_honest_models_with_nothing_to_lose_are_seldom_noted():
    """The choice is a coin's between two that truly cost the same."""
    noted = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        p = np.tile([0.5, 0.5], (300, 1))
        seen = dataclasses.replace(
            examined(), y=rng.integers(2, size=300), weight=np.ones(300), p=p
        )
        choice = rng.integers(2, size=300)
        seen = dataclasses.replace(seen, choice=choice, review=np.zeros(300, dtype=bool))
        noted += bool(wrong_loss(need(SAME), seen))
    assert noted <= 12  # 5 expected


def test_more_openings_ask_for_more():
    seen = honest(PRICED)
    once, often = (
        wrong_loss(need(), dataclasses.replace(seen, openings=count))[0].measured
        for count in (1, 20)
    )
    assert (often.value, often.low < once.low) == (once.value, True)


def test_a_trifle_is_not_told():
    assert wrong_loss(need(), honest(PRICED), min_share=100.0) == []


@pytest.mark.parametrize(
    ("wanted", "change", "why"),
    [
        (need(), {"choice": None}, "not known"),
        (need(Cost()), {}, "Nobody said"),
        (need(assumed=("cost",)), {}, "Nobody said"),
        (need(), {"y": np.array([])}, "No rows"),
    ],
)
def test_what_is_lacking_is_said(wanted, change, why):
    with pytest.raises(NotApplicable, match=why):
        wrong_loss(wanted, dataclasses.replace(honest(PRICED), **change))
