from math import sqrt

import numpy as np
import pytest

import gardefou.table.scan as engine
from cells import column, numbers, said, scanned, texts
from gardefou.core.table import Kind
from gardefou.table.statistics.spread import SHARES


def test_a_known_answer():
    found = said("spread", numbers(4, -1, 0, 4, None, 3.5))
    assert (found.filled, found.low, found.high) == (5, -1, 4)
    assert (found.at_low, found.at_high, found.next_low, found.next_high) == (1, 2, 0, 3.5)
    assert (found.negative, found.zero, found.whole) == (1, 1, False)
    assert found.mean == 2.1
    assert found.sd == pytest.approx(np.std([4, -1, 0, 4, 3.5], ddof=1), rel=1e-8)
    assert found.quantiles[0.5] == 3.5


@pytest.mark.parametrize("held", [10**9, 0])
def test_quantiles_are_values_of_the_column(held, monkeypatch):
    monkeypatch.setattr(engine, "_HELD", held)
    values = np.round(np.random.default_rng(7).exponential(size=400), 2)
    found = said("spread", numbers(*values.tolist(), None, float("inf")))
    expected = np.quantile(values, SHARES, method="inverted_cdf")
    assert list(found.quantiles.values()) == expected.tolist()
    assert found.mean == pytest.approx(values.mean(), rel=1e-12)
    assert found.sd == pytest.approx(values.std(ddof=1), rel=1e-8)


def test_infinities_are_left_aside():
    found = said("spread", numbers(float("inf"), float("-inf"), 5, 7))
    assert (found.filled, found.low, found.high, found.mean) == (2, 5, 7, 6)


def test_one_value_does_not_vary():
    found = said("spread", numbers(3, 3, 3))
    assert (found.mean, found.sd, found.at_low, found.at_high) == (3, 0, 3, 3)
    assert found.next_low is None
    assert found.next_high is None
    assert found.whole


def test_a_column_without_a_finite_number_is_left_out():
    columns = {
        "holes": numbers(None, None),
        "inf": numbers(float("inf"), None),
        "t": texts("a", "b"),
    }
    assert scanned(["spread"], columns)["spread"] == {}


def test_the_ends_of_the_doubles_do_not_overflow():
    found = said("spread", numbers(-1.5e308, 1.5e308, 0, 0))
    assert found.mean == 0
    assert found.sd == pytest.approx(1.5e308 * sqrt(2 / 3), rel=1e-8)


def test_a_far_value_does_not_spoil_the_mean_of_the_near():
    near = said("spread", numbers(*[1e9 + 0.25, 1e9 + 0.75] * 50))
    assert near.mean == 1e9 + 0.5
    assert near.sd == pytest.approx(0.25 * sqrt(100 / 99), rel=1e-6)


def test_times_are_seconds_since_1970():
    found = said("spread", column(Kind.TIME, ["0001-01-01", "9999-12-31 23:59:59", "1970-01-01"]))
    assert (found.low, found.high, found.next_low) == (-62135596800, 253402300799, 0)


@pytest.mark.parametrize("stored", ["DECIMAL(38, 3)", "HUGEINT", "UBIGINT", "FLOAT", "TINYINT"])
def test_every_number_type_has_a_spread(stored):
    found = said("spread", column(Kind.NUMBER, [1, 2, 100], stored))
    assert (found.low, found.quantiles[0.5], found.high, found.whole) == (1, 2, 100, True)
