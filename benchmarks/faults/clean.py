"""Clean tables to plant faults in: scikit-learn's, invented ones, and public ones if present.

Each is made anew for every seed: an invented one is drawn again, of a real one four fifths of the
rows are taken, in a new order.
"""

import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from gardefou.core.need import Need, Task

DATA = Path(os.environ.get("GARDEFOU_DATA", Path(__file__).parents[3] / "shared/data"))
MOST_ROWS = 2_000


@dataclass(frozen=True)
class Clean:
    """Columns as arrays (None or NaN for a hole), the target among them, and its task."""

    name: str
    columns: dict[str, np.ndarray]
    target: str
    task: Task

    @property
    def rows(self) -> int:
        return len(self.columns[self.target])

    @property
    def y(self) -> np.ndarray:
        """Class numbers by name, or the target's numbers."""
        cells = self.columns[self.target]
        if self.task is Task.REGRESSION:
            return cells.astype(float)
        return np.unique(cells.astype(str), return_inverse=True)[1]

    @property
    def numbers(self) -> list[str]:
        """The measures: numbers of many values, by name."""
        return [
            name
            for name, cells in self.columns.items()
            if name != self.target and cells.dtype.kind in "fiu" and len(np.unique(cells)) > 30
        ]

    @property
    def need(self) -> Need:
        return Need(target=self.target, task=self.task)

    def plus(self, **more) -> "Clean":
        """With these columns added or replaced."""
        return replace(self, columns={**self.columns, **more})

    def take(self, index) -> "Clean":
        """The rows at `index`."""
        taken = {name: cells[index] for name, cells in self.columns.items()}
        return replace(self, columns=taken)

    def table(self) -> pa.Table:
        arrays = {name: pa.array(cells, from_pandas=True) for name, cells in self.columns.items()}
        return pa.table(arrays)


def tables(seed: int) -> list[Clean]:
    """All clean tables of this seed."""
    made = [make(np.random.default_rng((seed, k))) for k, make in enumerate(INVENTED)]
    for k, read in enumerate(REAL):
        rng = np.random.default_rng((seed, 100 + k))
        whole = read()
        if whole is not None:
            most = min(MOST_ROWS, int(0.8 * whole.rows))
            made.append(whole.take(rng.permutation(whole.rows)[:most]))
    return made


def _mixed(rng, rows):
    """Ten columns of all kinds, three of which make up a score."""
    start = np.datetime64("2023-01-01")
    columns = {
        "alpha": rng.normal(10, 2, rows).round(3),
        "beta": rng.lognormal(3, 0.5, rows).round(2),
        "gamma": rng.poisson(3, rows),
        "delta": rng.choice(["red", "green", "blue"], rows, p=[0.5, 0.3, 0.2]),
        "epsilon": rng.choice([f"town {n}" for n in range(30)], rows),
        "zeta": rng.uniform(0, 100, rows).round(2),
        "eta": (start + rng.integers(0, 700, rows).astype("timedelta64[D]")),
        "theta": rng.choice(["yes", "no"], rows, p=[0.3, 0.7]),
        "iota": rng.integers(18, 90, rows),
        "kappa": rng.gamma(4, 2, rows).round(3),
    }
    score = (columns["alpha"] - 10) / 2 + (columns["delta"] == "red") + 0.03 * columns["iota"]
    return columns, score


def two_classes(rng):
    columns, score = _mixed(rng, 1_500)
    score = score + rng.normal(size=1_500)
    answer = np.where(score > np.quantile(score, 0.7), "good", "bad")
    return Clean("invented, two classes", {**columns, "outcome": answer}, "outcome", Task.BINARY)


def three_classes(rng):
    columns, score = _mixed(rng, 1_500)
    score = score + 0.6 * rng.normal(size=1_500)
    cut = np.digitize(score, np.quantile(score, [0.3, 0.7]))
    answer = np.array(["low", "middle", "high"])[cut]
    return Clean("invented, three classes", {**columns, "level": answer}, "level", Task.MULTICLASS)


def numbers(rng):
    columns, score = _mixed(rng, 1_500)
    answer = (100 + 20 * (score + 0.7 * rng.normal(size=1_500))).round(1)
    return Clean("invented, numbers", {**columns, "price": answer}, "price", Task.REGRESSION)


