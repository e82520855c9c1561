import pytest

from gardefou.measures.stand_in import Suspicion, stand_ins
from small import spread

REST = [float(i) for i in range(100)]


def found(values: list[float], second: int = 1, **limits):
    seen = stand_ins(spread(values), len(set(values)), (second, second), Suspicion(**limits))
    return [(each.value, each.next, each.rows, each.why) for each in seen]


def test_both_ends_are_looked_at():
    assert found([-99.0] * 6 + REST + [999.0] * 7) == [
        (-99.0, 0.0, 6, "only_negative"),
        (999.0, 99.0, 7, "far"),
    ]


@pytest.mark.parametrize("value", [-999.0, 999.0])
def test_a_value_that_hardly_repeats_is_an_outlier(value):
    assert found([value] * 4 + REST) == []


def test_the_reasons_differ():
    assert found([-1.0] * 30 + REST)[0][3] == "only_negative"
    assert found([0.0] * 9 + [50 + 0.1 * x for x in REST])[0][3] == "far"
    assert found([0.0] * 9 + [30 + x for x in REST], zero_gap=0.5)[0][3] == "odd_zero"
    assert found([20.0] * 40 + [21 + x for x in REST])[0][3] == "edge"


def test_columns_of_hardly_any_values_are_left_alone():
    assert found([-1.0] * 50 + [0.0] * 50 + [1.0] * 50) == []
    assert found([0.0, 1000.0] * 50) == []
    assert found([]) == []
