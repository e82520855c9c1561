from dataclasses import replace
from math import nan

from gardefou.core.estimate import Estimate
from gardefou.report.sureness import dots, kept_word, metric, sureness
from report import made_up

GOOD = {"said": 0.3, "happened": 0.32, "low": 0.2, "high": 0.4, "rows": 50}
BAD = {"said": 0.6, "happened": 0.32, "low": 0.2, "high": 0.4, "rows": 50}


def test_groups_that_agree_are_counted():
    assert kept_word(dots([GOOD, BAD])).startswith("In 1 of 2 groups")
    assert kept_word(dots([GOOD])).startswith(
        "In the one group of rows, what the model said agrees"
    )
    assert kept_word(dots([BAD, BAD])).startswith(
        "In all 2 groups of rows, what the model said dif"
    )


def test_a_group_with_an_unknown_number_is_left_out():
    assert dots([GOOD | {"low": nan}, GOOD | {"rows": None}, {}]) == []


def test_scores_have_names_where_we_know_them():
    assert [metric(raw) for raw in ("log_loss", "log loss", "rmse", "<b>")] == [
        "log loss",
        "log loss",
        "root mean squared error",
        "<b>",
    ]


def test_nothing_measured_is_no_section():
    record = made_up.churn()
    bare = replace(record.model, metrics={}, pictures={})
    assert sureness(replace(record, model=bare)) is None


def test_a_score_stands_with_its_range():
    record = made_up.churn()
    scores = {"auc": Estimate(0.9, 0.8, 0.95, "AUC", 77)}
    section = sureness(replace(record, model=replace(record.model, metrics=scores, pictures={})))
    assert "<td>0.9 (0.8 to 0.95)</td><td>77</td>" in section.content
