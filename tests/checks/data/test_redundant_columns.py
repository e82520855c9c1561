import numpy as np
import pytest

import small
import tables
from gardefou.checks.data.redundant_columns import redundant_columns
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need

RNG = np.random.default_rng(0)
X = RNG.normal(size=400)
GRADE = [("low", "middle", "high")[i] for i in RNG.integers(0, 3, 400)]


def found(cells, need=None):
    cells = {n: c.tolist() if isinstance(c, np.ndarray) else c for n, c in cells.items()}
    return redundant_columns(need or Need(), small.sample(cells))


def groups(cells, need=None):
    return [finding.columns for finding in found(cells, need)]


def test_a_copy_is_named():
    (finding,) = found({"a": X, "b": X, "c": RNG.normal(size=400)})
    assert (finding.columns, finding.severity) == (("a", "b"), Severity.NOTE)
    assert finding.says == "a and b hold the same."
    (finding,) = found({"a": GRADE, "b": GRADE})
    assert finding.says == "a and b hold the same."


def test_other_names_for_the_same_values_are_named():
    number = {"low": 1.0, "middle": 3.0, "high": 2.0}
    (finding,) = found({"a": GRADE, "b": [number[grade] for grade in GRADE]})
    assert "say the same in other words" in finding.says
    assert finding.measured.value == 1.0
    shuffled = {"a": [number[g] for g in GRADE], "b": [(number[g] * 7) % 5 for g in GRADE]}
    assert "say the same in other words" in found(shuffled)[0].says


def test_another_scale_is_named():
    (finding,) = found({"celsius": X, "fahrenheit": 32 + 1.8 * X})
    assert "on another scale" in finding.says


def test_a_rounded_copy_and_one_that_falls_are_named():
    (finding,) = found({"a": X, "b": X.round(1)})
    assert "go up and down together" in finding.says
    assert finding.measured.value > finding.limit == 0.98
    (finding,) = found({"a": X, "b": -(X**3)})
    assert finding.says.startswith("When one of a and b rises the other falls")
    assert finding.limit == -0.98


def test_columns_that_hang_together_make_one_group():
    cells = {"d": X, "a": X, "c": np.exp(X), "b": RNG.normal(size=400)}
    assert groups(cells) == [("a", "c", "d")]


def test_columns_that_say_something_of_their_own_are_left_alone():
    close = X + 0.3 * RNG.normal(size=400)  # a rank correlation of 0.95
    assert groups({"a": X, "b": close}) == []
    assert groups({"a": GRADE, "b": GRADE[::-1]}) == []


def test_few_ones_at_the_same_place_are_luck():
    rare = np.zeros(400)
    rare[:5] = 1
    assert groups({"a": rare, "b": rare}) == []


def test_identifiers_and_the_answer_are_left_alone():
    cells = {"a": X, "b": X}
    assert groups(cells, Need(target="a")) == []
    assert groups(cells, Need(columns=Columns(id=("b",)))) == []
    numbers = np.arange(400.0)
    assert groups({"row": numbers, "number": numbers + 1000}) == []


def test_columns_in_which_every_row_differs_are_compared_as_texts():
    names = [f"n{i}" for i in range(400)]
    assert groups({"a": names, "b": [f"m{i}" for i in range(400)]}) == []
    assert groups({"a": names, "b": names}) == [("a", "b")]


def test_holes_in_other_rows_are_something_of_their_own():
    holed = X.astype(object)
    holed[:100] = None
    assert groups({"a": X, "b": list(holed)}) == []
    few = X.astype(object)
    few[:4] = None
    assert groups({"a": X, "b": list(few)}) == [("a", "b")]


def test_many_groups_share_a_line():
    cells = {f"{kind}{i}": RNG.normal(size=400) for i in range(8) for kind in "a"}
    cells |= {f"b{i}": 2 * cells[f"a{i}"] for i in range(8)}
    findings = found(cells)
    assert len(findings) == 6
    assert "3 more groups of columns" in findings[-1].says


@pytest.mark.data
@pytest.mark.parametrize("name", ["abalone", "bike_sharing_hour", "vehicle"])
def test_known_twins_are_named(name):
    sample, need = tables.load(name)
    named = groups_of(redundant_columns(need, sample))
    for pair in tables.known_faults()[name]["redundant"]:
        if need.target not in pair and set(pair) <= set(sample.frame.names):
            assert any(set(pair) <= group for group in named), pair


def groups_of(findings):
    return [set(finding.columns) for finding in findings]
