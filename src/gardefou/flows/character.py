"""Where the chosen model is sure, where it fails, what it leans on, what it has never seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.examined import Examined
from gardefou.core.table import Kind
from gardefou.core.words import say
from gardefou.flows.examine import decision_costs
from gardefou.flows.learn import Learning
from gardefou.flows.novelty import known, shown_number, unseen
from gardefou.flows.rows import Rows
from gardefou.learners.decide import Decisions, decide, decide_number
from gardefou.learners.encode import Feature, Matrix, shown_time
from gardefou.learners.folds import entity_keys
from gardefou.learners.model import Model, level_name
from gardefou.learners.policies import best_constant, trivial_costs
from gardefou.measures.conditions import Condition, conditions
from gardefou.measures.intervals import mean
from gardefou.measures.slices import Tried, dear_slices, tried_again
from gardefou.verdict.character import Character, Lean, Searched, Sure, Weak, Where

Array = NDArray[Any]

_YEAR = 365.2425 * 86400  # seconds: how the encoder tells dates


@dataclass(frozen=True)
class _Side:
    """Rows with what the model decides of them: its cost, and what it expected it to be.

    things: rows that share a number belong to one thing; None where each stands for itself.
    """

    values: Array
    cost: Array
    expected: Array
    weight: Array
    things: Array | None

    @property
    def independent(self) -> float:
        """Share of the rows that count as independent."""
        if self.things is None or not len(self.things):
            return 1.0
        return len(np.unique(self.things)) / len(self.things)


def character(
    rows: Rows,
    learning: Learning,
    examined: Examined,
    importance: Sequence[Mapping[str, Any]] = (),
    *,
    most_rows: int = 20_000,
    most_features: int = 40,
) -> Character:
    """Strengths and weaknesses of the chosen model, in numbers.

    Kinds of rows are searched on open rows, each judged by a model that had not learned from it,
    and tried once more on the vault's. importance: as `flows.picture.importance` has it. most_rows:
    open rows that are searched, the first by hash. most_features: those of the columns that matter
    most; pairs of conditions grow with their square.
    """
    searched = _open_side(rows, learning, most_rows)
    vault, trivial = _vault_side(rows, learning, examined)
    places = _first_features(learning.problem.matrix.features, importance, most_features)
    features = [learning.problem.matrix.features[place] for place in places]
    open_values, vault_values = searched.values[:, places], vault.values[:, places]
    said = _Said(features, {code.column: code.kind for code in learning.model.encoder.codes})
    tried = conditions(open_values, [feature.categorical for feature in features])
    found = dear_slices(
        open_values,
        tried,
        searched.cost,
        weight=searched.weight,
        independent=searched.independent,
    )
    level = 1 - 0.05 / examined.openings
    again = tried_again(
        found,
        vault_values,
        vault.cost,
        unit=rows.need.cost.unit,
        weight=vault.weight,
        groups=vault.things,
        level=level,
    )
    kept = [each for each in again if each.p <= 1 - level]
    below = _next_to_nothing(examined)
    frame = rows.sample.take(rows.locked).frame
    new, nothing = unseen(learning.model.encoder, frame)
    return Character(
        sure=_sure(searched, vault, (open_values, vault_values), (tried, said), below),
        weak=tuple(_weak(each, vault, vault_values, trivial, said) for each in kept),
        leans=tuple(_leans(importance)),
        unseen=new,
        known=known(learning.model.encoder, importance),
        rows=len(vault.cost),
        unseen_rows=int(nothing.sum()),
        searched=Searched(len(tried), len(searched.cost), len(found), len(kept)) if tried else None,
    )


def _open_side(rows: Rows, learning: Learning, most: int) -> _Side:
    chosen, problem = learning.chosen, learning.problem
    where = np.flatnonzero(chosen.judged)[:most]
    decisions = _decisions(learning.model, chosen.raw[where])
    return _Side(
        problem.matrix.take(where).values,
        decision_costs(decisions, problem.y[where], rows.need),
        decisions.expected,
        problem.weight[where],
        _things(rows, rows.open, where),
    )


def _vault_side(rows: Rows, learning: Learning, examined: Examined) -> tuple[_Side, Array]:
    """The locked rows, and what the best trivial policy costs on each of them."""
    frame, y = rows.sample.take(rows.locked).frame, rows.y[rows.locked]
    matrix: Matrix = learning.model.encoder.encode(frame)
    decisions = _decisions(learning.model, learning.model.fitted.raw(matrix))
    constant = best_constant(rows.y[rows.open], rows.weight[rows.open], rows.need)
    trivial = trivial_costs(y, rows.need, constant)[examined.value.trivial]
    side = _Side(
        matrix.values,
        decision_costs(decisions, y, rows.need),
        decisions.expected,
        np.asarray(examined.weight, dtype=float),
        _things(rows, rows.locked, np.arange(len(y))),
    )
    return side, trivial


def _decisions(model: Model, raw: Array) -> Decisions:
    if model.residuals is not None:
        return decide_number(raw[:, 0], model.residuals, model.need)
    assert model.calibrator is not None
    return decide(model.calibrator.apply(raw), model.need)


def _things(rows: Rows, part: Array, where: Array) -> Array | None:
    entity = rows.need.columns.entity
    if entity is None:
        return None
    return np.asarray(entity_keys(rows.sample.take(part).frame[entity])[where])


def _first_features(
    features: Sequence[Feature], importance: Sequence[Mapping[str, Any]], most: int
) -> list[int]:
    """The numbers of the features of the columns that matter most, then of the others.

    Words of a text are left out: how much one weighs is nothing that a person could look up.
    """
    rank = {str(entry["column"]): place for place, entry in enumerate(importance)}
    last = len(rank)
    plain = [k for k in range(len(features)) if not features[k].bagged]
    order = sorted(plain, key=lambda k: (rank.get(features[k].column, last), k))
    return order[:most]


def _next_to_nothing(
    examined: Examined, *, of_trivial: float = 0.25, of_model: float = 0.5
) -> float:
    """An expected cost that is small beside what the best trivial policy costs.

    of_trivial: a quarter, so that three parts of it are spared. of_model: numbers are never quite
    right, so theirs must also be at most half of what the model costs on average.
    """
    value = examined.value
    small = of_trivial * abs(value.trivial_cost.value)
    return small if examined.p is not None else min(small, of_model * abs(value.model_cost.value))


@dataclass(frozen=True)
class _Said:
    """From conditions on features to conditions in words."""

    features: Sequence[Feature]
    kinds: Mapping[str, Kind]

    def where(self, of: Sequence[Condition]) -> tuple[Where, ...]:
        return tuple(self._one(each) for each in of)

    def _one(self, each: Condition) -> Where:
        feature = self.features[each.column]
        called = feature.column if feature.part == "date" else feature.name
        if each.hole:
            return Where(called, hole=True)
        if each.value is not None:
            return Where(called, value=self._cell(feature, each.value))
        low, high = (
            self._cell(feature, end) if np.isfinite(end) else None for end in (each.low, each.high)
        )
        return Where(called, low=low, high=high)

    def _cell(self, feature: Feature, value: float) -> str:
        if feature.categorical:
            return level_name(feature, int(value))
        if feature.part == "weekday":
            return say(f"character.day.{int(np.clip(value, 0, 6))}")
        if feature.part == "date" and self.kinds[feature.column] is Kind.TIME:
            return shown_time((value - 1970) * _YEAR)[:10]
        return shown_number(value)


def _sure(
    searched: _Side,
    vault: _Side,
    values: tuple[Array, Array],
    how: tuple[Sequence[Condition], _Said],
    below: float,
) -> Sure:
    """How many decisions are next to sure, and which kind of rows has most of them."""
    calm, there = searched.expected <= below, vault.expected <= below
    share = float(np.average(there, weights=vault.weight))
    if not there.any():
        return Sure(share, below)
    cost = mean(vault.cost[there], unit="", weight=vault.weight[there])
    found = dear_slices(
        values[0],
        how[0],
        calm.astype(float),
        weight=searched.weight,
        max_share=0.9,
        most=1,
        largest=True,
    )
    marks = [each.holds(values[1]) for each in found]
    if not marks or not marks[0].any():
        return Sure(share, below, cost)
    of_kind = float(np.average(there[marks[0]], weights=vault.weight[marks[0]]))
    return Sure(share, below, cost, how[1].where(found[0].conditions), of_kind)


def _weak(each: Tried, vault: _Side, values: Array, trivial: Array, said: _Said) -> Weak:
    inside, weight = each.found.holds(values), vault.weight
    whole = float(weight @ vault.cost)
    saving = mean(
        (trivial - vault.cost)[inside],
        unit=each.inside.unit,
        weight=weight[inside],
        groups=None if vault.things is None else vault.things[inside],
        level=each.inside.level,
    )
    return Weak(
        where=said.where(each.found.conditions),
        rows=each.rows,
        share=float(weight[inside].sum() / weight.sum()),
        burden=float(weight[inside] @ vault.cost[inside]) / whole if whole else 0.0,
        cost=each.inside,
        elsewhere=each.outside,
        expected=float(np.average(vault.expected[inside], weights=weight[inside])),
        saving=saving,
    )


def _leans(importance: Sequence[Mapping[str, Any]]) -> list[Lean]:
    return [
        Lean(str(e["column"]), float(e["value"]), float(e["low"]), float(e["high"]))
        for e in importance
    ]
