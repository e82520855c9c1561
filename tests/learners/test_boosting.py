from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.boosting import Way, grow, merge, unpack
from gardefou.learners.recipe import RECIPES, Packed
from gardefou.learners.tree_join import join_trees
from gardefou.learners.tree_text import check_trees, only_trees
from learners.invented import problem

NAMES = ("boosted", "boosted_deep", "boosted_random")
WAY = Way({"learning_rate": 0.05, "num_leaves": 6}, 20, dict.fromkeys(Task, 100.0), 0.0)


def fitted(name="boosted", task=Task.BINARY, rounds=20, seed=0):
    return RECIPES[name].fit(problem(task, seed=seed), None, {"rounds": rounds})


@pytest.mark.parametrize("task", list(Task))
def test_a_text_rewritten_scores_and_explains_as_the_booster_did(task):
    given = problem(task)
    grown, _ = grow(WAY, given, None, {"rounds": 15.0})
    model = RECIPES["boosted"].fit(given, None, {"rounds": 15.0})
    own = only_trees(grown.booster.model_to_string(num_iteration=grown.rounds))
    joined = join_trees([own], [2.0])
    check_trees(joined, features=3, outputs=given.outputs)
    twin = replace(model, model=joined, centre=0.0)
    expected = grown.booster.predict(given.matrix.values, raw_score=True).reshape(len(given), -1)
    reasons = grown.booster.predict(given.matrix.values, pred_contrib=True)
    reasons = reasons.reshape(len(given), given.outputs, -1)[:, :, :-1]
    assert np.abs(twin.raw(given.matrix) - 2 * expected).max() < 1e-9
    assert np.abs(twin.contributions(given.matrix) - 2 * reasons).max() < 1e-9
    assert len(joined) < 0.9 * len(own)


@pytest.mark.parametrize("task", list(Task))
def test_merged_models_are_one_text_and_the_mean_of_unequal_parts(task):
    given = problem(task)
    parts = [fitted(task=task, rounds=n, seed=n) for n in (1, 7, 30)]
    whole = merge(parts)
    mean = np.mean([part.raw(given.matrix) for part in parts], axis=0)
    assert whole.model.count("Tree=") == 38 * given.outputs
    assert list(whole.pack().texts) == ["booster_0.txt"]
    assert np.abs(whole.raw(given.matrix) - mean).max() < 1e-9
    assert np.abs(merge([whole, whole]).raw(given.matrix) - mean).max() < 1e-9


def test_what_is_read_is_what_was_written():
    given = problem(Task.MULTICLASS)
    model = fitted(task=Task.MULTICLASS)
    again = unpack(model.pack())
    assert np.array_equal(again.raw(given.matrix), model.raw(given.matrix))


@pytest.mark.parametrize(
    ("meta", "change"),
    [
        ({"outputs": 0}, ("", "")),
        ({"outputs": 2}, ("", "")),
        ({"centre": float("inf")}, ("", "")),
        ({}, ("max_feature_idx=2", "max_feature_idx=9")),
        ({}, ("max_feature_idx=2", "max_feature_idx=x")),
        ({}, ("left_child=", "left_child=5")),
        ({}, ("Tree=1\n", "Tree=7\n")),
    ],
)
def test_what_a_forger_wrote_is_refused_before_the_library_reads_it(meta, change):
    packed = fitted().pack()
    texts = {name: text.replace(*change) for name, text in packed.texts.items()}
    with pytest.raises(ValueError, match=r"."):
        unpack(Packed({**packed.meta, **meta}, {}, texts))


def test_no_text_or_another_text_is_refused():
    packed = fitted().pack()
    for texts in ({}, {**packed.texts, "booster_1.txt": "tree\n"}):
        with pytest.raises(ValueError, match="no boosted trees"):
            unpack(Packed(packed.meta, {}, texts))


def test_little_time_is_spent_on_larger_steps():
    given = problem(rows=1000)
    half = np.arange(len(given)) % 2 == 0
    learn, judge = given.take(half), given.take(~half)
    poor = replace(learn, allowance=WAY.seconds(learn) / 8)
    free, chosen = grow(WAY, learn, judge, None)
    short, hasty = grow(WAY, poor, judge, None)
    assert chosen["rate"] == 0.05
    assert 0.15 < hasty["rate"] <= 0.3
    assert short.rounds < free.rounds
    _, kept = grow(WAY, poor, None, {"rounds": 3.0, "rate": 0.07})
    assert kept == {"rounds": 3.0, "rate": 0.07}


@pytest.mark.parametrize("name", (*NAMES, "terms"))
def test_a_fit_with_an_allowance_is_the_same_twice_and_grows_fewer_trees(name):
    given = problem(rows=1000)
    half = np.arange(len(given)) % 2 == 0
    learn, judge = given.take(half), given.take(~half)
    poor = replace(learn, allowance=RECIPES[name].seconds(learn) / 20)
    one, two = (RECIPES[name].fit(poor, judge, None) for _ in range(2))
    assert np.array_equal(one.raw(given.matrix), two.raw(given.matrix))
    assert one.setting["rounds"] < RECIPES[name].fit(learn, judge, None).setting["rounds"]


@pytest.mark.parametrize("name", (*NAMES, "terms"))
def test_it_tells_its_course(name):
    given = problem()
    course = RECIPES[name].fit(given, given, None).course
    assert len(course.at) == len(course.learned) == len(course.judged) <= 100


@pytest.mark.parametrize("name", (*NAMES, "terms"))
def test_more_rows_are_reckoned_dearer(name):
    seconds = RECIPES[name].seconds
    assert seconds(problem(rows=300)) < seconds(problem(rows=3000))


def test_many_classes_on_many_rows_are_learned_in_larger_steps():
    from gardefou.learners.recipes.boosted import _way

    few, many = problem(Task.MULTICLASS, rows=300), problem(Task.MULTICLASS, rows=12_000)
    assert _way(few).settings["num_leaves"] == 6
    assert _way(many).settings["learning_rate"] == 0.1
    assert _way(many, dear=0.01).settings["learning_rate"] == 0.2
    two = problem(rows=12_000)
    assert _way(two, dear=0.01).settings["learning_rate"] == 0.1
