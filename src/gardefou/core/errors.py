"""The one error that a user can mend: it says what, what was seen, and what to do."""

from collections.abc import Iterable
from difflib import get_close_matches


class GardefouError(Exception):
    """The input cannot be used as it is; nothing was written.

    what: one sentence. seen: what stood there. remedy: what to do next, one sentence.

    >>> print(GardefouError("No column 'agee'.", seen=["age"], remedy="Did you mean 'age'?"))
    No column 'agee'. Seen: age. Did you mean 'age'?
    """

    def __init__(
        self, what: str, *, seen: str | Iterable[object] | None = None, remedy: str = ""
    ) -> None:
        self.what = what
        self.seen = _as_text(seen)
        self.remedy = remedy
        super().__init__(what)

    def __str__(self) -> str:
        seen = f"Seen: {self.seen}." if self.seen else ""
        line = " ".join(part for part in (self.what, seen, self.remedy) if part)
        return " ".join(line.split())


def _as_text(seen: str | Iterable[object] | None, most: int = 12) -> str:
    if seen is None or isinstance(seen, str):
        return seen or ""
    shown = [str(each) for each in seen]
    rest = f", and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + rest


def nearest(name: str, known: Iterable[str]) -> str:
    """The remedy for a misspelt name: the nearest known ones, or the list of them.

    >>> nearest("agee", ["age", "wage"])
    "Did you mean 'age' or 'wage'?"
    >>> nearest("zzz", ["age"])
    "Known: 'age'."
    """
    known = list(known)
    close = get_close_matches(name, known, n=3, cutoff=0.6)
    if not close:
        close = [each for each in known if each.casefold() == name.casefold()]
    if close:
        return "Did you mean " + " or ".join(repr(each) for each in close) + "?"
    return "Known: " + _as_text([repr(each) for each in known]) + "." if known else ""
