from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.final import final_model
from gardefou.learners.folds import make_folds
from gardefou.learners.race import Race
from gardefou.learners.raced import Candidate
from gardefou.learners.recipe import RECIPES
from gardefou.learners.store import FitStore
from learners.invented import problem

SECOND = [RECIPES["trivial"], replace(RECIPES["boosted"], seconds=lambda _: 1.0, stepped=None)]


def _folds(given):
    hashes = np.random.default_rng(0).integers(0, 2**63, len(given)).astype("uint64")
    return make_folds(hashes, given.y if given.classes else None)


def _learned(given, store, recipes=SECOND, folds=None, **purse):
    """The final model of the last recipe of a race, and the race."""
    race = Race(given, folds or _folds(given), store, recipes=recipes, **purse)
    return final_model(race.run().candidates[-1], race), race


def _again(place):
    """Which fits on all rows are kept there, of which seed."""
    return sorted(int(path.stem.partition("-")[2]) - 99 for path in place.glob("boosted-??*.npz"))


def test_in_time_the_model_learns_once_more_from_all_rows(tmp_path):
    given = problem(Task.REGRESSION)
    folds = make_folds(np.zeros(len(given), "uint64"), time=np.arange(len(given), dtype=float))
    race = Race(given, folds, FitStore(tmp_path), recipes=[RECIPES["trivial"], RECIPES["linear"]])
    raced = race.run()
    model = final_model(raced.candidates[1], race)
    lazy = RECIPES["linear"].merge(
        [RECIPES["linear"].unpack(f.packed) for f in raced.candidates[1].fits]
    )
    assert given.loss(model.raw(given.matrix)) < given.loss(lazy.raw(given.matrix))
    assert (tmp_path / "linear-99.npz").exists()


def test_after_one_fold_the_model_learns_from_the_judging_rows_too_where_it_pays(tmp_path):
    given = problem(rows=900)
    folds = make_folds(np.arange(900).astype("uint64"), given.y, one_above=800)

    def learned(place, worth):
        model, race = _learned(
            given, FitStore(tmp_path / place), [*SECOND[:1], RECIPES["boosted"]], folds, worth=worth
        )
        own = RECIPES["boosted"].unpack(race.store.load("boosted", 0).packed).raw(given.matrix)
        return model.raw(given.matrix), own, race

    again, own, race = learned("pays", lambda gain: 1e3 * gain)
    judge = given.take(folds.folds[0].judge)
    assert _again(tmp_path / "pays")[0] == 0
    assert judge.loss(again[folds.folds[0].judge]) < judge.loss(own[folds.folds[0].judge])
    assert race.purse.spent == race.purse.fresh > 0
    same, _, resumed = learned("pays", lambda gain: 1e3 * gain)
    assert np.array_equal(same, again)
    assert (resumed.purse.spent, resumed.purse.fresh) == (pytest.approx(race.purse.spent), 0.0)
    lazy, own, _ = learned("does not", lambda gain: 100.0 if gain > 0.02 else 0.0)
    assert np.array_equal(lazy, own)
    assert not _again(tmp_path / "does not")


@pytest.mark.parametrize(("worth", "times"), [(50, 0), (110, 1), (300, 2), (900, 3), (9e9, 4)])
def test_the_dearer_the_loss_the_more_often_it_learns_from_all_rows(tmp_path, worth, times):
    given = problem(rows=300)
    model, race = _learned(given, FitStore(tmp_path), worth=lambda gain: worth * gain)
    assert _again(tmp_path) == list(range(times))
    kept = range(99, 99 + times) if times else range(5)
    each = [race.store.load("boosted", number).packed for number in kept]
    raws = [RECIPES["boosted"].unpack(packed).raw(given.matrix) for packed in each]
    assert len({raw.tobytes() for raw in raws}) == len(raws)  # each by a chance of its own
    np.testing.assert_allclose(model.raw(given.matrix), np.mean(raws, axis=0), atol=1e-6)


