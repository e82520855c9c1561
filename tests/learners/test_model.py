import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.core.table import Kind
from gardefou.table.frame import Coded, Frame
from learners.invented import LEVELS
from learners.test_bundle import model


def _rows(x, codes, noise=None):
    columns = {
        "x": np.array(x, dtype=float),
        "noise": np.zeros(len(x)) if noise is None else np.array(noise, dtype=float),
        "place": Coded(np.array(codes, dtype="int32"), LEVELS),
    }
    return Frame(columns, {"x": Kind.NUMBER, "noise": Kind.NUMBER, "place": Kind.TEXT})


def test_reasons_name_what_moves_the_answer_and_which_way():
    high, low = model("splines").reasons(_rows([2.5, -2.5], [2, 0]))
    assert high.startswith("x = 2.5 speaks for yes")
    assert "place = west speaks for yes" in high
    assert low.startswith("x = -2.5 speaks against yes")


@pytest.mark.parametrize("name", ["linear", "splines", "terms", "boosted"])
def test_effects_are_told_beside_an_average_row(name):
    given = model(name)
    from learners.invented import frame

    rows = frame(2000, seed=5)
    added = given.fitted.contributions(given.encoder.encode(rows))[:, 0]
    assert np.abs(added.mean(axis=0)).max() < 0.25


def test_a_hole_is_said_as_one():
    (told,) = model("terms").reasons(_rows([np.nan], [-1]))
    assert "(empty)" in told


def test_of_many_classes_the_reasons_speak_of_the_predicted_one():
    given = model("linear", Task.MULTICLASS)
    rows = _rows([2.5, -2.5], [2, 0])
    told = given.reasons(rows)
    for sentence, name in zip(told, given.predict(rows)["prediction"], strict=True):
        assert f"speaks for {name}" in sentence


def test_numbers_are_raised_and_lowered():
    told = model("linear", Task.REGRESSION).reasons(_rows([2.5, -2.5], [1, 1]))
    assert "x = 2.5 raises it" in told[0]
    assert "x = -2.5 lowers it" in told[1]


def test_a_dear_shortfall_moves_the_number_up():
    given = model("linear", Task.REGRESSION)  # too low costs three times too high
    rows = _rows([0.0], [1])
    assert given.predict(rows)["prediction"][0] > given.raw(rows)[0, 0]


def test_probabilities_of_a_row_add_up():
    answer = model("linear", Task.MULTICLASS).predict(_rows([0.0, 1.0], [0, -1]))
    total = answer["p_a"] + answer["p_b"] + answer["p_c"]
    assert total == pytest.approx([1, 1])
    assert list(answer)[-1] == "choice"
