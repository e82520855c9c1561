from dataclasses import replace

import numpy as np
import pytest

from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.people.under_represented_group import under_represented_group
from gardefou.core.need import Columns, Need, People, Task
from leaky import accused, sample
from small import sample as small_sample


def need(population: dict | None = None, protected: tuple[str, ...] = (), **more) -> Need:
    return Need(
        people=People(population=population or {}), columns=Columns(protected=protected), **more
    )


def gender(women: int, men: int) -> dict:
    return {"gender": ["Female"] * women + ["Male"] * men}


HALVES = {"gender": {"Female": 0.5, "Male": 0.5}}


def test_a_group_that_is_too_small_for_its_people_is_named():
    given = under_represented_group(need(HALVES), sample(gender(200, 1800)))
    (found,) = given
    assert found.group == {"gender": "Female"}
    assert str(found.severity) == "ask"
    assert (found.measured.value, found.limit, found.rows) == (0.1, 0.5, 200)
    assert "1 600 more rows" in found.remedy


def test_half_as_many_is_a_question_and_a_little_fewer_a_note():
    given = under_represented_group(need(HALVES), sample(gender(700, 1300)))
    assert accused(given) == {("gender",): "note"}
    assert under_represented_group(need(HALVES), sample(gender(960, 1040))) == []


def test_luck_of_a_small_table_is_not_told():
    assert under_represented_group(need(HALVES), sample(gender(16, 24))) == []


def test_a_planted_gap_in_a_true_random_table_and_none_without():
    rng = np.random.default_rng(4)
    shares = {"site": {"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1}}
    told = 0
    for _ in range(60):
        cells = {"site": [str(v) for v in rng.choice(list("abcd"), 500, p=[0.4, 0.3, 0.2, 0.1])]}
        told += bool(under_represented_group(need(shares), sample(cells)))
    assert told <= 2
    kept = [v for v in cells["site"] if v != "d" or rng.random() < 0.25]
    (found,) = under_represented_group(need(shares), sample({"site": kept * 4}))
    assert found.group == {"site": "d"}


def test_weights_count_as_the_rows_they_stand_for():
    cells = gender(200, 1800) | {"w": np.array([9.0] * 200 + [1.0] * 1800)}
    assert under_represented_group(need(HALVES, weight="w"), sample(cells)) == []


def test_ages_may_be_stated_in_bands():
    people = {"age": {"under 30": 0.3, "30-59": 0.4, "60+": 0.3}}
    ages = np.concatenate([np.full(300, 25.0), np.full(690, 59.5), np.full(10, 80.0)])
    (found,) = under_represented_group(need(people), sample({"age": ages}))
    assert found.group == {"age": "60+"}
    assert found.rows == 10


def test_names_are_matched_whatever_their_case_and_none_that_fits_is_asked_about():
    people = {"gender": {"female": 0.5, "MALE": 0.5}}
    assert under_represented_group(need(people), sample(gender(500, 500))) == []
    people = {"gender": {"f": 0.5, "m": 0.5}}
    (found,) = under_represented_group(need(people), sample(gender(500, 500)))
    assert str(found.severity) == "ask"


def test_how_many_more_rows_of_whom():
    cells = gender(100, 1000) | {"y": ["no", "yes"] * 550}
    wanted = need(None, ("gender",), target="y", task=Task.BINARY, positive="yes")
    (found,) = under_represented_group(wanted, sample(cells))
    assert (found.rows, found.limit) == (100, 385)
    assert "Female: 100 rows, 285 more are needed" in found.says
    assert str(found.severity) == "note"


def test_a_rare_outcome_needs_fewer_rows():
    cells = gender(200, 1000) | {"y": (["yes"] * 20 + ["no"] * 180) + ["no", "yes"] * 500}
    wanted = need(None, ("gender",), target="y", task=Task.BINARY, positive="yes")
    assert under_represented_group(wanted, sample(cells)) == []


def test_combinations_of_two_are_looked_at_where_each_part_has_enough():
    cells = gender(1000, 1000) | {"race": (["a"] * 980 + ["b"] * 20) + (["a"] * 20 + ["b"] * 980)}
    (found,) = under_represented_group(need(None, ("gender", "race")), sample(cells))
    assert found.columns == ("gender", "race")
    assert found.rows == 20
    assert "2 have too few rows" in found.says


def test_of_tiny_groups_nothing_is_said():
    cells = gender(5, 995)
    (found,) = under_represented_group(need(None, ("gender",)), sample(cells))
    assert "nothing can be said" in found.says


def test_rows_are_those_of_the_whole_table():
    part = replace(sample(gender(100, 1000)), of=11_000)
    assert under_represented_group(need(None, ("gender",)), part) == []


def test_without_people_it_does_not_apply():
    with pytest.raises(NotApplicable):
        under_represented_group(Need(), sample(gender(5, 5)))


@pytest.mark.parametrize("cells", [[], [None], [None] * 9, ["a"] * 9, [1.0] * 9])
def test_poor_columns_are_borne(cells):
    given = small_sample({"gender": cells})
    under_represented_group(need(HALVES, ("gender",)), given)
