from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from gardefou.flows.what_if import _quick
from gardefou.learners.folds import make_folds
from gardefou.learners.race import Race
from gardefou.learners.recipe import RECIPES
from learners.invented import problem


def _learning(*, chosen, **seconds):
    given = problem(rows=400)
    folds = make_folds(np.arange(400).astype("uint64"), given.y)
    recipes = [RECIPES[name] for name in ("trivial", "linear", "terms", "boosted")]
    raced = Race(given, folds, recipes=recipes, worth=lambda _: np.inf, margin=np.inf).run()
    timed = tuple(
        replace(each, recipe=replace(each.recipe, seconds=lambda _, name=each.recipe.name: s[name]))
        for s in [{"trivial": 0.0, **seconds}]
        for each in raced.candidates
    )
    named = {each.recipe.name: each for each in timed}
    raced = replace(raced, candidates=timed)
    return SimpleNamespace(problem=given, folds=folds, raced=raced, chosen=named[chosen]), named


def test_questions_are_priced_with_the_chosen_recipe_while_it_is_quick():
    learning, _ = _learning(chosen="boosted", linear=0.1, terms=0.1, boosted=1.9)
    assert _quick(learning).name == "boosted"


def test_where_the_chosen_one_is_dear_the_best_quick_one_prices_them():
    learning, named = _learning(chosen="boosted", linear=0.1, terms=0.1, boosted=9.0)
    best = min(("linear", "terms"), key=lambda name: np.nanmean(named[name].losses))
    assert _quick(learning).name == best
    learning, _ = _learning(chosen="boosted", linear=7.0, terms=5.0, boosted=9.0)
    assert _quick(learning).name == "terms"
