"""What only the table can tell of a need: its task, its classes, the prices nobody stated."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gardefou.core.errors import GardefouError, nearest
from gardefou.core.need import Cost, Need, Task
from gardefou.core.table import Kind, Table
from gardefou.core.words import plain, say
from gardefou.need.answers import Answers, Numbers, Target, answers_of, counted, numbers_of
from gardefou.need.contradictions import priced_task, without_contradictions


class UnanswerableError(GardefouError):
    """The target holds no answers to learn: none, one for all rows, or more than the need says."""


YES = frozenset({"yes", "true", "1", "oui", "vrai"})
"""Class names that say of themselves that they are the positive one."""


def complete(
    need: Need,
    table: Table,
    target: Target | None = None,
    *,
    weight: Numbers | None = None,
    most_classes: int = 200,
) -> Need:
    """The need with task, classes, positive class and prices filled in; guesses are in `assumed`.

    target: the answers, shape (rows,): class names as `Coded`, or numbers with NaN for none; None
    where the need has no target. weight: how many each row stands for, shape (rows,).
    most_classes: 200, as their errors have 40,000 prices. What is filled in stays as it is, so
    completing twice changes nothing.

    Assumed prices make the simplest policies cost the same: an error on true class k costs
    1 / (2 share(k)), for two classes as for many; in regression one unit of error costs
    1 / mean |y - mean(y)|, above and below alike. A class of which no row is here cannot be priced
    and is none of the classes.
    """
    refuse_absent_columns(need, table)
    _refuse_no_direction(need, table)
    if need.target is None or target is None:
        return without_contradictions(need)
    answers = answers_of(target, table.kind(need.target), weight, most_classes=most_classes)
    need = with_answers(need, answers)
    if need.task is Task.REGRESSION and not need.cost.stated:
        need = _assuming(need, cost=_per_deviation(need, numbers_of(target), weight))
    return without_contradictions(need)


def refuse_absent_columns(need: Need, table: Table) -> None:
    """A `GardefouError` for the first column that the need names and the table lacks."""
    for key, name in _named_columns(need):
        if name not in table:
            raise GardefouError(
                say("need.column.absent", at=key, column=name),
                remedy=nearest(name, table.names),
            )


def _refuse_no_direction(need: Need, table: Table) -> None:
    for name in need.columns.monotone:
        if table.kind(name) is not Kind.NUMBER:
            raise GardefouError(
                say("need.column.no_direction", column=name),
                seen=table.kind(name),
                remedy=say("need.column.no_direction_remedy"),
            )


def with_answers(need: Need, answers: Answers) -> Need:
    """The need with task, classes, positive class and, for classes, prices."""
    task = as_task(need, answers)
    if need.task is None:
        need = _assuming(need, task=task) if priced_task(need) is None else _with(need, task)
    if task is Task.REGRESSION:
        return need
    shares = answers.shares or {}
    need = replace(need, classes=_classes(need, shares))
    if task is Task.BINARY and need.positive is None:
        need = _assuming(need, positive=positive_class(shares))
    need = without_contradictions(need)
    if not need.cost.stated:
        return _assuming(need, cost=_by_share(need, shares))
    _refuse_unpriced(need)
    return need


def as_task(need: Need, answers: Answers) -> Task:
    """The task: as said, as the stated prices imply, or guessed from what the target holds.

    Guess: two values, binary; text, multiclass; whole numbers of at most 5 values, multiclass;
    else regression. A `GardefouError` where the target cannot serve the task.
    """
    _refuse_empty(need, answers)
    task = need.task or priced_task(need) or guessed_task(answers)
    count = len(answers.shares) if answers.shares is not None else None
    texts = answers.kind in (Kind.TEXT, Kind.BOOLEAN)
    if task is Task.REGRESSION and texts:
        raise GardefouError(
            say("need.target.not_numbers", target=need.target),
            seen=map(plain, answers.shares or ()),
            remedy=say("need.target.not_numbers_remedy"),
        )
    if task is not Task.REGRESSION and count is None:
        raise UnanswerableError(
            say("need.target.many", target=need.target), remedy=say("need.target.many_remedy")
        )
    if task is Task.BINARY and count != 2:
        raise UnanswerableError(
            say("need.target.not_two", target=need.target, count=count),
            seen=map(plain, answers.shares or ()),
            remedy=say("need.target.not_two_remedy"),
        )
    return task


def guessed_task(answers: Answers, *, most_values: int = 5) -> Task:
    """The task that the target's values suggest. most_values: 5, DESIGN's word for few."""
    count = len(answers.shares) if answers.shares is not None else np.inf
    if count == 2:
        return Task.BINARY
    few_whole = answers.kind is Kind.NUMBER and answers.whole and count <= most_values
    texts = answers.kind in (Kind.TEXT, Kind.BOOLEAN)
    return Task.MULTICLASS if texts or few_whole else Task.REGRESSION


def positive_class(shares: Mapping[str, float]) -> str:
    """The class that is asked about: yes, true or 1 (oui, vrai); else the rarer; else the last.

    >>> positive_class({"No": 0.3, "Yes": 0.7}), positive_class({"a": 0.4, "b": 0.6})
    ('Yes', 'a')
    """
    yes = [name for name in shares if name.casefold() in YES]
    if len(yes) == 1:
        return yes[0]
    return min(sorted(shares, reverse=True), key=lambda name: shares[name])


def _refuse_empty(need: Need, answers: Answers) -> None:
    if answers.kind is Kind.OTHER:
        raise UnanswerableError(say("need.target.other", target=need.target))
    if answers.filled == 0:
        raise UnanswerableError(
            say("need.target.empty", target=need.target), remedy=say("need.target.empty_remedy")
        )
    if answers.shares is not None and len(answers.shares) == 1:
        raise UnanswerableError(
            say("need.target.one", target=need.target),
            seen=plain(next(iter(answers.shares))),
            remedy=say("need.target.one_remedy"),
        )


def _classes(need: Need, shares: Mapping[str, float]) -> tuple[str, ...]:
    """The classes in lexical order: those that the need has, if it has any."""
    if not need.classes:
        return tuple(sorted(shares))
    unknown = sorted(set(shares) - set(need.classes))
    if unknown:
        raise GardefouError(
            say("need.target.new_class", target=need.target),
            seen=map(plain, unknown),
            remedy=say("need.target.new_class_remedy"),
        )
    return need.classes


def _by_share(need: Need, shares: Mapping[str, float]) -> Cost:
    """An error costs 1 / (2 share of its true class)."""
    price = {name: 1 / (2 * shares[name]) for name in need.classes if shares.get(name)}
    lacking = set(need.classes) - set(price)
    if lacking:
        raise GardefouError(say("need.target.no_rows"), seen=map(plain, sorted(lacking)))
    if need.task is Task.BINARY:
        assert need.positive is not None
        (negative,) = set(need.classes) - {need.positive}
        return replace(
            need.cost, unit="error", missed=price[need.positive], false_alarm=price[negative]
        )
    confusion = {
        true: {chosen: price[true] for chosen in need.classes if chosen != true}
        for true in need.classes
    }
    return replace(need.cost, unit="error", confusion=confusion)


def _per_deviation(need: Need, y: Numbers, weight: Numbers | None) -> Cost:
    """One unit of error costs 1 / mean |y - mean(y)|, above and below alike."""
    deviation = _mean_deviation(y, weight)
    if deviation <= 0 or not np.isfinite(1 / deviation):
        raise UnanswerableError(
            say("need.target.one", target=need.target), remedy=say("need.target.one_remedy")
        )
    return replace(need.cost, unit="error", under=1 / deviation, over=1 / deviation)


def _mean_deviation(y: Numbers, weight: Numbers | None) -> float:
    """Mean |y - mean(y)| of the finite answers, by weight if they weigh anything; 0 for none."""
    known = np.isfinite(y)
    rows = np.ones(len(y)) if weight is None else counted(weight)
    if not rows[known].any():
        rows = np.ones(len(y))
    if not known.any():
        return 0.0
    scale = float(np.abs(y[known]).max()) or 1.0  # so that huge numbers do not overflow
    part = y[known] / scale
    middle = np.average(part, weights=rows[known])
    return scale * float(np.average(np.abs(part - middle), weights=rows[known]))


def _refuse_unpriced(need: Need) -> None:
    """Each error between two classes has its price, and prices are of known classes only."""
    if need.task is not Task.MULTICLASS:
        return
    confusion = need.cost.confusion
    for name in (*confusion, *(chosen for row in confusion.values() for chosen in row)):
        if name not in need.classes:
            raise GardefouError(
                say("need.price.class", name=name, target=need.target),
                remedy=nearest(name, need.classes),
            )
    lacking = [
        f"{plain(true)} = {{ {plain(chosen)} = ? }}"
        for true in need.classes
        for chosen in need.classes
        if chosen != true and chosen not in confusion.get(true, {})
    ]
    if lacking:
        raise GardefouError(
            say("need.price.pairs", count=len(lacking)),
            seen="lacking " + "; ".join(lacking[:6]),
            remedy=say("need.price.pairs_remedy"),
        )


def _named_columns(need: Need) -> list[tuple[str, str]]:
    """Each column that the need names, with the key that names it."""
    columns = need.columns
    named: dict[str, tuple[str | None, ...]] = {
        "target": (need.target,),
        "columns.id": columns.id,
        "columns.entity": (columns.entity,),
        "columns.time": (columns.time,),
        "columns.protected": columns.protected,
        "columns.known_before": columns.known_before,
        "columns.known_after": columns.known_after,
        "columns.ignore": columns.ignore,
        "columns.monotone": tuple(columns.monotone),
        "columns.weight": (need.weight,),
        "columns.split": (need.split,),
        "people.population": tuple(need.people.population),
    }
    named |= {f"waive.{check}": waiver.columns for check, waiver in need.waive.items()}
    consent = need.data.get("consent")
    named["data.consent"] = (str(consent),) if consent is not None else ()
    for number, each in enumerate(need.expect, start=1):
        for part in ("given", "change"):
            given = each.get(part, {})
            named[f"expect.{number}.{part}"] = tuple(given) if isinstance(given, Mapping) else ()
    return [(key, name) for key, names in named.items() for name in names if name is not None]


def _with(need: Need, task: Task) -> Need:
    return without_contradictions(replace(need, task=task))


def _assuming(need: Need, **guess: Any) -> Need:
    """The need with a guess in it, and the word that it was guessed."""
    assumed = dict.fromkeys((*need.assumed, *guess))
    return replace(need, assumed=tuple(assumed), **guess)
