"""The answer of each row as a number, whatever way it was written."""

import numpy as np

from gardefou.core.need import Need, Task
from gardefou.table.classes import as_classes
from gardefou.table.frame import Array, Cells, Coded, Frame


def answers(need: Need, frame: Frame) -> tuple[Array, tuple[str, ...]]:
    """Class numbers and the classes' names, or the target's numbers and no names.

    Float, shape (rows,), NaN where there is no answer; an infinite one is none.

    >>> frame = Frame({"y": np.array([3.0, np.nan, 1.0])}, {"y": "number"})
    >>> answers(Need(target="y", task=Task.BINARY), frame)
    (array([ 1., nan,  0.]), ('1', '3'))
    """
    name = str(need.target)
    if need.task is not Task.REGRESSION:
        classes = as_classes(frame[name], frame.kinds[name])
        return np.where(classes.codes < 0, np.nan, classes.codes), classes.levels
    numbers = _numbers(frame[name])
    return np.where(np.isfinite(numbers), numbers, np.nan), ()


def _numbers(cells: Cells) -> Array:
    if not isinstance(cells, Coded):
        return cells
    levels = np.array([*map(_number, cells.levels), np.nan])
    return np.asarray(levels[cells.codes])


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
