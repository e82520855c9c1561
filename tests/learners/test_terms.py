from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners import trees
from gardefou.learners.recipes.terms import _SETTINGS, TERMS, collapse
from learners.invented import problem


@pytest.mark.parametrize("task", list(Task))
def test_tables_add_up_to_the_trees_exactly(task):
    given = problem(task, rows=900)
    grown = trees.boost(given, None, _SETTINGS, rounds=60)
    booster, rounds = grown.booster, grown.rounds
    scores = trees.raw_scores(booster, given.matrix, rounds, given.outputs)
    terms = collapse(booster, rounds, given)
    assert np.abs(terms.raw(given.matrix) - scores).max() < 1e-9


def test_values_never_seen_are_scored_as_the_trees_score_them():
    given = problem(rows=900)
    grown = trees.boost(given, None, _SETTINGS, rounds=60)
    booster, rounds = grown.booster, grown.rounds
    strange = given.matrix.values[:200].copy()
    strange[:100, 0] = np.nan
    strange[100:, 0] *= 50
    strange[::3, 2] = np.nan
    matrix = given.matrix.__class__(strange, given.matrix.features)
    scores = trees.raw_scores(booster, matrix, rounds, 1)
    assert np.abs(collapse(booster, rounds, given).raw(matrix) - scores).max() < 1e-9


def test_a_pair_says_nothing_that_one_column_says_alone():
    given = problem(rows=900)
    grown = trees.boost(given, None, _SETTINGS, rounds=60)
    booster, rounds = grown.booster, grown.rounds
    terms = collapse(booster, rounds, given)
    pairs = [which for which in terms.tables if len(which) == 2]
    assert pairs
    for a, b in pairs:
        share = terms.counts[a] / terms.counts[a].sum()
        along = np.tensordot(share, terms.tables[(a, b)], axes=(0, 0))
        assert np.abs(along).max() < 1e-9


def test_tables_that_do_not_fit_their_columns_are_refused():
    packed = TERMS.fit(problem(), None, {"rounds": 20}).pack()
    TERMS.unpack(packed)
    arrays = packed.arrays
    for wrong in (
        {"table_0": arrays["table_0"][:-1]},
        {"cuts_0": arrays["cuts_0"][::-1]},
        {"counts_1": arrays["counts_1"][:1]},
        {"intercept": np.zeros(5)},
    ):
        with pytest.raises(ValueError, match="do not fit"):
            TERMS.unpack(replace(packed, arrays={**arrays, **wrong}))
    for which in ([9], [0, 0], [0, 1, 2], [-1]):
        told = {**packed.meta, "which": [which, *packed.meta["which"][1:]]}
        with pytest.raises(ValueError, match="do not fit"):
            TERMS.unpack(replace(packed, meta=told))