def test_what_is_better_folded_stays_so_but_in_time(tmp_path):
    given, worth = problem(rows=300), {"worth": lambda gain: 1e9 * gain}
    folded = [RECIPES["trivial"], replace(SECOND[1], folded=True)]
    model, race = _learned(given, FitStore(tmp_path / "folds"), folded, **worth)
    assert not _again(tmp_path / "folds")
    each = [race.store.load("boosted", number).packed for number in range(5)]
    raws = [RECIPES["boosted"].unpack(packed).raw(given.matrix) for packed in each]
    np.testing.assert_allclose(model.raw(given.matrix), np.mean(raws, axis=0), atol=1e-6)
    time = make_folds(np.zeros(300, "uint64"), given.y, time=np.arange(300.0))
    _learned(given, FitStore(tmp_path / "time"), folded, time, **worth)
    assert 0 in _again(tmp_path / "time")


def test_what_no_chance_changes_is_learned_from_all_rows_once(tmp_path):
    recipes = [RECIPES["trivial"], RECIPES["linear"]]
    _learned(problem(rows=300), FitStore(tmp_path), recipes, worth=lambda gain: 1e9 * gain)
    assert [path.name for path in tmp_path.glob("linear-??.npz")] == ["linear-99.npz"]


def test_the_mean_of_five_folds_is_the_model_where_the_budget_pays_for_no_more(tmp_path):
    given = problem(rows=300)
    worth = {"worth": lambda gain: 1e9 * gain}
    _learned(given, FitStore(tmp_path / "enough"), budget=20.0, **worth)
    assert _again(tmp_path / "enough") == [0, 1, 2, 3]  # 14 s are planned, 5 of them for the folds
    _learned(given, FitStore(tmp_path / "just"), budget=9.0, **worth)
    assert _again(tmp_path / "just") == [0]
    _learned(given, FitStore(tmp_path / "short"), budget=7.2, **worth)
    assert not _again(tmp_path / "short")


def test_where_learning_from_all_rows_fails_the_folds_are_the_model(tmp_path):
    def fit(learn, judge, setting):
        if judge is None:
            raise MemoryError("all rows at once")
        return RECIPES["boosted"].fit(learn, judge, setting)

    given, told = problem(rows=300), []
    recipes = [SECOND[0], replace(SECOND[1], fit=fit)]
    model, race = _learned(
        given, FitStore(tmp_path), recipes, progress=lambda text, *_: told.append(text)
    )
    each = [race.store.load("boosted", number).packed for number in range(5)]
    raws = [RECIPES["boosted"].unpack(packed).raw(given.matrix) for packed in each]
    np.testing.assert_allclose(model.raw(given.matrix), np.mean(raws, axis=0), atol=1e-6)
    assert "MemoryError: all rows at once" in told[-1]


def test_each_part_of_an_average_learns_in_its_own_way(tmp_path):
    given = problem(rows=300)
    recipes = [*SECOND, RECIPES["linear"], replace(RECIPES["splines"], folded=True)]
    worth = {"worth": lambda gain: 1e9 * gain, "margin": 1e9}
    race = Race(given, _folds(given), FitStore(tmp_path), recipes=recipes, **worth)
    ran = {each.recipe.name: each for each in race.run().candidates if each.full}
    parts = tuple((ran[name], 1 / 3) for name in ("boosted", "linear", "splines"))
    raw = sum(share * each.raw for each, share in parts)
    joint = Candidate(RECIPES["average"], raw, given.losses(raw), (), full=True, parts=parts)
    model = final_model(joint, race)
    kept = {name: list(tmp_path.glob(f"{name}-??*.npz")) for name in ran}
    wanted = {"trivial": 0, "boosted": 4, "linear": 1, "splines": 0}
    assert {name: len(fits) for name, fits in kept.items()} == wanted
    alone = {part.recipe: part.fitted.raw(given.matrix) for part in model.parts}
    folds = [RECIPES["splines"].unpack(fit.packed) for fit in ran["splines"].fits]
    np.testing.assert_allclose(alone["splines"], RECIPES["splines"].merge(folds).raw(given.matrix))
    np.testing.assert_allclose(model.raw(given.matrix), sum(alone.values()) / 3)


def test_rounds_that_were_chosen_are_priced_though_more_than_usual(tmp_path):
    by_rounds = replace(SECOND[1], stepped=lambda _, rounds: 2.0 if rounds > 3 else 0.1)
    _learned(problem(rows=300), FitStore(tmp_path), [SECOND[0], by_rounds], budget=9.0)
    assert not _again(tmp_path)  # 6.3 s are planned: five of the folds, and not two more
