"""D014: e-mail addresses, telephone, bank and card numbers, national numbers, names of people."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.suspects import At
from gardefou.core.table import Kind
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.measures.chance import at_least
from gardefou.measures.personal import Held, is_titled, kinds_held, luck, masked, mentions
from gardefou.need.names import name_words, word_set
from gardefou.need.write import toml_value
from gardefou.table.frame import Array, Cells, Coded, Sample

_NAMED: Mapping[str, frozenset[str]] = {
    "phone": word_set(
        "phone telephone tel mobile mobil cell cellphone fax handy telefon telefono portable gsm"
    ),
    "us_ssn": word_set("ssn social security"),
    "uk_nhs": word_set("nhs patient"),
    "nl_bsn": word_set("bsn sofinummer burgerservicenummer"),
    "pt_nif": word_set("nif contribuinte fiscal"),
    "br_cpf": word_set("cpf"),
    "ca_sin": word_set("sin social insurance"),
}
"""Words of a column's name without which a kind is not believed."""
_FIRST_LOOK = 40  # texts of a column that must be written like a kind, before more are tried
_PERSON = word_set(
    "surname lastname firstname forename fullname prenom vorname nachname familienname apellido "
    "apellidos"
)
_NAME_OF = word_set(
    "last first full family middle maiden patient employee student person passenger"
)
_LIGHT = frozenset({"name", "phone", "ip", "mac"})
"""Kinds that point at a person less surely, or are public as often as not."""
_CANDIDATE = re.compile(
    r"@|\+[1-9]|\d{4}[ -]?\d{4}[ -]?\d{4}|\d( ?\d\d){3} ?\d{3}|[A-Z]{2}\d\d ?[A-Z\d]{4}"
)
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w’'.-]*([ ,]{1,2}[A-ZÀ-Þ][\w’'.-]*){0,4}")


@check("D014")
def personal_data(
    need: Need,
    sample: Sample,
    *,
    least: float = 0.8,
    max_p: float = 1e-6,
    fewest: int = 5,
    least_titled: float = 0.2,
    max_p_text: float = 0.02,
    looked_at: int = 1000,
    looked_into: int = 200_000,
) -> Iterator[Finding]:
    """Personal data: a column, or cells of free text, that says who somebody is.

    Why it matters: data that names people may only be used for what they, or a law, allow; a model
    that learned it can give it away; and it tells a model nothing that holds for the next person.
    How: the different values of each column of a sample (looked_at: 1,000 of them) are held
    against the ways in which e-mail addresses, IBANs, payment cards, national numbers of fifteen
    countries, telephone numbers, internet and device addresses are written, checksums included.
    least: 0.8 of the different values must be of one kind, which leaves room for slips. max_p:
    and where there is a checksum, so many passing it by luck must be rarer than one in a million:
    one random number in ten passes a card's. fewest: five different values where there is none.
    Kinds written like plain numbers (a Dutch number, a telephone number) are
    believed only in a column whose name says so. In other text, e-mail addresses, international
    telephone numbers, IBANs, French numbers and cards are looked for within each cell;
    looked_into: 200,000 different texts of the table at most, as many of each column;
    max_p_text: those with a checksum are told if luck would pass as many at most twice in 100.
    Names of people only where the column is called so, or least_titled: 0.2 of its values bear a
    title such as Mrs. All columns of one kind make one question where one of them would be learned
    and the need states no permission. Otherwise a note; and so are names, telephone numbers,
    internet and device addresses, which are a firm's or a machine's as often as not, and e-mail
    addresses in free text.
    When it errs: names without a title under an empty column name, addresses of houses, account
    numbers of one bank, numbers of other countries are missed. The telephone number of a shop is
    no personal data, and a number that a firm made with a card's checksum and first figures is
    no card.
    False alarms: none of over 50 real tables has a column of prices, counts or plain numbers named.
    Remedy: leave the column out of the table; where rows must be told apart, put a keyed hash in
    its place (HMAC with a key that stays where the data came from).
    Source: Regulation (EU) 2016/679, articles 4 and 5; ISO 13616, ISO/IEC 7812, ISO 7064
    """
    texts_each = looked_into // max(len(sample.frame.names), 1)
    limits = _Limits(least, max_p, fewest, least_titled, max_p_text, looked_at, texts_each)
    found: list[_Found] = []
    for name in sorted(sample.frame.names):
        texts = _texts(name, sample.frame[name], sample.frame.kinds[name])
        if texts is not None:
            whole = _whole(texts, limits)
            number = sample.frame.kinds[name] is Kind.NUMBER
            found += [whole] if whole else [] if number else _within(texts, limits)
    found.sort(key=lambda each: (each.within, each.kind, each.name))
    for _, alike in groupby(found, key=lambda each: (each.within, each.kind)):
        yield _finding(need, sample, list(alike))


@dataclass(frozen=True)
class _Limits:
    """The limits of the check, by their names."""

    least: float
    max_p: float
    fewest: int
    least_titled: float
    max_p_text: float
    looked_at: int
    texts_each: int


@dataclass(frozen=True)
class _Found:
    """A kind in a column: within cells of text or as whole cells, and in which rows."""

    name: str
    kind: str
    within: bool
    rows: Array
    examples: tuple[str, ...]


