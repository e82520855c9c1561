from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.folds import Folds, make_folds
from gardefou.learners.learning_curve import Judged, Yardstick, learning_curve, loss_of
from gardefou.learners.recipe import RECIPES, Recipe
from learners.invented import problem

TRIVIAL, LINEAR = RECIPES["trivial"], RECIPES["linear"]


def judged(task=Task.BINARY, rows=600, **more) -> Judged:
    given = problem(task, rows=rows, **more)
    keys = np.random.default_rng(0).integers(0, 2**63, rows).astype("uint64")
    return Judged(given, make_folds(keys, given.y if given.classes else None))


@pytest.mark.parametrize("task", list(Task))
def test_a_model_that_learns_has_a_falling_curve(task):
    given = judged(task)
    curve = learning_curve(given, LINEAR, loss_of(given.problem))
    assert curve.rows == pytest.approx((60, 120, 240, 480), abs=2)
    assert curve.points[-1].value < curve.points[0].value
    assert curve.ahead(3).value <= curve.points[-1].value
    assert curve.saved(3).low <= curve.saved(3).value


def test_a_model_that_learns_nothing_has_nothing_to_gain():
    given = judged()
    curve = learning_curve(given, TRIVIAL, loss_of(given.problem))
    assert curve.saved(10).value < 0.002
    assert curve.saved(10).low <= 0


def test_too_few_rows_have_no_curve():
    given = judged(rows=60)
    assert learning_curve(given, LINEAR, loss_of(given.problem)) is None


def test_a_recipe_that_breaks_has_no_curve():
    def broken(*_):
        raise ValueError("no")

    given = judged()
    none = learning_curve(given, replace(LINEAR, fit=broken), loss_of(given.problem))
    assert none is None


def test_the_last_point_may_be_given_and_is_then_not_learned_again():
    given = judged()
    whole = learning_curve(given, LINEAR, loss_of(given.problem))
    raw = np.full((600, 1), np.nan)
    for fold in given.folds:
        judge = given.problem.take(fold.judge)
        raw[fold.judge] = LINEAR.fit(given.problem.take(fold.learn), judge, None).raw(judge.matrix)
    sizes = []

    def counted(learn, judge, setting):
        sizes.append(len(learn))
        return LINEAR.fit(learn, judge, setting)

    again = learning_curve(given, replace(LINEAR, fit=counted), loss_of(given.problem), full=raw)
    assert replace(again, seconds=0.0) == replace(whole, seconds=0.0)
    assert max(sizes) < 250


def test_rows_of_one_thing_come_and_go_together():
    given = judged()
    things = np.arange(600) // 10
    parts = []

    def watched(learn, judge, setting):
        parts.append(learn)
        return LINEAR.fit(learn, judge, setting)

    folds = Folds(tuple(make_folds(np.repeat(np.arange(60), 10).astype("uint64"))), "entity")
    tagged = replace(given.problem, weight=1.0 + things / 1000)  # to know the things again
    learning_curve(Judged(tagged, folds, things), replace(LINEAR, fit=watched), loss_of(tagged))
    for part in parts:
        _, counts = np.unique(part.weight, return_counts=True)
        assert set(counts) == {10}


def test_one_fold_is_enough_and_the_yardstick_is_asked_of_its_rows_only():
    given = judged()
    asked = []

    def ones(raw, which):
        asked.append((len(raw), int(which.sum())))
        return np.ones(len(raw))

    one = Judged(given.problem, Folds(given.folds.folds[:1], "rows"))
    curve = learning_curve(one, LINEAR, Yardstick("EUR", ones))
    n = len(given.folds.folds[0].judge)
    assert set(asked) == {(n, n)}
    assert curve.unit == "EUR"
    assert curve.saved(3).value == 0.0


def test_the_same_seed_draws_the_same_curve():
    given = judged()
    one, two = (learning_curve(given, LINEAR, loss_of(given.problem)) for _ in range(2))
    assert replace(one, seconds=0.0) == replace(two, seconds=0.0)


def test_every_class_is_there_in_the_smallest_part():
    given = judged(Task.MULTICLASS, rows=300)
    seen = []

    def watched(learn, judge, setting):
        seen.append(len(np.unique(learn.y)))
        return LINEAR.fit(learn, judge, setting)

    recipe: Recipe = replace(LINEAR, fit=watched)
    learning_curve(given, recipe, loss_of(given.problem))
    assert set(seen) == {3}
