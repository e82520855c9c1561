from math import log, nan

import pytest

from gardefou.report.parts import drawn, peaks, scale, terms

AGE = {"columns": ["age"], "kind": "number", "x": [0.0, 50.0], "y": [-log(2), log(4)]}
CITY = {"columns": ["city"], "kind": "category", "levels": ["a", "b"], "y": [0.01, 0.011]}


def test_the_strongest_comes_first():
    assert [term.columns for term in terms([CITY, AGE])] == [("age",), ("city",)]


def test_peaks_are_where_the_effect_is_highest_and_lowest():
    assert peaks(terms([AGE])[0], "log-odds") == "Highest at 50: ×4. Lowest at 0: ÷2."


def test_equal_effects_have_no_peak():
    assert peaks(terms([CITY])[0], "log-odds") == "Hardly any effect."


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"columns": ["a"], "kind": "number", "x": [1.0], "y": []},
        {"columns": ["a"], "kind": "number", "x": [1.0, 2.0], "y": [nan, 1.0]},
        {"columns": ["a"], "kind": "spiral", "x": [1.0], "y": [1.0]},
        {"columns": ["a", "b"], "kind": "pair", "x": ["p"], "z": ["q", "r"], "y": [[1.0]]},
        {"columns": [], "kind": "number", "x": [1.0], "y": [1.0]},
    ],
)
def test_what_cannot_be_drawn_is_left_out(broken):
    assert terms([broken]) == []


def test_all_parts_share_one_scale_with_nothing_in_it():
    both = terms([AGE, CITY])
    axis = scale(both, "log-odds").axis
    assert (axis.low, axis.high) == (-log(2), log(4))
    assert 0.0 in [mark for mark, _ in axis.marks]


def test_an_empty_cell_and_a_class_are_told():
    term = terms([AGE | {"hole": log(3), "class": "<b>"}])[0]
    shown = drawn(term, scale([term], "log-odds"))
    assert "Where the cell is empty: ×3." in shown
    assert "for “&lt;b&gt;”" in shown


def test_one_level_and_one_point_can_be_drawn():
    for entry in ({**CITY, "levels": ["a"], "y": [1.0]}, {**AGE, "x": [3.0], "y": [1.0]}):
        term = terms([entry])[0]
        assert "<svg" in drawn(term, scale([term], "EUR"))
