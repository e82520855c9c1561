"""What a learned model hands over to be drawn, read with care: any key may be absent or odd."""

from collections.abc import Mapping, Sequence
from typing import Any

from gardefou.report.numbers import finite

Entry = Mapping[str, Any]


def entries(pictures: Mapping[str, object], key: str) -> list[Entry]:
    """The entries under a key, those that are mappings."""
    found = pictures.get(key)
    if not isinstance(found, Sequence):
        return []
    return [entry for entry in found if isinstance(entry, Mapping)]


def numbers(entry: Entry, key: str) -> list[float]:
    """The finite numbers under a key; empty where one of them is not finite."""
    found = [finite(number) for number in entry.get(key) or ()]
    known = [number for number in found if number is not None]
    return known if len(known) == len(found) else []


def texts(entry: Entry, key: str) -> list[str]:
    """The texts under a key."""
    return [str(text) for text in entry.get(key) or ()]
