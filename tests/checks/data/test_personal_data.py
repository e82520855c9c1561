import random
from dataclasses import replace

import numpy as np
import pytest

from gardefou.checks.data.personal_data import personal_data
from gardefou.core.need import Columns, Need
from gardefou.core.suspects import At
from gardefou.measures.checksums import luhn, mod97
from leaky import accused
from small import sample
from tables import load

RNG = random.Random(5)
ROWS = 60


def digits(n: int) -> str:
    return "".join(RNG.choice("0123456789") for _ in range(n))


def card() -> str:
    rest = "4" + digits(14)
    return next(rest + last for last in "0123456789" if luhn(rest + last))


def iban() -> str:
    rest = digits(18)
    return f"DE{98 - mod97(rest + 'DE00'):02d}{rest}"


def bsn() -> str:
    while True:
        rest = "1" + digits(7)
        last = sum(int(sign) * (9 - i) for i, sign in enumerate(rest)) % 11
        if last < 10:
            return f"{rest}{last}"


def found(cells: dict[str, list], need: Need | None = None):
    return personal_data(need or Need(), sample(cells))


def test_what_says_who_somebody_is_becomes_a_question():
    cells = {
        "contact": [f"user{i}@example.org" for i in range(ROWS)],
        "account": [iban() for _ in range(ROWS)],
        "paid with": [card() for _ in range(ROWS)],
    }
    given = found(cells)
    assert set(accused(given)) == {("contact",), ("account",), ("paid with",)}
    assert set(accused(given).values()) == {"ask"}
    assert given[0].rows == ROWS
    assert given[0].answers[-1].startswith("[waive]\npersonal_data")


def test_nothing_personal_is_said_in_full():
    texts = [f"user{i}@example.org" for i in range(ROWS)]
    notes = [f"{text} called again about it" for text in texts]
    for finding in found({"a": texts, "b": notes}):
        told = " ".join((finding.says, finding.remedy, *finding.examples, *finding.answers))
        assert finding.examples
        assert "example.org" not in told and "user" not in told


def test_cards_kept_as_numbers_are_found():
    cells = {"k": [float(card()) for _ in range(ROWS)]}
    assert accused(found(cells)) == {("k",): "ask"}


def test_plain_numbers_are_left_alone():
    cells = {
        "order": [4e15 + i for i in range(ROWS)],
        "random": [float("4" + digits(15)) for _ in range(ROWS)],
        "nine": [float(RNG.randrange(10**8, 10**9)) for _ in range(ROWS)],
        "eleven": [str(RNG.randrange(10**10, 10**11)) for _ in range(ROWS)],
        "price": [RNG.randrange(10**6, 10**9) / 100 for _ in range(ROWS)],
        "revenue": [float(RNG.randrange(10**7, 10**9)) for _ in range(ROWS)],
        "day": [f"2020-01-{i % 28 + 1:02d}" for i in range(ROWS)],
        "version": [f"{i}.{i % 3}.2" for i in range(ROWS)],
        "code": [f"AB{digits(6)}X" for _ in range(ROWS)],
        "empty": [None] * ROWS,
    }
    assert found(cells) == []


def test_a_number_like_any_other_is_believed_only_under_a_fitting_name():
    numbers = [float(bsn()) for _ in range(ROWS)]
    assert accused(found({"bsn": numbers})) == {("bsn",): "ask"}
    assert found({"n": numbers}) == []
    assert found({"bsn": [value + 1 for value in numbers]}) == []


def test_telephone_numbers_and_names_are_notes():
    cells = {
        "PhoneNumber": [f"205{digits(7)}" for _ in range(ROWS)],
        "last_name": ["Smith", "O'Neil", "García", "de Vries", "Kim", "Lund"] * 10,
        "who": ["Mrs. Ann Smith", "Mr Bo Lund", "Dr. Eve Kim", "Miss Ada King", "Mr. Al Bo"] * 12,
        "name": ["ford pinto", "vw golf", "fiat uno", "saab 99", "opel kadett", "seat ibiza"] * 10,
    }
    cells["last_name"] = [name for name in cells["last_name"] if name != "de Vries"] + ["Berg"] * 10
    assert accused(found(cells)) == {("PhoneNumber",): "note", ("last_name", "who"): "note"}


def test_what_is_left_out_or_permitted_is_a_note():
    cells = {"mail": [f"user{i}@example.org" for i in range(ROWS)]}
    for need in (
        Need(columns=Columns(id=("mail",))),
        Need(columns=Columns(ignore=("mail",))),
        Need(data={"permission": "contract"}),
    ):
        assert accused(found(cells, need)) == {("mail",): "note"}


def test_a_few_cells_of_free_text():
    cells = {"notes": [f"visit number {i} went well" for i in range(ROWS)]}
    assert found(cells) == []
    cells["notes"][7] = "please write to ann@example.org"
    cells["notes"][9] = f"refund to {iban()} please"
    mail, bank = found(cells)
    assert (str(mail.severity), str(bank.severity)) == ("note", "ask")
    assert mail.cells == (At("notes", {7: None}),)
    assert (mail.rows, bank.rows) == (1, 1)


def test_one_number_that_passes_by_luck_is_not_told():
    cells = {"notes": [f"parcel {i} sent today" for i in range(ROWS)]}
    cells["notes"][3] = f"parcel {card()} sent today"
    assert found(cells) == []


def test_alike_columns_share_one_finding():
    mails = [f"user{i}@example.org" for i in range(ROWS)]
    assert [each.columns for each in found({"b": mails, "a": mails})] == [("a", "b")]


def test_rows_are_those_of_the_whole_table():
    part = replace(sample({"mail": [f"user{i}@example.org" for i in range(ROWS)]}), of=600)
    assert personal_data(Need(), part)[0].rows == 600


def test_random_numbers_of_any_length_are_no_ones():
    rng = np.random.default_rng(2)
    for length in range(7, 16):
        low, high = 10.0 ** (length - 1), 10.0**length
        cells = {f"c{i}": np.floor(rng.uniform(low, high, 200)).tolist() for i in range(5)}
        assert found(cells) == []


@pytest.mark.data
@pytest.mark.parametrize("name", ["car_msrp", "compas", "telco_churn", "titanic3"])
def test_real_tables(name):
    given, need = load(name)
    expected = {("name",): "note"} if name == "titanic3" else {}
    assert accused(personal_data(need, given)) == expected
