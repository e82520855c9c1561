"""What answers are expected to save: against weighing by hand, and what must never be chosen."""

import numpy as np
import pytest

from gardefou.measures.acquisition import (
    ClassStakes,
    after_answer,
    best_answers,
    class_stakes,
    number_stakes,
    regrets_spared,
    representatives,
    told_by,
)

PRICES = np.array([[0.0, 8.0], [120.0, 0.0]])


def opinions(seed=0, members=40, rows=30, classes=2):
    """Probabilities that the members of a committee give, shape (members, rows, classes)."""
    rng = np.random.default_rng(seed)
    score = rng.normal(size=(members, 1, classes)) * rng.normal(size=(rows, classes))
    grown = np.exp(score + rng.normal(size=(rows, classes)))
    return grown / grown.sum(axis=2, keepdims=True)


def perfect(stakes):
    """What knowing which member is right would save."""
    return float(stakes.regret((stakes.judged**2).mean(axis=0)))


@pytest.mark.parametrize("classes", [2, 4])
def test_what_is_told_is_what_weighing_the_members_anew_brings(classes):
    p, prices = opinions(classes=classes), 1.0 - np.eye(classes)
    stakes = class_stakes(p, p, prices)
    told = told_by(stakes.asked, stakes.judged)
    row, other = 3, 17
    gaps = stakes.judged[:, other]
    mean = p[:, row].mean(axis=0)
    after = [np.average(gaps, weights=p[:, row, k]) for k in range(classes)]
    by_hand = np.average(np.square(after), weights=mean) - np.average(after, weights=mean) ** 2
    assert told[row, other] == pytest.approx(by_hand, rel=1e-9)


def test_the_saving_of_a_turned_decision_is_that_of_chance():
    rng = np.random.default_rng(1)
    stakes = ClassStakes(np.ones((2, 1, 1)), np.ones((2, 1)), np.array([0.7]))
    gap = 0.7 + 1.3 * rng.normal(size=400_000)
    assert stakes.saving(np.array([1.3**2])) == pytest.approx(np.maximum(-gap, 0).mean(), rel=0.01)


def test_prices_say_where_doubt_is_dear():
    # at 1 in 16 both decisions cost the same; at 1 in 2 nobody hesitates to act
    sure, torn = ([[[1 - p, p] for p in each]] for each in ([0.5, 0.5], [0.06, 0.065]))
    members = [np.transpose(np.array(each), (1, 0, 2)) for each in (sure, torn)]
    spread = [m + np.array([[[0.02, -0.02]], [[-0.02, 0.02]]]) for m in members]
    savings = [regrets_spared(class_stakes(m, m, PRICES))[0] for m in spread]
    assert savings[1] > 10 * savings[0]


def test_no_answer_saves_more_than_knowing_who_is_right():
    p = opinions(2)
    stakes = class_stakes(p, p, PRICES)
    assert (regrets_spared(stakes) >= 0).all()
    assert regrets_spared(stakes).max() < perfect(stakes)


def test_a_little_that_is_told_turns_no_decision():
    stakes = ClassStakes(np.ones((2, 1, 1)), np.ones((2, 1)), np.array([3.0]))
    assert stakes.saving(np.array([0.25])) < 1e-3 * stakes.saving(np.array([1.0]))


def test_all_answers_together_save_nearly_what_there_is_to_save():
    p = opinions(9, members=60, rows=60)
    stakes = class_stakes(p, p, PRICES)
    order = best_answers(stakes, 60)
    assert (np.diff(order.saving) > -1e-12).all()
    assert order.spared.sum() < perfect(stakes)
    assert 0.5 * perfect(stakes) < order.saving[-1] < perfect(stakes)


def test_a_committee_that_agrees_expects_nothing():
    p = np.repeat(opinions(3)[:1], 5, axis=0)
    stakes = class_stakes(p, p, PRICES)
    assert regrets_spared(stakes).max() == pytest.approx(0.0, abs=1e-9)
    assert perfect(stakes) == pytest.approx(0.0, abs=1e-9)


