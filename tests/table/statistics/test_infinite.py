from cells import column, numbers, said, scanned, texts
from gardefou.core.table import Kind


def test_both_infinities_count():
    assert said("infinite", numbers(float("inf"), 1, float("-inf"), float("inf"), None)) == 3


def test_finite_numbers_are_none():
    assert said("infinite", numbers(1e308, None, 0)) == 0
    assert said("infinite", column(Kind.NUMBER, [1, 2], "DECIMAL(38, 10)")) == 0


def test_texts_are_not_asked():
    assert scanned(["infinite"], {"t": texts("inf")})["infinite"] == {}
