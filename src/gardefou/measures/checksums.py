"""The arithmetic that tells a real number of a card, an account or a person from any other."""

from collections.abc import Sequence

_SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE"
_ITALIAN = (
    1,
    0,
    5,
    7,
    9,
    13,
    15,
    17,
    19,
    21,
    2,
    4,
    18,
    20,
    11,
    3,
    6,
    8,
    12,
    14,
    16,
    10,
    22,
    25,
    24,
    23,
)


def luhn(digits: str) -> bool:
    """Whether the last figure closes the sum, every second one doubled, to a multiple of ten.

    Source: ISO/IEC 7812-1, annex B.

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    doubled = [sum(divmod(2 * int(each), 10)) for each in digits[-2::-2]]
    return (sum(doubled) + sum(map(int, digits[::-2]))) % 10 == 0


def mod97(text: str) -> int:
    """The remainder by 97 of letters and figures, letters as 10 to 35.

    Of an IBAN with its first four signs moved to the end it is 1. Source: ISO 7064, MOD 97-10.

    >>> mod97("3704 0044 0532 0130 00 DE 89".replace(" ", ""))
    1
    """
    return int("".join(str(int(sign, 36)) for sign in text)) % 97


def mod11_10(digits: str) -> bool:
    """Whether the last figure closes the hybrid sum of ISO 7064, MOD 11,10.

    >>> mod11_10("86095742719"), mod11_10("86095742718")
    (True, False)
    """
    product = 10
    for each in digits[:-1]:
        total = (int(each) + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10 == int(digits[-1])


def weighted(digits: str, weights: Sequence[int]) -> int:
    """The sum of the figures, each times its weight; figures beyond the weights do not count.

    >>> weighted("9434765919", (10, 9, 8, 7, 6, 5, 4, 3, 2, 1)) % 11
    0
    """
    return sum(int(each) * weight for each, weight in zip(digits, weights, strict=False))


def spanish_letter(number: int) -> str:
    """The letter that follows the number of a Spanish identity card.

    >>> spanish_letter(12345678)
    'Z'
    """
    return _SPANISH[number % 23]


def italian_letter(code: str) -> str:
    """The last letter of an Italian fiscal code, from its first fifteen signs.

    Source: Decreto ministeriale 23 dicembre 1976, n. 13813.

    >>> italian_letter("RSSMRA85T10A562")
    'S'
    """
    values = [int(sign) if sign.isdigit() else ord(sign) - ord("A") for sign in code]
    total = sum(_ITALIAN[each] for each in values[::2]) + sum(values[1::2])
    return chr(ord("A") + total % 26)
