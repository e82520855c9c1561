"""Learning curves carried on: what the next rows bring, from what the last ones brought."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate
from gardefou.measures.chance import normal_quantile

Array = NDArray[Any]

KEPT = 0.7
"""What a doubling of the rows brings, as a part of what the doubling before it brought.

A loss that falls as rows^-0.5 keeps 0.71 of it. Fitted, like the two below, on the tables of
LCDB 1.1 and held against tables left out: benchmarks/learning/curves.md.
"""

LESS = (3.0, 0.27, 0.6)
"""How far below its forecast a saving may come: parts of `error`, of `fall` and of `bend`."""

MORE = (1.7, 0.93, 0.04)
"""How far above: parts of `error` and of `bend`, and of the whole loss, as dips come late."""

_BAND = 0.90  # what LESS and MORE were fitted for


@dataclass(frozen=True)
class Trend:
    """Where a learning curve stands, and how it falls there.

    loss: at `rows` rows. fall: what the last doubling brought, shrunk towards 0 where chance could
    have brought it, never below. error: its standard error. bend: how much the last two doublings
    disagree about it.
    """

    rows: int
    loss: float
    fall: float
    error: float
    bend: float

    def saved(self, times: float, *, unit: str) -> Estimate:
        """How much lower the loss is at so many times the rows, with a band of 90 %.

        The value never falls as `times` grows, nor exceeds the loss; the band may hold less than 0.

        >>> round(Trend(1000, 0.5, fall=0.1, error=0.0, bend=0.0).saved(4, unit="nats").value, 3)
        0.119
        """
        reach = _reach(times)
        value = min(reach * self.fall, max(self.loss, 0.0))
        less = reach * (LESS[0] * self.error + LESS[1] * self.fall + LESS[2] * self.bend)
        more = reach * (MORE[0] * self.error + MORE[1] * self.bend)
        more += MORE[2] * max(self.loss, 0.0) * np.log2(times) ** 2
        high = min(value + more, max(self.loss, value))
        return Estimate(value, value - less, float(high), unit, self.rows, _BAND)

    def ahead(self, times: float, error: float, *, unit: str) -> Estimate:
        """The loss at so many times the rows, with a band of 90 %.

        error: standard error of the loss now; what is not known of the level stays unknown.
        """
        saved = self.saved(times, unit=unit)
        own = normal_quantile((1 + _BAND) / 2) * error
        value = self.loss - saved.value
        low = max(0.0, value - float(np.hypot(saved.high - saved.value, own)))
        high = value + float(np.hypot(saved.value - saved.low, own))
        return Estimate(value, min(low, value), high, unit, self.rows, _BAND)


def trend(rows: Array, losses: Array, error: float) -> Trend:
    """The trend at the end of a learning curve.

    rows: growing, shape (points,), at least 3, about doubling at the end. losses: shape (points,).
    error: standard error of `contrast(rows) @ losses`.
    Why not a curve: on few noisy points fitted curves foretell no better than "no change" does;
    this, a step shrunk towards "no change", does. Sources: Viering and Loog 2023,
    doi:10.1109/TPAMI.2022.3220744 (shapes); Yan et al. 2025, "LCDB 1.1" (the curves it was held
    against).

    >>> round(trend(np.array([250, 500, 1000]), np.array([0.6, 0.5, 0.43]), 0.0).fall, 3)
    0.07
    """
    last, before = _steps(rows, losses)
    raw = max(float(contrast(rows) @ losses), 0.0)
    fall = raw / (1 + (error / raw) ** 2) if raw > 1e-150 else 0.0
    return Trend(int(rows[-1]), float(losses[-1]), fall, error, abs(last - KEPT * before))


def contrast(rows: Array) -> Array:
    """Weights that turn the losses at these rows into what the last doubling brought.

    Shape (points,). The last step counts twice as much as the one before it.
    """
    size = np.diff(np.log2(np.asarray(rows, dtype=float)))[-2:]
    weights = np.zeros(len(rows))
    weights[-3:-1] += np.array([KEPT, 2.0]) / size
    weights[-2:] -= np.array([KEPT, 2.0]) / size
    return weights / 3


def _steps(rows: Array, losses: Array) -> tuple[float, float]:
    """What the last step brought per doubling of the rows, and the one before it."""
    size = np.diff(np.log2(np.asarray(rows, dtype=float)))[-2:]
    before, last = -np.diff(losses)[-2:] / size
    return float(last), float(before)


def _reach(times: float) -> float:
    """How many falls lie ahead: the sum of a geometric row, over `log2(times)` doublings."""
    return float(KEPT * (1 - KEPT ** np.log2(times)) / (1 - KEPT))
