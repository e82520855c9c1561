"""Answers that are likely wrong: ranked, and how many of them really are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.measures.chance import chi2_tail, normal_quantile

Array = NDArray[Any]
Binned = tuple[Array, Array, Array]
Line = tuple[float, float]

_FARTHEST = 30.0  # log-odds beyond which a belief counts as this one
_SLOPES, _SHIFTS = (1.0, 50.0), (-20.0, 20.0)


@dataclass(frozen=True)
class Slips:
    """How many answers were exchanged for another, by a model that foretells them.

    share: of the answers, with its interval by profile likelihood. p: probability of signs as
    strong as these where no answer was exchanged. slope, shift: an answer that was not exchanged
    is the foretold one with log-odds slope x margin + shift. classes: how many there are.
    """

    share: Estimate
    p: float
    slope: float
    shift: float
    classes: int

    def clean(self, margin: Array) -> Array:
        """Probability that the true answer is the foretold one, shape (rows,)."""
        return _sigmoid(self.slope * margin + self.shift)

    def wrong(self, margin: Array, agrees: Array) -> Array:
        """Probability that each row's answer was exchanged, shape (rows,)."""
        return _wrong(self.clean(margin), agrees, self.share.value, self.classes)


def self_confidence(y: Array, p: Array) -> Array:
    """The probability that the foretelling gives to the answer at hand [0 most suspect, 1 least].

    y: class numbers, shape (rows,). p: probabilities from rows that were not learned from, shape
    (rows, classes). Source: Northcutt, Jiang and Chuang 2021, doi:10.1613/jair.1.12125

    >>> self_confidence(np.array([1, 0]), np.array([[0.9, 0.1], [0.75, 0.25]]))
    array([0.1 , 0.75])
    """
    return np.asarray(p[np.arange(len(y)), np.asarray(y, dtype=int)])


def foretold(p: Array) -> tuple[Array, Array]:
    """The likeliest class of each row and its margin: log-odds against all others, shape (rows,).

    >>> [each.round(2).tolist() for each in foretold(np.array([[0.2, 0.8]]))]
    [[1], [1.39]]
    """
    top = p.argmax(axis=1)
    best = np.clip(p[np.arange(len(p)), top], 1e-12, 1 - 1e-12)
    margin = np.log(best) - np.log1p(-best)
    return np.asarray(top), np.asarray(np.clip(margin, -_FARTHEST, _FARTHEST))


def slips(margin: Array, agrees: Array, classes: int, *, level: float = 0.95) -> Slips:
    """How many answers were exchanged blindly, told from how errors fall off as margins grow.

    margin: from `foretold`, shape (rows,). agrees: whether the answer is the foretold one.
    Where every answer is true, errors die out as the margin grows, at least as fast as the
    probabilities promise (slope >= 1): however hard the table, the surest rows are right. Answers
    exchanged blindly leave a floor that no margin gets under. Both are fitted by likelihood: errors
    of probability 1 - s(margin), s logistic, and a share of answers exchanged for another class.
    A table whose surest answers are by nature uncertain (the best payer may lose his job) has a
    floor of its own, which is why the share is a bound on the wrong ones and not a proof.
    Source: Copas 1988, doi:10.1111/j.2517-6161.1988.tb01723.x (contaminated binary regression)
    """
    binned = _binned(margin, agrees)
    coarse = np.concatenate([[0.0], np.geomspace(5e-4, 0.9 * (1 - 1 / classes), 45)])
    near = int(np.argmax([fit[0] for fit in _profile(binned, coarse, classes)]))
    fine = np.linspace(coarse[max(near - 1, 0)], coarse[min(near + 1, len(coarse) - 1)], 9)
    shares = np.unique(np.concatenate([coarse, fine]))
    fits = _profile(binned, shares, classes)
    height = np.array([fit[0] for fit in fits])
    best = int(height.argmax())
    line = height[best] - normal_quantile((1 + level) / 2) ** 2 / 2
    low, high = _edges(shares, height, line, np.flatnonzero(height >= line))
    gain = 2 * (height[best] - height[0])
    p = 0.5 * chi2_tail(gain, 1) if best else 1.0
    estimate = Estimate(float(shares[best]), low, high, "share of answers", len(margin), level)
    return Slips(estimate, p, *fits[best][1], classes)


