"""What is written of a table that is full of people names none of them."""

import re
from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.evidence import Evidence
from gardefou.core.need import Need
from gardefou.core.verdict import Record
from gardefou.flows.audit import audit
from gardefou.flows.glance import glances
from gardefou.report.html import as_html
from gardefou.report.json import as_json, json_text
from gardefou.report.text import as_text
from gardefou.table.engine import open_table

ROWS = 600
MANY, FEW = 300, 12
"""Different people: mostly met once or twice, or each met in many rows."""


def check_digits(iban: str) -> str:
    """The IBAN with its two check digits, as ISO 13616 has them."""
    turned = "".join(str(int(sign, 36)) for sign in f"{iban[4:]}{iban[:2]}00")
    return f"{iban[:2]}{98 - int(turned) % 97:02}{iban[4:]}"


def card(number: int) -> str:
    """A card number of 16 figures whose last is the check digit of Luhn."""
    body = f"4{number:014}"
    total = sum(sum(divmod(int(sign) * (2 - place % 2), 10)) for place, sign in enumerate(body))
    return f"{body}{-total % 10}"


def people(rng: np.random.Generator, number: int) -> dict[str, list[str]]:
    """Invented people: how to reach them and how they pay."""
    figures = rng.integers(10**9, 10**10, number)
    return {
        "mail": [f"jo.{'abcdefghij'[n % 10]}{n}@example.org" for n in figures],
        "iban": [check_digits(f"DE00{n:018}") for n in figures],
        "spaced": [" ".join(re.findall("....", check_digits(f"FR00{n:020}"))) for n in figures],
        "card": [card(int(n)) for n in figures],
        "phone": [
            f"+33 6 {n % 100:02} {n // 7 % 100:02} {n // 11 % 100:02} {n // 13 % 100:02}"
            for n in figures
        ],
    }


@pytest.fixture(scope="module")
def secrets() -> dict[str, list[str]]:
    rng = np.random.default_rng(5)
    cells = {}
    for often, number in (("rare", MANY), ("often", FEW)):
        pick = rng.integers(0, number, ROWS)
        for kind, values in people(rng, number).items():
            cells[f"{kind}_{often}"] = [values[k] for k in pick]
    said = [f"Please write to {mail} at once" for mail in cells["mail_often"]]
    cells["remarks"] = [text if n % 3 else "nothing" for n, text in enumerate(said)]
    return cells


@pytest.fixture(scope="module")
def record(secrets, tmp_path_factory) -> Record:
    rng = np.random.default_rng(6)
    cells = {"amount": [f"{x:.2f}" for x in rng.normal(50, 9, ROWS)], **secrets}
    cells["left"] = list(rng.choice(["yes", "no"], ROWS))
    cells["mail_often"][0] = cells["card_often"][1] = cells["iban_rare"][2] = "?"
    lines = [",".join(row) for row in zip(*cells.values(), strict=True)]
    path = tmp_path_factory.mktemp("people") / "people.csv"
    path.write_text("\n".join([",".join(cells), *lines]) + "\n")
    record = audit(path, Need(target="left"))
    if record.columns:
        return record
    with open_table(path) as engine:
        names = ("missing", "distinct", "frequent", "spread")
        parts = {"need": record.need, "table": engine.table, "rows": ROWS}
        sample = engine.rows(record.need)
        evidence = Evidence({**parts, "sample": sample, **engine.ask(names, record.need)})
    return replace(record, columns=glances(evidence, record.results))


@pytest.mark.parametrize("write", [as_html, as_text, lambda record: json_text(as_json(record))])
def test_nobody_is_named_in_full(record, secrets, write):
    told = write(record).replace("\u00a0", " ")
    bare = re.sub(r"[ .+-]", "", told)
    for values in secrets.values():
        for value in {*values} - {"?", "nothing"}:
            assert value not in told
            assert re.sub(r"[ .+-]", "", value) not in bare


def test_each_column_of_people_is_counted_all_the_same(record, secrets):
    counted = {glance.name: glance.distinct for glance in record.columns}
    assert counted.keys() > secrets.keys()
    for name, values in secrets.items():
        assert counted[name] == len({*values}) - ("?" in values and "card" in name), name


def test_a_page_that_names_somebody_is_caught(record, secrets):
    spilt = replace(record, columns=(replace(record.columns[0], name=secrets["mail_rare"][0]),))
    with pytest.raises(AssertionError):
        test_nobody_is_named_in_full(spilt, secrets, as_html)
