"""Which models to average, and at which weights: greedily, on rows that none of them saw."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.problem import Problem

Array = NDArray[Any]


def greedy_weights(
    problem: Problem, raws: Sequence[Array], *, rounds: int = 20, most: int = 4, least: float = 0.08
) -> Array:
    """Shares of each model in the mean of least loss, shape (models,), summing up to 1.

    problem: the rows that judge. raws: scores of each model on them, shape (rows, outputs). The
    model that lowers the loss of the mean most is added, `rounds` times at most; the best mean on
    the way is taken. Shares under `least`, and all beyond the `most` largest, are dropped: each
    costs its serving. rounds: 20, which makes shares as fine as 5 %.
    Source: Caruana et al. 2004, doi:10.1145/1015330.1015432
    """
    counts = np.zeros(len(raws), dtype=int)
    total = np.zeros_like(raws[0])
    best, best_loss = counts.copy(), np.inf
    for taken in range(1, rounds + 1):
        losses = [problem.loss((total + raw) / taken) for raw in raws]
        pick = int(np.argmin(losses))
        counts[pick] += 1
        total = total + raws[pick]
        if losses[pick] < best_loss - 1e-12:
            best, best_loss = counts.copy(), losses[pick]
    share = best / best.sum()
    order = np.argsort(-share, kind="stable")
    share[order[most:]] = 0.0
    share[share < least] = 0.0
    return np.asarray(share / share.sum())
