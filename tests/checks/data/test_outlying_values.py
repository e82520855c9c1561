from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from gardefou.checks.data.outlying_values import outlying_values
from gardefou.core.finding import Severity
from gardefou.core.need import Columns, Need, Task
from gardefou.core.suspects import Beyond
from gardefou.table.frame import Sample
from small import evidence


def found(cells: dict[str, list], need: Need | None = None, **given):
    parts = {**evidence(cells).parts, **given}
    parts["need"] = need or Need()
    return outlying_values(*(parts[name] for name in outlying_values.asks))


def bulk(low: float, high: float, rows: int = 600) -> list[float]:
    rng = np.random.default_rng(0)
    return (low + (high - low) * rng.beta(2, 3, rows)).round(2).tolist()


def test_a_wild_value_is_named_with_its_cells():
    (finding,) = found({"height": [*bulk(3, 10.5), 58.9, 31.8]})
    assert (finding.columns, finding.severity, finding.rows) == (("height",), Severity.NOTE, 2)
    assert "2 values far away from all others, such as 58.9, 31.8" in finding.says
    assert finding.examples == ("58.9", "31.8")
    (cells,) = finding.cells
    assert cells.low is None and 10.5 < cells.high < 31.8


def test_both_ends_of_a_column_share_a_line():
    (finding,) = found({"x": [*bulk(50, 90), 4000.0, -3000.5]})
    assert finding.rows == 2
    (cells,) = finding.cells
    assert -3000.5 < cells.low < 50 and 90 < cells.high < 4000


def test_ages_and_years_that_cannot_be_are_asked_about_if_there_are_enough():
    ages = np.random.default_rng(0).integers(18, 90, 600).astype(float).tolist()
    (finding,) = found({"age": [*ages, 150.0, -4.0]})
    assert finding.severity is Severity.ASK
    assert "2 ages that nobody can have, such as 150, -4" in finding.says
    assert finding.cells == (Beyond("age", 0.0, 125.0),)
    built = [float(1950 + i % 60) for i in range(2000)]
    (finding,) = found({"Year built": [*built, 2207.0]})
    assert finding.severity is Severity.NOTE
    assert "a year that cannot be: 2207" in finding.says


def test_the_age_of_a_thing_and_years_of_practice_may_be_anything():
    ages = np.random.default_rng(0).integers(1, 300, 600).astype(float).tolist()
    assert found({"house age": ages, "years": [each / 10 for each in ages]}) == []


def test_a_sign_that_slipped_is_told_with_its_remedy():
    counts = np.random.default_rng(0).poisson(20, 600) + 1.0
    counts[:3] *= -1
    (finding,) = found({"n": counts.tolist()})
    assert "below zero in 3 rows" in finding.says
    assert finding.cells == (Beyond("n", 0.0, None, -1.0),)


def test_a_column_that_runs_through_zero_is_left_alone():
    rng = np.random.default_rng(0)
    assert found({"x": rng.normal(3, 1.1, 2000).tolist()}) == []
    assert found({"x": (rng.exponential(5, 2000) - 0.05).tolist()}) == []


def test_infinite_numbers_are_told():
    (finding,) = found({"x": bulk(0, 1)}, infinite={"x": 4})
    assert finding.rows == 4


HONEST = {
    "normal": lambda rng, n: rng.normal(size=n),
    "lognormal": lambda rng, n: rng.lognormal(0, 1.5, n),
    "pareto": lambda rng, n: rng.pareto(1, n),
    "cauchy": lambda rng, n: rng.standard_cauchy(n),
    "exponential": lambda rng, n: rng.exponential(size=n),
    "counts": lambda rng, n: rng.poisson(3, n).astype(float),
    "mostly none": lambda rng, n: np.where(rng.random(n) < 0.9, 0, rng.lognormal(5, 1, n).round()),
}


@pytest.mark.parametrize("rows", [300, 3000])
def test_heavy_tails_are_no_fault(rows):
    told = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        told += len(found({name: made(rng, rows).tolist() for name, made in HONEST.items()}))
    assert told <= 1  # 0.2 expected


def test_a_mark_for_not_known_and_another_unit_are_told_elsewhere():
    assert found({"x": [*bulk(1, 9), *[-999.0] * 30]}) == []
    numbers = np.random.default_rng(0).lognormal(0, 0.5, 2000)
    numbers[:8] *= 1000
    assert found({"x": numbers.tolist()}) == []


def test_a_day_far_away_is_shown_as_a_day():
    start = datetime(2015, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=int(d)) for d in np.random.default_rng(0).integers(0, 900, 600)]
    (finding,) = found({"when": [*days, datetime(2091, 5, 1, tzinfo=UTC)]})
    assert finding.rows == 1
    assert finding.cells[0].column == "when"


def test_many_columns_share_a_line():
    cells = {f"x{k}": [*bulk(3, 9), 500.0 + k] for k in range(5)}
    (finding,) = found(cells)
    assert finding.columns == tuple(f"x{k}" for k in range(5))
    assert len(finding.cells) == 5


def test_beyond_a_sample_the_two_ends_are_known():
    rng = np.random.default_rng(0)
    whole = rng.normal(100, 10, 4000)
    whole[-2:] = 900.0, 890.0
    given = evidence({"x": whole.tolist()})
    part = given["sample"].take(slice(0, 1000))
    sample = Sample(part.frame, part.hashes, part.position, 4000)
    (finding,) = found({"x": whole.tolist()}, sample=sample)
    assert "at least 2 values" in finding.says
    assert finding.examples == ("900", "890")


def test_names_of_classes_and_what_the_need_ignores_have_no_ends():
    cells = {"x": [*bulk(3, 9), 500.0]}
    assert found(cells, Need(columns=Columns(ignore=("x",)))) == []
    assert found(cells, Need(target="x", task=Task.MULTICLASS)) == []
