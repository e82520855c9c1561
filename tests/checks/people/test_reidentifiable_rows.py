from dataclasses import replace

import numpy as np
import pytest

from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.people.reidentifiable_rows import reidentifiable_rows
from gardefou.core.need import Columns, Need
from leaky import sample
from small import sample as small_sample
from tables import load

ROWS = 1000


def people(seed: int = 0) -> dict:
    rng = np.random.default_rng(seed)
    return {
        "age": rng.integers(18, 90, ROWS).astype(float),
        "sex": [str(v) for v in rng.choice(["f", "m"], ROWS)],
        "zip_code": [f"{v:05d}" for v in rng.integers(0, 50, ROWS)],
        "balance": rng.normal(size=ROWS),
    }


def test_the_fewest_columns_that_pick_people_out_are_named():
    (found,) = reidentifiable_rows(Need(), sample(people()))
    assert found.columns == ("age", "zip_code")
    cells = people()
    pairs = list(zip(cells["age"], cells["zip_code"], strict=True))
    alone = sum(pairs.count(pair) == 1 for pair in pairs)
    assert found.rows == alone
    assert found.measured.value == alone / ROWS
    assert str(found.severity) == "note"


def test_few_values_hide_everybody():
    cells = people()
    assert reidentifiable_rows(Need(), sample({"sex": cells["sex"], "age": cells["age"]})) == []


def test_a_protected_column_counts_whatever_its_name():
    cells = {"x17": np.arange(ROWS, dtype=float), "balance": people()["balance"]}
    with pytest.raises(NotApplicable):
        reidentifiable_rows(Need(), sample(cells))
    (found,) = reidentifiable_rows(Need(columns=Columns(protected=("x17",))), sample(cells))
    assert found.columns == ("x17",)
    assert found.rows == ROWS


def test_things_have_no_secrets():
    rng = np.random.default_rng(1)
    cells = {"city": [f"c{v}" for v in range(ROWS)], "house age": rng.normal(size=ROWS)}
    with pytest.raises(NotApplicable):
        reidentifiable_rows(Need(), sample(cells))


def test_rows_of_one_person_are_one():
    cells = people()
    twice = {
        name: np.repeat(each, 2)
        if isinstance(each, np.ndarray)
        else [v for v in each for _ in "12"]
        for name, each in cells.items()
    }
    twice["who"] = np.repeat(np.arange(ROWS, dtype=float), 2)
    assert reidentifiable_rows(Need(), sample(twice)) == []
    (found,) = reidentifiable_rows(Need(columns=Columns(entity="who")), sample(twice))
    assert found.columns == ("age", "zip_code")


def test_who_is_alone_in_a_sample_need_not_be_alone_in_the_table():
    rng = np.random.default_rng(2)
    whole = {
        "age": rng.integers(18, 90, 40_000).astype(float),
        "zip_code": [f"{v:05d}" for v in rng.integers(0, 100, 40_000)],
    }
    every = sample(whole)
    assert reidentifiable_rows(Need(), every) == []
    part = replace(every.take(slice(0, 4_000)), of=40_000)
    assert reidentifiable_rows(Need(), part) == []
    assert reidentifiable_rows(Need(), replace(part, of=4_000)) != []


@pytest.mark.parametrize("cells", [[], [31.0], [None] * 9, [31.0] * 9])
def test_poor_columns_are_borne(cells):
    assert len(reidentifiable_rows(Need(), small_sample({"age": cells}))) == (len(cells) == 1)


@pytest.mark.data
def test_the_income_table():
    """Of all rows: 0.1 % are alone by age, sex and race, over a quarter by seven facts."""
    given, need = load("adult_census", most=60_000)
    few = given.frame.only(["age", "race", "sex"])
    assert reidentifiable_rows(need, replace(given, frame=few)) == []
    seven = ["age", "education", "marital_status", "native_country", "occupation", "race", "sex"]
    least = reidentifiable_rows(need, replace(given, frame=given.frame.only(seven)))[0]
    assert len(least.columns) == 3
