"""What flags say goes before what need.toml says."""

from collections.abc import Sequence
from dataclasses import replace

from gardefou.core.errors import GardefouError, nearest
from gardefou.core.need import Need, Task
from gardefou.core.words import plain, say
from gardefou.need.budget import bound, bounded
from gardefou.need.class_name import class_name
from gardefou.need.contradictions import without_contradictions


def merge(
    need: Need,
    *,
    target: str | None = None,
    task: str | None = None,
    positive: str | None = None,
    ignore: Sequence[str] = (),
    protected: Sequence[str] = (),
    budget: str | None = None,
) -> Need:
    """The need with the flags put in; None and () leave it as it is.

    ignore, protected: added to the columns that the need ignores, or protects. budget: one bound in
    words, "2 min". Another target drops what was said or guessed of the first one: task, positive
    class, classes, assumed prices. Another task or positive class drops the guesses that hung on
    it.

    >>> merge(Need(target="a"), ignore=["b"], budget="20 g").columns.ignore
    ('b',)
    """
    if target is not None and target != need.target:
        need = replace(_without_guesses(need), target=target, task=None, positive=None)
    if task is not None and _as_task(task) is not need.task:
        need = replace(_without_guesses(need), task=_as_task(task))
    if positive is not None and class_name(positive) != need.positive:
        need = replace(_without_guesses(need), positive=str(class_name(positive)))
    said = {name for name, flag in (("task", task), ("positive", positive)) if flag is not None}
    need = replace(need, assumed=tuple(name for name in need.assumed if name not in said))
    if ignore:
        ignored = dict.fromkeys((*need.columns.ignore, *ignore))
        need = replace(need, columns=replace(need.columns, ignore=tuple(ignored)))
    if protected:
        named = dict.fromkeys((*need.columns.protected, *protected))
        need = replace(need, columns=replace(need.columns, protected=tuple(named)))
    if budget is not None:
        need = replace(need, budget=bounded(need.budget, bound(budget, key="--budget")))
    return without_contradictions(need)


def _as_task(task: str) -> Task:
    if task not in list(Task):
        raise GardefouError(
            say("need.task.unknown"), seen=plain(task), remedy=nearest(task, map(str, Task))
        )
    return Task(task)


def _without_guesses(need: Need) -> Need:
    """The need before the table was seen: nothing in it is guessed."""
    cost = need.cost
    if "cost" in need.assumed:
        cost = replace(cost, missed=None, false_alarm=None, confusion={}, under=None, over=None)
    return replace(
        need,
        task=None if "task" in need.assumed else need.task,
        positive=None if "positive" in need.assumed else need.positive,
        cost=cost,
        classes=(),
        assumed=(),
    )
