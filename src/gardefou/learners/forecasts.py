"""What a race will take and bring, told before it; and the same line once it is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, hypot, inf, log

import numpy as np

from gardefou.core.estimate import Estimate, Quantity
from gardefou.core.ledger import Entry, Ledger
from gardefou.core.need import Place
from gardefou.core.words import say
from gardefou.learners.problem import Problem
from gardefou.learners.race import Race
from gardefou.learners.recipe import Recipe
from gardefou.learners.rungs import rungs
from gardefou.ledger.forecasts import Spent
from gardefou.ledger.meter import account, machine_pulse
from gardefou.measures.chance import normal_quantile

Span = tuple[float, float, float]
"""Lowest, likeliest, highest."""

KNOWN_HERE = Estimate(1.0, 1 / 2, 2.0, "times", 0, 0.9)
"""This machine's correction where nothing is known of it: a factor of two either way."""


@dataclass(frozen=True)
class Forecast:
    """What learning takes, and what it is worth. Bands are of 90 %.

    reckoned_s: CPU seconds from sizes alone, before this machine's correction. money: None where
    no price was stated. value: saved per decision against the best policy without a model, in the
    need's unit; None where no model could be tried.
    """

    reckoned_s: float
    cpu_s: Quantity
    energy_wh: Quantity
    co2_g: Quantity
    money: Quantity | None
    value: Estimate | None = None

    @property
    def spent(self) -> Spent:
        """Its middle line, as the log of forecasts keeps it."""
        money = None if self.money is None else self.money.value
        return Spent(self.cpu_s.value, self.energy_wh.value, self.co2_g.value, money)


def forecast(
    race: Race,
    place: Place,
    *,
    value: Estimate | None = None,
    left: float = 1.0,
    correction: Estimate = KNOWN_HERE,
    currency: str = "EUR",
) -> Forecast:
    """What this race will take, before it runs.

    value: what `expected_value` says of the first look. left: of the cost of the best guess, the
    part that a plain model leaves. correction: `ledger.forecasts.factor()`. currency: of the prices
    in `place`.
    """
    sizes_alone = _by_signal(reckoned(race), left)
    span = _corrected(sizes_alone, correction, race.purse.budget)
    by = say("forecast.line.by", trained=correction.n)
    taken = Quantity(span[1], "s", "estimated", by, span[0], span[2])
    ledgers = [_account(seconds, place, currency) for seconds in span]
    energy, carbon = (
        _across([getattr(each, name) for each in ledgers]) for name in ("energy_wh", "co2_g")
    )
    money = None if ledgers[1].money is None else _across([each.money for each in ledgers])
    return Forecast(sizes_alone[1], taken, energy, carbon, money, value)


def happened(seconds: float, place: Place, *, currency: str = "EUR") -> Forecast:
    """The same line for a race that took so many CPU seconds."""
    ledger = _account(seconds, place, currency)
    assert ledger.energy_wh is not None
    assert ledger.co2_g is not None
    taken = Quantity(seconds, "s", "measured", say("forecast.line.happened"))
    return Forecast(seconds, taken, ledger.energy_wh, ledger.co2_g, ledger.money)


def reckoned(race: Race) -> tuple[float, float]:
    """CPU seconds of this race by what recipes reckon, at least and at most.

    At least: after the first fold the cheapest goes on alone. At most: the dearest ones do, as many
    as may. Of growing parts the first only, or all of them. To learn once more from all rows counts
    as a fold more.
    """
    fold = race.folds.folds[0]
    sizes = rungs(len(fold.learn), folds=len(race.folds))
    parts = [race.problem.take(fold.learn[:size]) for size in sizes]
    prices = [{r.name: r.seconds(part) for r in _taking_part(race, part)} for part in parts]
    climbed = np.cumsum([sum(price.values()) for price in prices])
    others = sorted(p for name, p in prices[-1].items() if name != "trivial")
    again = race.folds.refit or len(sizes) == 1
    more = len(race.folds) - 1 + again
    least, most = float(climbed[0]), float(climbed[-1])
    return least + more * sum(others[:1]), most + more * sum(others[-race.keep :])


def _by_signal(ends: tuple[float, float], left: float, *, spread: float = 2.5) -> Span:
    """What is likely where a plain model leaves this part of the cost: the less, the longer.

    What can be told is learned by many recipes in many rounds; where little can, most are no better
    than the cheap ones, and rows kept aside end them early. 1.2 and 1.5: fitted to races of 3,000
    rows; spread: times as many, or as few, hold nine of ten (benchmarks/learning/forecast.md).
    """
    least, most = ends
    likely = least * (most / least) ** (1.2 - 1.5 * left) if least else 0.0
    return likely / spread, likely, likely * spread


def expected_value(
    saving: Estimate, model_cost: float, *, better: Sequence[float] = (0.0, 0.1, 0.6)
) -> Estimate:
    """What the race's winner will save, from what plain models save: with a band of 90 %.

    saving: of the best plain model against the best policy without one. model_cost: what it costs
    itself. better: parts of that cost that winners take off it: at least, mostly, at most; measured
    in benchmarks/learning/forecast.md.
    """
    least, mostly, most = (share * max(model_cost, 0.0) for share in better)
    half = _narrower(saving.high - saving.value, saving.level)
    low, high = saving.value + least - half, saving.value + most + half
    return Estimate(saving.value + mostly, low, high, saving.unit, saving.n, 0.9)


def _taking_part(race: Race, part: Problem) -> list[Recipe]:
    """The recipes that this race will try: none that refuses, or that is not worth its price."""
    takers = [each for each in race.recipes if not each.refuses(part)]
    alone = not part.matrix.features
    models = [each for each in takers if each.name != "trivial" and not alone]
    worth = [r for r in models if r.seconds(part) * len(race.folds) <= race.purse.hoped(r)]
    return [*(r for r in takers if r.name == "trivial"), *(worth or models[:1])]


def _corrected(span: Span, correction: Estimate, budget: float | None) -> Span:
    """The span on this machine, what is not known of both taken together, under the budget."""
    low, likely, high = span
    if low <= 0:  # nothing to learn from: the guess that looks at nothing runs alone
        return span
    middle = likely * correction.value
    down = hypot(log(likely / low), log(correction.value / correction.low))
    up = hypot(log(high / likely), log(correction.high / correction.value))
    most = inf if budget is None else budget
    return tuple(min(each, most) for each in (middle * exp(-down), middle, middle * exp(up)))  # type: ignore[return-value]


def _account(seconds: float, place: Place, currency: str) -> Ledger:
    """The ledger of so many CPU seconds on one core."""
    peak = machine_pulse().peak_mb
    return account([Entry("learn", seconds, seconds, peak)], place, currency=currency)


def _across(told: Sequence[Quantity | None]) -> Quantity:
    """The likeliest of three, with the lowest end of the first and the highest of the last."""
    low, likely, high = told
    assert low is not None
    assert likely is not None
    assert high is not None
    ends = (
        low.value if low.low is None else low.low,
        high.value if high.high is None else high.high,
    )
    return Quantity(likely.value, likely.unit, likely.origin, likely.by, *ends)


def _narrower(half: float, level: float, wanted: float = 0.90) -> float:
    """Half the width of an interval at another level, as a normal law has it."""
    return half * normal_quantile((1 + wanted) / 2) / normal_quantile((1 + level) / 2)