def test_rows_that_tell_the_same_are_not_both_first():
    rng = np.random.default_rng(4)
    left, right = rng.normal(size=(2, 200))
    score = np.column_stack([left, left, 0.9 * right, 0.01 * rng.normal(size=200)])
    stakes = number_stakes(score, score, scatter=0.05, under=1.0, over=1.0)
    order = best_answers(stakes, 4, by_chance=0.0)
    assert set(order.place[:2].tolist()) in ({0, 2}, {1, 2})
    assert sorted(order.place.tolist()) == [0, 1, 2, 3]
    assert order.spared[2] < 0.2 * order.spared[1]
    assert order.saving == pytest.approx(np.cumsum(order.spared))


def test_chance_takes_its_share_in_the_order_of_the_rows():
    p = opinions(10)
    stakes = class_stakes(p, p, PRICES)
    order = best_answers(stakes, 12, by_chance=0.25)
    assert np.flatnonzero(order.drawn).tolist() == [3, 7, 11]
    first = [row for row in range(30) if row not in order.place[~order.drawn]]
    assert order.place[order.drawn].tolist() == first[:3]
    assert len(set(order.place.tolist())) == 12


def test_an_answer_leaves_the_variance_that_a_normal_law_has_left():
    rng = np.random.default_rng(5)
    score = rng.normal(size=(500, 3)) @ np.array([[1.0, 0.6, 0.1], [0, 1, 0.5], [0, 0, 1.0]])
    stakes = number_stakes(score, score, scatter=0.5, under=1.0, over=1.0)
    turn = after_answer(stakes.asked[:, 0], 500)
    cov = np.cov(score.T, bias=True)
    left = cov - np.outer(cov[0], cov[0]) / (cov[0, 0] + 0.5)
    judged = turn @ stakes.judged
    assert judged.T @ judged / 500 == pytest.approx(left, abs=1e-9)


def test_only_the_most_promising_are_counted_anew_and_still_the_best_is_found():
    p = opinions(6, rows=60)
    stakes = class_stakes(p, p, PRICES)
    every, few = best_answers(stakes, 8, looked=60), best_answers(stakes, 8, looked=20)
    assert every.place.tolist() == few.place.tolist()
    assert len(best_answers(stakes, 100).place) == 60


def test_lopsided_prices_of_numbers_scale_the_saving():
    score = np.random.default_rng(7).normal(size=(50, 5))
    one, ten = (
        regrets_spared(number_stakes(score, score, scatter=1.0, under=u, over=u))
        for u in (1.0, 10.0)
    )
    assert ten == pytest.approx(10 * one)
    lopsided = number_stakes(score, score, scatter=1.0, under=19.0, over=1.0)
    # the cheapest of a normal law with prices 19 and 1 lies at its 95th percent: 20 x 0.1031
    assert lopsided.price == pytest.approx(2.0627, abs=1e-3)


def test_each_heap_is_represented_before_any_twice_and_lone_rows_last():
    rng = np.random.default_rng(8)
    heaps = np.concatenate([rng.normal(at, 0.1, size=(40, 2)) for at in (0.0, 5.0, 10.0)])
    points = np.concatenate([heaps, [[40.0, 40.0]]])
    chosen, share = representatives(points, 4, np.zeros(0, dtype=int))
    heap = np.minimum(chosen // 40, 3)
    assert sorted(heap.tolist()) == [0, 1, 2, 3]
    assert share.sum() == pytest.approx(1.0)
    assert share[heap == 3] == pytest.approx(1 / 121)
    known = np.array([0, 41])
    assert representatives(heaps, 1, known)[0] // 40 == 2


def test_nothing_to_choose_from_is_nothing_chosen():
    chosen, share = representatives(np.zeros((0, 3)), 5, np.zeros(0, dtype=int))
    assert len(chosen) == len(share) == 0
    assert len(representatives(np.zeros((2, 1)), 5, np.array([0, 1]))[0]) == 0
