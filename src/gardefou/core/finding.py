"""What a check says: findings, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gardefou.core.estimate import Estimate, Quantity
from gardefou.core.suspects import Suspects


class Severity(StrEnum):
    """How much a finding weighs."""

    ALARM = "alarm"  # a person must clear it before the model is used
    ASK = "ask"  # one plain question, with the answers that would settle it
    NOTE = "note"


class Outcome(StrEnum):
    """How one check on one case ended; only `CLEAN` is good news."""

    CLEAN = "clean"
    FAULT = "fault"
    NOT_APPLICABLE = "not applicable"
    NOT_RUN = "not run"
    WAIVED = "waived"
    CRASHED = "crashed"


@dataclass(frozen=True)
class Finding:
    """One fault.

    columns: raw names, the accused first, partners after. rows: how many are concerned.
    group: {column: value} or none. measured and limit: in the same unit. says, remedy: sentences.
    answers: for a question, what would settle it in need.toml, each a heading and a line.
    price: cost if left. unpriced: why it has none, where one was looked for. examples: up to five
    cells, masked where they look personal. cells: where the fault is, never written to a record.
    """

    columns: tuple[str, ...]
    severity: Severity
    says: str
    remedy: str = ""
    measured: Estimate | None = None
    limit: float | None = None
    rows: int | None = None
    group: Mapping[str, str] | None = None
    answers: tuple[str, ...] = ()
    price: Quantity | None = None
    unpriced: str = ""
    examples: tuple[str, ...] = ()
    cells: tuple[Suspects, ...] = field(default=(), metadata={"kept": False}, compare=False)


@dataclass(frozen=True)
class Result:
    """One check on one case. reason: why it is not applicable, waived or crashed."""

    check: str
    code: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    reason: str = ""
