import numpy as np
import pytest

from gardefou.checks.data.missing_by_group import missing_by_group
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need, Task
from small import evidence


def found(cells: dict[str, list], need: Need | None = None, **limits):
    sample = evidence(cells)["sample"]
    return missing_by_group(need or Need(), sample, **limits)


def holed(rng, empty: np.ndarray) -> list:
    numbers = rng.normal(size=len(empty)).round(3)
    return [None if hole else float(x) for x, hole in zip(numbers, empty, strict=True)]


def people(rows: int, rate: dict[str, float], seed: int = 0) -> dict[str, list]:
    """An income that is missing at a rate of its own for each sex, beside other columns."""
    rng = np.random.default_rng(seed)
    sex = rng.choice(sorted(rate), rows)
    empty = rng.random(rows) < np.array([rate[each] for each in sex])
    return {
        "income": holed(rng, empty),
        "sex": sex.tolist(),
        "town": rng.choice([f"town {k}" for k in range(12)], rows).tolist(),
        "wealth": rng.normal(size=rows).tolist(),
    }


@pytest.mark.parametrize("rows", [398, 8000])
def test_holes_that_go_by_a_group_are_named_with_group_and_rates(rows):
    (finding,) = found(people(rows, {"f": 0.30, "m": 0.02}))
    assert finding.columns == ("income", "sex")
    assert (finding.severity, finding.group) == (Severity.NOTE, {"sex": "f"})
    assert finding.measured.low < 0.28 < finding.measured.high
    assert "of the rows where sex is f" in finding.says


def test_of_a_protected_group_it_is_asked():
    need = Need(columns=Columns(protected=("sex",)))
    (finding,) = found(people(600, {"f": 0.30, "m": 0.02}), need)
    assert finding.severity is Severity.ASK
    assert 'missing_by_group = { columns = ["income", "sex"]' in finding.answers[0]


def test_a_protected_group_comes_before_one_that_tells_more():
    cells = people(2000, {"f": 0.30, "m": 0.02})
    cells["union"] = ["no" if each is None else "yes" for each in cells["income"]]
    cells["union"][:200] = ["yes"] * 200
    (plain,) = found(cells)
    (protected,) = found(cells, Need(columns=Columns(protected=("sex",))))
    assert (plain.columns[1], protected.columns[1]) == ("union", "sex")


def test_random_holes_are_left_alone():
    told = 0
    for seed in range(40):
        cells = people(600, {"f": 0.2, "m": 0.2}, seed)
        rng = np.random.default_rng(seed)
        cells |= {f"x{k}": holed(rng, rng.random(600) < 0.1 * k) for k in range(1, 5)}
        told += len(found(cells))
    assert told <= 2  # 0.4 expected at most


def test_a_real_but_small_difference_is_no_matter():
    assert found(people(15_000, {"f": 0.15, "m": 0.09})) == []


def test_holes_that_another_column_decides_are_told_as_such():
    rng = np.random.default_rng(0)
    garage = rng.choice(["none", "one", "two"], 600)
    cells = {"garage year": holed(rng, garage == "none"), "garage": garage.tolist()}
    (finding,) = found(cells, Need(columns=Columns(protected=("garage",))))
    assert finding.severity is Severity.NOTE
    assert "is empty where garage says so: in 100 %" in finding.says


def test_zero_of_a_number_is_a_group_of_its_own():
    rng = np.random.default_rng(0)
    area = np.where(rng.random(600) < 0.4, 0.0, rng.lognormal(5, 1, 600))
    (finding,) = found({"pool": holed(rng, area == 0), "area": area.tolist()})
    assert "in 100 % of the rows where it is 0" in finding.says or "where area is" in finding.says
    assert finding.columns == ("pool", "area")


def test_columns_that_go_by_the_same_group_share_a_line():
    cells = people(1000, {"f": 0.4, "m": 0.02})
    cells["bonus"] = people(1000, {"f": 0.3, "m": 0.02}, seed=0)["income"]
    cells["wage"] = cells["income"]
    (finding,) = found(cells)
    assert sorted(finding.columns[:-1]) == ["bonus", "income", "wage"]
    assert finding.columns[-1] == "sex"


def test_where_the_answer_differs_too_it_is_said():
    cells = people(1000, {"f": 0.5, "m": 0.05})
    cells["y"] = ["bad" if each is None else "good" for each in cells["income"]]
    need = Need(target="y", task=Task.BINARY, classes=("bad", "good"))
    (finding,) = found(cells, need)
    assert finding.severity is Severity.NOTE
    assert "The answer is another one at these holes" in finding.says


def test_rare_groups_are_pooled_and_lists_of_names_passed_over():
    rng = np.random.default_rng(0)
    town = np.array([f"town {k}" for k in rng.integers(0, 300, 900)])
    cells = {"x": holed(rng, np.char.endswith(town, "7")), "town": town.tolist()}
    assert found(cells) == []


def test_personal_names_of_groups_are_masked():
    rng = np.random.default_rng(0)
    who = rng.choice(["ann@example.org", "bob@example.org"], 600)
    cells = {"x": holed(rng, (who == "ann@example.org") & (rng.random(600) < 0.5))}
    (finding,) = found({**cells, "who": who.tolist()})
    assert "@" not in finding.says and "@" not in str(finding.group)
