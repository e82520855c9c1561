import numpy as np
import pytest
from scipy import stats

from gardefou.measures.two_groups import class_shift, number_shift


def test_the_class_shift_agrees_with_pearson():
    rng = np.random.default_rng(0)
    marked, classes = rng.random(500) < 0.3, rng.integers(0, 3, 500)
    table = [np.bincount(classes[m], minlength=3) for m in (marked, ~marked)]
    assert class_shift(marked, classes).p == pytest.approx(stats.chi2_contingency(table).pvalue)


def test_the_number_shift_agrees_with_mann_and_whitney():
    rng = np.random.default_rng(0)
    marked, y = rng.random(300) < 0.3, rng.integers(0, 9, 300).astype(float)
    theirs = stats.mannwhitneyu(y[marked], y[~marked], use_continuity=False, method="asymptotic")
    assert number_shift(marked, y).p == pytest.approx(theirs.pvalue)


def test_the_shift_names_the_class_and_both_shares():
    marked = np.array([True] * 4 + [False] * 4)
    shift = class_shift(marked, np.array([2, 2, 2, 0, 0, 0, 0, 2]))
    assert (shift.which, shift.inside, shift.outside) == (0, 0.25, 0.75)


def test_an_answer_that_never_changes_never_shifts():
    marked = np.array([True, False] * 10)
    assert class_shift(marked, np.ones(20, dtype=int)).p == 1.0
    assert number_shift(marked, np.ones(20)).p == 1.0
