from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.need import Cost, Need, Task
from gardefou.core.table import Kind
from gardefou.flows.judging import judged_costs
from gardefou.flows.learn import Learning, folds_of, problem_of
from gardefou.flows.probing import answered
from gardefou.flows.worth import bench_of, growth_of, worths
from gardefou.learners.race import Race
from gardefou.learners.recipe import RECIPES
from gardefou.table.frame import Coded, Frame, Sample

COST = Cost(unit="EUR", missed=10.0, false_alarm=10.0)
NEED = Need(target="y", task=Task.BINARY, classes=("no", "yes"), positive="yes", cost=COST)
NUMBER = Need(target="y", task=Task.REGRESSION, cost=Cost(unit="EUR", under=1.0, over=1.0))


def table(rows=1200, seed=0, *, exchanged=0.0, number=False):
    """best decides most of the answer, second some of it, noise none."""
    rng = np.random.default_rng(seed)
    best, second, noise = rng.normal(size=(3, rows))
    score = 2 * best + 0.7 * second + 0.5 * rng.normal(size=rows)
    codes = (score > 0).astype("int32")
    codes = np.where(rng.random(rows) < exchanged, 1 - codes, codes).astype("int32")
    y = score if number else Coded(codes, ("no", "yes"))
    columns = {"best": best, "second": second, "noise": noise, "y": y}
    kinds = dict.fromkeys(columns, Kind.NUMBER) | ({} if number else {"y": Kind.TEXT})
    keys = np.arange(rows)
    return Sample(
        Frame(columns, kinds),
        rng.integers(0, 2**63, rows).astype(np.uint64),
        keys.astype(np.int64),
        rows,
    )


def bench(need=NEED, **made):
    """A race of two cheap recipes on an invented table, as a training hands it on."""
    rows = answered(table(number=need.task is Task.REGRESSION, **made), need)
    _, problem = problem_of(rows, {}, seed=0)
    folds = folds_of(rows)
    raced = Race(problem, folds, recipes=[RECIPES["trivial"], RECIPES["linear"]]).run()
    chosen = next(each for each in raced.candidates if each.recipe.name == "linear")
    costs = {c.recipe.name: judged_costs(problem, c, need) for c in raced.candidates}
    learning = Learning(None, problem, folds, raced, chosen, {}, None, costs, 0.0)
    return bench_of(learning, need)


def priced(given):
    return {each.do.split()[0]: each for each in worths(given, growth_of(given))}


def test_the_best_column_is_found_and_is_worth_what_is_lost_without_it():
    given = bench()
    found = priced(given)["find"]
    assert "“best”" in found.do
    assert found.unit == "EUR per decision"
    assert 1.0 < found.value.low < found.value.value < found.value.high < 5.0
    assert found.value.level == 0.9


def test_the_growth_is_in_the_unit_of_the_need_and_agrees_with_the_candidate():
    given = bench()
    growth = growth_of(given)
    assert growth.costs[-1].value == pytest.approx(given.costs(given.raw).mean())
    assert growth.costs[-1].unit == "EUR"
    assert set(growth.saved) == {2.0, 3.0, 10.0}
    assert priced(given)["collect"].value == growth.saved[3.0]


def test_clean_answers_are_not_for_sale_and_exchanged_ones_are():
    assert "have" not in priced(bench())
    spoiled = priced(bench(exchanged=0.15))["have"]
    assert spoiled.value.low <= spoiled.value.value <= spoiled.value.high


def test_a_look_at_more_cases_pays_where_it_is_cheap_and_not_where_it_is_dear():
    assert "let" not in priced(bench())
    cheap = priced(bench(replace(NEED, cost=replace(COST, review=4.0, review_error=0.0))))["let"]
    dear = priced(bench(replace(NEED, cost=replace(COST, review=9.0, review_error=0.0))))["let"]
    assert cheap.value.value > dear.value.value
    assert dear.value.high < 0


def test_sums_are_monthly_where_the_decisions_are_counted():
    monthly = priced(bench(replace(NEED, cost=replace(COST, decisions_per_month=500.0))))["find"]
    single = priced(bench())["find"]
    assert monthly.unit == "EUR per month"
    assert monthly.value.value == pytest.approx(500 * single.value.value)


def test_numbers_have_a_price_too():
    found = priced(bench(NUMBER))
    assert set(found) == {"collect", "find"}
    assert found["find"].value.low > 0


def test_a_race_that_left_nothing_cheap_has_no_bench():
    given = bench()
    dear = replace(given.candidate.recipe, seconds=lambda _: 1e6)
    raced = Race(given.problem, given.folds, recipes=[RECIPES["trivial"], RECIPES["linear"]]).run()
    slow = replace(raced, candidates=tuple(replace(c, recipe=dear) for c in raced.candidates[1:]))
    learning = Learning(None, given.problem, given.folds, slow, None, {}, None, {}, 0.0)
    assert bench_of(learning, NEED) is None


def test_the_same_bench_prices_the_same():
    given = bench()
    assert worths(given, growth_of(given)) == worths(given, growth_of(given))
