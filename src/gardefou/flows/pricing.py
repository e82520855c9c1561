"""What a fault costs if it is left: decisions with it and with it mended, on the same rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.estimate import Estimate, Quantity
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.need import Need
from gardefou.core.suspects import Suspects, Unread
from gardefou.core.words import say
from gardefou.flows.judging import judged_costs
from gardefou.flows.learn import folds_of, problem_of
from gardefou.flows.probing import FEW_ROWS, answers_of
from gardefou.flows.rows import Rows
from gardefou.flows.suspects import meant, mended
from gardefou.learners.folds import Folds, entity_keys
from gardefou.learners.probe import crossed
from gardefou.learners.problem import Problem
from gardefou.learners.raced import Candidate
from gardefou.learners.recipe import RECIPES, Recipe
from gardefou.measures import intervals
from gardefou.table.frame import Sample

Array = NDArray[Any]

_WEIGHT = {Severity.ALARM: 0, Severity.ASK: 1, Severity.NOTE: 2}
_REASONS = {"D008": "copies", "S": "drift"}
"""Faults without cells that are asked about all the same, by code or letter."""

_RECIPES = ("linear", "boosted")
_FEWEST_CELLS = 5  # fewer could not move a mean of thousands of rows


def priced(
    results: Sequence[Result],
    rows: Rows | None,
    left_out: Mapping[str, str],
    *,
    seed: int,
    most: int = 6,
    fewest: int = 200,
    level: float = 0.99,
) -> tuple[Result, ...]:
    """The results, each fault of cells with its price, or why it has none.

    rows: with an answer, of the audit's sample; None where no target can be learned. left_out:
    columns that are not learned, leaks under an alarm among them. Only the `most` faults of most
    weight are priced, each at the cost of learning one cheap recipe once more; below `fewest`
    rows no difference would be seen. level: of a price's interval; 0.99, as up to `most` are told
    side by side and one in twenty would be told by luck.
    """
    faults = _faults(results)
    shop: _Shop | str = ""
    if any(finding.cells for _, _, finding in faults):
        shop = _Shop.open(rows, left_out, seed=seed, fewest=fewest)
    shop = shop if isinstance(shop, str) else replace(shop, level=level)
    told = dict(_told(faults, shop, most))
    return tuple(
        replace(result, findings=tuple(told.get((n, k), f) for k, f in enumerate(result.findings)))
        for n, result in enumerate(results)
    )


Place = tuple[int, int]


def _faults(results: Iterable[Result]) -> list[tuple[Place, str, Finding]]:
    """Every finding that could be asked for a price, the weightiest first."""
    faults = [
        ((n, k), result.code, finding)
        for n, result in enumerate(results)
        if result.outcome is Outcome.FAULT
        for k, finding in enumerate(result.findings)
        if finding.price is None and not finding.unpriced
    ]
    return sorted(faults, key=lambda f: (_WEIGHT[f[2].severity], -(f[2].rows or 0), f[1], f[0]))


def _told(
    faults: Iterable[tuple[Place, str, Finding]], shop: "_Shop | str", most: int
) -> Iterator[tuple[Place, Finding]]:
    tried = 0
    for place, code, finding in faults:
        reason = _REASONS.get(code) or _REASONS.get(code[0])
        if not finding.cells:
            if reason:
                yield place, replace(finding, unpriced=say(f"labels.price.{reason}"))
        elif isinstance(shop, str):
            yield place, replace(finding, unpriced=shop)
        elif why := shop.refusal(finding.cells):
            yield place, replace(finding, unpriced=why)
        elif tried == most:
            yield place, replace(finding, unpriced=say("labels.price.too_many", most=most))
        else:
            tried += 1
            yield place, shop.with_price(finding)


@dataclass(frozen=True)
class _Shop:
    """Where faults are priced: rows as they are, and what a cheap model answers to them."""

    rows: Rows
    left_out: Mapping[str, str]
    problem: Problem
    folds: Folds
    recipe: Recipe
    raw: Array
    level: float = 0.99

    @classmethod
    def open(
        cls, rows: Rows | None, left_out: Mapping[str, str], *, seed: int, fewest: int
    ) -> "_Shop | str":
        """The shop, or why there is none."""
        if rows is None:
            return say("labels.price.no_target")
        rows = rows.take(np.flatnonzero(rows.open)[:FEW_ROWS])
        if len(rows.y) < fewest:
            return say("labels.price.too_few", rows=len(rows.y))
        _, problem = problem_of(rows, left_out, seed=seed)
        folds = folds_of(rows)
        if not problem.matrix.features or not len(folds):
            return say("labels.price.no_model")
        cheap = _cheap(problem, len(folds))
        tried = {name: _raw(RECIPES[name], problem, problem, folds) for name in cheap}
        raws = {name: raw for name, raw in tried.items() if raw is not None}
        if not raws:
            return say("labels.price.no_model")
        name = min(raws, key=lambda n: float(np.nanmean(_costs(raws[n], problem, rows.need))))
        return cls(rows, left_out, problem, folds, RECIPES[name], raws[name])

    def refusal(self, cells: Sequence[Suspects]) -> str:
        """Why these cells cannot be priced, "" where they can."""
        need, frame = self.rows.need, self.rows.sample.frame
        taking_part = (set(frame.names) - need.not_features - set(self.left_out)) | {need.target}
        if not any(each.column in taking_part for each in cells):
            return say("labels.price.no_part")
        if all(isinstance(each, Unread) for each in cells):
            return say("labels.price.not_mendable")
        seen = sum(len(meant(self.rows.sample, each)[0]) for each in cells if each.column in frame)
        if seen < _FEWEST_CELLS:
            return say("labels.price.none_here", rows=len(self.rows.y), cells=seen)
        return ""

    def with_price(self, finding: Finding) -> Finding:
        """The finding with its price, or with a word on why there is none."""
        saved = self._saved(finding.cells)
        if saved is None:
            return replace(finding, unpriced=say("labels.price.no_model"))
        count, per = self.rows.need.cost.decisions_per_month, "decision"
        times = ""
        if count is not None:
            saved, per = _times(saved, count), "month"
            times = say("labels.price.monthly", count=round(count))
        unit = say(f"labels.price.per_{per}", unit=saved.unit)
        if saved.low > 0:
            rows, recipe = len(self.rows.y), self.recipe.name
            told = {"recipe": recipe, "rows": rows, "times": times, "level": self.level}
            by = say("labels.price.by", **told)
            price = Quantity(saved.value, unit, "estimated", by, saved.low, saved.high)
            return replace(finding, price=price)
        if saved.high < 0:
            why = say("labels.price.dearer", low=-saved.high, high=-saved.low, unit=unit)
        else:
            why = say("labels.price.not_measurable", low=saved.low, high=saved.high, unit=unit)
        return replace(finding, unpriced=why)

    def _saved(self, cells: Sequence[Suspects]) -> Estimate | None:
        """What a decision costs less once the cells are mended, paired row by row."""
        need = self.rows.need
        sample = mended(self.rows.sample, cells)
        _, problem = problem_of(replace(self.rows, sample=sample), self.left_out, seed=self.seed)
        learned, judges = problem, np.ones(len(self.rows.y), dtype=bool)
        if any(each.column == need.target for each in cells):
            learned, judges = self._answers_mended(problem, sample)
        raw = _raw(self.recipe, learned, problem, self.folds)
        if raw is None or not judges.any():
            return None
        left, done = (np.where(judges[:, None], each, np.nan) for each in (self.raw, raw))
        gain = _costs(left, self.problem, need) - _costs(done, self.problem, need)
        both = ~np.isnan(gain)
        entity = need.columns.entity
        groups = None if entity is None else entity_keys(self.rows.sample.frame[entity])[both]
        unit, weight = need.cost.unit, self.rows.weight[both]
        level = self.level
        return intervals.mean(gain[both], unit=unit, weight=weight, groups=groups, level=level)

    @property
    def seed(self) -> int:
        """The seed of every fit."""
        return self.problem.seed

    def _answers_mended(self, problem: Problem, sample: Sample) -> tuple[Problem, Array]:
        """The problem with mended answers, and the rows that may judge: those not suspected.

        Their answers are as they were given, so that no model is judged by what a model put in.
        Rows whose mended answer is none teach nothing: weight 0.
        """
        y = answers_of(sample, self.rows.need)
        has = ~np.isnan(y)
        weight = np.where(has, problem.weight, 0.0)
        return replace(problem, y=np.where(has, y, self.rows.y), weight=weight), y == self.rows.y


def _times(saved: Estimate, count: float) -> Estimate:
    value, low, high = saved.value * count, saved.low * count, saved.high * count
    return replace(saved, value=value, low=low, high=high)


def _cheap(problem: Problem, folds: int, *, dear: float = 5.0) -> list[str]:
    """The recipes to price with: none over `dear` CPU seconds a price, unless all are."""
    seconds = {name: folds * RECIPES[name].seconds(problem) for name in _RECIPES}
    return [n for n in _RECIPES if seconds[n] <= dear] or [min(seconds, key=lambda n: seconds[n])]


def _raw(recipe: Recipe, learned: Problem, judged: Problem, folds: Folds) -> Array | None:
    """Scores of the judged rows, NaN where no fold judges; None where it cannot be learned."""
    try:
        return crossed(recipe, learned, folds, judged=judged.matrix).raw
    except Exception:  # rows that a recipe cannot learn from: no price, and that is all
        return None


def _costs(raw: Array, judged: Problem, need: Need) -> Array:
    """What calibrated decisions cost on each row that has a score, NaN on the others."""
    known = ~np.isnan(raw[:, 0])
    losses = np.where(known, 0.0, np.nan)
    costs = np.full(len(judged), np.nan)
    scored = Candidate(RECIPES["trivial"], raw, losses, (), full=True)
    costs[known] = judged_costs(judged, scored, need)
    return costs
