"""What is known of a table without its rows."""

from dataclasses import dataclass
from enum import StrEnum

WHITE = "".join(
    map(
        chr,
        (
            *range(0x09, 0x0E),
            *range(0x1C, 0x21),
            *(0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)),
            *(0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF),
        ),
    )
)
"""Signs that leave a cell blank, and that a name of a class does not keep around it.

What Python calls white space, and the byte order mark, which is none to the eye either.
"""


class Kind(StrEnum):
    """How a column is read."""

    NUMBER = "number"
    TEXT = "text"
    TIME = "time"
    BOOLEAN = "boolean"
    OTHER = "other"  # nested, binary: named in the report, not used


@dataclass(frozen=True)
class Column:
    """A column: raw name, how it is read, and how it was stored.

    stored: the engine's or file's own type, in words. from_text: the numbers, times or booleans
    were written as text.
    """

    name: str
    kind: Kind
    stored: str
    from_text: bool = False


@dataclass(frozen=True)
class Table:
    """One table: where it came from, its size, its columns, its fingerprint.

    sha256: of the content as read; equal content in the same order gives the same one.
    notes: what reading had to decide and a user should know (renamed columns, a guessed encoding).
    """

    source: str
    rows: int
    columns: tuple[Column, ...]
    sha256: str
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The raw names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def kind(self, name: str) -> Kind:
        """How the named column is read."""
        return next(column.kind for column in self.columns if column.name == name)

    def __contains__(self, name: object) -> bool:
        return name in self.names
