import numpy as np
import pytest

from gardefou.core.table import Kind
from gardefou.learners.design import learn_design, read_design
from gardefou.learners.encode import Feature, Matrix, learn_encoder
from gardefou.table.frame import Frame


def _matrix(values, *features):
    return Matrix(np.asarray(values, float), features)


def test_numbers_are_scaled_and_holes_stand_beside_them():
    given = _matrix([[0.0], [2.0], [4.0], [np.nan]], Feature("n"))
    wide = learn_design(given).wide(given)
    assert wide[[0, 1, 3]].tolist() == [[-1.2247449159622192, 0.0], [0.0, 0.0], [0.0, 1.0]]


def test_each_hour_stands_alone():
    seconds = np.arange(48.0) * 3600
    frame = Frame({"t": seconds}, {"t": Kind.TIME})
    matrix = learn_encoder(frame).encode(frame)
    place = [feature.part for feature in matrix.features].index("hour")
    design = learn_design(matrix)
    start, end = design.bounds[place : place + 2]
    wide = design.wide(matrix)[:, start:end]
    assert end - start == 25  # one for an hour that was never seen
    assert (wide.argmax(axis=1) == np.arange(48) % 24).all()
    assert (wide.sum(axis=1) == 1).all()


def test_an_hour_never_seen_adds_nothing_of_another():
    given = _matrix([[3.0], [5.0]] * 4, Feature("t", "hour", calendar=24))
    wide = learn_design(given).wide(_matrix([[3.0], [4.0], [np.nan]], *given.features))
    assert wide.tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 1]]


def test_a_bag_is_taken_as_it_is():
    given = _matrix([[0.0], [0.0], [2.5]], Feature("s", "word “a”", bagged=True))
    for knots in (0, 7):
        design = learn_design(given, knots=knots)
        assert design.wide(given).tolist() == [[0.0], [0.0], [2.5]]


@pytest.mark.parametrize(
    "change",
    [
        {"levels": (0, 10**9)},
        {"scale": 0.0},
        {"scale": float("nan")},
        {"knots": (0.0,)},
        {"knots": (*4 * (0.0,), 2.0, 1.0, *4 * (3.0,))},
    ],
)
def test_a_hostile_design_is_refused(change):
    good = {"centre": 0.0, "scale": 1.0, "clip": 6.0, "knots": (), "holes": True, "levels": ()}
    assert read_design([good]).bounds == [0, 2]
    with pytest.raises(ValueError, match=r"columns|knots"):
        read_design([{**good, **change}])
