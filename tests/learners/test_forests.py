import numpy as np
import pytest
from sklearn.ensemble import (
    AdaBoostClassifier,
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.tree import DecisionTreeClassifier

from gardefou.core.need import Task
from gardefou.learners import averaging, forests
from gardefou.learners.forests import Forest
from gardefou.learners.recipe import Packed
from gardefou.learners.recipes import adaboost, extra_trees, forest
from learners.invented import problem


def _halves(given):
    half = np.arange(len(given)) % 2 == 0
    return given.take(half), given.take(~half)


def _stump():
    """One tree: below 1 in column 0 it says 10, above 20; the root says 12."""
    return Forest(
        np.array([0, -1, -1], "int32"),
        np.array([1, 0, 0], "float32"),
        np.array([2, 0, 0], "int32"),
        np.array([[12.0], [10.0], [20.0]]),
        np.array([0], "int32"),
        np.array([5.0, 4.0, 1.0]),
    )


def _wide(rows=400, columns=6, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, columns)).astype("float32")


def test_a_stump_answers_as_written():
    assert _stump().scores(np.array([[1.0], [1.1]], "float32")).tolist() == [[10.0], [20.0]]


def test_no_rows_give_no_scores():
    assert _stump().scores(np.zeros((0, 1), "float32")).shape == (0, 1)


@pytest.mark.parametrize(
    ("machine", "y"),
    [
        (ExtraTreesRegressor(20, random_state=0), lambda x: x[:, 0] * x[:, 1]),
        (RandomForestClassifier(20, random_state=0), lambda x: (x[:, 0] > x[:, 1]).astype(int)),
    ],
)
def test_scikit_learn_gives_the_same(machine, y):
    wide = _wide()
    machine.fit(wide, y(wide))
    trees = [tree.tree_ for tree in machine.estimators_]
    mine = forests.planted(trees, [tree.value[:, 0, -1:] / 20 for tree in trees])
    fresh = _wide(seed=1)
    fresh[:50] = trees[0].threshold[:50, None]  # on the cut itself
    own = machine.predict if hasattr(machine, "oob_decision_function_") else None
    known = getattr(machine, "predict_proba", own or machine.predict)(fresh)
    known = known[:, -1] if known.ndim == 2 else known
    assert np.abs(mine.scores(fresh)[:, 0] - known).max() < 1e-12


def test_shrinking_draws_leaves_to_their_parents_by_the_rows_behind():
    # 12 + (10 - 12) / (1 + 5 / 5) = 11; 12 + (20 - 12) / 2 = 16
    assert forests.shrunk(_stump(), 5.0).value.tolist() == [[12.0], [11.0], [16.0]]
    assert forests.shrunk(_stump(), 0.0).value.tolist() == _stump().value.tolist()


def test_an_inner_node_expects_the_mean_of_its_rows():
    assert forests.expected(_stump()).value[0, 0] == pytest.approx((4 * 10 + 1 * 20) / 5)


def test_joined_forests_add_up():
    wide = np.array([[0.0], [2.0]], "float32")
    both = forests.joined([_stump(), _stump()], 0.5)
    assert both.scores(wide).tolist() == _stump().scores(wide).tolist()
    assert both.roots.tolist() == [0, 3]


def test_what_a_way_adds_is_booked_on_the_feature_asked():
    added = _stump().paths(np.array([[0.0], [2.0]], "float32"), np.array([1]), 2)
    assert added[:, 0].tolist() == [[0.0, -2.0], [0.0, 8.0]]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("past", np.array([0, 0, 0], "int32")),  # back to itself
        ("past", np.array([3, 0, 0], "int32")),
        ("past", np.array([9, 0, 0], "int32")),
        ("past", np.array([2**31 - 1, 0, 0], "int32")),
        ("past", np.array([-1, 0, 0], "int32")),
        ("past", np.array([1, 0, 0], "int32")),  # both sides the same child
        ("past", np.array([2.0, 0, 0])),
        ("feature", np.array([7, -1, -1], "int32")),
        ("feature", np.array([0, -1, 0], "int32")),  # the last node asks
        ("feature", np.array([0, -1], "int32")),
        ("value", np.array([[1.0], [np.nan], [1.0]])),
        ("value", np.zeros((3, 2))),
        ("cut", np.array([np.inf, 0, 0], "float32")),
        ("roots", np.array([3], "int32")),
        ("roots", np.array([], "int32")),
    ],
)
def test_a_hostile_forest_is_refused(name, value):
    arrays = forests.pack_forest(_stump())
    good = forests.unpack_forest(Packed(arrays=arrays), columns=1, outputs=1)
    assert good.scores(np.zeros((1, 1), "float32")).tolist() == [[10.0]]
    with pytest.raises(ValueError, match=r"tree|branch|leaf"):
        forests.unpack_forest(Packed(arrays={**arrays, name: value}), columns=1, outputs=1)


def test_trees_that_would_take_too_much_room_have_more_rows_in_a_leaf(monkeypatch):
    given = problem(rows=3000)
    full = forest.FOREST.fit(*_halves(given), None).forest
    assert len(full.roots) == 60
    monkeypatch.setattr(averaging, "_most_nodes", lambda _: len(full.feature) / 3)
    small = forest.FOREST.fit(*_halves(given), None).forest
    assert len(small.roots) == 60
    assert len(small.feature) < 0.4 * len(full.feature)


