"""Can it be done at all with these columns? A pure function of the signal and its price."""

from dataclasses import dataclass
from math import ceil, isfinite

from gardefou.core.estimate import Estimate
from gardefou.core.verdict import Feasibility, Signal
from gardefou.core.words import say
from gardefou.measures.chance import normal_quantile


@dataclass(frozen=True)
class Outlook:
    """The answer, in words and numbers. rows: how many would settle it, None where it is settled.

    Infinite where no number of rows that could be had would.
    """

    feasibility: Feasibility
    says: str
    rows: float | None = None


def feasibility(
    signal: Signal,
    *,
    surely: float = 0.01,
    worthwhile: float = 0.05,
    more: Estimate | None = None,
    fewest: int = 300,
) -> Feasibility:
    """Easy, hard, virtually impossible, or undecided.

    surely: below this p the columns say something (how often by luck alone:
    benchmarks/learning/shuffled_targets.md). worthwhile: a saving smaller than this share of the
    best trivial policy's cost counts as none. more: what ten times the rows would save on top,
    where a learning curve tells. fewest: rows below which nothing is called impossible, as there a
    true signal is missed as often as not. Impossible only where no signal is seen *and* even the
    optimistic end of the saving, with more rows too, is not worthwhile; easy only where its
    pessimistic end is.

    >>> from gardefou.core.estimate import Estimate
    >>> score, saving = Estimate(0.8, 0.7, 0.9, "AUC", 500), Estimate(0.4, 0.3, 0.5, "EUR", 500)
    >>> feasibility(Signal(1e-9, score, saving, trivial_cost=1.0, rows=500)).value
    'easy'
    """
    floor = worthwhile * signal.trivial_cost
    if signal.p < surely:
        return Feasibility.EASY if signal.saving.low > floor else Feasibility.HARD
    hoped = signal.saving.high + (0.0 if more is None else max(more.high, 0.0))
    if hoped < floor and signal.rows >= fewest:
        return Feasibility.VIRTUALLY_IMPOSSIBLE
    return Feasibility.UNDECIDED


def outlook(
    signal: Signal,
    *,
    surely: float = 0.01,
    worthwhile: float = 0.05,
    more: Estimate | None = None,
    farthest: float = 1000.0,
) -> Outlook:
    """The same in words and numbers, and how many rows would settle what is open.

    farthest: times the rows beyond which no number is named. Intervals narrow as the square root
    of the rows, whatever the model then scores; so the rows are told and the score is not.
    """
    can = feasibility(signal, surely=surely, worthwhile=worthwhile, more=more)
    saving, floor = signal.saving, worthwhile * signal.trivial_cost
    rows = None
    if can in (Feasibility.HARD, Feasibility.UNDECIDED):
        rows = _rows_to_settle(signal, floor, surely)
        rows = float("inf") if rows > farthest * signal.rows else rows
    says = say(
        f"forecast.feasible.{_KEYS[can]}",
        saving=saving.value,
        low=saving.low,
        high=saving.high,
        unit=saving.unit,
        need=floor,
        rows=signal.rows,
        score=signal.score.value,
        score_unit=signal.score.unit,
        nothing=0.5 if signal.score.unit == "AUC" else 0.0,
    )
    if rows is not None:
        key = "rows" if isfinite(rows) else "no_rows"
        says = f"{says} {say(f'forecast.feasible.{key}', rows=_rounded(rows))}"
    return Outlook(can, says, rows)


_KEYS = {
    Feasibility.EASY: "easy",
    Feasibility.HARD: "hard",
    Feasibility.VIRTUALLY_IMPOSSIBLE: "impossible",
    Feasibility.UNDECIDED: "undecided",
}


def _rows_to_settle(signal: Signal, floor: float, surely: float) -> float:
    """Rows at which the interval of the saving, or the signal's own, would no longer hold both."""
    saving, score = signal.saving, signal.score
    gap = saving.value - floor
    half = saving.high - saving.value if gap < 0 else saving.value - saving.low
    by_saving = signal.rows * (half / abs(gap)) ** 2 if gap else float("inf")
    if signal.p < surely:
        return by_saving
    above = score.value - (0.5 if score.unit == "AUC" else 0.0)
    error = (score.high - score.low) / 2 / normal_quantile(0.975)
    wanted = normal_quantile(1 - surely / 2)  # of two models
    by_signal = signal.rows * (wanted * error / above) ** 2 if above > 0 else float("inf")
    return by_saving if gap < 0 else max(by_saving, by_signal)


def _rounded(rows: float) -> int:
    """To two figures, upwards, as nobody knows it closer.

    >>> _rounded(1234.0)
    1300
    """
    if not isfinite(rows):
        return 0
    step = 10 ** max(len(str(int(rows))) - 2, 0)
    return int(ceil(rows / step) * step)
