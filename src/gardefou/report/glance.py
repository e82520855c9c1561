"""The table at a glance: a row for each column, and what was found in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gardefou.core.finding import Severity
from gardefou.core.need import Need
from gardefou.core.table import Kind
from gardefou.core.verdict import Glance, Record
from gardefou.core.words import number, per_cent, plain, say
from gardefou.figures.markup import Content, Markup, join, tag
from gardefou.figures.strip import strip
from gardefou.report.blocks import Section, fold, name, para, sentence
from gardefou.report.found import Found, by_column, found
from gardefou.report.numbers import amount, counted, date, finite

MOST = 200
"""Columns on the page, so that it stays a page; the JSON holds all of them."""
AS_THEY_STAND = 30
"""Up to so many columns stay in the table's order; of more, those with findings come first."""
OPEN = 40
"""Columns that are seen at once; the others are one step away."""
_NAMED = 3  # findings of a column
_HEAD = ("column", "values", "holes", "different", "found")
_DAYS = 20 * 86_400.0  # seconds: over a longer time the hour says nothing


@dataclass(frozen=True)
class _Row:
    """A column, its findings, and those of them that stand on the page."""

    glance: Glance
    found: Sequence[Found]
    linked: frozenset[int]


def glanced(record: Record, linked: frozenset[int]) -> Section | None:
    """The section; None where nobody looked at the columns one by one.

    linked: numbers of the findings that stand on the page.
    """
    content = columns(record, linked)
    return Section("glance", say("report.glance.title"), content) if content else None


def columns(record: Record, linked: frozenset[int]) -> Markup | None:
    """The table of columns, with what it leaves out; None where there are none."""
    if not record.columns:
        return None
    rows = _rows(record, linked)
    shown = rows[:MOST]
    hidden = len(rows) - len(shown)
    rest = shown[OPEN:]
    return join(
        para(say("report.glance.means")),
        _table(shown[:OPEN], record),
        fold(counted("glance.rest", len(rest)), _table(rest, record)) if rest else None,
        para(counted("glance.hidden", hidden), kind="aside") if hidden else None,
        para(say("report.glance.care"), kind="aside"),
    )


def _rows(record: Record, linked: frozenset[int]) -> list[_Row]:
    named = by_column(found(record))
    rows = [_Row(each, named.get(each.name, ()), linked) for each in record.columns]
    return rows if len(rows) <= AS_THEY_STAND else sorted(rows, key=_gravity)


def _gravity(row: _Row) -> tuple[int, int]:
    """Columns with an alarm first, then with a question, then with a note, then the others."""
    kinds = list(Severity)
    if not row.found:
        return len(kinds), 0
    return kinds.index(row.found[0].finding.severity), -len(row.found)


def _table(rows: Sequence[_Row], record: Record) -> Markup:
    """Told to screen readers as a table even where the page is too narrow to draw it as one."""
    heads = [say(f"report.glance.head.{key}") for key in _HEAD]
    top = [tag("th", word, scope="col", role="columnheader") for word in heads]
    body = [_row(row, record, heads) for row in rows]
    return tag(
        "table",
        tag("caption", say("report.glance.title")),
        tag("thead", tag("tr", top, role="row"), role="rowgroup"),
        tag("tbody", body, role="rowgroup"),
        class_="glance",
        role="table",
    )


def _row(row: _Row, record: Record, heads: Sequence[str]) -> Markup:
    glance = row.glance
    first = (name(glance.name, most=80), tag("small", _what(row, record.need)))
    cells: list[Content] = [_values(glance), _holes(glance, record.table.rows)]
    cells += [amount(glance.distinct) if glance.distinct is not None else "", _found(row)]
    return tag(
        "tr",
        tag("th", first, scope="row", role="rowheader"),
        [
            tag("td", cell, role="cell", data_head=head, class_=key)
            for cell, head, key in zip(cells, heads[1:], _HEAD[1:], strict=True)
        ],
        role="row",
    )


def _what(row: _Row, need: Need) -> str:
    """The type in plain words, and what the column is to this need."""
    kind = say(f"report.glance.kind.{row.glance.kind.value}")
    roles = [say(f"report.glance.role.{role}") for role in _roles(row.glance.name, need)]
    return "; ".join([kind, *roles])


def _roles(raw: str, need: Need) -> list[str]:
    columns = need.columns
    single = {"target": need.target, "weight": need.weight, "split": need.split}
    single |= {"entity": columns.entity, "time": columns.time}
    several = {key: getattr(columns, key) for key in ("id", "protected", "known_after", "ignore")}
    roles = [key for key, one in single.items() if one == raw]
    return roles + [key for key, names in several.items() if raw in names]


def _holes(glance: Glance, rows: int) -> str:
    if glance.missing is None or not rows:
        return ""
    return per_cent(glance.missing / rows) if glance.missing else say("report.glance.no_holes")


def _values(glance: Glance) -> Content:
    """The picture, and in words what it shows."""
    drawn = strip(glance.heights, apart=bool(glance.commonest)) if glance.heights else None
    told = _span(glance) if finite(glance.low) is not None else _commonest(glance)
    return (drawn, tag("small", told) if told else None)


def _span(glance: Glance) -> str:
    ends = (glance.low, glance.high)
    low, high = (_number(end, glance) for end in ends)
    if low == high:
        return say("report.glance.always", value=low)
    if finite(glance.middle) is None:
        return say("report.glance.span", low=low, high=high)
    return say("report.glance.middle", low=low, high=high, middle=_number(glance.middle, glance))


def _number(value: float | None, glance: Glance) -> str:
    known = finite(value)
    if known is None:
        return say("report.unknown")
    low, high = finite(glance.low) or 0.0, finite(glance.high) or 0.0
    if glance.kind is Kind.TIME:
        return date(known)[:10] if high - low > _DAYS else date(known)
    years = 1000 <= low <= high < 3000 and known == round(known)  # written without thousands
    return (f"{known:.0f}" if years else number(known)).replace("-", "−")


def _commonest(glance: Glance, most: int = 3) -> Markup | None:
    told = [
        join(", " if place else "", tag("bdi", sentence(value)), f" ({_unbroken(share)})")
        for place, (value, share) in enumerate(glance.commonest[:most])
        if finite(share) is not None
    ]
    return join(told) if told else None


def _unbroken(share: float) -> str:
    return per_cent(share).replace(" ", "\u00a0")


def _found(row: _Row) -> Content:
    """What was found in the column, each a link to where it stands."""
    shown = list(_by_check(row.found).values())
    items = [tag("li", _link(these, row.linked)) for these in shown[:_NAMED]]
    more = len(shown) - _NAMED
    if more > 0:
        items.append(tag("li", counted("glance.more", more)))
    return tag("ul", items) if items else None


def _by_check(all_found: Sequence[Found]) -> Mapping[tuple[str, str], list[Found]]:
    together: dict[tuple[str, str], list[Found]] = {}
    for each in all_found:
        together.setdefault((each.finding.severity.value, each.result.check), []).append(each)
    return together


def _link(these: Sequence[Found], linked: frozenset[int]) -> Markup:
    """The name of the check in words, with the mark of its severity."""
    severity, check = these[0].finding.severity.value, these[0].result.check
    told = join(
        tag("b", say(f"report.text.{severity}"), class_=f"weight {severity}"),
        " ",
        plain(check).replace("_", " "),
    )
    target = next((each.anchor for each in these if each.number in linked), None)
    return tag("a", told, href=f"#{target}") if target else told
