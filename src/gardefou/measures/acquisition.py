"""What an answer would save before it is known, and rows that do not tell the same twice."""

from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[Any]


@dataclass(frozen=True)
class ClassStakes:
    """What hangs on answers that nobody knows yet, as a committee of models sees it.

    asked: how far each member's expectation of an answer is from the mean one, over how widely
    such an answer scatters, shape (members, rows that may be asked, parts of an answer).
    lead: how much less the cheapest decision is expected to cost than the next, 0 or more, shape
    (rows to decide,). judged: how far each member is from it, shape (members, rows to decide).
    """

    asked: Array
    judged: Array
    lead: Array

    def regret(self, variance: Array) -> Array:
        """What not knowing which member is right costs, mean per decision, shape (...,).

        variance: of what is not known of the gap, shape (..., rows to decide). A decision is
        regretted where the gap, taken as normal around `lead`, turns out below 0.
        Source: Frazier, Powell and Dayanik 2009, doi:10.1287/ijoc.1080.0314

        >>> certain, torn = np.array([[9.0]]), np.array([[0.0]])
        >>> [float(ClassStakes(g, g, g[0]).regret(np.ones(1)).round(3)) for g in (certain, torn)]
        [0.0, 0.399]
        """
        spread = np.sqrt(np.maximum(variance, 1e-24))
        far = self.lead / spread
        hill = np.exp(-(far**2) / 2) / sqrt(2 * np.pi) - far * special.ndtr(-far)
        return np.asarray((spread * hill).mean(axis=-1))

    def saving(self, told: Array) -> Array:
        """What is saved if so much of the variance is told, mean per decision, shape (...,).

        The gap that will be expected then is normal around `lead` too: whoever knows it decides by
        it, and spares the regret of what was told. A little that is told turns no decision.
        """
        return self.regret(told)


@dataclass(frozen=True)
class NumberStakes:
    """The same where decisions are numbers.

    asked: as above, with one part. judged: how far each member's number is from the mean one, shape
    (members, rows to decide). scatter: variance that no model can tell, above 0. price: expected
    cost of the best number to act on, for each unit of standard deviation.
    """

    asked: Array
    judged: Array
    scatter: float
    price: float

    def regret(self, variance: Array) -> Array:
        """What not knowing which member is right costs, mean per decision, shape (...,).

        variance: of what is not known of the number, shape (..., rows to decide).

        >>> one = np.ones((1, 1))
        >>> float(NumberStakes(one[None], one, 3.0, 1.0).regret(np.ones(1)).round(3))
        0.268
        """
        wide = np.sqrt(self.scatter + np.maximum(variance, 0.0))
        return np.asarray(self.price * (wide - sqrt(self.scatter)).mean(axis=-1))

    def saving(self, told: Array) -> Array:
        """What is saved if so much of the variance is told, mean per decision, shape (...,)."""
        known = (self.judged**2).mean(axis=0)
        return np.asarray(self.regret(known) - self.regret(known - told))


Stakes = ClassStakes | NumberStakes


def class_stakes(asked: Array, judged: Array, prices: Array) -> ClassStakes:
    """The stakes where each member of a committee gives probabilities.

    asked: shape (members, rows that may be asked, classes). judged: shape (members, rows to
    decide, classes). prices: what each choice costs, shape (true classes, choices), two or more.
    """
    mean, known = asked.mean(axis=0), judged.mean(axis=0)
    two = np.argsort(known @ prices, axis=1, kind="stable")[:, :2]
    gap = (prices[:, two[:, 1]] - prices[:, two[:, 0]]).T  # of each row, by true class
    lead = (known * gap).sum(axis=1)
    departs = np.einsum("mrk,rk->mr", judged - known, gap)
    return ClassStakes((asked - mean) / np.sqrt(np.maximum(mean, 1e-9)), departs, lead)


def number_stakes(
    asked: Array, judged: Array, *, scatter: float, under: float, over: float
) -> NumberStakes:
    """The stakes where each member of a committee gives a number.

    asked, judged: shape (members, rows). scatter: variance of an answer that no model can tell.
    under, over: price of a unit too low, too high; of a normal guess with standard deviation 1 the
    cheapest number costs (under + over) times the normal density at its quantile.
    """
    departs = asked - asked.mean(axis=0)
    wide = np.sqrt((departs**2).mean(axis=0) + scatter)
    level = special.ndtri(np.clip(under / max(under + over, 1e-300), 1e-9, 1 - 1e-9))
    price = (under + over) * float(np.exp(-(level**2) / 2)) / sqrt(2 * np.pi)
    return NumberStakes((departs / wide)[:, :, None], judged - judged.mean(axis=0), scatter, price)


def told_by(asked: Array, judged: Array) -> Array:
    """How much of each decision's variance each answer would tell, shape (asked, judged).

    The share of the members' joint variance; for one answer of a class it is exactly the variance
    that weighing the members anew by it brings.

    >>> told_by(np.array([[[1.0]], [[-1.0]]]), np.array([[2.0, 0.0], [-2.0, 0.0]]))
    array([[4., 0.]])
    """
    told = np.zeros((asked.shape[1], judged.shape[1]))
    for part in range(asked.shape[2]):
        told += (asked[:, :, part].T @ judged / len(asked)) ** 2
    return told


