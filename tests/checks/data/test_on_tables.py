"""Faults that are really in the shared tables are found through the real engine."""

import pytest

import tables
from gardefou.checks.run import CHECKS, run_checks, unite
from gardefou.core.evidence import Evidence
from gardefou.core.finding import Outcome
from gardefou.core.need import Need, Task
from gardefou.table.engine import open_table

HUNTERS = {
    "constants": "constant_column",
    "disguised_missing": "disguised_missing",
    "numbers_as_text": "mixed_types",
}
NAMES = (
    "adult_census", "air_quality_uci", "bank_marketing", "car_msrp", "compas", "covtype",
    "diabetes130", "diamonds", "hr_attrition", "lending_club", "product_backorders",
    "scms_delivery", "telco_churn", "turbofan_fd001",
)  # fmt: skip


@pytest.mark.data
@pytest.mark.parametrize("name", NAMES)
def test_known_faults_are_named(name):
    known = tables.known_faults()[name]
    checks = [CHECKS[check] for check in HUNTERS.values()]
    need = Need(target=known["target"], task=Task(known["task"]))
    with open_table(tables.FOLDER / known["file"]) as engine:
        parts = {"need": need, "table": engine.table, "rows": engine.table.rows}
        parts |= {"sample": engine.rows(need, most=20_000), **engine.ask(unite(checks), need)}
    results = run_checks(Evidence(parts), checks=checks)
    assert {result.outcome for result in results} <= {Outcome.CLEAN, Outcome.FAULT}
    named = {r.check: {column for f in r.findings for column in f.columns} for r in results}
    for fault, hunter in HUNTERS.items():
        assert set(known.get(fault, ())) <= named[hunter]
