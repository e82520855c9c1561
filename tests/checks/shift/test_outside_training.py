import numpy as np
import pytest

from gardefou.checks.shift.outside_training import outside_training
from gardefou.core.need import Need
from gardefou.core.suspects import Beyond
from pairs import shift


def test_another_unit_alarms_and_tells_the_bounds():
    rng = np.random.default_rng(0)
    then, now = rng.uniform(1, 9, 500), rng.uniform(1, 9, 500) * 1000
    (finding,) = outside_training(Need(), shift({"x": then}, {"x": now}))
    assert (finding.columns, str(finding.severity), finding.rows) == (("x",), "alarm", 500)
    assert finding.cells == (Beyond("x", then.min(), then.max()),)


@pytest.mark.parametrize(("share", "severity"), [(0.04, "note"), (0.2, "ask")])
def test_it_weighs_by_the_share_of_rows(share, severity):
    rng = np.random.default_rng(1)
    now = rng.normal(size=2000)
    now[: int(share * 2000)] += 20
    (finding,) = outside_training(Need(), shift({"x": rng.normal(size=2000)}, {"x": now}))
    assert str(finding.severity) == severity
    assert finding.measured.value == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("seed", range(10))
def test_long_tails_reach_a_little_further_by_nature(seed):
    rng = np.random.default_rng(seed)
    then, now = rng.lognormal(0, 2, 300), rng.lognormal(0, 2, 3000)
    assert outside_training(Need(), shift({"x": then}, {"x": now})) == []


def test_a_step_just_over_the_edge_is_no_journey():
    then, now = np.linspace(0, 1, 400), np.linspace(0, 1.05, 400)
    assert outside_training(Need(), shift({"x": then}, {"x": now})) == []
    assert outside_training(Need(), shift({"x": then}, {"x": now}), margin=0.01)


def test_counters_are_left_aside_and_many_columns_make_one_finding():
    then, now = {"row": np.arange(400.0)}, {"row": np.arange(400.0, 800.0)}
    rng = np.random.default_rng(2)
    for name in "abcd":
        then[name], now[name] = (
            rng.normal(size=400),
            rng.normal(size=400) * (9 if name > "b" else 30),
        )
    (finding,) = outside_training(Need(), shift(then, now))
    assert set(finding.columns) == set("abcd")
    assert set(finding.columns[:2]) == set("ab")
