"""From open rows to a frozen model: encode, race, choose by cost, calibrate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.need import Need, Task
from gardefou.core.progress import Progress
from gardefou.core.table import Table
from gardefou.core.verdict import Signal
from gardefou.core.words import say
from gardefou.flows.accounting import currency_of
from gardefou.flows.first_look import FirstLook, final_signal, first_look
from gardefou.flows.judging import best_trivial, judged_costs
from gardefou.flows.rows import Rows
from gardefou.learners.calibrate import calibrate
from gardefou.learners.choice import averaged, choose
from gardefou.learners.conformal import learn_residuals
from gardefou.learners.encode import Encoder, learn_encoder
from gardefou.learners.final import final_model
from gardefou.learners.folds import Folds, entity_keys, make_folds
from gardefou.learners.forecasts import Forecast, expected_value, forecast, happened
from gardefou.learners.model import Model
from gardefou.learners.problem import Problem
from gardefou.learners.race import Race
from gardefou.learners.raced import Candidate, Raced
from gardefou.learners.store import FitStore
from gardefou.ledger import forecasts
from gardefou.ledger.affordable import affordable_seconds, price_of_second
from gardefou.table.frame import Coded

Array = NDArray[Any]


@dataclass(frozen=True)
class Learning:
    """What learning brought: the frozen model, the race it won, and the signal.

    problem: the open rows. notes: a word on each recipe that was not chosen. forecast: what the
    race was expected to take and bring; happened: what it did.
    """

    model: Model
    problem: Problem
    folds: Folds
    raced: Raced
    chosen: Candidate
    notes: Mapping[str, str]
    signal: Signal
    costs: Mapping[str, Array]
    seconds: float
    forecast: Forecast | None = None
    happened: Forecast | None = None


def problem_of(rows: Rows, left_out: Mapping[str, str], *, seed: int) -> tuple[Encoder, Problem]:
    """The encoder of the open rows, and the problem they make.

    Columns are taken by name: in whatever order a file has them, the same model comes out.
    """
    frame = rows.sample.take(rows.open).frame.without(rows.need.not_features | set(left_out))
    frame = frame.only(sorted(frame.names))
    encoder = learn_encoder(frame)
    task, need = rows.need.task, rows.need
    assert task is not None
    problem = Problem(
        encoder.encode(frame),
        rows.y[rows.open],
        rows.weight[rows.open],
        task,
        0 if task is Task.REGRESSION else len(need.classes),
        seed,
        need.columns.monotone,
    )
    return encoder, problem


def folds_of(rows: Rows) -> Folds:
    """The folds of the open rows, as the need demands."""
    need, sample = rows.need, rows.sample.take(rows.open)
    classes = None if need.task is Task.REGRESSION else rows.y[rows.open].astype(int)
    entity, time = (
        sample.frame.columns.get(name or "") for name in (need.columns.entity, need.columns.time)
    )
    if isinstance(time, Coded):
        time = time.codes.astype(float)  # levels are sorted: their order is the order of texts
    return make_folds(sample.hashes, classes, entity=entity, time=time)


def refuse_no_folds(rows: Rows) -> None:
    """A `GardefouError` where the open rows cannot be split so that some learn and others judge."""
    if not len(folds_of(rows)):
        raise GardefouError(
            say("flows.rows.too_alike"),
            seen=say("flows.rows.different", count=len(np.unique(rows.sample.hashes[rows.open]))),
            remedy=say("flows.rows.unlike_rows"),
        )


def learn(
    rows: Rows,
    table: Table,
    left_out: Mapping[str, str],
    *,
    store: FitStore,
    told: Progress,
    seed: int,
) -> Learning:
    """The whole of learning, without the columns `left_out`. store: where the fits are kept."""
    need = rows.need
    encoder, problem = problem_of(rows, left_out, seed=seed)
    folds = folds_of(rows)
    race = Race(
        problem,
        folds,
        store,
        budget=affordable_seconds(need.budget, need.place),
        wall=need.budget.time if need.budget.wall else None,
        worth=_worth(rows, problem),
        progress=told,
    )
    independent = _independent(rows)
    look = first_look(problem, folds, need, independent=independent)
    foreseen = _foreseen(race, look, need, told)
    raced = averaged(problem, race.run())
    costs = {c.recipe.name: judged_costs(problem, c, need) for c in raced.candidates if c.full}
    chosen, notes = choose(raced, costs)
    seen = (list(raced.candidates), costs)
    signal = final_signal(look, problem, folds, seen, need, independent=independent)
    model = _model(need, table, encoder, chosen, race)
    took = happened(race.purse.spent, need.place, currency=currency_of(need))
    if race.purse.spent == race.purse.fresh:
        forecasts.note(foreseen.reckoned_s, foreseen.spent, took.spent)
    return Learning(
        model, problem, folds, raced, chosen, notes, signal, costs, race.purse.spent, foreseen, took
    )


def _foreseen(race: Race, look: FirstLook | None, need: Need, told: Progress) -> Forecast:
    """What the race will take and bring, told before it runs."""
    value = None if look is None else expected_value(look.signal.saving, look.model_cost)
    found = forecast(
        race,
        need.place,
        value=value,
        left=1.0 if look is None else look.left,
        correction=forecasts.factor(),
        currency=currency_of(need),
    )
    if look is not None:
        told(look.outlook.says)
    low, high = found.cpu_s.low or 0.0, found.cpu_s.high or 0.0
    told(say("forecast.line.before", seconds=found.cpu_s.value, low=low, high=high))
    return found


def _worth(rows: Rows, problem: Problem) -> Callable[[float], float] | None:
    """CPU seconds that a share of what the best policy without a model costs is worth.

    A month of decisions pays for it; None where their number or the price of computing is unknown.
    """
    need = rows.need
    price = price_of_second(need.place)
    if need.cost.decisions_per_month is None or price is None:
        return None
    every = np.ones(len(problem), dtype=bool)
    month = float(best_trivial(problem, every, need).mean()) * need.cost.decisions_per_month
    return lambda gain: gain * month / price


def _model(need: Need, table: Table, encoder: Encoder, chosen: Candidate, race: Race) -> Model:
    problem, judged = race.problem, chosen.judged
    raw, y, weight = chosen.raw[judged], problem.y[judged], problem.weight[judged]
    used = set(encoder.columns)
    columns = tuple(column for column in table.columns if column.name in used)
    calibrator = residuals = None
    if problem.task is Task.REGRESSION:
        residuals = learn_residuals(raw[:, 0], y)
    else:
        calibrator = calibrate(raw, y.astype(int), weight, problem.task)
    fitted = final_model(chosen, race)
    recipe = chosen.recipe
    return Model(
        need, columns, encoder, recipe.name, chosen.readable, fitted, calibrator, residuals
    )


def _independent(rows: Rows) -> float:
    """Share of the open rows that count as independent: entities, where they are declared."""
    entity = rows.need.columns.entity
    if entity is None:
        return 1.0
    keys = entity_keys(rows.sample.take(rows.open).frame[entity])
    return len(np.unique(keys)) / len(keys)
