import duckdb
import numpy as np
import pyarrow as pa
import pytest

from gardefou.table.quantiles import quantiles
from gardefou.table.statistics.spread import SHARES

ROWS = 20_000
RNG = np.random.default_rng(11)
TABLES = {
    "normal": RNG.normal(size=ROWS),
    "in order": np.sort(RNG.exponential(size=ROWS)),
    "mostly one value": np.where(RNG.random(ROWS) < 0.9, 0.0, RNG.normal(size=ROWS)),
    "few values": RNG.integers(0, 4, ROWS).astype(float),
    "holes": np.where(RNG.random(ROWS) < 0.7, np.nan, RNG.normal(size=ROWS)),
    "beginning misleads": np.where(np.arange(ROWS) % 20 == 0, -1e6, 0.0) + RNG.normal(size=ROWS),
    "one value": np.full(ROWS, 3.0),
    "two rows": np.array([5.0, 1.0]),
}


def asked(values, **how):
    values = np.asarray(values, dtype=float)
    cells = {"position": np.arange(len(values)), "c0": pa.array(values, from_pandas=True)}
    with duckdb.connect() as connection:
        connection.register("cells", pa.table(cells))
        return quantiles(connection, "c0", SHARES, **how)


@pytest.mark.parametrize("guess", [10, 1000, 10**6])
@pytest.mark.parametrize("values", TABLES.values(), ids=TABLES)
def test_as_if_all_had_been_sorted(values, guess):
    filled = values[~np.isnan(values)]
    expected = np.quantile(filled, SHARES, method="inverted_cdf")
    assert asked(values, guess=guess, width=1) == expected.tolist()


@pytest.mark.parametrize("values", [[], [np.nan, np.nan]])
def test_nothing_to_sort(values):
    assert asked(values) == []
