"""What was found and nobody cleared, the weightiest first: the one order of page and terminal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from gardefou.core.finding import Finding, Outcome, Result, Severity
from gardefou.core.verdict import Record
from gardefou.report.numbers import finite

_LETTERS = "ULPSMGD"  # what may stop a use altogether before what can be mended in a cell


@dataclass(frozen=True)
class Found:
    """A finding, the check that made it, and its number among all that are open, from 1."""

    result: Result
    finding: Finding
    number: int

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"finding-{self.number}"


def found(record: Record) -> tuple[Found, ...]:
    """All open findings: by severity; among equals one of each check, then the next of each.

    So no check hides another. Of the checks those that may stop a use come first (use, leaks,
    people, change, model), then those of cells; of one check what costs most, then what concerns
    most rows.
    """
    in_order = [each for severity in Severity for each in _in_turn(record, severity)]
    return tuple(Found(*each, number) for number, each in enumerate(in_order, start=1))


def of_severity(all_found: tuple[Found, ...], severity: Severity) -> list[Found]:
    """Those of one severity."""
    return [each for each in all_found if each.finding.severity is severity]


def by_column(all_found: tuple[Found, ...]) -> Mapping[str, list[Found]]:
    """The findings that name a column, by raw name, the weightiest first."""
    named: dict[str, list[Found]] = {}
    for each in all_found:
        for column in dict.fromkeys(each.finding.columns):
            named.setdefault(column, []).append(each)
    return named


def _in_turn(record: Record, severity: Severity) -> Iterator[tuple[Result, Finding]]:
    waiting = []
    for result in sorted(record.results, key=_place):
        if result.outcome is not Outcome.WAIVED:
            these = [each for each in result.findings if each.severity is severity]
            waiting.append([(result, each) for each in sorted(these, key=_weight)])
    for turn in zip_longest(*waiting):
        yield from (each for each in turn if each is not None)


def _place(result: Result) -> tuple[int, str]:
    letter = _LETTERS.find(result.code[:1])
    return (letter if letter >= 0 else len(_LETTERS), result.code)


def _weight(finding: Finding) -> tuple[float, int]:
    price = None if finding.price is None else finite(finding.price.value)
    return (-(price or 0.0), -(finding.rows or 0))
