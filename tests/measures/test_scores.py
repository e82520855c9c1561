"""Held against scikit-learn and scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics

from gardefou.measures import scores

RNG = np.random.default_rng(0)
Y = RNG.integers(0, 3, 200)
P = RNG.dirichlet(np.ones(3), 200)
A, B = RNG.normal(size=200).round(1), RNG.normal(size=200).round(1)


def test_log_loss_agrees_with_scikit_learn():
    assert scores.log_losses(Y, P).mean() == pytest.approx(metrics.log_loss(Y, P))


def test_a_certain_error_is_dear_but_finite():
    assert 30 < scores.log_losses(np.array([1]), np.array([[1.0, 0.0]]))[0] < 40


def test_brier_agrees_with_scikit_learn():
    expected = metrics.brier_score_loss(Y, P, labels=[0, 1, 2], scale_by_half=False)
    assert scores.briers(Y, P).mean() == pytest.approx(expected)


def test_auc_agrees_with_scikit_learn_ties_included():
    assert scores.auc(Y == 1, A) == pytest.approx(metrics.roc_auc_score(Y == 1, A))
    assert np.isnan(scores.auc(np.ones(5), np.arange(5)))


def test_rank_correlation_agrees_with_scipy():
    assert scores.rank_correlation(A, B) == pytest.approx(stats.spearmanr(A, B).statistic)
    assert scores.rank_correlation(A, np.ones(200)) == 0.0


def test_pinball_agrees_with_scikit_learn():
    ours = scores.pinball(A, B, under=0.8, over=0.2).mean()
    assert ours == pytest.approx(metrics.mean_pinball_loss(A, B, alpha=0.8))


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=40))
def test_ranks_agree_with_scipy(values):
    assert scores.ranks(np.array(values)).tolist() == stats.rankdata(values).tolist()
