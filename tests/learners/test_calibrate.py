import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.calibrate import Calibrator, calibrate
from gardefou.measures.scores import log_losses


def _scores(rows, seed=0):
    rng = np.random.default_rng(seed)
    logit = rng.normal(size=rows) * 1.5
    return logit, (rng.random(rows) < 1 / (1 + np.exp(-logit))).astype(int)


def test_honest_scores_are_left_as_they_are():
    logit, y = _scores(800)
    assert calibrate(logit[:, None], y, np.ones(800), Task.BINARY).way == "as is"


@pytest.mark.parametrize("rows", [600, 5000])
def test_boastful_scores_are_brought_down(rows):
    logit, y = _scores(rows)
    boastful = 4 * logit[:, None]
    calibrator = calibrate(boastful, y, np.ones(rows), Task.BINARY)
    fresh, answers = _scores(rows, seed=1)
    before = log_losses(answers, Calibrator(Task.BINARY).apply(4 * fresh[:, None])).mean()
    after = log_losses(answers, calibrator.apply(4 * fresh[:, None])).mean()
    honest = log_losses(answers, Calibrator(Task.BINARY).apply(fresh[:, None])).mean()
    assert after < before - 0.1
    assert after == pytest.approx(honest, abs=0.02)


def test_bent_scores_need_steps():
    logit, y = _scores(6000)
    bent = (np.exp(logit) ** 2)[:, None]
    calibrator = calibrate(bent, y, np.ones(6000), Task.BINARY)
    assert calibrator.way == "isotonic"
    p = calibrator.apply(np.linspace(-1e3, 1e3, 200)[:, None])[:, 1]
    assert (np.diff(p) >= 0).all()
    assert 0 < p.min() < p.max() < 1


def test_many_classes_share_one_temperature():
    rng = np.random.default_rng(0)
    scores = rng.normal(size=(1500, 3))
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    y = (p.cumsum(axis=1) > rng.random((1500, 1))).argmax(axis=1)
    calibrator = calibrate(3 * scores, y, np.ones(1500), Task.MULTICLASS)
    assert calibrator.way == "temperature"
    assert calibrator.scale == pytest.approx(1 / 3, rel=0.25)


@pytest.mark.parametrize("task", [Task.BINARY, Task.MULTICLASS])
def test_rows_that_never_err_do_not_make_it_sure_of_everything(task):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3 if task is Task.MULTICLASS else 2, 90)
    raw = 3.0 * np.eye(3)[y] if task is Task.MULTICLASS else (6.0 * y - 3.0)[:, None]
    p = calibrate(raw, y, np.ones(90), task).apply(raw)
    assert p.max() < 0.999
    assert (p.argmax(axis=1) == y).all()