def incomes(rng):
    """People, and who of them earns most: thirteen columns of mixed kinds."""
    rows = 2_000
    age = rng.integers(18, 70, rows)
    years = rng.choice([9, 10, 12, 13, 14, 16, 18], rows, p=[0.1, 0.1, 0.3, 0.15, 0.1, 0.2, 0.05])
    hours = np.clip(rng.normal(40, 9, rows), 5, 80).round()
    job = rng.choice(["office", "craft", "care", "sales", "technical", "management"], rows)
    score = 0.25 * years + 0.03 * age + 0.04 * hours + (job == "management") + rng.normal(size=rows)
    columns = {
        "age": age,
        "edu_years": years,
        "hours": hours,
        "job": job,
        "sector": rng.choice(["private", "public", "self"], rows, p=[0.7, 0.2, 0.1]),
        "region": rng.choice(["north", "south", "east", "west"], rows),
        "sex": rng.choice(["female", "male"], rows),
        "savings": rng.lognormal(8, 1, rows).round(2),
        "children": rng.poisson(1.2, rows),
        "commute_km": rng.gamma(2, 8, rows).round(1),
        "tenure": rng.gamma(2, 3, rows).round(2),
        "union": rng.choice(["yes", "no"], rows, p=[0.2, 0.8]),
        "score": rng.normal(600, 80, rows).round(1),
    }
    answer = np.where(score > np.quantile(score, 0.7), "high", "low")
    return Clean("invented, incomes", {**columns, "income": answer}, "income", Task.BINARY)


def sensors(rng):
    """A machine's readings and whether it failed soon after."""
    rows = 1_200
    load = rng.gamma(5, 10, rows).round(2)
    columns = {
        "load": load,
        "heat": (20 + 0.3 * load + rng.normal(0, 3, rows)).round(2),
        "speed": rng.normal(1_500, 120, rows).round(1),
        "wear": rng.uniform(0, 250, rows).round(1),
        "grade": rng.choice(["L", "M", "H"], rows, p=[0.6, 0.3, 0.1]),
        "site": rng.choice([f"plant {n}" for n in range(8)], rows),
    }
    logit = 0.06 * (load - 50) + 0.012 * (columns["wear"] - 125) - 0.8
    failed = rng.random(rows) < 1 / (1 + np.exp(-logit))
    return Clean(
        "invented, sensors", {**columns, "failed": failed.astype(int)}, "failed", Task.BINARY
    )


def _of_sklearn(load, task):
    from sklearn import datasets

    data = getattr(datasets, load)(as_frame=True)
    columns = {name: cells.to_numpy() for name, cells in data.data.items()}
    answer = data.target.to_numpy()
    if task is not Task.REGRESSION:
        answer = np.array([str(name) for name in data.target_names])[answer]
    return Clean(load.removeprefix("load_"), {**columns, "target": answer}, "target", task)


def _of_data(file, target, task):
    import duckdb

    if not (DATA / file).exists():
        return None
    found = duckdb.sql(f"select distinct * from '{DATA / file}'").to_df()
    found = found[found[target].astype(str) != target]  # one file repeats its heading as a row
    found = found.sort_values(list(found.columns), ignore_index=True)
    columns = {name: _plain(cells) for name, cells in found.items()}
    return Clean(Path(file).parent.name, columns, target, task)


def _plain(cells):
    values = cells.to_numpy()
    if values.dtype.kind in "fiub":
        return values
    try:
        return values.astype(float)  # decimals, or numbers that were stored as text
    except (TypeError, ValueError):
        return np.array([None if each != each else str(each) for each in values], dtype=object)


INVENTED = (two_classes, three_classes, numbers, incomes, sensors)
REAL = (
    lambda: _of_sklearn("load_breast_cancer", Task.BINARY),
    lambda: _of_sklearn("load_wine", Task.MULTICLASS),
    lambda: _of_sklearn("load_diabetes", Task.REGRESSION),
    lambda: _of_data("higgs_5k/higgs_5k.parquet", "label", Task.BINARY),
    lambda: _of_data("magic_gamma/magic_gamma.parquet", "class", Task.BINARY),
    lambda: _of_data("vehicle/vehicle.parquet", "class", Task.MULTICLASS),
    lambda: _of_data("abalone/abalone.parquet", "rings", Task.REGRESSION),
)
