import numpy as np
import pytest

from gardefou.checks.data.unit_jump import unit_jump
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need
from gardefou.core.suspects import At, Beyond
from gardefou.core.table import Kind
from gardefou.table.frame import Coded, Frame, Sample


def found(cells: dict[str, object], need: Need | None = None, *, of: int | None = None, **limits):
    """Findings on rows that are looked at in another order than the file's."""
    columns, kinds = {}, {}
    for name, given in cells.items():
        column = np.asarray(given)
        if column.dtype.kind == "U":
            levels, codes = np.unique(column, return_inverse=True)
            columns[name] = Coded(codes.astype(np.int32), tuple(map(str, levels)))
            kinds[name] = Kind.TEXT
        else:
            columns[name], kinds[name] = column.astype(float), Kind.NUMBER
    rows = len(next(iter(columns.values())))
    order = np.random.default_rng(5).permutation(rows)
    frame = Frame(columns, kinds).take(order)
    sample = Sample(frame, np.arange(rows, dtype=np.uint64), order, of or rows)
    values = {
        name: len(np.unique(column))
        for name, column in columns.items()
        if not isinstance(column, Coded)
    }
    return unit_jump(need or Need(), sample, values, **limits)


def sizes(rows: int, wide: float = 0.5, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(0, wide, rows)


@pytest.mark.parametrize("rows", [398, 14_000])
@pytest.mark.parametrize("wide", [0.1, 0.6])
def test_a_thousandfold_from_mid_table_is_found(rows, wide):
    numbers = sizes(rows, wide)
    numbers[rows // 2 :] *= 1000
    (finding,) = found({"x": numbers, "other": sizes(rows, 1, 1)})
    assert (finding.columns, finding.severity) == (("x",), Severity.ASK)
    assert finding.rows == rows - rows // 2
    assert "about 1 000 times as large" in finding.says
    (cells,) = finding.cells
    assert (cells.column, cells.scale, cells.since) == ("x", 0.001, rows // 2)
    assert (numbers[cells.since :] > cells.high).all()
    assert 'unit_jump = { columns = ["x"]' in finding.answers[0]


@pytest.mark.parametrize(
    ("factor", "offset", "said"),
    [(1 / 1000, 0, "1 000 times smaller"), (2.2046, 0, "2.2 times as large"),
     (2.54, 0, "2.54 times as large"), (100, 0, "100 times as large")],
)  # fmt: skip
def test_other_units_are_told(factor, offset, said):
    heights = 170 * sizes(1000, 0.08)
    heights[600:] *= factor
    (finding,) = found({"height": heights})
    assert said in finding.says


def test_fahrenheit_after_celsius_is_told_row_by_row():
    degrees = np.random.default_rng(0).normal(15, 6, 900)
    late = degrees.copy()
    late[500:] = 1.8 * late[500:] + 32
    (finding,) = found({"t": late})
    assert "Fahrenheit" in finding.says
    (cells,) = finding.cells
    assert isinstance(cells, At)
    assert float(cells.suggested[500]) == pytest.approx(degrees[500], rel=1e-4)


def test_a_step_in_time_is_told_where_the_need_names_the_time():
    rng = np.random.default_rng(0)
    day, numbers = rng.permutation(1000), sizes(1000)
    numbers[day >= 700] *= 1000
    need = Need(columns=Columns(time="day"))
    (finding,) = found({"day": day, "x": numbers}, need)
    assert "From a certain time on" in finding.says
    assert (finding.rows, finding.cells[0].since) == (300, 0)


def test_a_source_with_a_unit_of_its_own_is_named():
    rng = np.random.default_rng(0)
    numbers, site = sizes(2000), rng.choice(["north", "south", "east"], 2000)
    numbers[site == "east"] *= 100
    (finding,) = found({"x": numbers, "site": site})
    assert finding.columns == ("x", "site")
    assert "Where site is 'east', the numbers of column x are about 100 times" in finding.says
    assert finding.severity is Severity.ASK


def test_groups_that_differ_by_a_small_factor_are_only_noted():
    rng = np.random.default_rng(0)
    numbers, site = sizes(2000, 0.1), rng.choice(["a", "b"], 2000)
    numbers[site == "b"] *= 2.54
    (finding,) = found({"x": numbers, "site": site})
    assert finding.severity is Severity.NOTE


def test_scattered_cells_are_told_with_what_they_should_be():
    numbers = sizes(2000)
    numbers[::250] *= 1000
    (finding,) = found({"x": numbers})
    assert (finding.severity, finding.rows) == (Severity.NOTE, 8)
    (cells,) = finding.cells
    assert isinstance(cells, Beyond) and cells.scale == 0.001 and cells.since == 0
    assert (numbers > cells.high).sum() == 8
    assert len(finding.examples) == 5


def test_columns_that_change_together_share_a_line():
    cells = {name: sizes(600, 0.3, seed) for seed, name in enumerate("cab")}
    for column in cells.values():
        column[300:] *= 1000
    (finding,) = found(cells)
    assert finding.columns == ("a", "b", "c")


def test_of_a_sample_the_rows_of_the_table_are_estimated():
    numbers = sizes(1000)
    numbers[500:] *= 1000
    (finding,) = found({"x": numbers}, of=10_000)
    assert finding.rows == 5000


RNG = np.random.default_rng(3)
HONEST = {
    "lognormal": RNG.lognormal(0, 2, 2000),
    "pareto": RNG.pareto(1, 2000),
    "cauchy": RNG.standard_cauchy(2000),
    "exponential trend": RNG.lognormal(0, 0.3, 2000) * np.exp(np.linspace(0, 7, 2000)),
    "straight trend": RNG.normal(0, 1, 2000) + np.linspace(1, 1000, 2000),
    "sorted": np.sort(RNG.lognormal(0, 1, 2000)),
    "sorted evenly": np.linspace(1, 5000, 2000),
    "a walk": np.exp(np.cumsum(RNG.normal(0, 0.1, 2000))),
    "two batches": np.concatenate([RNG.normal(10, 1, 900), RNG.normal(45, 3, 1100)]),
    "zeros and money": np.where(RNG.random(2000) < 0.5, 0, RNG.lognormal(5, 1, 2000)),
    "three levels": RNG.choice([1.0, 1000.0, 50.0], 2000),
    "shrinking": RNG.normal(0, 1, 2000) * np.linspace(100, 1, 2000),
}


@pytest.mark.parametrize("shape", HONEST)
def test_an_honest_column_is_left_alone(shape):
    assert found({"x": HONEST[shape]}) == []


def test_honest_groups_are_left_alone():
    rng = np.random.default_rng(0)
    group = rng.choice(["dog", "cat", "cow"], 2000)
    weight = {"dog": 20.0, "cat": 4.0, "cow": 600.0}
    numbers = np.array([weight[each] for each in group]) * rng.lognormal(0, 0.2, 2000)
    assert found({"x": numbers, "animal": group}) == []


def test_codes_and_what_the_need_puts_aside_are_not_looked_at():
    numbers = sizes(600)
    numbers[300:] *= 1000
    assert found({"x": numbers}, Need(columns=Columns(ignore=("x",)))) == []
    assert found({"x": numbers}, fewest_values=1000) == []
    assert found({"x": numbers[:40]}) == []


def test_rows_that_go_back_to_the_usual_unit_are_not_pointed_at():
    numbers = sizes(1000, 0.2)
    numbers[400:970] *= 1000
    (finding,) = found({"x": numbers})
    (cells,) = finding.cells
    assert finding.rows == 570
    pointed = np.flatnonzero((numbers > cells.high) & (np.arange(1000) >= cells.since))
    assert pointed.tolist() == list(range(400, 970))
