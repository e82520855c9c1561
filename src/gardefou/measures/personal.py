"""What looks like a person's own data, and how such a cell may be shown."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from gardefou.core.words import plain, say
from gardefou.measures.checksums import (
    italian_letter,
    luhn,
    mod11_10,
    mod97,
    spanish_letter,
    weighted,
)

_IBAN_LENGTHS = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM TL",
    24: "AD CZ ES MD PK RO SA SE SK TN",
    25: "LY PT ST",
    26: "IS TR",
    27: "FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HU LB PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU",
    31: "MT SC",
}
"""Countries by the length of their IBAN. Source: SWIFT, IBAN Registry (ISO 13616)."""

_CARDS = re.compile(
    r"4(\d{15}|\d{18})|5[1-5]\d{14}|2(22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|"
    r"(6011|64[4-9]\d|65\d\d)\d{12}|35(2[89]|[3-8]\d)\d{12}|3(0[0-5]|[689]\d)\d{11}|62\d{14,17}"
)
"""Issuers and lengths of payment cards. Source: ISO/IEC 7812-1 and the issuers' own ranges."""

_TITLED = re.compile(
    r"(?:^|, ?|[.:;] )(?:Mr|Mrs|Ms|Miss|Mister|Dr|Prof|Mme|Mlle|Monsieur|Madame|Mademoiselle|M\.|"
    r"Herr|Frau|Sr\.|Sra\.?|Srta\.?|Señora?)\.? +[A-ZÀ-Þ][a-zà-ÿ’'-]+"
)
"""A person's title before a name with a capital letter."""


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True)
class Recogniser:
    """One kind of personal data: how it is written, and the checksum that it must pass.

    pattern: of the whole cell, in capitals, as written. marks: signs that only part its figures
    and are taken out. rule: what else the rest must be. check: its checksum. chance: share of
    other numbers of this shape that pass it by luck; 1 where there is no checksum. alone: no name
    of a column is needed to believe it.
    """

    kind: str
    pattern: re.Pattern[str]
    rule: Callable[[str], bool] = _always
    check: Callable[[str], bool] = _always
    chance: float = 1.0
    alone: bool = True
    marks: str = " ./-"

    def shaped(self, text: str) -> str | None:
        """The signs that count, if the cell is written like this kind; else None."""
        if not self.pattern.fullmatch(text):
            return None
        signs = text.translate(str.maketrans("", "", self.marks))
        return signs if self.rule(signs) else None


def _day(year_month_day: str, *, months: Iterable[int] = (0,), days: Iterable[int] = (0,)) -> bool:
    """Whether six figures are a date; some countries add a number to the month or the day."""
    month, day = int(year_month_day[2:4]), int(year_month_day[4:6])
    return any(1 <= month - more <= 12 for more in months) and any(
        1 <= day - more <= 31 for more in days
    )


def _french_month(signs: str) -> bool:
    month = int(signs[3:5])
    return 1 <= month <= 12 or 20 <= month <= 42 or month >= 50


def _french(signs: str) -> bool:
    number = signs[:13].replace("2A", "19").replace("2B", "18")
    return 97 - int(number) % 97 == int(signs[13:])


def _german_digits(signs: str) -> bool:
    """Of the first ten figures one stands there twice or three times, the others once."""
    counts = sorted(signs[:10].count(each) for each in set(signs[:10]))
    return counts[-1] in (2, 3) and (len(counts) == 1 or counts[-2] == 1)


def _spanish(signs: str) -> bool:
    number = signs[:-1].translate(str.maketrans("XYZ", "012"))
    return spanish_letter(int(number)) == signs[-1]


def _belgian(signs: str) -> bool:
    rest, key = int(signs[:9]), int(signs[9:])
    return key in (97 - rest % 97, 97 - (2_000_000_000 + rest) % 97)


def _brazilian(signs: str) -> bool:
    keys = (weighted(signs, range(n, 1, -1)) * 10 % 11 % 10 for n in (10, 11))
    return "".join(map(str, keys)) == signs[9:]


