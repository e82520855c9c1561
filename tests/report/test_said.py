"""Every word of the house that the page may meet has its sentence."""

from typing import get_args

import pytest

from gardefou.core.estimate import Origin
from gardefou.core.finding import Outcome, Severity
from gardefou.core.need import Task
from gardefou.core.table import Kind
from gardefou.core.verdict import Answer, Feasibility
from gardefou.core.words import say
from gardefou.learners.recipe import RECIPES
from gardefou.report.deciding import _RECIPES
from gardefou.report.recorded import _ASSUMED
from gardefou.report.sureness import _METRICS

KEYS = [
    *(f"answer.{answer.value}.{part}" for answer in Answer for part in ("word", "model", "table")),
    *(f"feasible.{each.value}" for each in Feasibility),
    *(f"wrong.{each.value}.{form}" for each in Severity for form in ("one", "many")),
    *(f"wrong.means.{each.value}" for each in Severity),
    *(f"outcome.{o.value.replace(' ', '_')}.{p}" for o in Outcome for p in ("name", "means")),
    *(f"origin.{each}" for each in get_args(Origin)),
    *(f"task.{each.value}" for each in Task),
    *(f"recipe.{each}" for each in _RECIPES),
    *(f"assumed.{each}" for each in _ASSUMED),
    *(f"metric.{each}.{part}" for each in _METRICS for part in ("name", "means")),
    *(f"wrong.letter.{letter}" for letter in "UDLPSMG"),
    *(f"answer.none.{state}" for state in ("alarms", "asks", "noted", "quiet", "unseen")),
    *(f"text.{each.value}" for each in Severity),
    *(f"glance.kind.{kind.value}" for kind in Kind),
]


@pytest.mark.parametrize("key", sorted(KEYS))
def test_it_is_said(key):
    assert say(f"report.{key}", target="t", positive="p", count=2)


def test_every_recipe_has_words():
    assert {recipe.name for recipe in RECIPES} == _RECIPES
