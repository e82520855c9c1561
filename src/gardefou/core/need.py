"""What is wanted: frozen, already checked. `need/` reads it from need.toml and flags."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Task(StrEnum):
    """What kind of answer is wanted."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    REGRESSION = "regression"


@dataclass(frozen=True)
class Cost:
    """The price of each error, in `unit` per decision; a right answer costs 0.

    missed, false_alarm: binary. confusion: {true class: {chosen class: price}}, multiclass.
    under, over: regression, per unit of error. review: a person looks; review_error: how often
    that person errs. decisions_per_month: how many. None: not said.
    """

    unit: str = "error"
    missed: float | None = None
    false_alarm: float | None = None
    confusion: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    under: float | None = None
    over: float | None = None
    review: float | None = None
    review_error: float = 0.0
    decisions_per_month: float | None = None

    @property
    def stated(self) -> bool:
        """Whether any price of an error was given."""
        prices = (self.missed, self.false_alarm, self.under, self.over)
        return bool(self.confusion) or any(price is not None for price in prices)


@dataclass(frozen=True)
class Columns:
    """The role of columns, by raw name."""

    id: tuple[str, ...] = ()
    entity: str | None = None
    time: str | None = None
    protected: tuple[str, ...] = ()
    known_before: tuple[str, ...] = ()
    known_after: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    monotone: Mapping[str, str] = field(default_factory=dict)  # {column: "up" | "down"}


@dataclass(frozen=True)
class People:
    """Who is affected, and what fair means here."""

    affected: str = ""
    criterion: str | None = None
    tolerance: float = 0.05
    coverage: float = 0.90
    population: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Budget:
    """Hard bounds; None: no bound. time: seconds, of CPU unless `wall`; money: currency and sum."""

    time: float | None = None
    wall: bool = False
    money: tuple[float, str] | None = None
    carbon: float | None = None  # grams of CO2e


@dataclass(frozen=True)
class Place:
    """Where it runs, for energy, carbon and money. watts: of the machine under load, declared."""

    country: str | None = None
    kwh: float | None = None
    machine_hour: float | None = None
    watts: float | None = None


@dataclass(frozen=True)
class Waiver:
    """A check that a person cleared for these columns, and why."""

    columns: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Need:
    """A stated need.

    target: None in an audit without one. task, positive, classes: None or empty until the table
    was seen; `need.complete` fills them in. assumed: what was guessed rather than said, e.g.
    ("task", "cost"). expect, use, data: as read; later checks look at them.
    """

    target: str | None = None
    question: str = ""
    table: str | None = None
    task: Task | None = None
    positive: str | None = None
    classes: tuple[str, ...] = ()
    cost: Cost = Cost()
    columns: Columns = Columns()
    weight: str | None = None
    split: str | None = None
    people: People = People()
    budget: Budget = Budget()
    place: Place = Place()
    waive: Mapping[str, Waiver] = field(default_factory=dict)
    use: Mapping[str, object] = field(default_factory=dict)
    data: Mapping[str, object] = field(default_factory=dict)
    expect: tuple[Mapping[str, object], ...] = ()
    assumed: tuple[str, ...] = ()

    @property
    def not_features(self) -> frozenset[str]:
        """Columns with a role that keeps them from being learned, the target included."""
        named = {self.target, self.weight, self.split, self.columns.entity}
        roles = (*self.columns.id, *self.columns.ignore, *self.columns.known_after)
        return frozenset(name for name in (*named, *roles) if name is not None)
