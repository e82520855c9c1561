"""Guesses of what a column is for, from its name and a few statistics; a person decides."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gardefou.core.evidence import Frequent, Spread
from gardefou.core.table import Kind, Table
from gardefou.need.names import name_words, word_set

_ID_WORDS = word_set("id ids uid uuid guid nbr identifier identifiant matricule index")
_ROW_WORDS = _ID_WORDS | word_set("number no numero num code key sku ref reference")
_ENTITY_WORDS = word_set(
    "customer client patient user subject person individual student pupil employee worker "
    "account household family device machine engine unit vehicle sensor ticket session "
    "utilisateur eleve etudiant salarie compte menage foyer famille appareil personne sujet "
    "abonne"
)
_BIRTH_WORDS = word_set("birth birthday birthdate dob born naissance")
_YEAR_WORDS = word_set("year yr annee")
_SIDES = word_set("train training test testing valid validation val dev holdout")


@dataclass(frozen=True)
class Seen:
    """What one scan says of one column; spread None where it holds no numbers or times."""

    name: str
    kind: Kind
    rows: int
    missing: int
    distinct: int
    frequent: tuple[Frequent, ...]
    spread: Spread | None

    @property
    def filled(self) -> int:
        """Rows that hold a value."""
        return self.rows - self.missing


def seen_columns(table: Table, statistics: Mapping[str, Any]) -> list[Seen]:
    """What the statistics `missing`, `distinct`, `frequent` and `spread` say of each column."""
    part = {name: statistics.get(name, {}) for name in ("missing", "distinct", "frequent")}
    return [
        Seen(
            column.name,
            column.kind,
            table.rows,
            part["missing"].get(column.name, 0),
            part["distinct"].get(column.name, 0),
            tuple(part["frequent"].get(column.name, ())),
            statistics.get("spread", {}).get(column.name),
        )
        for column in table.columns
    ]


def names_rows(column: Seen, *, least: float = 0.99, fewest_rows: int = 20) -> bool:
    """Whether a column seems to name a row: (nearly) each value once, and short.

    Numbers also need a name that says so, or to count 0, 1, 2, ... without a gap: whole numbers
    may all differ by chance. least: 0.99 leaves room for a few slips. fewest_rows: 20, below which
    different values are no sign.
    """
    if column.rows < fewest_rows or column.distinct < least * column.rows:
        return False
    if column.kind is Kind.TEXT:
        return _short(column.frequent) and not _decimals(column.frequent)
    spread = column.spread
    if column.kind is not Kind.NUMBER or spread is None or not spread.whole:
        return False
    counts = spread.high - spread.low + 1 == column.distinct
    return counts or bool(_ROW_WORDS & set(name_words(column.name)))


def names_entity(column: Seen, *, fewest: int = 20, most_share: float = 0.95) -> bool:
    """Whether a column seems to name a thing with several rows: a customer, a patient, an engine.

    Its name must say so and its values repeat. fewest: 20 different things, fewer are categories.
    most_share: 0.95 of the rows, above which it all but names rows.
    """
    words = set(name_words(column.name))
    says = bool(_ID_WORDS & words) or (len(words) == 1 and words <= _ENTITY_WORDS)
    whole = column.kind is Kind.TEXT or (column.spread is not None and column.spread.whole)
    repeats = fewest <= column.distinct <= most_share * column.filled
    return says and whole and repeats and column.kind in (Kind.TEXT, Kind.NUMBER)


def entity_order(column: Seen) -> tuple[bool, int]:
    """The likelier entity is the greater: named after a known thing, then of more values."""
    return bool(_ENTITY_WORDS & set(name_words(column.name))), column.distinct


def orders_rows(column: Seen, *, most_holes: float = 0.05, fewest: int = 3) -> bool:
    """Whether a column seems to say when a row came about: a time, seldom missing, no birthday.

    most_holes: 0.05 of the rows; a time often missing is one that has not come yet, such as the
    day of leaving. fewest: 3 different times.
    """
    birthday = _BIRTH_WORDS & set(name_words(column.name))
    often = column.missing <= most_holes * column.rows
    return column.kind is Kind.TIME and often and column.distinct >= fewest and not birthday


def looks_like_years(column: Seen, *, bounds: tuple[int, int] = (1900, 2100)) -> bool:
    """Whether whole numbers seem to be years, by name and by value. bounds: of living memory."""
    words, spread = set(name_words(column.name)), column.spread
    if column.kind is not Kind.NUMBER or spread is None or not spread.whole:
        return False
    within = bounds[0] <= spread.low and spread.high <= bounds[1]
    year = bool(_YEAR_WORDS & words) and not _BIRTH_WORDS & words
    return year and within and column.distinct >= 3


def says_side(column: Seen) -> bool:
    """Whether a column says of each row if it is for training or for the test."""
    values = {each.value.strip().casefold() for each in column.frequent}
    return column.distinct == len(column.frequent) and len(values) >= 2 and values <= _SIDES


def _short(frequent: Iterable[Frequent], *, signs: int = 40, words: int = 6) -> bool:
    """Whether the values are short enough to be names rather than sentences."""
    values = [each.value for each in frequent]
    lengths = [len(value) for value in values]
    counts = [len(value.split()) for value in values]
    n = len(values)
    return n == 0 or (sum(lengths) <= signs * n and sum(counts) <= words * n)


def _decimals(frequent: Iterable[Frequent], *, most: float = 0.5) -> bool:
    """Whether more than that share of the values are measures written as text, such as "29.85"."""
    values = [each.value for each in frequent]
    measures = [value for value in values if re.fullmatch(r"\s*-?\d+[.,]\d+\s*", value)]
    return len(measures) > most * len(values)
