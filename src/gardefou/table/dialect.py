"""How a delimited text is written: its separator, its quotes, its first line."""

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path

from gardefou.core.errors import GardefouError
from gardefou.core.words import say

_SEPARATORS = (",", ";", "\t", "|")
_NEVER = ("\x1f", "\x1e", *_SEPARATORS)  # one column: cut at a sign that does not occur
_BACKSLASH = "\\"


@dataclass(frozen=True)
class Dialect:
    """separator: one sign. backslash: a quote inside quotes follows one, rather than another quote.

    names: the cells of the first record. blank_lines: empty lines above it. even: whether all
    lines down to its end stop with the same sign, as an engine expects that looks at one only.
    """

    separator: str
    backslash: bool
    names: tuple[str, ...] = ()
    blank_lines: int = 0
    even: bool = True

    def records(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        """The records of lines, such as those of a file opened with newline=""."""
        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
        return csv.reader(
            lines,
            delimiter=self.separator,
            doublequote=not self.backslash,
            escapechar=_BACKSLASH if self.backslash else None,
            strict=strict,
        )

    def ends_within_quotes(self, lines: list[str]) -> bool:
        """Whether a quote that these lines of one record open is never closed."""
        if len(lines) < 2 and '"' not in lines[0]:
            return False
        try:
            list(self.records(lines, strict=True))
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False


def dialect(path: Path, separator: str | None = None) -> Dialect:
    """The dialect of a UTF-8 file: the one that cuts most lines into as many cells as the first.

    separator: where a person said so.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        sample = file.read(1 << 18)
    whole = len(sample) < 1 << 18
    separators = _SEPARATORS if separator is None else (_one_sign(separator),)
    escapes = (False, True) if '\\"' in sample else (False,)
    ways = [Dialect(sign, backslash) for backslash in escapes for sign in separators]
    best = max(ways, key=lambda way: _fit(way, sample, whole=whole))
    if separator is None and not any(_fit(best, sample, whole=whole)):
        best = Dialect(next(sign for sign in _NEVER if sign not in sample), backslash=False)
    with path.open(encoding="utf-8-sig", newline="") as file:
        ends: set[str] = set()
        for blank, record in enumerate(best.records(_noted(file, ends))):
            if any(cell.strip() for cell in record):
                names, even = tuple(record), len(ends) == 1
                return Dialect(best.separator, best.backslash, names, blank, even)
    raise GardefouError(say("table.empty_file", path=path), remedy=say("table.empty_remedy"))


def _noted(lines: Iterable[str], ends: set[str]) -> Iterator[str]:
    """The same lines; the signs that end them go into `ends`."""
    for line in lines:
        ends.add(line[len(line.rstrip("\r\n")) :])
        yield line


def _fit(way: Dialect, sample: str, *, whole: bool, most: int = 500) -> tuple[float, int]:
    """Share of the first `most` records as wide as the first (none if one wide), and that width."""
    records = [
        record for record in islice(way.records(StringIO(sample, newline="")), most) if record
    ]
    if not whole and 1 < len(records) < most:
        records.pop()  # cut in the middle
    width = len(records[0]) if records else 0
    if width < 2:
        return (0.0, 0)
    same = sum(len(record) == width for record in records)
    return (round(same / len(records), 2), width)


def _one_sign(separator: str) -> str:
    sign = {"\\t": "\t", "tab": "\t"}.get(separator, separator)
    if len(sign) != 1 or sign in '"\r\n\\':
        what = say("table.bad_separator", name=repr(separator))
        raise GardefouError(what, remedy=say("table.bad_separator_remedy"))
    return sign
