import numpy as np
import pytest

from gardefou.checks.data.mislabelled_rows import mislabelled_rows
from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.evidence import Probe
from gardefou.core.finding import Severity
from gardefou.core.need import Need, Task
from small import sample

NEED = Need(target="y", task=Task.BINARY, classes=("no", "yes"))


def probe(rows=3000, *, exchanged=0.0, hardness=4.0, seed=0):
    """A foretelling that is as sure as it should be, of answers some of which were exchanged."""
    rng = np.random.default_rng(seed)
    score = rng.normal(scale=hardness, size=rows)
    p = 1 / (1 + np.exp(-score))
    y = (rng.random(rows) < p).astype(int)
    hit = rng.random(rows) < exchanged
    y = np.where(hit, 1 - y, y)
    both = np.column_stack([1 - p, p])
    return Probe(np.arange(rows), y, both, None, np.arange(rows) % 5, "linear"), hit


def table(rows=3000):
    return sample({"x": [float(n) for n in range(rows)], "y": ["no"] * rows})


def test_exchanged_answers_are_counted_ranked_and_pointed_at():
    given, hit = probe(exchanged=0.05)
    (finding,) = mislabelled_rows(NEED, table(), given)
    assert finding.severity is Severity.NOTE
    assert finding.measured.low <= 0.05 <= finding.measured.high
    named = list(finding.cells[0].suggested)
    assert finding.rows == len(named) > 50
    assert hit[named].mean() > 0.7
    assert hit[named[:30]].mean() >= hit[named[-30:]].mean()
    first = named[0]
    assert finding.cells[0].suggested[first] == NEED.classes[1 - given.y[first]]
    assert len(finding.examples) == 5


def test_true_answers_of_a_table_of_any_hardness_are_left_alone():
    said = [
        mislabelled_rows(NEED, table(), probe(hardness=hardness, seed=seed)[0])
        for hardness in (2.0, 4.0)
        for seed in range(10)
    ]
    assert sum(map(len, said)) == 0


def test_a_table_too_hard_to_tell_is_not_called_clean():
    with pytest.raises(NotApplicable, match="too hard"):
        mislabelled_rows(NEED, table(300), probe(300, hardness=0.3)[0])


def test_numbers_and_a_single_class_do_not_concern_it():
    given, _ = probe(100)
    number = Probe(given.rows, given.y * 1.0, None, given.y * 1.0, given.fold, "linear")
    with pytest.raises(NotApplicable, match="number"):
        mislabelled_rows(NEED, table(100), number)
    one = Probe(given.rows, given.y * 0, given.p, None, given.fold, "linear")
    with pytest.raises(NotApplicable, match="one class"):
        mislabelled_rows(NEED, table(100), one)


def test_a_straight_model_is_heard_only_where_it_explains_as_much():
    given, _ = probe(400, exchanged=0.06, seed=3)
    flat = np.clip(given.p, 0.06, 0.94)  # a joint model that has learned the floor itself
    joint = Probe(given.rows, given.y, flat, None, given.fold, "boosted")
    assert mislabelled_rows(NEED, table(400), joint) == []
    heard = Probe(given.rows, given.y, flat, None, given.fold, "boosted", straight=given.p)
    assert len(mislabelled_rows(NEED, table(400), heard)) == 1
    bent = given.p[::-1].copy()  # as sure of itself, and wrong
    wrong = Probe(given.rows, given.y, flat, None, given.fold, "boosted", straight=bent)
    assert mislabelled_rows(NEED, table(400), wrong) == []


def test_limits_are_kept():
    given, _ = probe(exchanged=0.05)
    assert mislabelled_rows(NEED, table(), given, min_share=0.2) == []
