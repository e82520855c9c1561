"""Scores of one row in microseconds, the same as for many rows at once."""

import ctypes
import threading
import weakref
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import singledispatch
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.boosting import Boosted
from gardefou.learners.encode import Feature, Matrix
from gardefou.learners.mixture import Mixture
from gardefou.learners.recipe import Fitted
from gardefou.learners.recipes.terms import Axis, Terms

Array = NDArray[Any]
OneRow = Callable[[Array], Array]
"""From a row of the matrix, float64 of shape (features,), to its scores, shape (outputs,)."""


@singledispatch
def one_row(fitted: Fitted, features: Sequence[Feature] = ()) -> OneRow:
    """What answers one row at a time as `fitted.raw` would; made once, it may be asked for ever.

    features: of the matrix, for a recipe that looks at them. Fast for `boosted` and its kin, for
    `terms` and for means of these; any other recipe is asked for a matrix of one row.
    """
    known = tuple(features)
    return lambda row: np.asarray(fitted.raw(Matrix(row[None, :], known)))[0]


@one_row.register
def _of_mixture(fitted: Mixture, features: Sequence[Feature] = ()) -> OneRow:
    parts = [(part.weight, one_row(part.fitted, features)) for part in fitted.parts]
    return lambda row: np.asarray(sum(weight * answer(row) for weight, answer in parts))


class _Trees:
    """LightGBM's own door for single rows, which keeps its buffers between calls.

    A lock lets one thread in at a time, as the buffers are one.
    """

    def __init__(self, fitted: Boosted) -> None:
        from lightgbm import basic

        self._booster = fitted.booster  # its memory must outlive the handle
        self._centre = fitted.centre
        self._features = self._booster.num_feature()
        self._row = np.zeros(self._features)
        self._scores = np.zeros(fitted.outputs)
        self._count = ctypes.c_int64()
        self._lock = threading.Lock()
        self._call = basic._LIB.LGBM_BoosterPredictForMatSingleRowFast
        handle = ctypes.c_void_p()
        failed = basic._LIB.LGBM_BoosterPredictForMatSingleRowFastInit(
            self._booster._handle,
            ctypes.c_int(basic._C_API_PREDICT_RAW_SCORE),
            ctypes.c_int(0),  # from the first round
            ctypes.c_int(-1),  # to the last
            ctypes.c_int(basic._C_API_DTYPE_FLOAT64),
            ctypes.c_int32(self._features),
            ctypes.c_char_p(b"num_threads=1"),
            ctypes.byref(handle),
        )
        basic._safe_call(failed)
        weakref.finalize(self, basic._LIB.LGBM_FastConfigFree, handle)
        self._told = (
            handle,
            ctypes.c_void_p(self._row.ctypes.data),
            ctypes.byref(self._count),
            ctypes.c_void_p(self._scores.ctypes.data),
        )

    def __call__(self, row: Array) -> Array:
        if row.shape != (self._features,):
            raise ValueError(f"a row of {self._features} features is wanted, not {row.shape}")
        with self._lock:
            self._row[:] = row
            if self._call(*self._told):
                raise ValueError("the trees could not answer")
            return self._scores + self._centre


@one_row.register
def _of_trees(fitted: Boosted, features: Sequence[Feature] = ()) -> OneRow:
    del features
    return _Trees(fitted)


@one_row.register
def _of_terms(fitted: Terms, features: Sequence[Feature] = ()) -> OneRow:
    """All tables one below the other, each looked up at the cells of its one or two features."""
    del features
    axes = [_cell_of(axis) for axis in fitted.axes]
    outputs = len(fitted.intercept)
    tables = [table.reshape(-1, outputs) for table in fitted.tables.values()]
    below = np.concatenate([*tables, np.zeros((0, outputs))])
    starts = np.cumsum([0, *(len(table) for table in tables)])[:-1]
    first = np.array([which[0] for which in fitted.tables], dtype=int)
    second = np.array([which[-1] for which in fitted.tables], dtype=int)
    wide = [table.shape[1] for table in fitted.tables.values()]
    width = np.where(first == second, 0, np.array(wide, dtype=int))

    def answer(row: Array) -> Array:
        cells = np.array([cell(value) for cell, value in zip(axes, row.tolist(), strict=True)], int)
        places = starts + width * cells[first] + cells[second]
        return np.asarray(fitted.intercept + below[places].sum(axis=0))

    return answer


def _cell_of(axis: Axis) -> Callable[[float], int]:
    """The cell of one value, as `Axis.cell` gives it for many."""
    hole = axis.cells - 1
    if axis.levels:
        codes = range(hole)
        return lambda value: hole if isnan(value) else codes[int(value)]
    cuts = axis.cuts.tolist()
    return lambda value: hole if isnan(value) else bisect_left(cuts, value)
