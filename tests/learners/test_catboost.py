import builtins
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.oblivious import Oblivious, ObliviousTrees
from gardefou.learners.recipe import Packed
from gardefou.learners.recipes import catboost as recipe
from gardefou.learners.trees import Scale
from learners.invented import problem

RECIPE = recipe.CATBOOST
NEEDED = pytest.mark.skipif(bool(RECIPE.refuses(problem())), reason="catboost is not installed")


def _halves(given):
    half = np.arange(len(given)) % 2 == 0
    return given.take(half), given.take(~half)


def _strange(given):
    """Rows with holes everywhere, far numbers, and levels in every combination."""
    values = given.matrix.values[:200].copy()
    values[:60, 0] = np.nan
    values[60:90, 1] = 1e100
    values[90:120, :2] *= 50
    values[::3, 2] = np.nan
    return replace(given.matrix, values=values)


def _two(scale=1.0):
    """One tree of two questions: is feature 0 above 1; is feature 1 of code 2 or empty."""
    asked = np.array([[0, 1, -1, -1, -1, -1]], "int32")
    value = np.zeros((1, 64, 1), "float32")
    value[0, :4, 0] = [1.0, 2.0, 3.0, 4.0]
    weight = np.zeros((1, 64), "float32")
    weight[0, :4] = [3.0, 1.0, 2.0, 2.0]
    table = np.array([[0, 0, 0, 0], [0, 0, 1, 1]], bool)
    return Oblivious(
        np.array([0, 1], "int32"),
        np.array([1.0, 0.0], "float32"),
        table,
        np.array([False, True]),
        np.zeros(2),
        asked,
        value,
        weight,
        np.array([10.0]),
    )


def _matrix(*rows):
    given = problem().matrix
    return given.__class__(np.array(rows, float), (given.features[1], given.features[2]))


def test_two_questions_lead_to_four_leaves():
    matrix = _matrix([0, 0], [2, 0], [0, 2], [2, 2], [np.nan, np.nan])
    assert _two().scores(matrix)[:, 0].tolist() == [11.0, 12.0, 13.0, 14.0, 13.0]


def test_each_question_adds_what_it_changes_in_the_mean():
    # all rows: (3 + 2 + 6 + 8) / 8 = 2.375; above 1: (1 * 2 + 2 * 4) / 3 = 10 / 3
    added = _two().paths(_matrix([2, 2]))[0, 0]
    assert added.tolist() == pytest.approx([10 / 3 - 2.375, 4 - 10 / 3])


@NEEDED
@pytest.mark.parametrize("task", list(Task))
def test_the_library_gives_the_same(task, monkeypatch):
    from catboost import Pool

    machines, read = [], recipe._oblivious
    monkeypatch.setattr(
        recipe,
        "_oblivious",
        lambda machine, *rest: (machines.append(machine), read(machine, *rest))[1],
    )
    given = problem(task, rows=900)
    fitted = RECIPE.fit(*_halves(given), None)
    trees = fitted.parts[0]
    for matrix in (given.matrix, _strange(given)):
        pool = Pool(recipe._rows(matrix, trees.centre))
        own = machines[0].predict(pool, prediction_type="RawFormulaVal").reshape(len(matrix), -1)
        assert np.abs(trees.scores(matrix) - own).max() < 1e-6


@NEEDED
def test_many_levels_are_told_as_the_library_tells_them(monkeypatch):
    from catboost import Pool

    machines, read = [], recipe._oblivious
    monkeypatch.setattr(
        recipe,
        "_oblivious",
        lambda machine, *rest: (machines.append(machine), read(machine, *rest))[1],
    )
    given = _of_many_levels()
    fitted = RECIPE.fit(*_halves(given), None)
    trees = fitted.parts[0]
    assert trees.coded.any()
    pool = Pool(recipe._rows(given.matrix, trees.centre))
    own = machines[0].predict(pool, prediction_type="RawFormulaVal")
    assert np.abs(trees.scores(given.matrix)[:, 0] - own).max() < 1e-6


