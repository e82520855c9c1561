from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.need import Columns, Cost, Need, Task
from gardefou.core.suspects import At, Unread
from gardefou.core.table import Kind
from gardefou.flows import pricing
from gardefou.flows.pricing import priced
from gardefou.flows.probing import answered
from gardefou.learners.recipe import RECIPES
from gardefou.table.frame import Coded, Frame, Sample
from learners.invented import problem

COST = Cost(unit="EUR", missed=1.0, false_alarm=1.0)
NEED = Need(target="y", task=Task.BINARY, classes=("no", "yes"), positive="yes", cost=COST)


def table(rows=1500, seed=0, *, spoiled=0.4, exchanged=0.0):
    """x decides the answer; in some rows it is spoiled. The true cells beside the sample."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=rows).round(6)
    codes = (x + 0.3 * rng.normal(size=rows) > 0).astype("int32")
    bad, hit = rng.random(rows) < spoiled, rng.random(rows) < exchanged
    held = np.where(bad, rng.permutation(x), x)
    given = np.where(hit, 1 - codes, codes).astype("int32")
    columns = {"x": held, "noise": rng.normal(size=rows), "y": Coded(given, ("no", "yes"))}
    kinds = {"x": Kind.NUMBER, "noise": Kind.NUMBER, "y": Kind.TEXT}
    keys = np.arange(rows)
    sample = Sample(Frame(columns, kinds), keys.astype(np.uint64), keys.astype(np.int64), rows)
    truth = {
        "x": {int(n): str(x[n]) for n in np.flatnonzero(bad)},
        "noise": {int(n): None for n in np.flatnonzero(rng.random(rows) < 0.3)},
        "y": {int(n): NEED.classes[codes[n]] for n in np.flatnonzero(hit)},
    }
    return sample, truth


def fault(*cells, code="D007", severity=Severity.NOTE, rows=10):
    columns = tuple(each.column for each in cells)
    found = Finding(columns, severity, "", cells=cells, rows=rows)
    return Result("some_check", code, Outcome.FAULT, (found,))


def first(results):
    return results[0].findings[0]


def test_what_a_spoiled_column_costs_is_known_within_its_interval():
    sample, truth = table()
    told = first(priced([fault(At("x", truth["x"]))], answered(sample, NEED), {}, seed=0))
    assert told.unpriced == ""
    assert told.price.unit == "EUR per decision"
    assert told.price.origin == "estimated"
    assert 0.05 < told.price.low < told.price.value < told.price.high < 0.4
    assert "cross-validated on 1 500 rows" in told.price.by


def test_decisions_a_month_make_it_a_sum_a_month():
    sample, truth = table()
    need = replace(NEED, cost=replace(COST, decisions_per_month=1000.0))
    once = first(priced([fault(At("x", truth["x"]))], answered(sample, NEED), {}, seed=0)).price
    told = first(priced([fault(At("x", truth["x"]))], answered(sample, need), {}, seed=0)).price
    assert told.value == pytest.approx(1000 * once.value)
    assert told.unit == "EUR per month"
    assert "times 1 000 decisions a month" in told.by


def test_a_fault_that_changes_no_decision_has_no_price():
    sample, truth = table()
    told = first(priced([fault(At("noise", truth["noise"]))], answered(sample, NEED), {}, seed=0))
    assert told.price is None
    assert "to be measured: between -" in told.unpriced


def test_exchanged_answers_cost_what_a_model_that_learned_them_loses():
    sample, _ = table(rows=3000, spoiled=0.0)
    hit = np.random.default_rng(1).random(3000) < 0.9 * (sample.frame["x"] > 0.3)
    codes = sample.frame["y"].codes
    given = Coded(np.where(hit, 0, codes).astype("int32"), ("no", "yes"))
    columns = {**sample.frame.columns, "y": given}
    spoiled = replace(sample, frame=Frame(columns, sample.frame.kinds))
    changed = np.flatnonzero(given.codes != codes)
    right = At("y", {int(n): NEED.classes[codes[n]] for n in changed})
    told = first(priced([fault(right)], answered(spoiled, NEED), {}, seed=0))
    assert told.price.low > 0
    harmless = At("y", {int(n): None for n in range(0, 3000, 20)})
    told = first(priced([fault(harmless)], answered(sample, NEED), {}, seed=0))
    assert "to be measured" in told.unpriced


def test_why_there_is_no_price_is_said():
    sample, truth = table()
    rows = answered(sample, NEED)
    spoiled = fault(At("x", truth["x"]))
    cases = [
        (None, {}, spoiled, "No target is named"),
        (rows, {"x": "leak"}, spoiled, "takes part"),
        (rows, {"x": "leak", "noise": "leak"}, spoiled, "No model could be learned"),
        (rows, {}, fault(Unread("x")), "nothing to put in place"),
        (rows, {}, fault(At("x", {1: "2.0"})), "among the 1 500 rows"),
        (answered(sample.take(np.arange(50)), NEED), {}, spoiled, "too few"),
        (rows, {}, fault(code="D008"), "Copies of rows"),
        (rows, {}, fault(code="S001"), "then and now"),
    ]
    for given, left_out, result, why in cases:
        told = first(priced([result], given, left_out, seed=0))
        assert told.price is None
        assert why in told.unpriced
    assert first(priced([fault(code="D001")], rows, {}, seed=0)).unpriced == ""


def test_only_the_weightiest_faults_are_priced():
    sample, truth = table(rows=400)
    cells = At("x", truth["x"])
    given = [fault(cells, rows=n) for n in range(1, 4)] + [fault(cells, severity=Severity.ASK)]
    told = [first([each]) for each in priced(given, answered(sample, NEED), {}, seed=0, most=2)]
    assert ["Only the 2 faults" in each.unpriced for each in told] == [True, True, False, False]


def test_columns_with_a_role_take_no_part():
    sample, truth = table()
    need = replace(NEED, columns=Columns(ignore=("x",)))
    told = first(priced([fault(At("x", truth["x"]))], answered(sample, need), {}, seed=0))
    assert "takes part" in told.unpriced


def test_a_price_is_not_asked_of_a_recipe_that_takes_too_long_unless_all_do():
    given = problem(rows=1000)
    dear = 5 * RECIPES["boosted"].seconds(given)
    assert RECIPES["linear"].seconds(given) < RECIPES["boosted"].seconds(given)
    assert pricing._cheap(given, 5, dear=dear) == ["linear", "boosted"]
    assert pricing._cheap(given, 5, dear=0.9 * dear) == ["linear"]
    assert pricing._cheap(given, 5, dear=0.0) == ["linear"]