def _norwegian(signs: str) -> bool:
    first = weighted(signs, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
    return first == 0 and weighted(signs, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _american(signs: str) -> bool:
    area = signs[:3]
    return (
        area not in ("000", "666") and area < "900" and signs[3:5] != "00" and signs[5:] != "0000"
    )


def _is_ip(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def _is(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


_TWO = r"[ .-]?\d\d"
RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser("email", re.compile(r"[\w.+%'-]{1,64}@[\w-]+(\.[\w-]+)*\.[^\W\d_]{2,24}"), marks=""),
    Recogniser(
        "iban",
        _is(r"[A-Z]{2}\d\d( ?[A-Z0-9]){11,27}"),
        rule=lambda s: s[:2] in _IBAN_LENGTHS.get(len(s), "").split(),
        check=lambda s: mod97(s[4:] + s[:4]) == 1,
        chance=1 / 97,
    ),
    Recogniser(
        "card",
        _is(r"(\d[ -]?){13,18}\d"),
        rule=lambda s: bool(_CARDS.fullmatch(s)),
        check=luhn,
        chance=0.1,
    ),
    Recogniser(
        "fr_nir",
        _is(r"[123478]([ .]?\d\d){2}[ .]?(\d\d|2[AB])([ .]?\d{3}){2}[ ./-]?\d\d"),
        rule=_french_month,
        check=_french,
        chance=1 / 97,
    ),
    Recogniser(
        "it_cf",
        _is(r"[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]"),
        check=lambda s: italian_letter(s[:15]) == s[15],
        chance=1 / 26,
    ),
    Recogniser("es_id", _is(r"(\d{8}|[XYZ][ -]?\d{7})[ -]?[A-Z]"), check=_spanish, chance=1 / 23),
    Recogniser(
        "be_rn",
        _is(rf"\d\d{_TWO}{_TWO}[ -]?\d{{3}}{_TWO}"),
        rule=lambda s: _day(s, months=(0, 20, 40)),
        check=_belgian,
        chance=2 / 97,
    ),
    Recogniser(
        "no_fnr",
        _is(r"\d{6} ?\d{5}"),
        rule=lambda s: _day(s[4:6] + s[2:4] + s[:2], months=(0, 40), days=(0, 40)),
        check=_norwegian,
        chance=1 / 100,
    ),
    Recogniser(
        "br_cpf", _is(r"\d{3}\.?\d{3}\.?\d{3}-?\d\d"), check=_brazilian, chance=1 / 100, alone=False
    ),
    Recogniser(
        "pl_pesel",
        _is(r"\d{11}"),
        rule=lambda s: _day(s, months=(0, 20, 40, 60, 80)),
        check=lambda s: weighted(s, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0,
        chance=0.1,
    ),
    Recogniser(
        "de_tax", _is(r"[1-9]\d( ?\d{3}){3}"), rule=_german_digits, check=mod11_10, chance=0.1
    ),
    Recogniser(
        "se_pn",
        _is(r"(19|20)?\d{6}[-+]?\d{4}"),
        rule=lambda s: _day(s.replace("+", "")[-10:], days=(0, 60)),
        check=lambda s: luhn(s.replace("+", "")[-10:]),
        chance=0.1,
    ),
    Recogniser(
        "ch_ahv",
        _is(r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d\d"),
        check=lambda s: weighted(s, (1, 3) * 6 + (1,)) % 10 == 0,
        chance=0.1,
    ),
    Recogniser("us_ssn", _is(r"\d{3}-\d\d-\d{4}"), check=_american, chance=0.9),
    Recogniser("us_ssn", _is(r"\d{3} ?\d\d ?\d{4}"), check=_american, chance=0.9, alone=False),
    Recogniser(
        "uk_nhs",
        _is(r"\d{3}[ -]?\d{3}[ -]?\d{4}"),
        check=lambda s: weighted(s, range(10, 0, -1)) % 11 == 0,
        chance=1 / 11,
        alone=False,
    ),
    Recogniser(
        "uk_nino",
        _is(r"[A-Z]{2}( ?\d\d){3} ?[A-Z]"),
        check=lambda s: bool(
            re.fullmatch(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d+[A-D]", s)
        ),
        chance=0.08,
    ),
    Recogniser(
        "nl_bsn",
        _is(r"\d{9}|\d{4}[. ]\d\d[. ]\d{3}"),
        check=lambda s: weighted(s, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0,
        chance=1 / 11,
        alone=False,
    ),
    Recogniser(
        "pt_nif",
        _is(r"[123]\d{2} ?\d{3} ?\d{3}"),
        check=lambda s: -weighted(s, range(9, 1, -1)) % 11 % 10 == int(s[8]),
        chance=0.1,
        alone=False,
    ),
    Recogniser(
        "ca_sin", _is(r"[1-79]\d\d[ -]?\d{3}[ -]?\d{3}"), check=luhn, chance=0.1, alone=False
    ),
    Recogniser(
        "phone",
        _is(
            r"(\+|00 ?)[1-9]([ .()/-]{0,3}\d){6,14}|\(\d{3}\) ?\d{3}[ .-]\d{4}|"
            r"\d{3}[.-]\d{3}[.-]\d{4}|0\d([ .-]\d\d){4}"
        ),
    ),
    Recogniser("phone", _is(r"\(?\d([ .()/-]{0,2}\d){6,14}"), alone=False),
    Recogniser(
        "ip", _is(r"\d{1,3}(\.\d{1,3}){3}|(?=.*:.*:)[0-9A-F:.]{3,45}"), check=_is_ip, marks=""
    ),
    Recogniser("mac", _is(r"([0-9A-F]{2}[:-]){5}[0-9A-F]{2}")),
)
"""What is recognised, the surest first.

Sources: of each country, the agency that issues the number; worked examples in the tests.
"""

_LONGEST = 60


def personal_kind(text: str) -> str | None:
    """What a cell is, if it is personal data by itself: "email", "iban", "card", ...; else None.

    One number alone may pass a checksum by luck: see `Recogniser.chance`. Numbers that need the
    name of their column to be believed are not meant.

    >>> personal_kind("ann@example.org"), personal_kind("DE89 3704 0044 0532 0130 00")
    ('email', 'iban')
    >>> personal_kind("4111 1111 1111 1112"), personal_kind("12.50")
    (None, None)
    """
    return next(_kinds(text), None)


def personal_kinds(texts: Iterable[str]) -> list[str | None]:
    """`personal_kind` of each text, each different one looked at once.

    >>> personal_kinds(["a", "a@b.fr", "a"])
    [None, 'email', None]
    """
    texts = list(texts)
    known = {text: personal_kind(text) for text in set(texts)}
    return [known[text] for text in texts]


def is_titled(text: str) -> bool:
    """Whether a short text bears a person's title before a name.

    >>> is_titled("Allen, Miss. Elisabeth"), is_titled("Missing")
    (True, False)
    """
    return len(text) <= _LONGEST and bool(_TITLED.search(text))


def _kinds(text: str) -> Iterator[str]:
    cell = text.strip()
    if not 6 <= len(cell) <= _LONGEST:
        return
    if is_titled(cell):
        yield "name"
    elif any(sign.isdigit() or sign in "@:" for sign in cell):
        cell = cell.upper()
        for each in RECOGNISERS:
            signs = each.shaped(cell) if each.alone else None
            if signs is not None and each.check(signs):
                yield each.kind


@dataclass(frozen=True)
class Held:
    """How many of some texts are written like a kind, and how many of these pass its checksum."""

    kind: str
    shaped: int
    valid: int
    chance: float
    alone: bool


def kinds_held(texts: Iterable[str]) -> list[Held]:
    """What kinds these texts are written like, whether or not one text alone would be believed.

    >>> kinds_held(["943 476 5919", "943 476 5918"])[0]
    Held(kind='uk_nhs', shaped=2, valid=1, chance=0.0909..., alone=False)
    """
    cells = [text.strip().upper() for text in texts]
    found = []
    for each in RECOGNISERS:
        tried = (each.shaped(cell) for cell in cells if len(cell) <= _LONGEST)
        shaped = [signs for signs in tried if signs is not None]
        valid = sum(map(each.check, shaped))
        if valid:
            found.append(Held(each.kind, len(shaped), valid, each.chance, each.alone))
    return found


_IN_TEXT = re.compile(
    r"(?P<email>(?<![\w.+%'-])[\w.+%'-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5})"
    r"|(?P<phone>(?<![\w+])\+[1-9](?:[ .()/-]{0,2}\d){7,14})"
    r"|(?P<iban>\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b)"
    r"|(?P<fr_nir>\b[1-478] ?\d\d ?\d\d ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d\b)"
    r"|(?P<card>\b(?:\d{4}[ -]?){3}\d{4}\b)",
    re.ASCII,
)
_BY_KIND = {each.kind: each for each in reversed(RECOGNISERS)}


def mentions(text: str) -> Iterator[tuple[str, bool]]:
    """Personal data in the midst of a text: the kind of each, and whether its checksum holds.

    E-mail, international telephone, IBAN, French number, payment card: those that other words and
    figures seldom look like.

    >>> list(mentions("Write to ann@example.org, or pay to DE89370400440532013000."))
    [('email', True), ('iban', True)]
    """
    for match in _IN_TEXT.finditer(text):
        kind = match.lastgroup or ""
        each = _BY_KIND[kind]
        signs = each.shaped(match.group().upper().rstrip("."))
        if signs is not None:
            yield kind, each.check(signs)


def luck(kind: str) -> float:
    """Share of other numbers written like a kind that pass its checksum; 1 where it has none.

    >>> luck("card"), luck("email")
    (0.1, 1.0)
    """
    return _BY_KIND[kind].chance


_DATE = re.compile(
    r"(?<![\d./-])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d\d)|(?:19|20)\d{6})(?![./-]?\d)"
    r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AP]M)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_NUMBER = re.compile(
    r"[-+]?(?:(?:0|[1-9]\d{0,6})(?:[.,]\d+)?(?:[eE][-+]?\d+)?"
    r"|[1-9]\d?(?:[ \xa0\u202f,.']\d{3})+|[1-9]\d*0{4})"
)
_MANY_FIGURES = re.compile(r"(?:\d[ ./()-]{0,3}){7,}")


def shown(text: str, most: int = 30) -> str:
    """A cell as an example: masked but for its ends where it may be personal, cut where long.

    Masked is what is recognised, and any other long number that is no date and no plain amount.

    >>> shown("Paris"), shown("ann@example.org"), shown("078 05 1120"), shown("2024-02-29")
    ('Paris', 'a…g (e-mail address)', '0…0', '2024-02-29')
    """
    text = plain(text, most=most + 300)
    within = list(mentions(text))
    kind = personal_kind(text) or next((kind for kind, holds in within if holds), None)
    if not (kind or within or "@" in text or _long_number(text)):
        return plain(text, most=most)
    return masked(text, kind)


def discreet(text: str) -> str:
    """A cell as it is, but masked where personal data is recognised in it.

    >>> discreet("12 345.60"), discreet("ann@example.org")
    ('12 345.60', 'a…g (e-mail address)')
    """
    kind = personal_kind(text) or next((kind for kind, holds in mentions(text) if holds), None)
    return masked(text, kind) if kind else text


def masked(text: str, kind: str | None = None) -> str:
    """A cell's first and last sign, and what it is where that is known.

    >>> masked("Smith", "name")
    'S…h (name of a person)'
    """
    text = plain(text.strip(), most=len(text) + 1)
    ends = f"{text[:1]}…{text[-1:]}"
    return f"{ends} ({say(f'personal.kind.{kind}')})" if kind else ends


def _long_number(text: str) -> bool:
    return not _NUMBER.fullmatch(text) and bool(_MANY_FIGURES.search(_DATE.sub(" ", text)))
