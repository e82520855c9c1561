from math import inf

import pytest

from gardefou.core.estimate import Estimate
from gardefou.core.verdict import Feasibility, Signal
from gardefou.verdict.feasibility import feasibility, outlook


def signal(p=1e-9, value=0.4, half=0.1, *, rows=500, score=0.8) -> Signal:
    saving = Estimate(value, value - half, value + half, "EUR", rows)
    return Signal(p, Estimate(score, score - 0.05, score + 0.05, "AUC", rows), saving, 1.0, rows)


EASY, HARD, UNDECIDED, NONE = (
    Feasibility.EASY,
    Feasibility.HARD,
    Feasibility.UNDECIDED,
    Feasibility.VIRTUALLY_IMPOSSIBLE,
)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (signal(), EASY),
        (signal(value=0.1), HARD),
        (signal(value=-0.2), HARD),
        (signal(p=0.3, value=0.0), UNDECIDED),
        (signal(p=0.3, value=-0.2), NONE),
        (signal(p=0.3, value=-0.2, rows=100), UNDECIDED),
    ],
    ids=["sure", "signal, not surely worth it", "signal, no saving", "wide", "nothing", "few"],
)
def test_each_answer_has_its_case(given, answer):
    assert feasibility(given) is answer
    assert outlook(given).feasibility is answer


def test_what_more_rows_may_bring_keeps_it_from_being_called_impossible():
    given = signal(p=0.3, value=-0.2)
    flat = Estimate(0.0, -0.01, 0.01, "EUR", 500, 0.9)
    late = Estimate(0.0, -0.01, 0.30, "EUR", 500, 0.9)
    assert feasibility(given, more=flat) is NONE
    assert feasibility(given, more=late) is UNDECIDED


def test_the_rows_that_would_settle_it_shrink_the_interval_to_the_gap():
    told = outlook(signal(value=0.1, half=0.2))  # 0.05 above what is worth it: a quarter of 0.2
    assert told.rows == pytest.approx(500 * 16)
    assert "About 8 000 rows would settle it" in told.says


def test_a_saving_on_the_line_is_settled_by_no_number_of_rows():
    told = outlook(signal(value=0.05, half=0.2))
    assert told.rows == inf
    assert "No number of rows" in told.says


def test_an_unseen_signal_needs_the_rows_that_would_show_it():
    weak, strong = (outlook(signal(p=0.2, value=0.3, half=0.4, score=s)) for s in (0.52, 0.6))
    assert weak.rows > strong.rows > 0


def test_what_is_settled_names_no_rows():
    assert outlook(signal()).rows is None
    assert outlook(signal(p=0.3, value=-0.2)).rows is None
    assert "0.4 EUR a decision" in outlook(signal()).says
    assert "virtually impossible" in outlook(signal(p=0.3, value=-0.2)).says
