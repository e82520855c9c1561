from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.need import Columns, Cost, Need, Task
from gardefou.core.table import Kind
from gardefou.flows.probing import FEW_ROWS, answered, answers_of, cost_shift, probed
from gardefou.table.frame import Coded, Frame, Sample

NEED = Need(
    target="y",
    task=Task.BINARY,
    classes=("no", "yes"),
    positive="yes",
    cost=Cost(unit="EUR", missed=5.0, false_alarm=1.0),
)


def rows_of(rows=600, seed=0, *, turned=False, task=Task.BINARY):
    """The answer rises with x, or falls with it where turned; a fiftieth of them is missing."""
    rng = np.random.default_rng(seed)
    x, noise = rng.normal(size=rows), rng.normal(size=rows)
    score = (-2 if turned else 2) * x + rng.normal(size=rows)
    codes = (score > 0).astype("int32")
    codes[rng.random(rows) < 0.02] = -1
    y = Coded(codes, ("no", "yes")) if task is Task.BINARY else np.where(codes < 0, np.nan, score)
    kinds = {"x": Kind.NUMBER, "noise": Kind.NUMBER}
    kinds["y"] = Kind.TEXT if task is Task.BINARY else Kind.NUMBER
    hashes = np.sort(rng.integers(0, 2**63, rows).astype(np.uint64))
    frame = Frame({"x": x, "noise": noise, "y": y}, kinds)
    return Sample(frame, hashes, rng.permutation(rows).astype(np.int64), rows)


def test_the_probe_points_into_the_sample_that_the_checks_see():
    sample = rows_of()
    signal, probe = probed(answered(sample, NEED), {}, sample=sample, seed=0)
    assert signal.p < 1e-6
    codes = sample.frame["y"].codes
    assert len(probe.rows) == (codes >= 0).sum() < len(sample)
    assert np.array_equal(codes[probe.rows], probe.y)
    assert probe.p.sum(axis=1) == pytest.approx(1.0)
    assert probe.straight.shape == probe.p.shape
    assert (probe.p.argmax(axis=1) == probe.y).mean() > 0.75


def test_rows_beyond_those_learned_from_are_answered_too():
    sample = rows_of(FEW_ROWS + 500)
    _, probe = probed(answered(sample, NEED), {}, sample=sample, seed=0)
    assert len(probe.rows) > FEW_ROWS + 300
    assert (probe.p.argmax(axis=1) == probe.y)[-300:].mean() > 0.75
    assert np.isnan(probe.straight[-1]).all()


def test_rows_of_one_thing_are_not_asked_beyond_the_folds():
    sample = rows_of(FEW_ROWS + 500)
    thing = Coded((np.arange(len(sample)) % 900).astype("int32"), tuple(map(str, range(900))))
    frame = sample.frame
    columns, kinds = {**frame.columns, "who": thing}, {**frame.kinds, "who": Kind.TEXT}
    sample = replace(sample, frame=Frame(columns, kinds))
    need = replace(NEED, columns=Columns(entity="who"))
    _, probe = probed(answered(sample, need), {}, sample=sample, seed=0)
    assert len(probe.rows) == FEW_ROWS


def test_numbers_are_answered_by_numbers():
    sample = rows_of(task=Task.REGRESSION)
    cost = Cost(unit="EUR", under=1.0, over=1.0)
    need = Need(target="y", task=Task.REGRESSION, cost=cost)
    _, probe = probed(answered(sample, need), {}, sample=sample, seed=0)
    assert probe.p is None
    assert np.corrcoef(probe.point, probe.y)[0, 1] > 0.8


def test_what_cannot_be_learned_is_no_probe():
    assert probed(answered(rows_of(15), NEED), {}, seed=0) == (None, None)
    assert probed(answered(rows_of(), NEED), {"x": "", "noise": ""}, seed=0) == (None, None)
    nothing = Sample(Frame({}, {}), np.zeros(0, np.uint64), np.zeros(0, np.int64), 0)
    assert answered(nothing, NEED) is None


def test_an_answer_that_the_need_does_not_know_is_none():
    sample = rows_of(100)
    y = answers_of(sample, replace(NEED, classes=("yes", "maybe")))
    assert np.nanmax(y) == 0.0
    assert np.isnan(y).sum() > 30


def test_more_of_the_same_costs_the_same():
    moved = [cost_shift(rows_of(seed=n), rows_of(seed=n + 50), NEED, seed=0) for n in range(6)]
    assert sum(each.change.low <= 0 <= each.change.high for each in moved) >= 5
    assert abs(np.mean([each.change.value for each in moved])) < 0.03


def test_a_world_turned_round_costs_more_than_any_trivial_policy():
    cost = cost_shift(rows_of(), rows_of(seed=1, turned=True), NEED, seed=0)
    assert cost.change.low > 0.3
    assert cost.now.value > cost.trivial.value > cost.then.value
    assert cost.now.unit == "EUR"
    assert cost.change.value == pytest.approx(cost.now.value - cost.then.value)


def test_a_change_without_answers_on_both_sides_has_no_cost():
    then, now = rows_of(), rows_of(seed=1)
    assert cost_shift(then, replace(now, frame=now.frame.without(["y"])), NEED, seed=0) is None
    assert cost_shift(then, rows_of(50), NEED, seed=0) is None
    assert cost_shift(then, now, replace(NEED, task=None), seed=0) is None
