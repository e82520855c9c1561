"""What every recipe owes, whoever wrote it."""

import copy

import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.recipe import RECIPES
from learners.invented import problem

RECIPE_NAMES = [each.name for each in RECIPES if each.raced]
EVERY = pytest.mark.parametrize("name", RECIPE_NAMES)
EVERY_TASK = pytest.mark.parametrize("task", list(Task))


def _split(given):
    half = np.arange(len(given)) % 2 == 0
    return given.take(half), given.take(~half)


def _taken(name, given):
    """The recipe, where it takes this problem; what it refuses, it owes nothing."""
    if why := RECIPES[name].refuses(given):
        pytest.skip(f"{name} refuses: {why}")
    return RECIPES[name]


def _fit(name, given, seed=0):
    _taken(name, given)
    learn, judge = _split(given)
    return RECIPES[name].fit(learn, judge, None), judge


def test_the_promised_recipes_are_there():
    assert {"trivial", "linear", "splines", "terms", "boosted"} <= set(RECIPE_NAMES)


@EVERY
def test_it_has_a_page_with_a_title(name):
    assert len(RECIPES[name].page.strip().splitlines()) > 2


@EVERY
@EVERY_TASK
def test_the_same_seed_gives_the_same_model(name, task):
    one, judge = _fit(name, problem(task))
    two, _ = _fit(name, problem(task))
    assert np.array_equal(one.raw(judge.matrix), two.raw(judge.matrix))


@EVERY
@EVERY_TASK
def test_packing_and_copying_change_nothing(name, task):
    fitted, judge = _fit(name, problem(task))
    again = RECIPES[name].unpack(fitted.pack())
    for twin in (again, copy.deepcopy(fitted)):
        assert np.allclose(twin.raw(judge.matrix), fitted.raw(judge.matrix), atol=1e-12)


@EVERY
@EVERY_TASK
def test_merged_models_answer_with_the_mean(name, task):
    given = problem(task)
    halves = _split(given)
    parts = [_taken(name, given).fit(a, b, None) for a, b in (halves, halves[::-1])]
    mean = np.mean([part.raw(given.matrix) for part in parts], axis=0)
    gap = RECIPES[name].merge(parts).raw(given.matrix) - mean
    if name in ("forest", "extra_trees"):  # shares are averaged, not their log-odds
        assert gap.std() < 0.1 * mean.std()
    else:
        assert np.abs(gap).max() < 1e-9


@EVERY
@EVERY_TASK
def test_contributions_add_up_to_the_score(name, task):
    fitted, judge = _fit(name, problem(task))
    rest = fitted.raw(judge.matrix) - fitted.contributions(judge.matrix).sum(axis=2)
    assert np.allclose(rest, rest[0], atol=1e-9)


@EVERY
@EVERY_TASK
def test_it_can_be_refitted_with_its_setting(name, task):
    given = problem(task)
    fitted, _ = _fit(name, given)
    again = RECIPES[name].fit(given, None, fitted.setting)
    assert again.raw(given.matrix).shape == (len(given), given.outputs)


@pytest.mark.parametrize("name", [n for n in RECIPE_NAMES if n != "trivial"])
@EVERY_TASK
def test_it_beats_the_trivial_guess_where_there_is_signal(name, task):
    fitted, judge = _fit(name, problem(task, rows=1200))
    trivial, _ = _fit("trivial", problem(task, rows=1200))
    assert judge.loss(fitted.raw(judge.matrix)) < 0.85 * judge.loss(trivial.raw(judge.matrix))


@pytest.mark.parametrize("name", [n for n in RECIPE_NAMES if n != "trivial"])
@EVERY_TASK
def test_it_finds_next_to_nothing_in_noise(name, task):
    gains = []
    for seed in range(4):
        given = problem(task, rows=800, seed=seed, signal=0.0)
        fitted, _ = _fit(name, given)
        fresh = problem(task, rows=800, seed=seed + 100, signal=0.0)
        trivial, _ = _fit("trivial", given)
        fair = fresh.loss(trivial.raw(fresh.matrix))
        gains.append(1 - fresh.loss(fitted.raw(fresh.matrix)) / fair)
    assert max(gains) < 0.02


def test_a_promised_direction_is_kept_or_refused():
    given = problem(rows=1200)
    promised = given.__class__(
        given.matrix, given.y, given.weight, given.task, given.classes, 0, {"x": "down"}
    )
    for recipe in RECIPES:
        if recipe.name == "trivial" or recipe.refuses(promised):
            continue
        fitted = recipe.fit(*_split(promised), None)
        grid = np.tile(given.matrix.values[:1], (50, 1))
        grid[:, 0] = np.linspace(-3, 3, 50)
        scores = fitted.raw(given.matrix.__class__(grid, given.matrix.features))[:, 0]
        assert (np.diff(scores) <= 1e-9).all(), recipe.name


@pytest.mark.parametrize("name", [n for n in RECIPE_NAMES if n != "trivial"])
@pytest.mark.parametrize(("size", "far"), [(1e-9, 0.0), (1e9, 0.0), (1.0, 1e9)])
def test_the_unit_of_a_number_changes_nothing(name, size, far):
    given = problem(Task.REGRESSION)
    moved = given.__class__(given.matrix, size * given.y + far, given.weight, given.task, 0)
    one, judge = _fit(name, given)
    two, _ = _fit(name, moved)
    back = (two.raw(judge.matrix) - far) / size
    assert np.abs(back - one.raw(judge.matrix)).max() < 0.05 * given.y.std()
