import pytest

from gardefou.measures.checksums import (
    italian_letter,
    luhn,
    mod11_10,
    mod97,
    spanish_letter,
    weighted,
)


def test_every_single_slip_is_noticed():
    for good, check in (("79927398713", luhn), ("86095742719", mod11_10)):
        assert check(good)
        for at, sign in enumerate(good):
            slips = (good[:at] + other + good[at + 1 :] for other in "0123456789" if other != sign)
            assert not any(map(check, slips))


def test_one_in_ten_numbers_passes():
    numbers = [f"{n:011d}" for n in range(50_000_000_000, 50_000_010_000)]
    assert sum(map(luhn, numbers)) == 1000
    assert sum(map(mod11_10, numbers)) == 1000


@pytest.mark.parametrize("iban", ["GB82WEST12345698765432", "BE71096123456769"])
def test_the_remainder_of_an_iban_is_one(iban):
    assert mod97(iban[4:] + iban[:4]) == 1
    swapped = iban[:6] + iban[7] + iban[6] + iban[8:]
    assert mod97(swapped[4:] + swapped[:4]) != 1


def test_letters_that_follow():
    assert spanish_letter(12345678) == "Z"
    assert spanish_letter(0) == "T"
    assert italian_letter("RSSMRA85T10A562") == "S"


def test_a_sum_with_weights():
    assert weighted("123", (1, 10, 100)) == 321
    assert weighted("1239", (1, 1, 1)) == 6
