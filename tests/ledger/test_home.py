from pathlib import Path

import pytest

from gardefou.ledger.home import home


def test_it_is_where_the_user_says(monkeypatch, tmp_path):
    monkeypatch.setenv("GARDEFOU_HOME", str(tmp_path / "own"))
    assert home() == tmp_path / "own"


def test_else_where_the_desktop_keeps_data(monkeypatch, tmp_path):
    monkeypatch.delenv("GARDEFOU_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert home() == tmp_path / "gardefou"


@pytest.mark.parametrize("unset", ["", "relative/folder"])
def test_else_in_the_home_folder(monkeypatch, tmp_path, unset):
    monkeypatch.delenv("GARDEFOU_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", unset)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home() == tmp_path / ".local" / "share" / "gardefou"


def test_a_user_without_a_home_has_the_temp_folder(monkeypatch):
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("GARDEFOU_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert home().name == "gardefou"
    assert home().parent.is_dir()