def likelihoods(y: Array, p: Array, found: Slips) -> Array:
    """Log probability of each answer, exchanges allowed for, shape (rows,) [0 best].

    p, found: a foretelling and what `slips` said of it. Foretellings compare by it even where
    answers are wrong, as one exchanged answer cannot cost more than the log of its rarity.
    """
    top, margin = foretold(p)
    share, clean = found.share.value, found.clean(margin)
    agrees = (1 - share) * clean + share * (1 - clean) / (found.classes - 1)
    others = np.maximum(1 - p[np.arange(len(p)), top], 1e-12)
    which = np.clip(self_confidence(y, p) / others, 1e-12, 1.0)
    chance = np.where(top == y, agrees, (1 - agrees) * which)
    return np.asarray(np.log(np.maximum(chance, 1e-300)))


def _sigmoid(score: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(score, -500, 500))))


def _wrong(clean: Array, agrees: Array, share: float, classes: int) -> Array:
    right = (1 - share) * np.where(agrees, clean, 1 - clean)
    slipped = share * np.where(agrees, (1 - clean) / (classes - 1), clean)
    return np.asarray(slipped / np.maximum(right + slipped, 1e-300))


def _binned(margin: Array, agrees: Array, most: int = 400) -> Binned:
    """Mean margin, rows that agree, rows that do not, of at most `most` bins of like margin."""
    order = np.argsort(margin, kind="stable")
    parts = np.array_split(order, min(most, len(order)))
    middle = np.array([margin[part].mean() for part in parts])
    agreed = np.array([float(agrees[part].sum()) for part in parts])
    return middle, agreed, np.array([len(part) for part in parts]) - agreed


def _profile(binned: Binned, shares: Array, classes: int) -> list[tuple[float, Line]]:
    """The best fit at each share, each begun from the one before."""
    fits: list[tuple[float, Line]] = []
    for share in shares:
        start = fits[-1][1] if fits else (1.0, 0.0)
        fits.append(_fitted(binned, float(share), classes, start))
    return fits


def _fitted(binned: Binned, share: float, classes: int, start: Line) -> tuple[float, Line]:
    """The greatest log likelihood at this share of exchanged answers, and its slope and shift.

    From the start given and from a plain one, by Fisher scoring with halved steps.
    """
    climbed = [_climbed(binned, share, classes, each) for each in (start, (1.5, 0.0))]
    return max(climbed, key=lambda each: each[0])


def _climbed(
    binned: Binned, share: float, classes: int, start: Line, *, most: int = 60, near: float = 1e-6
) -> tuple[float, Line]:
    at = start
    height, step = _slope_up(binned, share, classes, at)
    for _ in range(most):
        size, gained = 1.0, False
        while size > 1e-3 and not gained:
            to = (_kept(at[0] + size * step[0], _SLOPES), _kept(at[1] + size * step[1], _SHIFTS))
            new, direction = _slope_up(binned, share, classes, to)
            gained, size = new > height, size / 2
        if not gained:
            break
        done = new - height < near
        at, height, step = to, new, direction
        if done:
            break
    return height, at


def _slope_up(binned: Binned, share: float, classes: int, at: Line) -> tuple[float, Line]:
    """Log likelihood at this slope and shift, and the step that scoring takes from there.

    A slope that stands at its bound and is pushed against it stays, and the shift goes alone.
    """
    middle, agreed, against = binned
    s = _sigmoid(at[0] * middle + at[1])
    right = np.clip((1 - share) * s + share * (1 - s) / (classes - 1), 1e-12, 1 - 1e-12)
    rise = (1 - share - share / (classes - 1)) * s * (1 - s)
    height = float(agreed @ np.log(right) + against @ np.log1p(-right))
    pull = (agreed / right - against / (1 - right)) * rise
    weight = (agreed + against) * rise**2 / (right * (1 - right))
    u, v = float(pull @ middle), float(pull.sum())
    aa, ab, bb = float(weight @ middle**2), float(weight @ middle), float(weight.sum()) + 1e-9
    room = aa * bb - ab * ab
    stuck = (at[0] <= _SLOPES[0] and u < 0) or (at[0] >= _SLOPES[1] and u > 0)
    if stuck or room <= 1e-9 * aa * bb:
        return height, (0.0, v / bb)
    return height, ((u * bb - v * ab) / room, (v * aa - u * ab) / room)


def _kept(value: float, bounds: Line) -> float:
    return min(max(value, bounds[0]), bounds[1])


def _edges(shares: Array, height: Array, line: float, inside: Array) -> tuple[float, float]:
    """Where the likelihood crosses the line, on both sides, straight between the steps."""
    first, last = int(inside[0]), int(inside[-1])
    low, high = float(shares[first]), float(shares[last])
    if first:
        low = float(np.interp(line, height[[first - 1, first]], shares[[first - 1, first]]))
    if last + 1 < len(shares):
        high = float(np.interp(-line, -height[[last, last + 1]], shares[[last, last + 1]]))
    return low, high
