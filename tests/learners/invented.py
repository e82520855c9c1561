"""Invented problems with known answers, for the tests of this folder."""

import numpy as np

from gardefou.core.need import Task
from gardefou.core.table import Kind
from gardefou.learners.encode import learn_encoder
from gardefou.learners.problem import Problem
from gardefou.table.frame import Coded, Frame

LEVELS = ("east", "north", "west")


def frame(rows=600, seed=0, holes=0.1):
    """A number with holes, a number that says nothing, a category with holes."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=rows)
    x[rng.random(rows) < holes] = np.nan
    codes = rng.integers(-1, 3, rows).astype("int32")
    columns = {"x": x, "noise": rng.normal(size=rows), "place": Coded(codes, LEVELS)}
    return Frame(columns, {"x": Kind.NUMBER, "noise": Kind.NUMBER, "place": Kind.TEXT})


def problem(task=Task.BINARY, rows=600, seed=0, *, signal=2.0):
    """The answer rises with x, is higher in the west, and ignores the noise column."""
    given = frame(rows, seed)
    rng = np.random.default_rng(seed + 1)
    score = signal * np.nan_to_num(given["x"]) + signal * (given["place"].codes == 2)
    noisy = score + rng.normal(size=rows)
    y = {
        Task.REGRESSION: noisy,
        Task.BINARY: (noisy > 0.5).astype(int),
        Task.MULTICLASS: np.digitize(noisy, [-0.5, 1.0]),
    }[task]
    classes = {Task.REGRESSION: 0, Task.BINARY: 2, Task.MULTICLASS: 3}[task]
    matrix = learn_encoder(given).encode(given)
    return Problem(matrix, y, np.ones(rows), task, classes)
