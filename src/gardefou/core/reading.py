"""How a file is to be read, where a person said so; None: found out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """sheet: of a workbook. encoding: e.g. "latin-1". separator, decimal: one character each."""

    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