def test_a_model_of_folds_keeps_trees_of_each_and_is_no_larger_than_one(monkeypatch):
    given = problem(rows=600, task=Task.REGRESSION)
    learn, judge = _halves(given)
    parts = [forest.FOREST.fit(learn, judge, None), forest.FOREST.fit(judge, learn, None)]
    whole = forest.FOREST.merge(parts)
    each = np.mean([part.raw(given.matrix) for part in parts], axis=0)
    assert len(whole.forest.roots) == 120
    assert np.abs(whole.raw(given.matrix) - each).max() < 1e-4 * np.abs(each).max()
    monkeypatch.setattr(averaging, "_most_nodes", lambda _: len(parts[0].forest.feature))
    few = forest.FOREST.merge(parts)
    assert 50 <= len(few.forest.roots) <= 60
    assert few.forest.value.dtype == "float32"
    near = np.sqrt(np.mean((few.raw(given.matrix) - each) ** 2))
    assert near < 0.2 * each.std()


@pytest.mark.parametrize(
    ("recipe", "machine"),
    [
        (forest.FOREST, RandomForestRegressor(60, max_features=0.5, random_state=0)),
        (extra_trees.EXTRA_TREES, ExtraTreesRegressor(60, random_state=0)),
    ],
)
def test_numbers_are_those_of_scikit_learn(recipe, machine):
    given, fresh = _halves(problem(rows=800, task=Task.REGRESSION))
    fitted = recipe.fit(given, None, {"strength": 0.0})
    y = np.round(1024 * (given.y - given.y.mean()) / given.y.std()) / 1024
    machine.fit(fitted.design.wide(given.matrix), y, given.weight)
    guess = machine.predict(fitted.design.wide(fresh.matrix))
    known = given.y.mean() + given.y.std() * guess
    assert np.abs(fitted.raw(fresh.matrix)[:, 0] - known).max() < 1e-4 * given.y.std()


def test_extra_trees_cut_classes_by_what_it_takes_off_the_log_loss():
    given, fresh = _halves(problem(rows=800))
    fitted = extra_trees.EXTRA_TREES.fit(given, None, {"strength": 0.0})
    machine = ExtraTreesClassifier(60, max_features=0.5, criterion="entropy", random_state=0)
    machine.fit(fitted.design.wide(given.matrix), given.y)
    share = machine.predict_proba(fitted.design.wide(fresh.matrix))[:, 1]
    known = np.log((400 * share + 1) / (400 * (1 - share) + 1))
    assert np.abs(fitted.raw(fresh.matrix)[:, 0] - known).max() < 0.01


def test_a_packed_forest_is_the_same_one():
    grown = forest.FOREST.fit(*_halves(problem(rows=600)), None).forest
    packed = Packed(arrays=forests.pack_forest(grown))
    again = forests.unpack_forest(packed, columns=99, outputs=1)
    assert all(np.array_equal(getattr(again, n), getattr(grown, n)) for n in ("right", "cut"))


def test_no_forest_is_certain_however_clean_its_leaves():
    given = problem(rows=300, signal=100.0)
    raw = forest.FOREST.fit(given, None, {"strength": 0.0}).raw(given.matrix)
    assert np.isfinite(raw).all()
    assert np.abs(raw).max() <= np.log(len(given) + 1) + 1e-9


def test_a_class_that_no_row_has_is_unlikely_not_impossible():
    given = problem(Task.MULTICLASS, rows=300)
    part = given.take(given.y != 1)
    for recipe in (forest.FOREST, adaboost.ADABOOST):
        raw = recipe.fit(part, None, None).raw(given.matrix)
        assert raw.shape == (300, 3)
        assert np.isfinite(raw).all()


def test_less_allowance_grows_fewer_trees():
    given = problem(rows=2000)
    tight = given.__class__(**{**vars(given), "allowance": 0.01})
    kind = averaging.Kind("RandomForest")
    assert averaging._trees(kind, given) == 60
    assert averaging._trees(kind, tight) == 10
    assert adaboost._affordable(given) == 300
    assert adaboost._affordable(tight) == 10


def test_the_course_of_a_forest_shows_leaves_that_know_too_much():
    course = forest.FOREST.fit(*_halves(problem(rows=600)), None).course
    assert course.along == "strength"
    assert course.learned[0] < course.judged[0]
    assert course.learned[0] < course.learned[-1]


@pytest.mark.parametrize("task", [Task.BINARY, Task.MULTICLASS])
def test_adaboost_is_the_one_of_scikit_learn(task):
    given = problem(task, rows=500)
    fitted = adaboost.ADABOOST.fit(given, None, {"rounds": 12, "share": 1.0})
    wide = fitted.design.wide(given.matrix)
    base = DecisionTreeClassifier(max_depth=3, min_samples_leaf=5)
    known = AdaBoostClassifier(base, n_estimators=12, learning_rate=0.2, random_state=0)
    known.fit(wide, given.y)
    assert (fitted.raw(given.matrix).shape[1]) == given.outputs
    votes = known.estimator_weights_ @ np.array(
        [[tree.predict(wide) == k for k in range(given.classes)] for tree in known.estimators_]
    ).astype(float).reshape(12, -1)
    votes = votes.reshape(given.classes, -1).T
    votes = (
        votes[:, 1:] - votes[:, :1] if task is Task.BINARY else votes - votes.mean(axis=1)[:, None]
    )
    assert np.abs(fitted.raw(given.matrix) - votes).max() < 1e-5


def test_adaboost_chooses_its_rounds_and_share_on_the_judge():
    fitted = adaboost.ADABOOST.fit(*_halves(problem(rows=600)), None)
    rounds = int(fitted.setting["rounds"])
    assert fitted.course.judged[rounds - 1] == min(fitted.course.judged)
    assert len(fitted.forest.roots) == rounds
    assert fitted.setting["share"] in (1.0, 0.5, 0.25, 0.125)


def test_adaboost_says_what_it_does_not_take():
    assert "classes" in adaboost.ADABOOST.refuses(problem(Task.REGRESSION))
    assert adaboost.ADABOOST.refuses(problem()) == ""
