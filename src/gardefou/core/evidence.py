"""What checks look at: the named parts of a case, and what each name holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gardefou.core.estimate import Estimate

PARTS: dict[str, str] = {
    # the case itself
    "need": "core.need.Need: what is wanted",
    "table": "core.table.Table: source, rows, columns with their kinds",
    "rows": "int: rows of the table",
    # statistics of the whole table, from one scan (shelf table/statistics); raw column name ->
    "missing": "PerColumn[int]: cells with nothing in them: NULL, NaN, blank text",
    "distinct": "PerColumn[int]: different values, missing aside; exact where it matters",
    "frequent": "PerColumn[tuple[Frequent, ...]]: up to 20 commonest values, as text, by count",
    "spread": "PerColumn[Spread]: of number and time columns: bounds, mean, sd, quantiles",
    "text_forms": "PerColumn[TextForms]: of columns stored as text: what their cells look like",
    "infinite": "PerColumn[int]: infinities in number columns",
    "duplicates": "int: rows that repeat an earlier row exactly, identifiers left aside",
    # statistics that involve the target: unlocked rows only
    "class_counts": "Mapping[str, int]: rows of each class of the target",
    "conflicts": "Conflicts: rows with the same inputs and different answers",
    # rows, where numbers are not enough
    "sample": "table.frame.Sample: bounded, seeded rows, unlocked ones only in `train`",
    # of another table, or of another time
    "shift": "Shift: rows of then beside rows of now",
    "other_side": "OtherSide: the table that a model is to be tested on",
    # of learning
    "cost_shift": "CostShift: what a model of then costs on rows of then, and on those of now",
    "probe": "Probe: what cheap models answer to rows of the sample that they did not learn from",
    "growth": "Growth: what a cheap model costs as rows are added, and would with more",
    "signal": "Signal: do the columns say anything about the target, and what is it worth",
    "examined": "Examined: what the vault said of the frozen model",
}
"""Every name that a check may ask for."""


@dataclass(frozen=True)
class Evidence:
    """The named parts of one case; what is absent makes a check not applicable."""

    parts: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = set(self.parts) - set(PARTS)
        if unknown:
            raise KeyError(f"Not a part of a case: {sorted(unknown)}")

    def __getitem__(self, name: str) -> object:
        return self.parts[name]

    def get(self, name: str, otherwise: object = None) -> object:
        """The part of this name, or `otherwise` where the case lacks it."""
        return self.parts.get(name, otherwise)

    def __contains__(self, name: object) -> bool:
        return name in self.parts

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def plus(self, **more: object) -> "Evidence":
        """The same evidence with more parts; the given one stays as it was."""
        return Evidence({**self.parts, **more})


@dataclass(frozen=True)
class Frequent:
    """A value of a column, as text, and how many rows hold it."""

    value: str
    count: int


@dataclass(frozen=True)
class Spread:
    """A column of numbers, missing and infinite cells aside; times in seconds since 1970 UTC.

    quantiles: {share: value} for 0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999.
    at_low, at_high: rows that hold exactly the minimum, the maximum.
    next_low, next_high: the second smallest and second largest different value, None if none.
    """

    filled: int
    low: float
    high: float
    mean: float
    sd: float
    quantiles: Mapping[float, float]
    at_low: int
    at_high: int
    next_low: float | None
    next_high: float | None
    negative: int
    zero: int
    whole: bool  # every value is a whole number


@dataclass(frozen=True)
class TextForms:
    """What the cells of a column stored as text look like, in rows.

    filled: not blank. numbers: parse as a number, point as decimal mark. comma_numbers: only with
    a decimal comma. marked_numbers: only once a unit, currency or percent sign is taken away.
    dates: parse as a date or time. stray: up to 20 commonest cells that are none of these.
    padded: cells with spaces around. longest, mean_length: characters. words: mean words a cell.
    blank: not empty, but nothing except white space.
    """

    filled: int
    numbers: int
    comma_numbers: int
    marked_numbers: int
    dates: int
    stray: tuple[Frequent, ...]
    padded: int
    longest: int
    mean_length: float
    words: float
    blank: int = 0


@dataclass(frozen=True)
class Conflicts:
    """Rows whose inputs all agree while their answers differ (rows in such groups, groups).

    floor: rows that any rule must get wrong, as it must give one answer to each group.
    """

    rows: int
    groups: int
    floor: int
    of: int


@dataclass(frozen=True)
class Unseen:
    """Values of now that then never held. rows, of: of now. values: up to 20, by count."""

    rows: int
    of: int
    values: tuple[Frequent, ...]


@dataclass(frozen=True)
class Outside:
    """Numbers of now beyond those of then. rows, of: of now, filled.

    low, high: the bounds of then. lowest, highest: those of now. Times: seconds since 1970 UTC.
    """

    rows: int
    of: int
    low: float
    high: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class CostShift:
    """What a model that learned then costs on rows of then it did not see, and on those of now.

    then, now, change: per decision, in the need's unit. trivial: now's best trivial policy.
    """

    then: Estimate
    now: Estimate
    change: Estimate
    trivial: Estimate
    recipe: str


@dataclass(frozen=True)
class Shift:
    """Rows of then beside rows of now, read alike.

    by: what told them apart: another table, the need's time column, or the row number. then, now:
    table.frame.Sample, of the columns that both have. then_rows, now_rows: rows behind each.
    unseen, outside: by raw name, of all rows where by is "reference", else of the samples.
    added, gone: columns that only now, or only then has.
    """

    by: Literal["reference", "time", "order"]
    then: Any
    now: Any
    then_rows: int
    now_rows: int
    unseen: Mapping[str, Unseen] = field(default_factory=dict)
    outside: Mapping[str, Outside] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shared:
    """What stands on both sides. rows: of the test table; of: how many that has.

    values: how many different ones. example: row numbers (here, there) of the first few.
    """

    rows: int
    of: int
    values: int
    example: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class OtherSide:
    """The table that a model is to be tested on, read as this one is.

    sample: table.frame.Sample of the columns that both have. rows: behind it. copies: rows whose
    inputs stand on this side too; near: those that differ but in how they are written, or in the
    last figures. entities: by raw name of the columns that may name a thing.
    """

    sample: Any
    rows: int
    copies: Shared | None = None
    near: Shared | None = None
    entities: Mapping[str, Shared] = field(default_factory=dict)


@dataclass(frozen=True)
class Probe:
    """Answers of a cheap model to rows that it did not learn from.

    rows: index into the sample, shape (n,). y: class numbers in the order of `need.classes`, or
    the target. p: probabilities, shape (n, classes), None in regression. point: predictions, shape
    (n,), None for classes. fold: shape (n,). recipe: what made them. straight: probabilities of
    a linear model alone, as p, NaN where it was not asked.
    """

    rows: Any
    y: Any
    p: Any | None
    point: Any | None
    fold: Any
    recipe: str
    straight: Any | None = None


@dataclass(frozen=True)
class Growth:
    """What a cheap model costs as rows are added, in the need's unit per decision.

    rows: learned from at each point, growing; costs: at each, mean of rows it did not learn from.
    ahead: {times the rows: cost}; saved: {times the rows: how much less than now}; both with bands
    of 90 %.
    """

    rows: tuple[int, ...]
    costs: tuple[Estimate, ...]
    ahead: Mapping[float, Estimate]
    saved: Mapping[float, Estimate]
    recipe: str
