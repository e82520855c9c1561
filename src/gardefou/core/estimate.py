"""Numbers that travel with what is known of them: an interval, a unit, an origin."""

from dataclasses import dataclass
from typing import Literal

Origin = Literal["measured", "estimated", "declared"]


@dataclass(frozen=True)
class Estimate:
    """A number measured from a sample, with its interval.

    value, low, high: in `unit`, low <= value <= high unless the method says otherwise.
    n: rows behind it. level: probability that the method's interval covers the truth.

    >>> str(Estimate(0.5, 0.4, 0.6, "AUC", 100))
    '0.5 AUC [0.4, 0.6]'
    """

    value: float
    low: float
    high: float
    unit: str
    n: int
    level: float = 0.95

    def __str__(self) -> str:
        return f"{self.value:.3g} {self.unit} [{self.low:.3g}, {self.high:.3g}]"


@dataclass(frozen=True)
class Quantity:
    """A number with its unit and its origin; low and high where it is not exact.

    origin: measured, estimated or declared. by: the means, in words.
    """

    value: float
    unit: str
    origin: Origin
    by: str
    low: float | None = None
    high: float | None = None