def _of_many_levels(rows=1200):
    """Forty levels in one column, three in the other; some levels are seen by the judge alone."""
    given = problem(rows=rows)
    rng = np.random.default_rng(5)
    codes = rng.integers(0, 40, rows).astype(float)
    codes[::2] = np.where(codes[::2] > 36, 0, codes[::2])
    wide = replace(given.matrix.features[2], levels=tuple(f"l{n}" for n in range(41)))
    values = np.column_stack([given.matrix.values, codes])
    matrix = given.matrix.__class__(values, (*given.matrix.features, wide))
    y = (rng.normal(size=rows) + 3 * (codes % 4 == 1) > 1).astype(int)
    return given.__class__(matrix, y, given.weight, given.task, 2)


def test_a_tree_that_asks_nothing_adds_its_one_leaf():
    class Machine:
        def save_model(self, path, **_):
            tree = {"splits": None, "leaf_values": [0.5], "leaf_weights": [10.0]}
            told = {"oblivious_trees": [tree], "scale_and_bias": [2.0, [3.0]]}
            Path(path).write_text(json.dumps(told))

    given = problem(Task.REGRESSION)
    trees = recipe._oblivious(Machine(), given, np.zeros(3), np.array([]))
    assert trees.scores(given.matrix)[:2].tolist() == [[4.0], [4.0]]


@NEEDED
def test_prediction_needs_no_library(monkeypatch):
    given = problem()
    fitted = RECIPE.fit(*_halves(given), None)
    known, packed, importing = fitted.raw(given.matrix), fitted.pack(), builtins.__import__

    def without(name, *rest, **more):
        assert name.partition(".")[0] != "catboost"
        return importing(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert np.array_equal(RECIPE.unpack(packed).raw(given.matrix), known)


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(recipe, "find_spec", lambda _: None)
    assert "gardefou[catboost]" in RECIPE.refuses(problem())


@NEEDED
def test_a_class_that_no_row_has_is_unlikely_not_impossible():
    given = problem(Task.MULTICLASS, rows=400)
    learn, judge = _halves(given)
    fitted = RECIPE.fit(learn.take(learn.y != 1), judge, None)
    raw = fitted.raw(given.matrix)
    assert np.isfinite(raw).all()
    assert (raw.argmax(axis=1) != 1).all()


@NEEDED
def test_the_course_is_in_the_unit_of_the_loss():
    given = problem(Task.REGRESSION)
    learn, judge = _halves(given)
    fitted = RECIPE.fit(learn, judge, None)
    assert min(fitted.course.judged) == pytest.approx(judge.loss(fitted.raw(judge.matrix)))


def test_less_allowance_means_fewer_rounds():
    given = problem()
    tight = given.__class__(**{**vars(given), "allowance": 0.2})
    assert 10 <= recipe._most_rounds(tight) < recipe._most_rounds(given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("asked_0", np.array([[0, 2, -1, -1, -1, -1]], "int32")),
        ("asked_0", np.array([[0, -2, -1, -1, -1, -1]], "int32")),
        ("asked_0", np.zeros((1, 60), "int32")),
        ("feature_0", np.array([0, 2], "int32")),
        ("feature_0", np.array([0.0, 1.0])),
        ("value_0", np.full((1, 64, 1), np.nan, "float32")),
        ("value_0", np.zeros((1, 32, 1), "float32")),
        ("weight_0", np.full((1, 64), -1, "float32")),
        ("table_0", np.zeros((1, 4), bool)),
        ("border_0", np.array([np.inf, 0.0], "float32")),
    ],
)
def test_a_hostile_model_is_refused(name, value):
    packed = ObliviousTrees((_two(),), (Scale(),)).pack()
    assert RECIPE.unpack(packed).raw(_matrix([0, 0])).tolist() == [[11.0]]
    with pytest.raises(ValueError, match=r"."):
        RECIPE.unpack(Packed(packed.meta, {**packed.arrays, name: value}))
