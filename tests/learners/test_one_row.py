import copy
import gc
import threading

import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.mixture import Mixture, Part
from gardefou.learners.one_row import one_row
from gardefou.learners.recipe import RECIPES
from learners.invented import problem


def strange_rows(given):
    rows = given.matrix.values[:60].copy()
    rows[:20, 0] = np.nan
    rows[20:40, 1] *= 1e9
    rows[::3, 2] = np.nan
    return rows


def fitted(name, given):
    return RECIPES[name].fit(given, given, None)


@pytest.mark.parametrize("name", ["trivial", "linear", "splines", "terms", "boosted"])
@pytest.mark.parametrize("task", list(Task))
def test_one_row_is_scored_as_many_are(name, task):
    given = problem(task)
    model = fitted(name, given)
    rows = strange_rows(given)
    answer = one_row(model, given.matrix.features)
    expected = model.raw(given.matrix.__class__(rows, given.matrix.features))
    assert np.abs(np.array([answer(row) for row in rows]) - expected).max() < 1e-9


def test_a_mean_of_models_is_asked_part_by_part():
    given = problem()
    parts = [
        Part("boosted", 0.7, fitted("boosted", given)),
        Part("terms", 0.3, fitted("terms", given)),
    ]
    mixture = Mixture(tuple(parts))
    answer = one_row(mixture)
    expected = mixture.raw(given.matrix)[:50]
    got = np.array([answer(row) for row in given.matrix.values[:50]])
    assert np.abs(got - expected).max() < 1e-9


def test_a_row_of_another_width_is_refused_and_not_read_past_its_end():
    answer = one_row(fitted("boosted", problem()))
    for width in (0, 2, 4):
        with pytest.raises(ValueError, match="3 features"):
            answer(np.zeros(width))


def test_terms_without_any_table_answer_with_their_constant():
    given = problem(signal=0.0, rows=60)
    model = RECIPES["terms"].fit(given, None, {"rounds": 1})
    bare = model.__class__(model.axes, {}, model.intercept, model.counts)
    assert np.array_equal(one_row(bare)(given.matrix.values[0]), model.intercept)


def test_an_answer_is_its_own_and_outlives_the_model():
    given = problem(Task.MULTICLASS)
    model = fitted("boosted", given)
    expected = model.raw(given.matrix)
    answer = one_row(copy.deepcopy(model))
    gc.collect()
    first = answer(given.matrix.values[0])
    answer(given.matrix.values[1])
    assert np.abs(first - expected[0]).max() < 1e-12


def test_threads_do_not_mix_their_rows():
    given = problem(Task.MULTICLASS)
    model = fitted("boosted", given)
    expected, answer = model.raw(given.matrix), one_row(model)
    wrong = []

    def ask(start):
        for row in range(start, len(given), 4):
            if np.abs(answer(given.matrix.values[row]) - expected[row]).max() > 1e-9:
                wrong.append(row)

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
