import numpy as np
import pytest

from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.people.proxy_column import proxy_column
from gardefou.core.need import Columns, Need
from leaky import accused, sample
from small import sample as small_sample
from tables import load

ROWS = 1500


def people(seed: int = 0) -> tuple[np.random.Generator, dict]:
    rng = np.random.default_rng(seed)
    return rng, {
        "sex": [str(v) for v in rng.choice(["f", "m"], ROWS)],
        "age": rng.integers(18, 90, ROWS).astype(float),
        "income": rng.lognormal(size=ROWS),
        "town": [f"town {v}" for v in rng.integers(0, 40, ROWS)],
        "y": [str(v) for v in rng.choice(["no", "yes"], ROWS)],
    }


def need(*protected: str, **columns) -> Need:
    return Need(target="y", columns=Columns(protected=protected, **columns))


def test_a_column_that_gives_away_is_named():
    rng, cells = people()
    men = np.array([each == "m" for each in cells["sex"]])
    cells["height"] = 165 + 25 * men + rng.normal(size=ROWS) * 9  # AUC 0.98
    (found,) = proxy_column(need("sex"), sample(cells))
    assert found.columns == ("height", "sex")
    assert str(found.severity) == "note"
    assert 0.96 < found.measured.value < 0.99


def test_what_has_nothing_to_do_with_it_is_left_alone():
    told = [bool(proxy_column(need("age", "sex"), sample(people(seed)[1]))) for seed in range(12)]
    assert not any(told)


def test_the_attribute_under_another_name_is_a_question_until_it_is_protected_too():
    _, cells = people()
    cells["title"] = ["Mr" if each == "m" else "Ms" for each in cells["sex"]]
    (found,) = proxy_column(need("sex"), sample(cells))
    assert str(found.severity) == "ask"
    assert found.answers[0] == '[columns]\nprotected = ["sex", "title"]'
    assert set(accused(proxy_column(need("sex", "title"), sample(cells))).values()) == {"note"}
    assert proxy_column(need("sex", ignore=("title",)), sample(cells)) == []


def test_columns_that_give_away_only_together():
    rng, cells = people()
    men = np.array([each == "m" for each in cells["sex"]])
    for k in range(12):
        cells[f"habit {k}"] = [str(v) for v in (rng.random(ROWS) < 0.35 + 0.3 * men)]
    (found,) = proxy_column(need("sex"), sample(cells))
    assert found.columns == ("sex",)
    assert found.measured.low > 0.8
    assert "all together do" in found.says


def test_luck_among_very_many_columns_is_not_told_together():
    rng, cells = people()
    for k in range(300):
        cells[f"noise {k}"] = rng.normal(size=ROWS)
    assert proxy_column(need("sex"), sample(cells)) == []


def test_each_group_of_several_is_told_from_the_others():
    rng, cells = people()
    cells["origin"] = [str(v) for v in rng.choice(list("abc"), ROWS, p=[0.8, 0.12, 0.08])]
    cells["language"] = [
        "x" if each == "c" and rng.random() < 0.9 else "z" for each in cells["origin"]
    ]
    (found,) = proxy_column(need("origin"), sample(cells))
    assert found.columns == ("language", "origin")
    assert "one of them c" in found.says


def test_the_answer_and_what_is_not_learned_are_no_proxies():
    _, cells = people()
    cells["y"] = ["yes" if each == "m" else "no" for each in cells["sex"]]
    cells["key"] = cells["sex"]
    assert proxy_column(need("sex", id=("key",)), sample(cells)) == []


def test_without_people_it_does_not_apply():
    with pytest.raises(NotApplicable):
        proxy_column(need(), sample(people()[1]))


@pytest.mark.parametrize("cells", [[], ["f"], [None] * 90, ["f"] * 90, ["f", "m", None] * 30])
def test_poor_columns_are_borne(cells):
    given = small_sample({"sex": cells, "x": [1.0] * len(cells), "z": [None] * len(cells)})
    assert proxy_column(need("sex"), given) == []


@pytest.mark.data
def test_the_proxies_of_sex_in_the_income_table():
    given, wanted = load("adult_census", protected=("sex",))
    (found,) = proxy_column(wanted, given)
    assert set(found.columns) == {"relationship", "marital_status", "occupation", "sex"}
