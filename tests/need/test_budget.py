import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.need import Budget
from gardefou.need.budget import bound, bounded

KNOWN = {
    "2 min": Budget(time=120.0),
    "2min": Budget(time=120.0),
    " 1.5 h ": Budget(time=5400.0),
    "30 s": Budget(time=30.0),
    "2 minutes": Budget(time=120.0),
    "2 min CPU": Budget(time=120.0),
    "2 min wall": Budget(time=120.0, wall=True),
    "0.10 EUR": Budget(money=(0.1, "EUR")),
    "0.10 eur": Budget(money=(0.1, "EUR")),
    "5 €": Budget(money=(5.0, "EUR")),
    "5 XOF": Budget(money=(5.0, "XOF")),
    "20 g": Budget(carbon=20.0),
    "0.5 kg CO2e": Budget(carbon=500.0),
    "1e-05 s": Budget(time=1e-05),
}


@pytest.mark.parametrize("words", KNOWN)
def test_words_that_are_bounds(words):
    assert bound(words) == KNOWN[words]


@pytest.mark.parametrize(
    "words",
    ["", "2", "min", "0 min", "-2 min", "two min", "1,000 EUR", "nan s", "9e999 s", "2 min wal",
     "2 mni", "2 min 30 s", "3 bananas", "20 g wall", "5 EUR wall", "٣ min x"],
)  # fmt: skip
def test_words_that_are_none(words):
    with pytest.raises(GardefouError, match=r"`budget\.time`"):
        bound(words, key="budget.time")


def test_the_nearest_unit_is_named():
    with pytest.raises(GardefouError, match="Did you mean 'min'"):
        bound("2 mni")


def test_a_bound_replaces_only_its_own_kind():
    budget = Budget(time=60.0, wall=True, money=(1.0, "EUR"), carbon=5.0)
    assert bounded(budget, bound("10 s")) == Budget(10.0, False, (1.0, "EUR"), 5.0)
    assert bounded(budget, bound("2 USD")) == Budget(60.0, True, (2.0, "USD"), 5.0)
    assert bounded(budget, bound("2 g")) == Budget(60.0, True, (1.0, "EUR"), 2.0)
