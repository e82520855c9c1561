import random
import re

import pytest

from gardefou.measures.checksums import luhn, mod97
from gardefou.measures.personal import (
    RECOGNISERS,
    kinds_held,
    masked,
    mentions,
    personal_kind,
    personal_kinds,
    shown,
)

KNOWN = {  # examples that the issuers, or textbooks, publish
    "email": ["ann@example.org", "Bo.O'Neil+x@mail.example.co.uk", "rené@exemple.fr"],
    "iban": [
        "GB82 WEST 1234 5698 7654 32",
        "DE89370400440532013000",
        "FR1420041010050500013M02606",
    ],
    "card": ["4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "30569309025904"],
    "fr_nir": ["2 69 05 49 588 157 80", "269054958815780"],
    "de_tax": ["86095742719", "47 036 892 816"],
    "es_id": ["12345678Z", "X1234567L", "12345678-z"],
    "uk_nino": ["AB123456C", "AB 12 34 56 C"],
    "us_ssn": ["078-05-1120"],
    "it_cf": ["RSSMRA85T10A562S", "rssmra85t10a562s"],
    "pl_pesel": ["44051401359"],
    "se_pn": ["811218-9876", "19811218-9876"],
    "ch_ahv": ["756.9217.0769.85"],
    "be_rn": ["93.05.18-223.61"],
    "no_fnr": ["13097248022"],
    "phone": ["+33 6 12 34 56 78", "(555) 123-4567", "06 12 34 56 78"],
    "ip": ["192.168.0.1", "2001:db8::1"],
    "mac": ["00:1A:2B:3C:4D:5E"],
    "name": ["Allen, Miss. Elisabeth Walton", "Mme Curie", "Dr. John Watson"],
}


@pytest.mark.parametrize("kind", KNOWN)
def test_known_examples_are_recognised_and_never_shown(kind):
    for text in KNOWN[kind]:
        assert personal_kind(text) == kind
        assert shown(text) == masked(text, kind)
        assert len(shown(text).partition(" (")[0]) == 3


@pytest.mark.parametrize("kind", ["iban", "card", "fr_nir", "de_tax", "es_id", "it_cf", "ch_ahv"])
def test_one_wrong_figure_is_noticed(kind):
    for text in KNOWN[kind]:
        at = max(i for i, sign in enumerate(text) if sign.isdigit())
        wrong = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
        assert personal_kind(wrong) != kind


def test_people_born_in_corsica_have_a_letter():
    for letter, number in (("2A", "19"), ("2B", "18")):
        first, last = "18505", "006084"
        key = 97 - int(first + number + last) % 97
        assert personal_kind(f"{first}{letter}{last}{key:02d}") == "fr_nir"


@pytest.mark.parametrize("text", ["000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567"])
def test_numbers_that_the_us_never_issued(text):
    assert personal_kind(text) is None


def test_kinds_that_need_the_name_of_a_column():
    weak = {"uk_nhs": "943 476 5919", "nl_bsn": "111222333", "pt_nif": "123456789"}
    weak |= {"br_cpf": "529.982.247-25", "ca_sin": "130 692 544"}
    for kind, text in weak.items():
        assert personal_kind(text) is None
        held = {each.kind: each.valid for each in kinds_held([text])}
        assert held[kind] == 1


@pytest.mark.parametrize(
    "text",
    ["", "Paris", "12.50", "2013-08-14 05:41:20", "0.22100000381469725", "1234567", "12 345 678",
     "1.2e-05", "12:30:45", "A10234", "20130814", "125000000", "Missing", "Don Quijote", "-999"],
)  # fmt: skip
def test_other_cells_are_shown_as_they_are(text):
    assert shown(text) == text
    assert personal_kind(text) is None


@pytest.mark.parametrize(
    "text", ["0612345678", "612 345 678", "4111111111111112", "call 06.12.34.56.78 now", "a@b"]
)
def test_what_may_be_personal_is_masked_though_it_is_not_recognised(text):
    assert shown(text) == f"{text[0]}…{text[-1]}"


def test_a_long_text_is_masked_wherever_the_address_stands_in_it():
    text = "Please write to " + "ann.of.green.gables@example.org"
    assert shown(text, most=20) == "P…g (e-mail address)"
    assert shown("x" * 100, most=5) == "xxxx…"


def test_mentions_in_the_midst_of_a_text():
    text = "Ann: ann@example.org, +33 6 12 34 56 78, card 4111 1111 1111 1112."
    assert list(mentions(text)) == [("email", True), ("phone", True), ("card", False)]
    assert list(mentions("Nothing @ 10:30 on 2024-02-29, 12,000 + 7 in A4.")) == []


def _random_like(pattern: str, rng: random.Random) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    signs = {"9": "0123456789", "A": letters}
    return "".join(rng.choice(signs[sign]) if sign in signs else sign for sign in pattern)


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("iban", "DE" + "9" * 20),
        ("card", "4" + "9" * 15),
        ("fr_nir", "1" + "9" * 14),
        ("es_id", "99999999A"),
        ("be_rn", "9" * 11),
        ("no_fnr", "9" * 11),
        ("br_cpf", "9" * 11),
        ("pl_pesel", "9" * 11),
        ("de_tax", "9" * 11),
        ("se_pn", "9" * 10),
        ("ch_ahv", "756" + "9" * 10),
        ("us_ssn", "999-99-9999"),
        ("uk_nhs", "9" * 10),
        ("uk_nino", "AA999999A"),
        ("nl_bsn", "9" * 9),
        ("pt_nif", "1" + "9" * 8),
        ("ca_sin", "1" + "9" * 8),
    ],
)
def test_luck_passes_as_often_as_is_said(kind, pattern):
    """For other numbers of the same shape, within a third and the noise of a thousand or more."""
    rng = random.Random(7)
    each = next(one for one in RECOGNISERS if one.kind == kind)
    cells = (_random_like(pattern, rng) for _ in range(12_000))
    signs = [found for found in map(each.shaped, cells) if found is not None]
    passed = sum(map(each.check, signs)) / len(signs)
    noise = 3 * (each.chance / len(signs)) ** 0.5
    assert abs(passed - each.chance) < each.chance / 3 + noise


def test_checksums_notice_every_single_slip():
    for at in range(16):
        slip = "4111111111111111"
        slip = slip[:at] + str((int(slip[at]) + 1) % 10) + slip[at + 1 :]
        assert not luhn(slip)
    assert mod97("WEST12345698765432GB82") == 1


def test_many_texts_at_once():
    assert personal_kinds(["a", "a@b.org", "a"]) == [None, "email", None]


def test_every_kind_has_its_words():
    for each in RECOGNISERS:
        assert re.search(r"\(.+\)$", masked("xy", each.kind))
