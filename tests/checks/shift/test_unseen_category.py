import numpy as np
import pytest

from gardefou.checks.shift.unseen_category import unseen_category
from gardefou.core.need import Need
from pairs import shift


def towns(rng, rows, new=0.0):
    texts = [f"t{n}" for n in np.minimum(rng.zipf(1.7, rows), 400)]
    return {"town": ["elsewhere" if rng.random() < new else text for text in texts]}


@pytest.mark.parametrize(("new", "severity"), [(0.05, "note"), (0.2, "ask"), (0.5, "alarm")])
def test_a_new_value_is_named_with_its_rows_and_weighs_by_its_share(new, severity):
    rng = np.random.default_rng(0)
    (finding,) = unseen_category(Need(), shift(towns(rng, 5000), towns(rng, 3000, new)))
    assert (finding.columns, str(finding.severity)) == (("town",), severity)
    assert finding.examples[0] == "elsewhere"
    assert finding.rows == pytest.approx(3000 * new, rel=0.5)


@pytest.mark.parametrize("seed", range(10))
def test_rare_values_that_come_by_nature_are_left_alone(seed):
    rng = np.random.default_rng(seed)
    assert unseen_category(Need(), shift(towns(rng, 300), towns(rng, 3000))) == []


def test_names_of_rows_are_no_categories():
    then, now = {"code": [f"a{i}" for i in range(200)]}, {"code": [f"b{i}" for i in range(200)]}
    assert unseen_category(Need(), shift(then, now)) == []


def test_few_numbers_and_truth_values_count_as_names():
    rng = np.random.default_rng(1)
    then = {"k": rng.integers(1, 6, 500).astype(float), "t": ["yes"] * 500}
    now = {"k": rng.integers(1, 8, 500).astype(float), "t": ["yes", "no"] * 250}
    found = unseen_category(Need(), shift(then, now))
    assert [finding.columns for finding in found] == [("t",), ("k",)]


def test_many_columns_make_one_finding_and_personal_values_are_masked():
    then = {f"c{i}": ["a", "b"] * 100 for i in range(6)}
    now = {f"c{i}": ["ann@example.org", "b"] * 100 for i in range(6)}
    (finding,) = unseen_category(Need(), shift(then, now))
    assert len(finding.columns) == 6
    assert "example.org" not in finding.says + "".join(finding.examples)
