import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.folds import make_folds
from gardefou.learners.race import Race
from gardefou.learners.recipe import RECIPES
from gardefou.learners.signal import measure_signal, shuffled_spread
from learners.invented import problem


def _signal(given):
    keys = np.random.default_rng(0).integers(0, 2**63, len(given)).astype("uint64")
    folds = make_folds(keys, given.y if given.classes else None)
    raced = Race(given, folds, recipes=[RECIPES["trivial"], RECIPES["linear"]]).run()
    losses = {c.recipe.name: c.losses for c in raced.candidates}
    return measure_signal(given, folds, raced.candidates, losses, losses["trivial"], unit="nats")


@pytest.mark.parametrize("task", list(Task))
def test_what_is_there_is_seen(task):
    signal = _signal(problem(task, rows=300))
    assert signal.p < 1e-4
    assert signal.saving.low > 0


@pytest.mark.parametrize("task", list(Task))
def test_noise_is_not_called_signal(task):
    found = [_signal(problem(task, rows=150, seed=seed, signal=0.0)).p for seed in range(6)]
    assert min(found) > 0.01


def test_the_spread_of_chance_is_at_least_the_closed_form():
    assert 1.0 <= shuffled_spread(problem(rows=200), shuffles=8) < 2.5


def test_the_same_seed_measures_the_same():
    given = problem(rows=200, signal=0.2)
    assert _signal(given) == _signal(given)
