from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.choice import choose
from gardefou.learners.folds import make_folds
from gardefou.learners.race import Race
from gardefou.learners.raced import NoRecipeSurvivedError
from gardefou.learners.recipe import RECIPES, Recipe
from gardefou.learners.store import FitStore
from learners.invented import problem


def _race(given, store=None, **settings):
    hashes = np.random.default_rng(0).integers(0, 2**63, len(given)).astype("uint64")
    folds = make_folds(hashes, given.y if given.classes else None)
    return Race(given, folds, store or FitStore(), **settings)


def _broken(*_):
    raise RuntimeError("out of order")


BROKEN = Recipe("broken", 1, True, "", _broken, _broken, _broken, lambda _: 0.0)


def test_a_recipe_that_fails_is_a_note():
    race = _race(problem(), recipes=[RECIPES["trivial"], BROKEN, RECIPES["linear"]])
    raced = race.run()
    assert [each.recipe.name for each in raced.candidates] == ["trivial", "linear"]
    assert raced.dropped == (("broken", "RuntimeError: out of order"),)


def test_a_race_without_survivors_says_so():
    with pytest.raises(NoRecipeSurvivedError, match="out of order"):
        _race(problem(), recipes=[BROKEN]).run()


def test_out_of_fold_scores_cover_every_row():
    raced = _race(problem(), recipes=[RECIPES["trivial"], RECIPES["splines"]]).run()
    assert all(each.judged.all() and each.full for each in raced.candidates)


def test_a_budget_spares_the_dear_recipes_but_ends_with_a_model():
    raced = _race(problem(), budget=0.0).run()
    assert {each.recipe.name for each in raced.candidates} == {"trivial", "linear"}
    assert {"splines", "terms", "boosted", "nets"} <= {name for name, _ in raced.dropped}


def _curved():
    given = problem(Task.REGRESSION, rows=400)
    return replace(given, y=np.nan_to_num(given.matrix.values[:, 0]) ** 2)


def test_whom_the_budget_would_leave_half_way_does_not_begin():
    dear = replace(RECIPES["splines"], name="dear", seconds=lambda _: 3.0)
    recipes = [RECIPES["trivial"], RECIPES["linear"], dear]
    raced = _race(_curved(), recipes=recipes, budget=10.0).run()
    assert {each.recipe.name for each in raced.candidates} == {"trivial", "linear"}
    assert "budget" in dict(raced.dropped)["dear"]
    rich = _race(_curved(), recipes=recipes, budget=40.0).run()
    assert "dear" in {each.recipe.name for each in rich.candidates if each.full}


def test_where_the_best_is_stopped_half_way_another_ends_the_race():
    turns = iter(range(3))
    own = RECIPES["splines"].fit
    stopped = replace(RECIPES["splines"], name="stopped", fit=lambda *a: (next(turns), own(*a))[1])
    recipes = [RECIPES["trivial"], RECIPES["linear"], stopped]
    raced = _race(_curved(), recipes=recipes, keep=1).run()
    full = {each.recipe.name: each.full for each in raced.candidates}
    assert full == {"trivial": True, "linear": True, "stopped": False}


def test_a_budget_that_cannot_pay_for_all_rows_pays_for_some():
    slow = replace(RECIPES["linear"], seconds=lambda given: len(given) / 1000)
    race = _race(problem(rows=8000), recipes=[RECIPES["trivial"], slow], budget=4.0)
    fold = race.folds.folds[0]
    assert len(race.purse.part_for(slow, fold).learn) == 5000 < len(fold.learn)
    assert all(each.full for each in race.run().candidates)
    rich = _race(problem(rows=8000), recipes=race.recipes, budget=200.0)
    assert rich.purse.part_for(slow, fold) is fold


