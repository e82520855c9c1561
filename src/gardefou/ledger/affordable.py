"""How many CPU seconds of learning a budget allows."""

from gardefou.core.errors import GardefouError
from gardefou.core.need import Budget, Place
from gardefou.core.words import say
from gardefou.ledger.carbon import intensity


def affordable_seconds(budget: Budget, place: Place, *, watts: float = 10.0) -> float | None:
    """CPU seconds that every bound of the budget allows; None where there is no bound.

    watts: of a busy core where none are declared, the pessimistic end of what is assumed. A wall
    budget is a guard of its own and no bound here. Money needs a price in `[place]`.

    >>> affordable_seconds(Budget(time=60.0), Place())
    60.0
    """
    watts = place.watts or watts
    bounds = []
    if budget.time is not None and not budget.wall:
        bounds.append(budget.time)
    if budget.carbon is not None:
        grid = intensity(place.country)
        grams_per_kwh = grid.high if grid.high is not None else grid.value
        bounds.append(budget.carbon / (watts / 3.6e6 * grams_per_kwh))
    if budget.money is not None:
        price = price_of_second(place, watts=watts)
        if price is None:
            what, remedy = say("ledger.budget.no_price"), say("ledger.budget.say_price")
            raise GardefouError(what, remedy=remedy)
        bounds.append(budget.money[0] / price)
    return min(bounds, default=None)


def price_of_second(place: Place, *, watts: float = 10.0) -> float | None:
    """What one CPU second costs, machine and electricity; None where `[place]` has no price.

    >>> price_of_second(Place(machine_hour=3600.0))
    1.0
    """
    watts = place.watts or watts
    price = (place.machine_hour or 0.0) / 3600 + (place.kwh or 0.0) * watts / 3.6e6
    return price if price > 0 else None
