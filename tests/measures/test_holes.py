import numpy as np
import pytest
from scipy import stats

from gardefou.measures.holes import Rates, chances, rates


def test_rates_and_chance_are_those_of_a_table_of_counts():
    group = np.repeat([0, 1, 2, -1], [50, 30, 20, 10])
    empty = np.concatenate([np.arange(5), np.arange(50, 65), np.arange(100, 110)])
    found = rates(empty, group, 3)
    assert (found.rows.tolist(), found.holes.tolist()) == ([50, 30, 20], [5, 15, 0])
    by_hand = stats.chi2_contingency([[5, 15, 0], [45, 15, 20]], correction=False)
    assert found.chi2 == pytest.approx(by_hand.statistic)
    assert chances([found])[0] == pytest.approx(by_hand.pvalue)


def test_what_decides_alone_explains_all_and_what_is_full_nothing():
    assert Rates(np.array([40, 60]), np.array([40, 0])).explained == pytest.approx(0.99)
    assert Rates(np.array([40, 60]), np.array([0, 0])).chi2 == 0.0
    assert Rates(np.array([40, 60]), np.array([40, 60])).explained == 0.0
