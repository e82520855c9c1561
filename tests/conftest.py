"""What all tests share: a data folder of their own."""

import pytest


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    """No test writes into the data folder of whoever runs it."""
    monkeypatch.setenv("GARDEFOU_HOME", str(tmp_path_factory.mktemp("home")))
