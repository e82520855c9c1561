from datetime import UTC, datetime

import numpy as np
import pytest

from gardefou.learners.time_code import PARTS, one_time_part, telling_parts, time_part

DAY = 86400.0


def _seconds(*moments):
    return np.array([datetime.fromisoformat(m).replace(tzinfo=UTC).timestamp() for m in moments])


def test_parts_of_a_known_moment():
    at = _seconds("2024-02-29T23:59:59")
    told = {part: float(time_part(at, part)[0]) for part in PARTS}
    assert told["month"] == 2
    assert told["day of the year"] == 60
    assert told["weekday"] == 3  # a Thursday
    assert told["hour"] == 23
    assert abs(told["date"] - (2024 + 59.9 / 366)) < 0.01


def test_a_hole_has_no_part():
    for part in PARTS:
        assert np.isnan(time_part(np.array([np.nan]), part)).all()
        assert np.isnan(one_time_part(part)(float("nan")))


def test_months_alone_need_no_day_of_the_year():
    months = _seconds("2020-01-01", "2020-03-01", "2021-12-01")
    assert list(telling_parts(months)) == ["date", "month", "weekday"]


def test_one_year_needs_no_day_of_the_year():
    days = _seconds("2020-01-05", "2020-03-01", "2020-12-01")
    assert "day of the year" not in list(telling_parts(days))
    assert "day of the year" in list(telling_parts(days - 300 * DAY))


@pytest.mark.parametrize("part", PARTS)
def test_one_time_is_as_many(part):
    rng = np.random.default_rng(1)
    ends = [-62135596800.0, 253402214400.0, -70_000_000_000.0, 300_000_000_000.0, -1.0, -0.5]
    seconds = np.concatenate([ends, np.round(rng.uniform(-5e9, 5e9, 300), 3)])
    one = one_time_part(part)
    assert [one(s) for s in seconds.tolist()] == time_part(seconds, part).tolist()
