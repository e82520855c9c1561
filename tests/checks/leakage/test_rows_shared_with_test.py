import numpy as np
import pytest

from gardefou.checks.leakage.rows_shared_with_test import by_coincidence, rows_shared_with_test
from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.evidence import OtherSide, Shared
from gardefou.core.need import Columns, Need
from leaky import sample


def measures(rng, rows):
    return {f"x{i}": rng.normal(size=rows) for i in range(6)} | {
        "sex": rng.choice(["f", "m"], rows).tolist()
    }


def coarse(rng, rows):
    return {
        "sex": rng.choice(["f", "m"], rows).tolist(),
        "deck": rng.choice(["1", "2", "3"], rows).tolist(),
        "port": rng.choice(["a", "b", "c"], rows, p=[0.7, 0.2, 0.1]).tolist(),
    }


def other(columns, copies, near=0):
    there = sample(columns, seed=9)
    rows = len(there)
    return OtherSide(there, rows, Shared(copies, rows, copies), Shared(near, rows, near), {})


def said(findings):
    return [str(finding.severity) for finding in findings]


def test_copies_of_rows_alarm_and_near_copies_are_asked_about():
    rng = np.random.default_rng(0)
    here, there = sample(measures(rng, 800)), measures(rng, 200)
    (finding,) = rows_shared_with_test(Need(), here, other(there, 20))
    assert str(finding.severity) == "alarm"
    assert (finding.measured.value, finding.rows) == (0.1, 20)
    (finding,) = rows_shared_with_test(Need(), here, other(there, 0, 10))
    assert str(finding.severity) == "ask"
    assert finding.answers


def test_a_single_copy_is_noted_and_none_is_clean():
    rng = np.random.default_rng(1)
    here, there = sample(measures(rng, 800)), measures(rng, 200)
    assert said(rows_shared_with_test(Need(), here, other(there, 1, 1))) == ["note"]
    assert rows_shared_with_test(Need(), here, other(there, 0)) == []


def test_rows_of_few_coarse_columns_are_equal_by_nature():
    rng = np.random.default_rng(2)
    here, there = sample(coarse(rng, 900)), coarse(rng, 400)
    assert said(rows_shared_with_test(Need(), here, other(there, 400))) == ["note"]


def test_a_column_that_numbers_the_rows_hides_neither_copies_nor_coincidence():
    rng = np.random.default_rng(3)
    columns = {**coarse(rng, 900), "row": np.arange(900.0)}
    there = other({**coarse(rng, 400), "row": np.arange(400.0)}, 400)
    assert said(rows_shared_with_test(Need(), sample(columns), there)) == ["note"]


def test_nothing_to_compare_is_said():
    rng = np.random.default_rng(4)
    side = OtherSide(sample({"x": rng.normal(size=9)}), 9)
    with pytest.raises(NotApplicable):
        rows_shared_with_test(Need(), sample({"x": rng.normal(size=9)}), side)


@pytest.mark.parametrize("seed", range(10))
def test_the_number_expected_is_near_that_of_columns_drawn_apart(seed):
    """Twelve values in each of three columns: of 300 rows, some meet one of 600 by chance."""
    rng = np.random.default_rng(seed)
    one, two = rng.integers(0, 12, (600, 3)), rng.integers(0, 12, (300, 3))
    met = sum(tuple(row) in set(map(tuple, one)) for row in two)
    here = sample({f"c{i}": one[:, i].astype(float) for i in range(3)})
    assert 0.5 * met < by_coincidence(here, ["c0", "c1", "c2"], 300) < 2 * met


def test_columns_that_go_together_are_expected_to_make_equal_rows():
    """Towns of a region share all its columns: the product of their agreements would be far off."""
    rng = np.random.default_rng(5)

    def homes(rows):
        region, kind = rng.integers(0, 40, rows), rng.integers(0, 4, rows)
        return {f"region{i}": (region * (i + 1)).astype(float) for i in range(10)} | {
            "kind": kind.astype(float)
        }

    here, there = sample(homes(1000)), homes(300)
    found = rows_shared_with_test(Need(), here, other(there, 300))
    assert said(found) == ["note"]


def test_what_the_need_sets_aside_is_not_compared():
    rng = np.random.default_rng(6)
    columns = {**coarse(rng, 300), "who": rng.normal(size=300)}
    need = Need(columns=Columns(ignore=("who",)))
    assert said(rows_shared_with_test(need, sample(columns), other(columns, 300))) == ["note"]
