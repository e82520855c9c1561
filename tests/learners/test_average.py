"""Averages of models: their weights, their mixture, and their place among the candidates."""

from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.blend import greedy_weights
from gardefou.learners.choice import averaged, choose
from gardefou.learners.final import final_model
from gardefou.learners.folds import make_folds
from gardefou.learners.mixture import Mixture, unpack
from gardefou.learners.race import Race
from gardefou.learners.recipe import RECIPES
from learners.invented import problem


def _bent(task, rows=600):
    """A straight part and a bent one, so that each kind of model sees something of its own."""
    given = problem(task, rows=rows)
    x, noise = np.nan_to_num(given.matrix.values[:, :2]).T
    rng = np.random.default_rng(5)
    score = 1.5 * x + 0.4 * np.abs(noise) * (x > 0) + rng.normal(size=rows)
    cuts = {Task.BINARY: [1.0], Task.MULTICLASS: [0.0, 1.5]}.get(task)
    return replace(given, y=score if cuts is None else np.digitize(score, cuts))


def _raced(given, names=("trivial", "linear", "boosted")):
    hashes = np.random.default_rng(0).integers(0, 2**63, len(given)).astype("uint64")
    folds = make_folds(hashes, given.y if given.classes else None)
    race = Race(given, folds, recipes=[RECIPES[name] for name in names], margin=1e9)
    return race, averaged(given, race.run())


def test_opposite_errors_are_averaged_away():
    given = problem(Task.REGRESSION)
    error = np.random.default_rng(0).normal(size=len(given))
    raws = [(given.y + sign * error)[:, None] for sign in (1, -1)]
    assert greedy_weights(given, raws) == pytest.approx([0.5, 0.5])


def test_a_model_that_adds_nothing_has_no_weight():
    given = problem(Task.REGRESSION)
    noise = np.random.default_rng(0).normal(size=(len(given), 1)) * 5
    good = given.y[:, None] + 0.1
    assert greedy_weights(given, [good, good + noise]).tolist() == [1.0, 0.0]


@pytest.mark.parametrize("task", list(Task))
def test_the_mixture_is_the_weighted_mean_and_comes_back_from_its_parts(task):
    given = _bent(task)
    race, raced = _raced(given)
    full = [each for each in raced.candidates if each.full and each.recipe.name != "trivial"]
    joint = next((each for each in full if each.parts), None)
    assert joint is not None
    assert sum(share for _, share in joint.parts) == pytest.approx(1)
    fitted = final_model(joint, race)
    assert isinstance(fitted, Mixture)
    wanted = sum(share * final_model(part, race).raw(given.matrix) for part, share in joint.parts)
    np.testing.assert_allclose(fitted.raw(given.matrix), wanted)
    again = unpack(fitted.pack())
    np.testing.assert_allclose(again.raw(given.matrix), wanted, atol=1e-12)
    few = given.matrix.take(slice(0, 20))
    rest = fitted.raw(few) - fitted.contributions(few).sum(axis=2)
    np.testing.assert_allclose(rest, np.broadcast_to(rest[0], rest.shape), atol=1e-9)


def test_the_average_is_judged_on_rows_that_no_part_saw_and_is_no_worse():
    given = _bent(Task.REGRESSION)
    _, raced = _raced(given)
    joint = raced.candidates[-1]
    assert joint.recipe.name == "average"
    assert joint.judged.all()
    others = [each.losses.mean() for each in raced.candidates if not each.parts]
    assert joint.losses.mean() <= min(others) + 1e-12


def test_within_noise_a_readable_one_is_taken_before_the_average():
    given = _bent(Task.BINARY, rows=400)
    _, raced = _raced(given)
    same = {each.recipe.name: np.ones(len(given)) for each in raced.candidates}
    chosen, _ = choose(raced, same, tolerance=100.0)
    assert chosen.recipe.name == "linear"


def test_among_the_unreadable_a_cheaper_one_is_taken_only_where_it_is_hardly_worse():
    _, raced = _raced(_bent(Task.BINARY, rows=400))
    linear, boosted = (
        replace(each, recipe=replace(each.recipe, readable=False)) for each in raced.candidates[1:3]
    )
    same = dict.fromkeys(("linear", "boosted"), np.ones(400))
    for share, wanted in ((0.99, "boosted"), (0.9995, "linear")):
        both = linear, replace(boosted, losses=share * linear.losses)
        chosen, notes = choose(replace(raced, candidates=both), same, tolerance=100.0)
        assert chosen.recipe.name == wanted
        assert len(notes) == 1


@pytest.mark.parametrize(
    "told",
    [
        [],
        [{"recipe": "average", "weight": 1.0, "meta": {"parts": []}}],
        [{"recipe": "linear", "weight": 0.4, "meta": {}}],
        [
            {"recipe": "linear", "weight": -1.0, "meta": {}},
            {"recipe": "linear", "weight": 2.0, "meta": {}},
        ],
    ],
)
def test_a_forged_mixture_is_refused(told):
    from gardefou.learners.recipe import Packed

    with pytest.raises(ValueError, match=r"mixture|shares"):
        unpack(Packed({"parts": told}))
