from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from gardefou.flows.what_if import _quick
from gardefou.learners.folds import make_folds
from gardefou.learners.race import Race
from gardefou.learners.recipe import RECIPES
from learners.invented import problem


def _timed(recipe, seconds):
    return replace(recipe, seconds=lambda _: seconds)


def _learning(chosen, **seconds):
    given = problem(rows=1900)
    folds = make_folds(np.arange(1900).astype("uint64"), given.y)
    recipes = [RECIPES[name] for name in ("trivial", *seconds)]
    raced = Race(given, folds, recipes=recipes, worth=lambda _: np.inf, margin=np.inf).run()
    named = {each.recipe.name: each for each in raced.candidates}
    for name, each in named.items():
        named[name] = replace(each, recipe=_timed(each.recipe, seconds.get(name, 0.0)))
    raced = replace(raced, candidates=tuple(named.values()))
    return SimpleNamespace(problem=given, folds=folds, raced=raced, chosen=named[chosen]), named


def test_questions_are_priced_with_the_chosen_recipe_while_it_is_quick():
    learning, _ = _learning("boosted", linear=0.1, boosted=1.9)
    recipe, fold = _quick(learning)
    assert recipe.name == "boosted"
    assert fold is learning.folds.folds[0]


def test_where_the_chosen_one_is_dear_the_best_quick_one_prices_them():
    learning, named = _learning("boosted", linear=0.1, splines=0.2, boosted=9.0)
    best = min(("linear", "splines"), key=lambda name: np.nanmean(named[name].losses))
    assert _quick(learning)[0].name == best


def test_where_all_are_dear_the_cheapest_one_learns_from_fewer_rows():
    learning, _ = _learning("boosted", linear=2.5, boosted=9.0)
    recipe, fold = _quick(learning)
    assert recipe.name == "linear"
    assert len(fold.learn) == int(len(learning.folds.folds[0].learn) * 2.0 / 2.5)
    learning, _ = _learning("boosted", linear=90.0, boosted=99.0)
    assert len(_quick(learning)[1].learn) == 1000
