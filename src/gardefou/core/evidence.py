"""What checks look at: the named parts of a case, and what each name holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

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
    # of learning
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