def test_what_was_fitted_is_not_fitted_again(tmp_path):
    given, names = problem(), ("trivial", "linear", "terms")
    recipes = [RECIPES[name] for name in names]
    first = _race(given, FitStore(tmp_path, tmp_path / "log"), recipes=recipes).run()
    lines = (tmp_path / "log").read_text().splitlines()
    lost = sorted(tmp_path.glob("terms-*.npz"))[-1]
    lost.unlink()  # as if killed in the middle of the last fit
    (tmp_path / "terms-9.part").write_bytes(b"half a fit")
    again = _race(given, FitStore(tmp_path, tmp_path / "log"), recipes=recipes).run()
    assert len((tmp_path / "log").read_text().splitlines()) == len(lines) + 1
    for one, two in zip(first.candidates, again.candidates, strict=True):
        assert np.array_equal(one.raw, two.raw)


def test_a_race_counts_the_rounds_that_its_fits_took_found_or_made(tmp_path):
    store = FitStore(tmp_path)
    first, second = (
        _race(problem(), store, recipes=[RECIPES["trivial"], RECIPES["boosted"]]) for _ in range(2)
    )
    fits = first.run().candidates[1].fits
    second.run()
    assert first.purse.steps["boosted"] == second.purse.steps["boosted"]
    assert first.purse.steps["boosted"] in {fit.course.at[-1] for fit in fits}


def test_a_damaged_fit_is_fitted_again(tmp_path):
    given, recipes = problem(), [RECIPES["trivial"], RECIPES["linear"]]
    first = _race(given, FitStore(tmp_path), recipes=recipes).run()
    for path in tmp_path.glob("linear-*.npz"):
        path.write_bytes(path.read_bytes()[:100])
    again = _race(given, FitStore(tmp_path), recipes=recipes).run()
    assert np.array_equal(first.candidates[1].raw, again.candidates[1].raw)


def test_among_equals_the_readable_one_is_taken():
    raced = _race(problem(rows=400)).run()
    same = {each.recipe.name: each.losses for each in raced.candidates if each.full}
    chosen, notes = choose(raced, same)
    assert chosen.recipe.readable
    assert set(notes) == set(same) - {chosen.recipe.name, "trivial"}


def _one_fold(rows=900):
    given = problem(rows=rows)
    return given, make_folds(np.arange(rows).astype("uint64"), given.y, one_above=rows - 100)


def test_who_adds_nothing_to_the_mean_does_not_go_on_and_who_adds_much_does():
    given = problem(Task.REGRESSION)
    one, two = np.random.default_rng(0).normal(size=(2, len(given)))
    errors = {"best": one, "unlike": 1.1 * two, "twin": 1.05 * one}
    first = {name: SimpleNamespace(raw=(given.y + e)[:, None]) for name, e in errors.items()}
    recipes = [replace(RECIPES["linear"], name=name, seconds=lambda _: 1.0) for name in errors]

    def going(**more):
        return _race(given, recipes=recipes, **more)._paying(given, first, list(errors))

    assert going() == {"best", "unlike"}  # half of the loss for four folds of a second
    assert going(worth=lambda gain: gain) == {"best"}
    assert going(keep=1) == {"best"}


def test_many_rows_are_climbed_and_the_last_part_that_pays_is_kept(monkeypatch):
    from gardefou.learners import race as room

    parts = [100, 200, 400]
    monkeypatch.setattr(room, "rungs", lambda rows, folds: [*parts, rows])
    given, folds = _one_fold()
    assert len(folds) == 1

    def raced(worth):
        recipes = [RECIPES[name] for name in ("trivial", "linear", "boosted")]
        return Race(given, folds, recipes=recipes, worth=worth).run()

    far = raced(lambda gain: 1e9)
    assert far.rows == len(folds.folds[0].learn)
    assert [point.rows for point in far.points["linear"]] == parts
    near = raced(lambda gain: 0.05 if gain == 0.1 else 0.0)
    assert near.rows in (100, 200)
    assert {each.recipe.name for each in near.candidates if each.full} - {"trivial"}
