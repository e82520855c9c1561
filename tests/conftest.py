"""What all tests share: a data folder of their own, so that none writes into anybody's."""

import os

import pytest


@pytest.fixture(autouse=True, scope="session")
def _home_of_all_tests(tmp_path_factory):
    """For what is made once for several tests."""
    before = os.environ.get("GARDEFOU_HOME")
    os.environ["GARDEFOU_HOME"] = str(tmp_path_factory.mktemp("home"))
    yield
    os.environ.pop("GARDEFOU_HOME")
    if before is not None:
        os.environ["GARDEFOU_HOME"] = before


@pytest.fixture(autouse=True)
def _home_of_this_test(tmp_path_factory, monkeypatch):
    """So that the vault's openings of one test do not count in another."""
    monkeypatch.setenv("GARDEFOU_HOME", str(tmp_path_factory.mktemp("home")))
