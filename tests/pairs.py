"""Rows of then beside rows of now, made of plain arrays."""

import numpy as np

from gardefou.core.evidence import Shift
from gardefou.core.need import Need, Task
from gardefou.flows.compared import outside_of, unseen_of
from leaky import sample

NEED = Need(target="y", task=Task.BINARY, classes=("0", "1"))


def shift(then: dict, now: dict, *, by: str = "reference", **more: object) -> Shift:
    """Two samples of these columns; what is unseen and outside is counted in them."""
    old, new = sample(then, seed=1), sample(now, seed=2)
    given = {"unseen": unseen_of(old, new), "outside": outside_of(old, new), **more}
    return Shift(by, old, new, len(old), len(new), **given)


def drawn(rng, rows: int, columns: int) -> dict:
    """Columns of many shapes that have nothing to do with one another, and an answer."""
    makers = (
        lambda: rng.normal(size=rows),
        lambda: rng.lognormal(size=rows),
        lambda: rng.poisson(3, rows).astype(float),
        lambda: [str(x) for x in rng.choice(["r", "g", "b"], rows, p=[0.5, 0.3, 0.2])],
        lambda: [f"t{x}" for x in np.minimum(rng.zipf(1.5, rows), 3000)],
        lambda: np.where(rng.random(rows) < 0.1, np.nan, rng.normal(size=rows)),
        lambda: [["a", "b"][int(x)] for x in rng.random(rows) < 0.03],
        lambda: rng.standard_t(2, rows),
    )
    made = {f"c{j}": makers[j % len(makers)]() for j in range(columns)}
    return made | {"y": (rng.random(rows) < 0.2).astype(float)}
