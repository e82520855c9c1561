"""Act, or ask a person: whichever costs least (Chow's rule), and what each policy has cost."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Need
from gardefou.learners.conformal import Residuals
from gardefou.measures.scores import pinball
from gardefou.need.prices import cost_matrix, review_cost

Array = NDArray[Any]


@dataclass(frozen=True)
class Decisions:
    """One decision a row.

    choice: the cheapest class (number), or in regression the number to act on, shape (rows,).
    review: whether a person should look instead. expected: its expected cost, in the need's unit.
    """

    choice: Array
    review: Array
    expected: Array


def decide(p: Array, need: Need) -> Decisions:
    """The cheapest decision for each row of probabilities, shape (rows, classes).

    Optimal where the probabilities are true. Source: Chow 1970, doi:10.1109/TIT.1970.1054406
    """
    each = p @ cost_matrix(need)
    choice = each.argmin(axis=1)
    expected = each[np.arange(len(p)), choice]
    if need.cost.review is None:
        return Decisions(choice, np.zeros(len(p), dtype=bool), expected)
    asked = review_cost(need, p)
    review = asked < expected
    return Decisions(choice, review, np.where(review, asked, expected))


def cost_of(decisions: Decisions, y: Array, need: Need) -> Array:
    """What each decision cost, now that the answers are known (class numbers), shape (rows,)."""
    y = y.astype(int)
    acted = cost_matrix(need)[y, decisions.choice.astype(int)]
    if not decisions.review.any():
        return np.asarray(acted)
    return np.where(decisions.review, reviewed_cost(y, need), acted)


def reviewed_cost(y: Array, need: Need) -> Array:
    """What handing each row to a person costs, the answers known, shape (rows,)."""
    return review_cost(need, np.eye(len(need.classes))[y.astype(int)])


def share_of_quantile(need: Need) -> float:
    """The share of outcomes that should lie below the number to act on: under / (under + over).

    Source: Koenker and Bassett 1978, doi:10.2307/1913643
    """
    under, over = number_prices(need)
    return float(under / (under + over)) if under + over > 0 else 0.5


def decide_number(point: Array, residuals: Residuals, need: Need) -> Decisions:
    """The number that costs least on average, and whether a person would cost less."""
    under, over = number_prices(need)
    share = share_of_quantile(need)
    expected = residuals.expected_cost(point, share, under, over)
    choice = residuals.quantile(point, share)
    review = np.zeros(len(point), dtype=bool)
    if need.cost.review is not None:
        asked = need.cost.review + need.cost.review_error * expected
        review = asked < expected
        expected = np.where(review, asked, expected)
    return Decisions(choice, review, expected)


def cost_of_number(decisions: Decisions, y: Array, need: Need) -> Array:
    """What each number cost, now that the truth is known, shape (rows,)."""
    acted = pinball(y, decisions.choice, *number_prices(need))
    if need.cost.review is None:
        return acted
    asked = need.cost.review + need.cost.review_error * acted
    return np.where(decisions.review, asked, acted)


def number_prices(need: Need) -> tuple[float, float]:
    """The prices of one unit too low and of one unit too high."""
    assert need.cost.under is not None
    assert need.cost.over is not None
    return need.cost.under, need.cost.over
