"""What a fault costs if it is left: decisions with it and with it mended, on the same rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.estimate import Estimate, Quantity
from gardefou.core.evidence import Probe
from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.need import Need, Task
from gardefou.core.suspects import Against, Suspects, Values
from gardefou.core.words import say
from gardefou.flows.learn import folds_of, judged_costs, problem_of
from gardefou.flows.probing import FEW_ROWS, answered, rows_at
from gardefou.flows.rows import Rows
from gardefou.flows.suspects import meant, mended
from gardefou.learners.encode import Matrix
from gardefou.learners.folds import Folds
from gardefou.learners.probe import crossed
from gardefou.learners.problem import Problem
from gardefou.learners.race import Candidate
from gardefou.learners.recipe import RECIPES, Recipe
from gardefou.measures import intervals

Array = NDArray[Any]

_WEIGHT = {Severity.ALARM: 0, Severity.ASK: 1, Severity.NOTE: 2}
_REASONS = {"D008": "copies", "S": "drift"}
"""Faults without cells that are asked about all the same, by code or letter."""


def priced(
    results: Sequence[Result],
    rows: Rows | None,
    left_out: Mapping[str, str],
    *,
    seed: int,
    most: int = 6,
    fewest: int = 200,
) -> tuple[Result, ...]:
    """The results, each fault of cells with its price, or why it has none.

    rows: with an answer, of the audit's sample; None where no target can be learned. left_out:
    columns that are not learned, leaks under an alarm among them. Only the `most` faults of most
    weight are priced, each at the cost of learning one cheap recipe once more; below `fewest`
    rows no difference would be seen.
    """
    shop = _Shop.open(rows, left_out, seed=seed, fewest=fewest)
    told = dict(_told(_faults(results), shop, most))
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
    """Where faults are priced: rows as they are, and what decisions on them cost."""

    rows: Rows
    left_out: Mapping[str, str]
    problem: Problem
    folds: Folds
    recipe: Recipe
    costs: Array

    @classmethod
    def open(
        cls, rows: Rows | None, left_out: Mapping[str, str], *, seed: int, fewest: int
    ) -> "_Shop | str":
        """The shop, or why there is none."""
        if rows is None:
            return say("labels.price.no_target")
        rows = rows_at(rows, np.flatnonzero(rows.open)[:FEW_ROWS])
        if len(rows.y) < fewest:
            return say("labels.price.too_few", rows=len(rows.y))
        _, problem = problem_of(rows, left_out, seed=seed)
        folds = folds_of(rows)
        if not problem.matrix.features or not len(folds):
            return say("labels.price.no_model")
        tried = [_costs(RECIPES[n], problem, problem, folds, rows.need) for n in _RECIPES]
        known = [(n, c) for n, c in zip(_RECIPES, tried, strict=True) if c is not None]
        if not known:
            return say("labels.price.no_model")
        name, costs = min(known, key=lambda each: float(each[1].mean()))
        return cls(rows, left_out, problem, folds, RECIPES[name], costs)
