import pytest

from gardefou.ledger.carbon import intensity


@pytest.mark.parametrize(("code", "grams"), [("FRA", 56.0), ("pl", 661.9), (" US ", 369.5)])
def test_a_known_country_has_its_yearly_mean(code, grams):
    found = intensity(code)
    assert (found.value, found.low, found.high) == (grams, None, None)
    assert "2023" in found.by


@pytest.mark.parametrize("code", [None, "", "ZZ", "<b>"])
def test_any_other_has_the_world_and_its_range(code):
    found = intensity(code)
    assert (found.low, found.value, found.high) == (20, 445, 1000)


def test_an_unknown_country_is_named():
    assert "ZZ" in intensity("ZZ").by
    assert "'" not in intensity(None).by.replace("world's", "")
