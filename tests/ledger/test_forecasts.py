import json
import os

import pytest

from gardefou.ledger import forecasts
from gardefou.ledger.forecasts import Spent, factor, machine_kind, note, remembered

TOLD = Spent(10.0, 0.02, 8.0, None)


@pytest.fixture(autouse=True)
def switched_on(monkeypatch):
    monkeypatch.delenv("GARDEFOU_FORECASTS", raising=False)


def took(folder, seconds, times=1):
    for _ in range(times):
        note(10.0, TOLD, Spent(seconds, 0.02, 8.0), folder=folder)


def test_what_is_noted_is_remembered(tmp_path):
    took(tmp_path, 12.0)
    (line,) = remembered(folder=tmp_path)
    assert (line.machine, line.reckoned_s, line.cpu_s) == (machine_kind(), 10.0, 12.0)


def test_nothing_of_the_table_or_the_user_is_kept(tmp_path):
    took(tmp_path, 12.0)
    kept = json.loads((tmp_path / "forecasts.jsonl").read_text())
    assert set(kept) == {"machine", "reckoned_s", "forecast", "happened"}
    assert os.uname().nodename not in kept["machine"]


def test_without_a_log_the_band_is_about_a_factor_of_two(tmp_path):
    nothing = factor(folder=tmp_path)
    assert (nothing.value, nothing.n, nothing.level) == (1.0, 0, 0.9)
    assert 2 < nothing.high < 3
    assert nothing.low == pytest.approx(1 / nothing.high)


def test_a_slow_machine_is_learned_little_by_little(tmp_path):
    found = [factor(folder=tmp_path)]
    for _ in range(3):
        took(tmp_path, 20.0, times=4)
        found.append(factor(folder=tmp_path))
    values = [each.value for each in found]
    assert values == sorted(values)
    assert 1.8 < values[-1] < 2.0
    assert found[-1].high / found[-1].low < found[0].high / found[0].low


def test_one_odd_training_hardly_moves_it(tmp_path):
    took(tmp_path, 10.0, times=9)
    took(tmp_path, 1000.0)
    assert factor(folder=tmp_path).value < 1.1


def test_another_kind_of_machine_does_not_count(tmp_path, monkeypatch):
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(forecasts, "machine_kind", lambda: "abacus")
        took(tmp_path, 90.0, times=5)
    assert factor(folder=tmp_path).n == 0


def test_it_can_be_switched_off(tmp_path, monkeypatch):
    took(tmp_path, 20.0, times=5)
    monkeypatch.setenv("GARDEFOU_FORECASTS", "off")
    assert factor(folder=tmp_path).value == 1.0
    took(tmp_path, 20.0)
    monkeypatch.delenv("GARDEFOU_FORECASTS")
    assert len(remembered(folder=tmp_path)) == 5


HOSTILE = [
    b"",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b"null",
    b"7",
    b'{"machine": "x"}',
    b'{"machine": "x", "reckoned_s": "NaN", "happened": {"cpu_s": 1}}',
    b'{"machine": "x", "reckoned_s": 1e999, "happened": {"cpu_s": 1}}',
    b'{"machine": "x", "reckoned_s": 0, "happened": {"cpu_s": 1}}',
    b'{"machine": "x", "reckoned_s": 1, "happened": [1]}',
    b'{"machine": "x", "reckoned_s": 1, "happened": {"cpu_s": -5}}',
    b'{"machine": "x", "reckoned_s": 1' + b"0" * 5000 + b', "happened": {"cpu_s": 1}}',
]


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_line_tells_nothing_and_harms_nothing(tmp_path, line):
    (tmp_path / "forecasts.jsonl").write_bytes(line)
    assert remembered(folder=tmp_path) == []
    took(tmp_path, 12.0)
    assert len(remembered(folder=tmp_path)) == 1


def test_the_log_stays_small(tmp_path, monkeypatch):
    monkeypatch.setattr(forecasts, "_MOST_BYTES", 4000)
    took(tmp_path, 12.0, times=60)
    path = tmp_path / "forecasts.jsonl"
    assert path.stat().st_size < 4500
    assert 5 < len(remembered(folder=tmp_path)) < 30
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_its_place_is_left_alone(tmp_path):
    os.mkfifo(tmp_path / "forecasts.jsonl")
    took(tmp_path, 12.0)
    assert remembered(folder=tmp_path) == []


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    took(tmp_path / "file", 12.0)
    assert factor(folder=tmp_path / "file").value == 1.0
