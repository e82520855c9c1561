import numpy as np
import pytest

from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.shift.drifted_target import drifted_target
from gardefou.core.need import Need, Task
from pairs import NEED, shift


def answers(rng, rows, share):
    y = (rng.random(rows) < share).astype(float)
    return {"a": rng.normal(size=rows) + 2 * y, "b": rng.normal(size=rows), "y": y}


@pytest.mark.parametrize("seed", range(10))
def test_a_share_that_moved_markedly_is_found_in_few_rows(seed):
    rng = np.random.default_rng(seed)
    given = shift(answers(rng, 398, 0.37), answers(rng, 171, 0.65))
    (finding,) = drifted_target(NEED, given)
    assert finding.columns == ("y",)
    assert str(finding.severity) in ("ask", "alarm")


def test_columns_that_moved_with_it_are_counted_there():
    rng = np.random.default_rng(0)
    (finding,) = drifted_target(NEED, shift(answers(rng, 3000, 0.2), answers(rng, 3000, 0.6)))
    assert str(finding.severity) == "alarm"
    assert finding.says.endswith("and no further: 1.")
    assert finding.measured.low < 0.4 < finding.measured.high


def test_a_rare_class_that_trebled_is_found_by_its_odds():
    rng = np.random.default_rng(1)
    (finding,) = drifted_target(NEED, shift(answers(rng, 9000, 0.01), answers(rng, 4000, 0.035)))
    assert (finding.measured.unit, str(finding.severity)) == ("times the odds", "ask")
    assert finding.measured.low >= 2


def test_numbers_that_rose_are_found():
    rng = np.random.default_rng(2)
    need = Need(target="y", task=Task.REGRESSION)
    (finding,) = drifted_target(
        need, shift({"y": rng.gamma(2, 1, 900)}, {"y": rng.gamma(2, 2, 900)})
    )
    assert str(finding.severity) == "alarm"


def test_an_answer_that_stayed_is_left_alone_and_a_small_step_in_many_rows_too():
    rng = np.random.default_rng(3)
    assert drifted_target(NEED, shift(answers(rng, 2000, 0.3), answers(rng, 900, 0.3))) == []
    assert drifted_target(NEED, shift(answers(rng, 60000, 0.3), answers(rng, 60000, 0.32))) == []


def test_a_new_class_moves_the_answer_and_an_unknown_one_cannot_be_judged():
    rng = np.random.default_rng(4)
    names = Need(target="y", task=Task.MULTICLASS)
    then = rng.choice(["a", "b"], 500).tolist()
    now = rng.choice(["a", "b", "c"], 500).tolist()
    (finding,) = drifted_target(names, shift({"y": then}, {"y": now}))
    assert "'c' in 0 %" in finding.says
    unknown = answers(rng, 100, 0.5) | {"y": np.full(100, np.nan)}
    with pytest.raises(NotApplicable):
        drifted_target(NEED, shift(answers(rng, 100, 0.5), unknown))


def test_within_one_table_it_is_a_note():
    rng = np.random.default_rng(5)
    given = shift(answers(rng, 800, 0.2), answers(rng, 200, 0.8), by="time")
    assert [str(finding.severity) for finding in drifted_target(NEED, given)] == ["note"]
