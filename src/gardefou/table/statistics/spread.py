"""Where the values of a number or time column lie.

Bounds, mean, standard deviation (of a sample: divided by n - 1; 0 for one value), quantiles, how
many rows stand at the bounds and which values come next to them. Missing and infinite cells are
left aside; times count as seconds since 1970 UTC. A column without any such cell is left out.

All is exact, at any number of rows. A quantile is a value of the column, the smallest that at
least this share of the filled rows do not exceed. Mean and deviation are sums of whole numbers
(2^-52 of the range), so that neither the order of the rows nor the number of threads changes a
figure; they are kept to 14 and 9 figures. Whole numbers beyond 2^53 are rounded to doubles.
"""

from math import sqrt
from typing import Any

from gardefou.core.evidence import Spread
from gardefou.core.statistic import Parts, Statistic
from gardefou.core.table import Kind
from gardefou.table.quantiles import quantiles

SHARES = (0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999)
_UNIT = 2**52


def _answer(parts: Parts) -> Spread | None:
    if not parts["filled"]:
        return None
    mean, sd = _moments(parts)
    return Spread(
        filled=int(parts["filled"]),
        low=parts["low"],
        high=parts["high"],
        mean=mean,
        sd=sd,
        quantiles=dict(zip(SHARES, parts["quantiles"], strict=True)),
        at_low=int(parts["at_low"]),
        at_high=int(parts["at_high"]),
        next_low=parts["next_low"],
        next_high=parts["next_high"],
        negative=int(parts["negative"] or 0),
        zero=int(parts["zero"] or 0),
        whole=bool(parts["whole"]),
    )


def _moments(parts: Parts) -> tuple[float, float]:
    """Mean and deviation of low + 2 half z, from the whole-number sums of z and of its square."""
    low, n = parts["low"], int(parts["filled"])
    half = parts["high"] / 2 - low / 2
    if half == 0:
        return low, 0.0
    z, z2 = int(parts["sum_z"]), int(parts["sum_z2"])
    variance = max(z2 * n * _UNIT - z * z, 0) / (n * (n - 1) * _UNIT**2)
    step = half * (z / (n * _UNIT))  # twice, as the whole range may be beyond a double
    mean = min(max(float(f"{low + step + step:.14g}"), low), parts["high"])
    return mean, float(f"{half * sqrt(variance) * 2:.9g}")


def _far(connection: Any, number: str) -> list[float]:
    return quantiles(connection, _X.replace("{number}", number), SHARES)


_X = "CASE WHEN isfinite({number}) THEN {number} + 0.0 END"
_Z = "((x / 2 - low / 2) / nullif(high / 2 - low / 2, 0))"

spread = Statistic(
    name="spread",
    of="column",
    answer=_answer,
    page=__doc__,
    kinds=frozenset({Kind.NUMBER, Kind.TIME}),
    held={"quantiles": f"quantile_disc({_X}, {list(SHARES)})"},
    apart={"quantiles": _far},
    each={"x": _X},
    first={
        "filled": "sum(n) FILTER (x IS NOT NULL)",
        "low": "min(x)",
        "high": "max(x)",
        "negative": "sum(n) FILTER (x < 0)",
        "zero": "sum(n) FILTER (x = 0)",
        "whole": "bool_and(x = trunc(x))",
    },
    then={
        "at_low": "sum(n) FILTER (x = low)",
        "at_high": "sum(n) FILTER (x = high)",
        "next_low": "min(x) FILTER (x > low)",
        "next_high": "max(x) FILTER (x < high)",
        "sum_z": f"sum(n::HUGEINT * ({_Z} * {_UNIT})::HUGEINT)",
        "sum_z2": f"sum(n::HUGEINT * ({_Z} * {_Z} * {_UNIT})::HUGEINT)",
    },
)
