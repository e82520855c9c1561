"""The one answer, and what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gardefou.core.estimate import Estimate
from gardefou.core.finding import Result
from gardefou.core.ledger import Ledger
from gardefou.core.need import Need
from gardefou.core.table import Kind, Table


class Answer(StrEnum):
    """May this model be used for this need?"""

    GO = "go"
    GO_WITH_REVIEW = "go-with-review"
    NOT_YET = "not-yet"  # something can be mended: say what
    NO_GO = "no-go"  # forbidden, or virtually impossible with these columns


class Feasibility(StrEnum):
    """Can it be done at all with these columns?"""

    EASY = "easy"
    HARD = "hard"
    VIRTUALLY_IMPOSSIBLE = "virtually-impossible"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class NextStep:
    """What to do next and what that is worth; worth None where it could not be priced."""

    do: str
    worth: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Verdict:
    """One answer, at most three reasons, and next steps."""

    answer: Answer | None
    feasibility: Feasibility | None
    because: tuple[str, ...] = ()
    next: tuple[NextStep, ...] = ()


@dataclass(frozen=True)
class Signal:
    """Do the columns say anything about the target? From cross-validated cheap models.

    score: AUC (classes) or rank correlation (regression) of the best cheap model. p: probability
    of such a score if they said nothing. saving: expected cost per decision spared against the
    best trivial policy, in the need's unit; trivial_cost: what that policy costs.
    """

    p: float
    score: Estimate
    saving: Estimate
    trivial_cost: float
    rows: int


@dataclass(frozen=True)
class Value:
    """What the model is worth, on rows it never saw, in the need's unit per decision.

    trivial: the best trivial policy's name and cost. policies: every policy's cost, by name, the
    model's among them. saving: trivial minus model, paired. act, review: shares of decisions;
    None in regression. review_pays_below: the review price under which handing over would begin
    to pay, where no price was given.
    """

    unit: str
    trivial: str
    trivial_cost: Estimate
    model_cost: Estimate
    saving: Estimate
    policies: Mapping[str, Estimate]
    act: float | None = None
    review: float | None = None
    review_pays_below: float | None = None

    @property
    def asks_always(self) -> bool:
        """Whether at these prices nothing is cheaper than a person for every case."""
        return self.trivial == "always ask" and self.review == 1.0


@dataclass(frozen=True)
class WhatIf:
    """A recipe relearned with other columns, scored the same way on unlocked rows.

    The chosen one, or where that is dear to learn, the best of the quick ones.

    why: "left out" (a leak alarm: what it would have scored with it) or "asked" (a question: what
    it scores without it). before: as trained; after: with the change.
    """

    columns: tuple[str, ...]
    why: str
    metric: str
    before: Estimate
    after: Estimate
    cost_before: Estimate
    cost_after: Estimate


@dataclass(frozen=True)
class Learned:
    """The chosen model, in numbers. metrics: on the vault. seconds: CPU of learning.

    raced: each recipe that was tried, (name, score, cost or None if not scored, readable).
    pictures: what the report draws: terms, importance, calibration (see `report`).
    """

    recipe: str
    readable: bool
    metrics: Mapping[str, Estimate]
    seconds: float
    raced: tuple[Mapping[str, object], ...] = ()
    features: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)  # column -> why
    what_if: tuple[WhatIf, ...] = ()
    pictures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Glance:
    """One column at a glance. missing, distinct: in rows, of all; None where not counted.

    low, middle, high: of numbers (times in seconds since 1970 UTC), None of others. commonest:
    values with their share of the rows, masked where they look personal. heights: of up to 24 bars
    of equal width from low to high, or of the commonest values, the highest 1.
    """

    name: str
    kind: Kind
    stored: str
    missing: int | None = None
    distinct: int | None = None
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    commonest: tuple[tuple[str, float], ...] = ()
    heights: tuple[float, ...] = ()


@dataclass(frozen=True)
class Record:
    """The whole outcome of a case: what `--json` prints and `findings.json` keeps.

    versions: of what made it, by name, e.g. {"python": "3.13.1", "lightgbm": "4.7.0"}. columns:
    the table at a glance, empty where nothing looked at it column by column.
    """

    table: Table
    need: Need
    verdict: Verdict
    results: tuple[Result, ...]
    ledger: Ledger
    value: Value | None = None
    model: Learned | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[Glance, ...] = ()
