"""What it takes to make a table neutral between groups, and what that does."""

from collections.abc import Mapping
from dataclasses import dataclass

from gardefou.core.estimate import Estimate
from gardefou.core.need import Need
from gardefou.core.table import Table


@dataclass(frozen=True)
class GroupRows:
    """One group of people in the table.

    group: {column: value or band}; empty for all that were too few alone. rows: with an answer.
    outcome: share of the positive class (two classes), of the class that differs most between
    groups, or the mean answer. needed: rows for the stated precision; more: how many to collect.
    """

    group: Mapping[str, str]
    rows: int
    outcome: Estimate
    needed: int
    more: int


@dataclass(frozen=True)
class Neutralised:
    """What one way does. way: "as it is", "weights", "resampled", "repaired" or "blind".

    outcome_gap: between the two groups that differ most, as recorded in the changed table.
    decision_gap: the same of what a model decides that learned from it; opportunity_gap: of the
    share found among the truly positive, two classes only. loss: log loss or squared error, cost:
    per decision, both on rows not learned from, as they are; cost_change: against "as it is",
    paired.
    """

    way: str
    outcome_gap: Estimate
    decision_gap: Estimate
    opportunity_gap: Estimate | None
    loss: Estimate
    cost: Estimate
    cost_change: Estimate


@dataclass(frozen=True)
class Neutral:
    """The whole outcome. recipe: what learned. precision: half an interval's width asked for.

    files: what was written, by what it holds.
    """

    table: Table
    need: Need
    groups: tuple[GroupRows, ...]
    ways: tuple[Neutralised, ...]
    recipe: str
    precision: float
    files: Mapping[str, str]
