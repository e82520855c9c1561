import numpy as np

from gardefou.core.need import Task
from gardefou.learners.folds import make_folds
from gardefou.learners.probe import crossed, joint_answers, plain_models
from gardefou.learners.race import Race
from gardefou.learners.recipe import RECIPES
from learners.invented import problem


def folded(given):
    keys = np.random.default_rng(0).integers(0, 2**63, len(given)).astype("uint64")
    return make_folds(keys, given.y if given.classes else None)


def test_every_row_is_answered_by_models_that_did_not_learn_from_it():
    given = problem(rows=300)
    folds = folded(given)
    model = crossed(RECIPES["linear"], given, folds)
    first = folds.folds[0]
    again = model.fitted[0].raw(given.matrix.take(first.judge))
    assert np.array_equal(model.raw[first.judge], again)
    assert not np.isnan(model.raw).any()


def test_rows_are_judged_as_they_are_where_decisions_are_due():
    given, other = problem(rows=300), problem(rows=300, seed=5)
    folds = folded(given)
    moved = crossed(RECIPES["linear"], given, folds, judged=other.matrix)
    assert not np.allclose(moved.raw, crossed(RECIPES["linear"], given, folds).raw)


def test_the_mean_of_the_candidates_goes_on_beyond_the_folds():
    whole = problem(rows=350)
    given, other = whole.take(np.arange(300)), whole.take(np.arange(300, 350))
    folds = folded(given)
    raced = Race(given, folds, recipes=[RECIPES["trivial"], RECIPES["linear"]]).run()
    answers = joint_answers(raced.candidates[1:], folds, other.matrix)
    assert answers.recipe == "linear"
    assert answers.raw.shape == (350, 1)
    assert np.array_equal(answers.raw[:300], raced.candidates[1].raw)
    assert set(answers.fold) == {0, 1, 2, 3, 4}
    right = (answers.raw[300:, 0] > 0) == (other.y == 1)
    assert right.mean() > 0.8


def test_both_plain_models_are_asked_of_every_task():
    for task in Task:
        given = problem(task, rows=200)
        assert [m.recipe.name for m in plain_models(given, folded(given))] == ["linear", "boosted"]
