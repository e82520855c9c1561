from dataclasses import replace

import numpy as np
import pytest

import tables
from gardefou.checks.data.ordered_rows import ordered_rows
from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.need import Columns, Need, Task
from gardefou.core.table import Kind
from gardefou.table.frame import Frame, Sample
from leaky import sample

ROWS = 1200


def filed(y, task: Task = Task.BINARY, **columns):
    """Rows as they stand in the file, and the need."""
    given = sample({**columns, "y": np.asarray(y, float)})
    return Need(target="y", task=task), replace(given, position=np.arange(len(y)))


def drifting(seed: int = 0):
    rng = np.random.default_rng(seed)
    return (rng.random(ROWS) < np.linspace(0.1, 0.7, ROWS)).astype(float)


def test_a_file_in_no_order_is_clean():
    rng = np.random.default_rng(0)
    assert ordered_rows(*filed(rng.integers(0, 2, ROWS))) == []
    assert ordered_rows(*filed(rng.normal(size=ROWS), Task.REGRESSION)) == []


def test_a_file_sorted_by_the_answer_is_noted():
    (finding,) = ordered_rows(*filed(np.arange(ROWS) // 400, Task.MULTICLASS))
    assert (finding.columns, str(finding.severity)) == (("y",), "note")
    (finding,) = ordered_rows(*filed(np.arange(ROWS) ** 1.5, Task.REGRESSION))
    assert str(finding.severity) == "note"


def test_an_answer_that_changes_along_the_file_is_noted():
    (finding,) = ordered_rows(*filed(drifting()))
    assert (str(finding.severity), finding.answers) == ("note", ())
    assert finding.measured.unit == "AUC"
    assert 0.6 < finding.measured.low < finding.measured.value < 0.8
    y = np.linspace(0, 3, ROWS) + np.random.default_rng(0).normal(size=ROWS)
    (finding,) = ordered_rows(*filed(y, Task.REGRESSION))
    assert finding.measured.unit == "R2 of ranks"


def test_a_time_along_the_file_is_offered_as_the_answer():
    need, given = filed(drifting(), day=np.arange(ROWS) // 2 * 86400.0)
    kinds = {**given.frame.kinds, "day": Kind.TIME}
    given = replace(given, frame=Frame(given.frame.columns, kinds))
    (finding,) = ordered_rows(need, given)
    assert (finding.columns, str(finding.severity)) == (("day",), "ask")
    assert finding.answers[0] == '[columns]\ntime = "day"'
    assert ordered_rows(replace(need, columns=Columns(time="day")), given) == []


def test_a_file_sorted_by_another_column_is_noted_only():
    rng = np.random.default_rng(0)
    travel = np.repeat([1, 2, 3], ROWS // 3)
    y = rng.random(ROWS) < np.array([0.6, 0.4, 0.15])[travel - 1]
    (finding,) = ordered_rows(*filed(y, travel=travel))
    assert (finding.columns, str(finding.severity)) == (("travel",), "note")


def test_false_questions_are_rare():
    found = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        found += len(ordered_rows(*filed(rng.random(300) < 0.2)))
        found += len(ordered_rows(*filed(rng.normal(size=300), Task.REGRESSION)))
    assert found == 0


def test_without_an_answer_it_does_not_apply_and_poor_tables_are_passed_over():
    need, given = filed(drifting())
    with pytest.raises(NotApplicable):
        ordered_rows(Need(), given)
    assert ordered_rows(need, given.take(np.arange(10))) == []
    empty: Sample = given.take(np.arange(0))
    assert ordered_rows(need, empty) == []


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "severities"),
    [
        ("magic_gamma", ["note"]),
        ("diamonds", ["note"]),
        ("bank_marketing", ["note"]),
        ("bike_sharing_hour", ["ask"]),
        ("telco_churn", []),
        ("adult_census", []),
        ("german_credit", []),
    ],
)
def test_real_files(name, severities):
    given, need = tables.load(name)
    assert [str(finding.severity) for finding in ordered_rows(need, given)] == severities