@dataclass(frozen=True)
class _Texts:
    """The different texts of a column that occur, and the number of each row's, -1 for none."""

    name: str
    different: tuple[str, ...]
    rows_of: Array

    def some(self, most: int) -> list[str]:
        """At most so many of them, evenly out of their order."""
        return list(self.different[:: max(len(self.different) // most, 1)][:most])

    def found(self, kind: str, here: Array, *, within: bool = False) -> _Found:
        """A find in the rows `here`, bool, with the first few texts, masked."""
        first = np.unique(self.rows_of[here])[:5]
        examples = tuple(masked(self.different[i], kind) for i in first)
        return _Found(self.name, kind, within, np.flatnonzero(here), examples)


def _texts(name: str, cells: Cells, kind: Kind) -> _Texts | None:
    """A column's texts; of numbers only if most are whole and as long as a person's number."""
    if kind not in (Kind.TEXT, Kind.NUMBER):
        return None
    if isinstance(cells, Coded):
        met, place = np.unique(cells.codes, return_inverse=True)
        empty = int(bool(len(met)) and met[0] < 0)
        return _Texts(name, tuple(cells.levels[i] for i in met[empty:]), place - empty)
    filled = np.isfinite(cells)
    long = filled & (cells >= 1e6) & (cells < 2**53) & (cells == np.floor(cells))
    if long.sum() < 0.8 * filled.sum() or not long.any():
        return None
    values, place = np.unique(cells[long], return_inverse=True)
    rows_of = np.full(len(cells), -1)
    rows_of[long] = place
    return _Texts(name, tuple(f"{value:.0f}" for value in values), rows_of)


def _whole(texts: _Texts, limits: _Limits) -> _Found | None:
    """The kind that nearly all different values of a column are of, if there is one.

    Numbers that lost the zeros before them are tried with these as well.
    """
    words = frozenset(name_words(texts.name))
    some = texts.some(limits.looked_at)
    longest = max(map(len, some), default=0)
    for wide in (0, longest):
        few = [_padded(cell, wide) for cell in texts.some(_FIRST_LOOK)]
        if any(2 * held.shaped >= len(few) for held in kinds_held(few)):
            for held in kinds_held(_padded(cell, wide) for cell in some):
                if _believed(held, len(some), words, limits):
                    return texts.found(held.kind, texts.rows_of >= 0)
    if _names_people(some, words, limits):
        return texts.found("name", texts.rows_of >= 0)
    return None


def _padded(cell: str, wide: int) -> str:
    return cell.zfill(wide) if cell.isdigit() else cell


def _believed(held: Held, of: int, words: frozenset[str], limits: _Limits) -> bool:
    if held.valid < limits.least * of:
        return False
    if not (held.alone or words & _NAMED.get(held.kind, frozenset())):
        return False
    if held.chance > 0.5:
        return of >= limits.fewest
    return at_least(held.valid, held.shaped, held.chance) <= limits.max_p


def _names_people(texts: list[str], words: frozenset[str], limits: _Limits) -> bool:
    if len(texts) < limits.fewest:
        return False
    titled = sum(is_titled(text) for text in texts)
    if titled >= limits.least_titled * len(texts):
        return True
    called = bool(words & _PERSON) or ("name" in words and bool(words & _NAME_OF))
    if not called:
        return False
    alike = sum(bool(_CAPITALISED.fullmatch(text.strip())) for text in texts)
    return alike >= limits.least * len(texts)


def _within(texts: _Texts, limits: _Limits) -> list[_Found]:
    """Kinds that stand in the midst of some cells."""
    said: dict[str, list[tuple[int, bool]]] = {}
    step = max(len(texts.different) // max(limits.texts_each, 1), 1)
    for i in range(0, len(texts.different), step):
        text = texts.different[i]
        if _CANDIDATE.search(text):
            for kind, holds in mentions(text):
                said.setdefault(kind, []).append((i, holds))
    return [
        texts.found(kind, np.isin(texts.rows_of, [i for i, holds in each if holds]), within=True)
        for kind, each in sorted(said.items())
        if _more_than_luck(kind, [holds for _, holds in each], limits.max_p_text)
    ]


def _more_than_luck(kind: str, holds: list[bool], max_p: float) -> bool:
    chance, valid = luck(kind), sum(holds)
    return valid > 0 and (chance == 1 or at_least(valid, len(holds), chance) <= max_p)


def _finding(need: Need, sample: Sample, found: list[_Found]) -> Finding:
    columns = tuple(each.name for each in found)
    first = found[0]
    rows = len(np.unique(np.concatenate([each.rows for each in found])))
    measured = intervals.share(rows, len(sample), unit="share of rows")
    asked = _asked(need, first, columns)
    which = ("within" if first.within else "whole") + ("_some" if len(found) > 1 else "")
    return Finding(
        columns=columns,
        severity=Severity.ASK if asked else Severity.NOTE,
        says=say(
            f"personal.found.{which}",
            columns=len(columns),
            column=first.name,
            kind=say(f"personal.kinds.{first.kind}"),
            rows=round(rows * sample.of / max(len(sample), 1)),
            share=measured.value,
        ),
        remedy=say(f"personal.found.{'question' if asked else 'remedy'}"),
        measured=measured,
        rows=round(rows * sample.of / max(len(sample), 1)),
        answers=tuple(_answers(need, columns)) if asked else (),
        examples=tuple(dict.fromkeys(e for each in found for e in each.examples))[:5],
        cells=tuple(_cells(sample, found)) if first.within else (),
    )


def _asked(need: Need, first: _Found, columns: Iterable[str]) -> bool:
    light = first.kind in _LIGHT or (first.within and first.kind == "email")
    learned = any(name not in need.not_features for name in columns)
    return learned and not light and not need.data.get("permission")


def _answers(need: Need, columns: tuple[str, ...]) -> Iterator[str]:
    yield f"[columns]\nignore = {toml_value([*need.columns.ignore, *columns])}"
    yield '[data]\npermission = "..."'
    yield waiver("personal_data", *columns)


def _cells(sample: Sample, found: list[_Found]) -> Iterator[At]:
    for each in found:
        yield At(each.name, {int(sample.position[row]): None for row in each.rows})
