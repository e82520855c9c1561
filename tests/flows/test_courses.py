import numpy as np
import pytest

from gardefou.flows.courses import course_picture
from gardefou.learners.raced import Candidate
from gardefou.learners.recipe import RECIPES, Course, Packed
from gardefou.learners.store import Fit


def fit(course, setting=None, fold=0):
    return Fit("linear", fold, Packed(), np.empty((0, 1)), 0.1, setting or {}, course)


def drawn(*fits, number=False, **more):
    candidate = Candidate(RECIPES["linear"], np.empty((0, 1)), np.empty(0), fits, True)
    return course_picture(candidate, number=number, **more)


def rounds(*judged, learned=None):
    at = tuple(float(k + 1) for k in range(len(judged)))
    return Course("rounds", at, tuple(learned or judged), judged)


def test_folds_are_averaged_place_by_place():
    two = {"rounds": 2.0}
    shown = drawn(fit(rounds(4.0, 2.0, 3.0), two), fit(rounds(6.0, 4.0, 3.0), two))
    assert shown["judged"] == [5.0, 3.0, 3.0]
    assert shown["at"] == [1.0, 2.0, 3.0]
    assert shown["folds"] == 2


def test_a_fold_that_stopped_keeps_its_last_loss():
    two = {"rounds": 2.0}
    shown = drawn(fit(rounds(4.0, 2.0), two), fit(rounds(4.0, 2.0, 1.0, 0.0), two))
    assert shown["judged"] == [4.0, 2.0, 1.5, 1.0]


def test_the_mark_is_the_median_of_what_the_folds_chose():
    course = rounds(5.0, 4.0, 3.0, 2.0, 1.0)
    chosen = [fit(course, {"rounds": at}) for at in (2.0, 3.0, 5.0)]
    shown = drawn(*chosen)
    assert shown["at"][shown["chosen"]] == 3.0


def test_without_a_word_the_best_judged_place_was_chosen():
    shown = drawn(fit(rounds(5.0, 1.0, 3.0), {"leaves": 9.0}))
    assert shown["at"][shown["chosen"]] == 2.0


def test_a_choice_between_the_places_gets_one_of_its_own():
    course = Course("rounds", (10.0, 20.0, 30.0), (3.0, 2.0, 1.0), (3.0, 2.0, 1.0))
    shown = drawn(fit(course, {"rounds": 14.0}))
    assert shown["at"] == [10.0, 14.0, 20.0, 30.0]
    assert shown["chosen"] == 1


@pytest.mark.parametrize("at", [(0.1, 1.0, 10.0), (10.0, 1.0, 0.1)])
def test_strengths_stand_in_the_order_in_which_they_were_tried(at):
    shown = drawn(fit(Course("strength", at, (3.0, 2.0, 1.0), (3.0, 2.0, 2.5))))
    assert shown["at"] == list(at)
    assert shown["judged"] == [3.0, 2.0, 2.5]
    assert np.diff(shown["x"]) == pytest.approx([1.0, 1.0])


def test_squared_errors_are_told_by_their_root():
    assert drawn(fit(rounds(4.0, 9.0)), number=True)["judged"] == [2.0, 3.0]


def test_a_long_course_is_thinned_and_keeps_its_ends():
    shown = drawn(fit(rounds(*np.linspace(9, 1, 3000))), most=50)
    assert len(shown["x"]) <= 51
    assert (shown["at"][0], shown["at"][-1]) == (1.0, 3000.0)


@pytest.mark.parametrize(
    "course",
    [
        None,
        rounds(1.0),
        Course("rounds", (1.0, 2.0), (1.0,), (1.0, 2.0)),
        Course("rounds", (1.0, 2.0), (1.0, float("nan")), (1.0, 2.0)),
    ],
)
def test_what_is_not_whole_is_left_out(course):
    assert drawn(fit(course)) is None
    assert drawn(fit(course), fit(rounds(2.0, 1.0)))["folds"] == 1
