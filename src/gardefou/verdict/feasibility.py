"""Can it be done at all with these columns? A pure function of the signal and its price."""

from gardefou.core.verdict import Feasibility, Signal


def feasibility(signal: Signal, *, surely: float = 0.01, worthwhile: float = 0.05) -> Feasibility:
    """Easy, hard, virtually impossible, or undecided.

    surely: below this p the columns say something (how often by luck alone:
    benchmarks/shuffled_targets.md). worthwhile: a saving smaller than this share of the best
    trivial policy's cost counts as none. Impossible only where no signal is seen *and* even the
    optimistic end of the saving is not worthwhile; easy only where its pessimistic end is.

    >>> from gardefou.core.estimate import Estimate
    >>> score, saving = Estimate(0.8, 0.7, 0.9, "AUC", 500), Estimate(0.4, 0.3, 0.5, "EUR", 500)
    >>> feasibility(Signal(1e-9, score, saving, trivial_cost=1.0, rows=500)).value
    'easy'
    """
    floor = worthwhile * signal.trivial_cost
    if signal.p < surely:
        return Feasibility.EASY if signal.saving.low > floor else Feasibility.HARD
    if signal.saving.high < floor:
        return Feasibility.VIRTUALLY_IMPOSSIBLE
    return Feasibility.UNDECIDED