def regrets_spared(stakes: Stakes, *, at_once: int = 2_000) -> Array:
    """How much smaller each answer leaves the regret, shape (rows that may be asked,).

    By it rows are ranked: unlike `saving` it counts what an answer prepares, too, where only
    several answers together turn a decision. at_once: rows held in memory together.
    Source: Yoon, Qian and Dougherty 2013, IEEE Transactions on Signal Processing 61, 2256
    (what not knowing costs)
    """
    known = (stakes.judged**2).mean(axis=0)
    before = stakes.regret(known)
    starts = range(0, stakes.asked.shape[1], at_once)
    parts = [stakes.asked[:, start : start + at_once] for start in starts]
    after = [stakes.regret(known - told_by(part, stakes.judged)) for part in parts]
    return np.asarray(before - np.concatenate([np.zeros(0), *after]))


def after_answer(parts: Array, members: int) -> Array:
    """What turns `asked` and `judged` into what they are once an answer is there.

    parts: `asked` of the row whose answer is there, shape (members, parts). It holds whatever the
    answer will be: its variance shrinks by what it tells. Shape (members, members).
    """
    left = np.eye(members) - parts @ parts.T / members
    size, axes = np.linalg.eigh(left)
    return np.asarray((axes * np.sqrt(np.maximum(size, 0.0))) @ axes.T)


@dataclass(frozen=True)
class Order:
    """Rows to ask, in order. All of shape (rows,).

    place: among those that may be asked. drawn: whether chance put it there. spared: how much
    smaller each leaves the regret. saving: what all up to each save, mean per decision.
    """

    place: Array
    drawn: Array
    spared: Array
    saving: Array


def best_answers(stakes: Stakes, most: int, *, by_chance: float = 0.5, looked: int = 200) -> Order:
    """The rows to ask: each is the best once those before it are answered, whatever they say.

    So rows that tell the same are not asked twice without need. The rows must be in an order by
    chance. by_chance: share of the answers, evenly among the others, that go to the first rows left
    in that order: models that learn from hard rows alone misjudge how common these are; with a half
    it gains as much and loses less (benchmarks/learning/ask.md). looked: rows that are counted
    anew at each step, those that promised most: what they promise falls, the others are behind.
    Source: Krause, Singh and Guestrin 2008, jmlr.org/papers/v9/krause08a.html
    """
    members, rows = stakes.asked.shape[:2]
    count = np.arange(1, min(most, rows) + 1)
    drawn = np.floor(count * by_chance) > np.floor((count - 1) * by_chance)
    place, spared, saving = np.zeros(len(count), dtype=int), *np.zeros((2, len(count)))
    worth, turn = regrets_spared(stakes), np.eye(members)
    known, judged = (stakes.judged**2).mean(axis=0), stakes.judged
    for number in range(len(count)):
        left = np.flatnonzero(np.isfinite(worth))
        order = np.argsort(-worth[left], kind="stable")
        near = left[:1] if drawn[number] else left[order[:looked]]
        asked = np.einsum("ij,jnk->ink", turn, stakes.asked[:, near])
        worth[near] = regrets_spared(replace(stakes, asked=asked, judged=judged))
        best = int(np.argmax(worth[near]))
        place[number], spared[number] = near[best], worth[near[best]]
        worth[near[best]] = -np.inf
        turn = after_answer(asked[:, best], members) @ turn
        judged = turn @ stakes.judged
        saving[number] = stakes.saving(known - (judged**2).mean(axis=0))
    return Order(place, drawn, spared, saving)


def representatives(points: Array, most: int, taken: Array) -> tuple[Array, Array]:
    """Rows that stand for many others, best first, and the share of all rows each stands for.

    points: shape (rows, features), of one scale. taken: rows that need not be chosen any more,
    whose neighbours are known. Each choice brings all rows nearest to a chosen or taken one; a row
    stands for those nearest to it. Every pair of rows is looked at: for some thousand rows.
    Source: Wei, Iyer and Bilmes 2015, proceedings.mlr.press/v37/wei15.html

    >>> representatives(np.array([[0.0], [0.1], [0.2], [9.0]]), 2, np.array([], dtype=int))
    (array([1, 3]), array([0.75, 0.25]))
    """
    apart = _distances(points)
    nearest = apart[taken].min(axis=0) if len(taken) else apart.max(axis=0, initial=0.0)
    free = np.ones(len(points), dtype=bool)
    free[taken] = False
    chosen: list[int] = []
    for _ in range(min(most, int(free.sum()))):
        gain = np.maximum(nearest - apart, 0.0).sum(axis=1)
        best = int(np.argmax(np.where(free, gain, -1.0)))
        chosen.append(best)
        free[best] = False
        nearest = np.minimum(nearest, apart[best])
    centres = np.concatenate([np.array(chosen, dtype=int), taken])
    owner = np.argmin(apart[centres], axis=0) if len(centres) else np.zeros(0, dtype=int)
    stands_for = np.bincount(owner, minlength=len(centres))[: len(chosen)] / max(len(points), 1)
    return np.array(chosen, dtype=int), stands_for


def _distances(points: Array) -> Array:
    """Distance of each row from each, shape (rows, rows)."""
    size = (points**2).sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(size[:, None] + size[None] - 2 * points @ points.T, 0.0)))
