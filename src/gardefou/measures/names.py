"""What a column's name says, word by word."""

import re
import unicodedata

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def words(name: str) -> tuple[str, ...]:
    """The words of a name, small letters without accents; numbers are words of their own.

    >>> words("customerID"), words("Date_de_décès 2")
    (('customer', 'id'), ('date', 'de', 'deces', '2'))
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(word.casefold() for word in _WORD.findall(plain))


def holds(name: str, phrases: frozenset[str]) -> bool:
    """Whether words of the name, one or several in a row, are one of the phrases.

    >>> holds("date_of_death", frozenset({"date of"})), holds("update", frozenset({"date"}))
    (True, False)
    """
    known = words(name)
    longest = max((phrase.count(" ") + 1 for phrase in phrases), default=0)
    runs = range(1, longest + 1)
    return any(" ".join(known[i : i + n]) in phrases for n in runs for i in range(len(known)))
