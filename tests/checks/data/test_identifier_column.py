import pytest

import tables
from gardefou.checks.data.identifier_column import identifier_column
from gardefou.checks.run import unite
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need
from gardefou.table.engine import open_table
from small import evidence


def named(cells: dict[str, list], need: Need | None = None) -> list[str]:
    parts = evidence(cells)
    given = {name: parts[name] for name in identifier_column.asks} | {"need": need or Need()}
    found = identifier_column(**given)
    assert {finding.severity for finding in found} <= {Severity.NOTE}
    return [finding.columns[0] for finding in found]


def test_what_names_or_numbers_rows_is_named():
    cells = {
        "customer": [f"C-{k:04}" for k in range(60)],
        "employee number": [1000 + 7 * k for k in range(60)],
        "counter": list(range(5, 65)),
        "name": [f"car {k % 50}" for k in range(60)],
    }
    assert named(cells) == ["counter", "customer", "employee number", "name"]


def test_measures_sentences_and_categories_are_left_alone():
    cells = {
        "weight": [1000.0 + 13.0 * k for k in range(60)],
        "share": [k / 61 for k in range(60)],
        "price": [f"{k}.95" for k in range(60)],
        "note": [f"this customer called {k} times and was not pleased at all" for k in range(60)],
        "job": [f"job {k % 50}" for k in range(60)],
        "patient id": [k // 2 for k in range(60)],
    }
    assert named(cells) == []


def test_few_rows_and_declared_columns_are_passed_over():
    cells = {"id": [str(k) for k in range(60)]}
    assert named(cells, Need(columns=Columns(id=("id",)))) == []
    assert named({"id": cells["id"][:10]}) == []


@pytest.mark.data
@pytest.mark.parametrize(
    "name",
    ["ai4i2020", "auto_mpg", "bank_marketing", "bike_sharing_hour", "compas", "hr_attrition",
     "product_backorders", "scms_delivery", "telco_churn", "titanic3"],
)  # fmt: skip
def test_identifiers_of_real_tables_are_named_and_nothing_else(name):
    known = tables.known_faults()[name]
    need = Need(target=known["target"])
    with open_table(tables.FOLDER / known["file"]) as engine:
        parts = {
            "need": need,
            "table": engine.table,
            **engine.ask(unite([identifier_column]), need),
        }
    found = identifier_column(**{part: parts[part] for part in identifier_column.asks})
    assert {finding.columns[0] for finding in found} == set(known["identifiers"])
