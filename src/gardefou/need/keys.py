"""The keys of need.toml, one class per table of the file; what is not here is refused."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gardefou.need.class_name import class_name


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


Price = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Above0 = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Within = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]
ClassName = Annotated[str, BeforeValidator(class_name)]
Day = Annotated[date, BeforeValidator(_day)]
Some = Annotated[str, Field(pattern=r"\S")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Keys(BaseModel):
    """A table of the file: exact types, nothing unknown."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CostKeys(Keys):
    """[cost]: the price of each error per decision, in `unit`."""

    unit: Some | None = None
    missed: Price | None = None
    false_alarm: Price | None = None
    confusion: dict[ClassName, dict[ClassName, Price]] = {}
    under: Price | None = None
    over: Price | None = None
    review: Price | None = None
    review_error: Share | None = None
    decisions_per_month: Price | None = None


class ColumnKeys(Keys):
    """[columns]: the role of columns, by name."""

    id: list[str] = []
    entity: str | None = None
    time: str | None = None
    protected: list[str] = []
    known_before: list[str] = []
    known_after: list[str] = []
    ignore: list[str] = []
    monotone: dict[str, Literal["up", "down"]] = {}
    weight: str | None = None
    split: str | None = None


class PeopleKeys(Keys):
    """[people]: who is affected, and what fair means."""

    affected: str | None = None
    criterion: (
        Literal[
            "demographic_parity",
            "equal_opportunity",
            "equalised_odds",
            "predictive_parity",
            "calibration",
        ]
        | None
    ) = None
    tolerance: Share | None = None
    coverage: Within | None = None
    population: dict[str, dict[ClassName, Share]] = {}


class BudgetKeys(Keys):
    """[budget]: hard bounds, in words such as "2 min"."""

    time: str | None = None
    money: str | None = None
    carbon: str | None = None


class PlaceKeys(Keys):
    """[place]: where it runs."""

    country: Country | None = None
    kwh: Price | None = None
    machine_hour: Price | None = None
    watts: Above0 | None = None


class WaiverKeys(Keys):
    """One line of [waive]: a check that a person cleared."""

    columns: list[str] = []
    why: Some


class UseKeys(Keys):
    """[use]: the closed questions about the use; answers as written, "unknown" is one."""

    who: Any = None
    sector: Any = None
    output: Any = None
    biometric: Any = None
    inferred: Any = None
    emotion: Any = None
    over_time: Any = None
    consequences: Any = None
    human_review: Any = None
    authority: Any = None
    location: Any = None
    consent: Any = None
    minors: Any = None
    intimate_imagery: Any = None


class DataKeys(Keys):
    """[data]: where the rows come from and what was permitted."""

    source: str | None = None
    permission: str | None = None
    purposes: list[str] = []
    until: Day | None = None
    consent: str | None = None


class ExpectKeys(Keys):
    """One [[expect]]: a behaviour that the model must show."""

    given: dict[str, Any] = {}
    change: dict[str, Any] = {}
    answer: Any = None


class NeedKeys(Keys):
    """The whole file."""

    question: str | None = None
    table: Some | None = None
    target: str | None = None
    task: Literal["binary", "multiclass", "regression"] | None = None
    positive: ClassName | None = None
    classes: list[ClassName] = []
    assumed: list[str] = []
    weight: str | None = None
    split: str | None = None
    cost: CostKeys = CostKeys()
    columns: ColumnKeys = ColumnKeys()
    people: PeopleKeys = PeopleKeys()
    waive: dict[str, WaiverKeys] = {}
    use: UseKeys = UseKeys()
    data: DataKeys = DataKeys()
    budget: BudgetKeys = BudgetKeys()
    place: PlaceKeys = PlaceKeys()
    expect: list[ExpectKeys] = []
