"""What a need may not say at once, wherever it came from: file, flags or guesses."""

from math import isclose

from gardefou.core.errors import GardefouError, nearest
from gardefou.core.need import Cost, Need, Task
from gardefou.core.words import plain, say

PRICES: dict[Task, tuple[str, ...]] = {
    Task.BINARY: ("missed", "false_alarm"),
    Task.MULTICLASS: ("confusion",),
    Task.REGRESSION: ("under", "over"),
}
"""Which prices belong to which task."""


def without_contradictions(need: Need) -> Need:
    """The same need; a `GardefouError` where two things in it exclude each other."""
    _roles(need)
    _task(need)
    _prices(need)
    _population(need)
    return need


def priced_task(need: Need) -> Task | None:
    """The task that the positive class or the stated prices imply; None if nothing does.

    >>> priced_task(Need(cost=Cost(under=3.0, over=1.0)))
    <Task.REGRESSION: 'regression'>
    """
    if need.positive is not None:
        return Task.BINARY
    return next((task for task in Task if _given(need.cost, PRICES[task])), None)


def _roles(need: Need) -> None:
    columns = need.columns
    roles: dict[str, tuple[str | None, ...]] = {
        "columns.id": columns.id,
        "columns.ignore": columns.ignore,
        "columns.known_before": columns.known_before,
        "columns.known_after": columns.known_after,
        "columns.monotone": tuple(columns.monotone),
        "columns.entity": (columns.entity,),
        "columns.time": (columns.time,),
        "columns.weight": (need.weight,),
        "columns.split": (need.split,),
    }
    for key, names in roles.items():
        if need.target is not None and need.target in names:
            raise GardefouError(
                say("need.role.target", at=key, target=need.target),
                remedy=say("need.role.target_remedy"),
            )
    both = set(columns.known_before) & set(columns.known_after)
    if both:
        raise GardefouError(
            say("need.role.both"), seen=map(plain, sorted(both)), remedy=say("need.role.one")
        )


def _task(need: Need) -> None:
    if need.positive is not None and need.task not in (None, Task.BINARY):
        raise GardefouError(
            say("need.positive.task", task=need.task),
            seen=plain(need.positive),
            remedy=say("need.positive.remedy"),
        )
    if need.positive is not None and need.classes and need.positive not in need.classes:
        raise GardefouError(
            say("need.positive.unknown", positive=need.positive),
            remedy=nearest(need.positive, need.classes),
        )
    if need.task is Task.BINARY and len(need.classes) not in (0, 2):
        raise GardefouError(
            say("need.task.not_two", count=len(need.classes)), seen=map(plain, need.classes)
        )
    if need.task is Task.REGRESSION and need.classes:
        raise GardefouError(say("need.task.no_classes"), seen=map(plain, need.classes))


def _prices(need: Need) -> None:
    families = [task for task in Task if _given(need.cost, PRICES[task])]
    for family in families:
        task = need.task or families[0]
        given = _given(need.cost, PRICES[family])
        if family is not task:
            raise GardefouError(
                say("need.price.task", at=f"cost.{given[0]}", task=task),
                remedy=say("need.price.task_remedy", keys=_keys(task)),
            )
        lacking = [name for name in PRICES[task] if name not in given]
        if lacking:
            raise GardefouError(
                say("need.price.half", at=f"cost.{given[0]}", lacking=f"cost.{lacking[0]}"),
                remedy=say("need.price.half_remedy"),
            )
    _worth(need.cost)


def _worth(cost: Cost) -> None:
    for name, row in cost.confusion.items():
        if row.get(name, 0) != 0:
            raise GardefouError(
                say("need.price.right", name=name), remedy=say("need.price.right_remedy")
            )
    singles = [getattr(cost, name) for name in ("missed", "false_alarm", "under", "over")]
    every = [*singles, *(price for row in cost.confusion.values() for price in row.values())]
    if cost.stated and not any(every):
        raise GardefouError(say("need.price.free"), remedy=say("need.price.free_remedy"))
    if cost.review is not None and not cost.stated and cost.unit != "error":
        raise GardefouError(
            say("need.price.review", unit=cost.unit), remedy=say("need.price.review_remedy")
        )


def _population(need: Need) -> None:
    for column, shares in need.people.population.items():
        total = sum(shares.values())
        if total > 1 and not isclose(total, 1, abs_tol=0.001):
            raise GardefouError(
                say("need.population", at=f"people.population.{column}", total=total),
                remedy=say("need.population_remedy"),
            )


def _given(cost: Cost, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if getattr(cost, name) not in (None, {})]


def _keys(task: Task) -> str:
    return " and ".join(f"cost.{name}" for name in PRICES[task])
