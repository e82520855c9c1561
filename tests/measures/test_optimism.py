import numpy as np
import pytest

from gardefou.measures.optimism import best_of


def alike(rows, candidates, seed, shared=0.5):
    """Candidates that all truly cost 1, with luck that they share in part."""
    rng = np.random.default_rng(seed)
    own, common = rng.normal(size=(rows, candidates)), rng.normal(size=(rows, 1))
    return 1 + shared**0.5 * common + (1 - shared) ** 0.5 * own


def best(losses, **more):
    return best_of(losses, int(losses.mean(axis=0).argmin()), unit="EUR", draws=200, **more)


def test_the_luck_of_the_choice_is_taken_out_and_the_interval_holds():
    apparent, expected, held = [], [], 0
    for seed in range(100):
        found = best(alike(200, 10, seed))
        apparent.append(found.apparent.value)
        expected.append(found.expected.value)
        held += found.expected.low <= 1 <= found.expected.high
    assert np.mean(apparent) < 0.95  # it looks 8 % better than it is
    assert np.mean(expected) == pytest.approx(1, abs=0.02)
    assert held >= 90


def test_a_clear_winner_owes_nothing_to_luck():
    losses = alike(500, 4, 0) + np.array([0, 1, 1, 1])
    assert best(losses).optimism == pytest.approx(0, abs=1e-3)


def test_one_candidate_alone_and_equal_ones_are_as_they_look():
    losses = alike(100, 1, 0)
    assert best(losses).optimism == 0
    assert best(np.repeat(losses, 3, axis=1)).optimism == pytest.approx(0, abs=1e-12)


def test_the_preferred_of_several_near_ones_owes_less_to_luck():
    """Where near is good enough, luck hardly decides."""
    rows = [alike(200, 10, seed) for seed in range(60)]
    strict = np.mean([best(each).optimism for each in rows])
    lenient = np.mean(
        [best_of(each, 0, unit="EUR", tolerance=2, draws=200).optimism for each in rows]
    )
    assert lenient < 0.5 * strict


def test_the_same_seed_says_the_same_and_blocks_hardly_change_it():
    losses = alike(4000, 6, 1)
    assert best(losses, seed=3) == best(losses, seed=3)
    whole, blocks = (best(losses, most=most).optimism for most in (4000, 500))
    assert blocks == pytest.approx(whole, abs=0.01)


def test_rows_of_one_thing_stay_together():
    """Ten equal rows of each of fifty things are fifty rows."""
    losses = alike(50, 8, 2)
    many, thing = np.repeat(losses, 10, axis=0), np.repeat(np.arange(50), 10)
    alone, apart, together = best(losses), best(many), best(many, groups=thing)
    assert together.optimism == pytest.approx(alone.optimism, rel=0.25)
    assert apart.optimism < 0.6 * alone.optimism


def test_rows_count_by_their_weight():
    losses = alike(300, 5, 3)
    found = best_of(losses, 0, unit="EUR", weight=np.r_[np.ones(150), np.zeros(150)], draws=100)
    assert found.apparent.value == pytest.approx(losses[:150, 0].mean())


@pytest.mark.parametrize("rows", [0, 1, 2, 3])
def test_hardly_any_rows_are_no_crash(rows):
    found = best_of(np.ones((rows, 3)), 0, unit="EUR", draws=20)
    assert found.candidates == 3
