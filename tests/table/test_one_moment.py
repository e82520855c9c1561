import random
from datetime import datetime, timedelta
from math import isnan

import duckdb
import pytest

from gardefou.table import one_moment, written
from gardefou.table.one_moment import moment_reader


@pytest.mark.parametrize(
    ("style", "text", "iso"),
    [
        ("", "2020-01-02T03:04:05.5Z", "2020-01-02 03:04:05.5"),
        ("", " 2020/1/2 ", "2020-01-02"),
        ("", "2020-01-02 05:04:05+02:00", "2020-01-02 03:04:05"),
        ("%d-%b-%y", "2-JUN-69", "1969-06-02"),
        ("%d-%b-%y", "2-Jun-68", "2068-06-02"),
        ("%B %d, %Y %I:%M %p", "June 2, 2020 12:04 am", "2020-06-02 00:04"),
        ("%b-%Y", "Dec-2011", "2011-12-01"),
    ],
)
def test_known_moments(style, text, iso):
    wanted = (datetime.fromisoformat(iso) - one_moment.EPOCH).total_seconds()
    assert moment_reader(style)(text) == wanted


@pytest.mark.parametrize(
    ("style", "text"),
    [("", "2020-02-30"), ("", "soon"), ("%d/%m/%Y", "1/13/2020"), ("%d/%m/%Y", "1/2/20")],
)
def test_what_is_no_moment_is_a_hole(style, text):
    assert isnan(moment_reader(style)(text))


def test_plain_texts_never_trouble_the_engine(monkeypatch):
    monkeypatch.setattr(one_moment, "_asked", lambda text, style: 1 / 0)
    assert moment_reader("")("1970-01-02") == 86400.0
    with pytest.raises(ZeroDivisionError):
        moment_reader("")("1970-01-02 24:00:00")


@pytest.mark.parametrize("style", ["", *written.STYLES[::7]])
def test_whole_and_damaged_texts_are_read_as_the_engine_reads_them(style):
    rng = random.Random(style)
    texts = [_damaged(rng, style or "%Y-%m-%d %H:%M:%S") for _ in range(40)]
    cell = written.moment("x", style) if style else written.iso("x")
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        question = f"SELECT epoch({cell}) FROM (SELECT unnest(?::VARCHAR[]) AS x)"
        wanted = [row[0] for row in engine.execute(question, [texts]).fetchall()]
    read = moment_reader(style)
    for text, seconds in zip(texts, wanted, strict=True):
        told = read(text)
        assert (None if isnan(told) else told) == seconds, repr(text)


def _damaged(rng, style):
    text = (datetime(1940, 1, 1) + timedelta(seconds=rng.randrange(4 * 10**9))).strftime(style)
    if rng.random() < 0.4:
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice("0123456789 -/:AZ+.") + text[at + rng.randrange(2) :]
    return text
