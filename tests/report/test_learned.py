from dataclasses import replace
from math import inf, nan

import pytest

from gardefou.report.html import as_html
from gardefou.report.json import as_json, from_json
from gardefou.report.learned import gap, learned, luck, on_locked
from report import made_up
from report.made_up import about

COURSE = {
    "recipe": "boosted",
    "along": "rounds",
    "x": [0.0, 1.0, 2.0],
    "at": [1.0, 10.0, 100.0],
    "learned": [0.7, 0.4, 0.1],
    "judged": [0.7, 0.5, 0.6],
    "chosen": 1,
    "folds": 5,
    "own": True,
}
LOSSES = {
    "learned": about(0.3, 0.02, "log loss"),
    "judged": about(0.5, 0.02, "log loss"),
    "locked": about(0.51, 0.04, "log loss"),
}
BEST = {"candidates": 4, "apparent": about(3.0, 0.2), "expected": about(3.1, 0.2)}
WHOLE = {"courses": [COURSE], "losses": LOSSES, "best_of": BEST}


def with_learned(kept):
    record = made_up.churn()
    pictures = {**record.model.pictures, "learned": kept}
    return replace(record, model=replace(record.model, pictures=pictures))


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (0.499, "as well on rows that it had not learned from"),
        (0.49, "looks 2 % better"),
        (0.4, "looks 20 % better than on rows that it had not; that gap is normal."),
        (0.1, "that gap is large"),
        (0.6, "as well on rows"),
    ],
)
def test_the_gap_is_said_in_a_sentence(known, words):
    assert words in gap([{**COURSE, "learned": [0.7, known, 0.1]}], LOSSES)


def test_without_a_course_the_whole_model_speaks():
    assert "looks 40 % better" in gap([], LOSSES)
    assert gap([], {}) is None


@pytest.mark.parametrize(
    ("locked", "words"),
    [(0.51, "give or take chance"), (0.7, "40 % worse"), (0.3, "40 % better")],
)
def test_the_locked_rows_are_held_against_those_it_was_chosen_on(locked, words):
    assert words in on_locked({**LOSSES, "locked": about(locked, 0.04, "log loss")})
    assert on_locked({"locked": LOSSES["locked"]}) is None
    assert on_locked({**LOSSES, "locked": about(locked, inf, "log loss")}) is None


def test_the_luck_of_the_choice_is_told():
    record = made_up.churn()
    told = luck(BEST, record)
    assert "among 4 models" in told
    assert "would cost 3 EUR, 3.1 EUR is to be expected (2.9 to 3.3)" in told
    assert told.endswith("On the locked rows it was 3.02 EUR.")
    little = luck({**BEST, "expected": about(3.01, 0.2)}, record)
    assert "hardly a difference" in little
    assert luck({}, record) is None
    assert luck({**BEST, "expected": about(nan, 0.2)}, record) is None


def test_the_plain_sentence_comes_first_and_the_picture_has_its_numbers():
    content = learned(with_learned(WHOLE)).content
    assert content.index("looks 20 % better") < content.index("<svg")
    assert "Chosen: round 10" in content
    assert "Locked rows: 0.51" in content
    assert "<td>0.5</td>" in content


def test_an_average_shows_its_largest_part_and_the_others_in_a_fold():
    part = {**COURSE, "own": False}
    content = learned(
        with_learned({**WHOLE, "courses": [part, {**part, "recipe": "splines"}]})
    ).content
    assert "looks 40 % better" in content  # the whole model, not its part
    assert "How wrong “boosted” was, a part of the model" in content
    assert content.index("How the other models went") < content.index("The same of “splines”")


def test_it_is_the_same_from_the_case_as_from_the_training():
    record = with_learned(WHOLE)
    assert as_html(from_json(as_json(record))) == as_html(record)


def test_what_is_not_known_is_no_section():
    assert learned(made_up.churn()) is None
    assert learned(made_up.audit()) is None
    for odd in ("text", {}, {"courses": [{}], "losses": 3, "best_of": []}):
        assert learned(with_learned(odd)) is None


@pytest.mark.parametrize("odd", [nan, inf, 0.0, 1e300, None, "x"])
@pytest.mark.parametrize("where", ["x", "at", "learned", "judged"])
def test_no_number_is_too_odd(odd, where):
    course = {**COURSE, where: [0.5, odd, 0.7]}
    words = as_html(with_learned({**WHOLE, "courses": [course]})).split()
    assert not {"nan", "inf", "None"} & set(words)
