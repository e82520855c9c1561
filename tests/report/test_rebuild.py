from collections.abc import Mapping
from enum import StrEnum
from math import isnan
from typing import Literal

import pytest

from gardefou.core.estimate import Estimate
from gardefou.core.need import Budget, Task
from gardefou.report.rebuild import rebuilt


def test_enumerations_optionals_and_pairs_come_back():
    assert rebuilt(Task, "binary") is Task.BINARY
    assert rebuilt(Task | None, None) is None
    assert rebuilt(Budget, {"money": [1, "EUR"], "wall": True}) == Budget(
        money=(1.0, "EUR"), wall=True
    )
    assert rebuilt(Mapping[str, tuple[str, ...]], {"a": ["b"]}) == {"a": ("b",)}


def test_a_missing_number_is_not_a_number():
    assert isnan(rebuilt(float, None))
    assert rebuilt(float | None, None) is None


def test_where_no_type_is_said_estimates_are_known_by_their_keys():
    estimate = {"value": 1.0, "low": None, "high": 2.0, "unit": "AUC", "n": 5, "level": 0.9}
    back = rebuilt(object, {"a": [estimate], "b": {"value": 1}})
    assert isinstance(back["a"][0], Estimate)
    assert back["b"] == {"value": 1}


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Colour, "blue"),
        (Literal["a", "b"], "c"),
        (tuple[str, ...], "text is no list of letters"),
        (tuple[float, str], [1.0]),
        (int, "1"),
        (str, None),
        (float, "1"),
        (Estimate, []),
        (Estimate, {"value": 1.0}),
        (Mapping[str, int], [1]),
    ],
)
def test_what_does_not_fit_is_refused(kind, value):
    with pytest.raises((TypeError, ValueError)):
        rebuilt(kind, value)
