from types import SimpleNamespace

import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.shelf import Shelf
from gardefou.learners.recipe import RECIPES, Recipe


def test_what_stands_in_the_folder_is_found_by_its_name():
    assert RECIPES["linear"].name == "linear"
    assert [recipe.name for recipe in RECIPES] == sorted(RECIPES.things)


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(GardefouError, match=r"Did you mean 'linear'"):
        RECIPES["liner"]


def test_a_package_of_yours_may_add_to_a_shelf(monkeypatch):
    yours = Recipe("yours", 9, True, "", *[lambda *_: None] * 4)
    points = {"gardefou.learners.recipes": [SimpleNamespace(load=lambda: yours)]}
    monkeypatch.setattr(
        "gardefou.core.shelf.metadata.entry_points", lambda group: points.get(group, [])
    )
    assert Shelf("gardefou.learners.recipes", Recipe)["yours"] is yours


def test_two_things_of_one_name_are_an_error(monkeypatch):
    twin = Recipe("linear", 9, True, "", *[lambda *_: None] * 4)
    monkeypatch.setattr(
        "gardefou.core.shelf.metadata.entry_points",
        lambda group: [SimpleNamespace(load=lambda: twin)],
    )
    with pytest.raises(RuntimeError, match="Two things"):
        _ = Shelf("gardefou.learners.recipes", Recipe).things
