"""What a text column is read as: numbers, times, true and false, or just text."""
# ruff: noqa: S608 (all names in this SQL are our own: s0, c0, r0; texts pass `literal`)

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gardefou.core.evidence import TextForms
from gardefou.core.table import Kind
from gardefou.core.words import say
from gardefou.table import written
from gardefou.table.connection import one_row
from gardefou.table.seen import Seen, looks
from gardefou.table.written import COMMA, STYLES, moment

_ENOUGH = 0.95


@dataclass(frozen=True)
class Form:
    """What a text column is read as.

    style: "" for numbers with a point, ISO times, true and false; COMMA; or one of STYLES.
    whole: all its numbers are whole and fit 64 bits. clean: every cell is a number, or a time with
    all its figures, or no text is blank, so that no cell needs a second look. note: what could not
    be decided. texts: the statistic `text_forms`, where the looks of its cells tell it already.
    """

    kind: Kind
    style: str = ""
    whole: bool = False
    clean: bool = False
    note: str = ""
    texts: TextForms | None = field(default=None, compare=False)


TEXT = Form(Kind.TEXT)


def typed(cell: str, form: Form) -> str:
    """SQL: the cell of a text column as its form has it, missing where it is none such."""
    if form.kind is Kind.NUMBER:
        return _typed_number(cell, form)
    if form.kind is Kind.TIME:
        iso = f"TRY_CAST({cell} AS TIMESTAMP)" if form.clean else written.iso(cell)
        return moment(cell, form.style) if form.style else iso
    if form.kind is Kind.BOOLEAN:
        return written.boolean(cell)
    return cell if form.clean else written.text(cell)


def _typed_number(cell: str, form: Form) -> str:
    if form.style == COMMA:
        return written.comma_number(cell)
    if form.clean:
        return f"TRY_CAST({cell} AS {'BIGINT' if form.whole else 'DOUBLE'})"
    return written.whole_number(cell) if form.whole else written.number(cell)


def forms(
    connection: Any, view: str, cells: Mapping[str, str], *, decimal: str | None, separator: str
) -> dict[str, Form]:
    """The form of each text column of a view; its note is a sentence.

    cells: {column in the view: its name}. decimal: the decimal mark where a person said so.
    separator: of the file that the text came from, or empty; beside ";" a comma is decimal.
    """
    found = {}
    for cell, seen in looks(connection, view, list(cells)):
        form = form_of(seen.looks, decimal=decimal, separator=separator)
        if form is None:
            form = _dated(connection, view, cell, seen.looks)
        note = say(form.note, column=cells[cell]) if form.note else ""
        clean = _clean(form, seen.looks)
        found[cell] = replace(form, clean=clean, note=note, texts=_texts(form, seen, clean=clean))
    return found


def _clean(form: Form, seen: Mapping[str, int]) -> bool:
    if form.kind is Kind.TEXT:
        return not seen.get("blank")
    plain = ("full",) if form.kind is Kind.TIME else ("whole", "point", "padded")
    return sum(seen.values()) == sum(seen.get(look, 0) for look in plain)


def _texts(form: Form, seen: Seen, *, clean: bool, most: int = 40) -> TextForms | None:
    """What `text_forms` would count, where all cells are numbers or times of the plainest kind.

    most: signs of a cell; longer ones are strays to that statistic.
    """
    filled = seen.looks.total()
    numbers, dates = filled - seen.looks["full"], seen.looks["full"]
    spaced = seen.spaced.total()
    if form.kind is Kind.TEXT or not clean or seen.longest > most or (numbers and spaced):
        return None
    each = max(filled, 1)
    length, words = seen.signs.total() / each, (filled + spaced) / each
    return TextForms(filled, numbers, 0, 0, dates, (), 0, seen.longest, length, words)


def form_of(
    seen: Mapping[str, int],
    *,
    decimal: str | None = None,
    separator: str = "",
    enough: float = _ENOUGH,
    most_padded: float = 0.001,
) -> Form | None:
    """The form that the counted looks of its cells say; None: dates in an order yet to be found.

    seen: {look: cells}. enough: share of the cells that must agree; 0.95 lets typing errors pass,
    while a column of codes, one in twenty of which are words, stays text. most_padded: share of
    numbers with zeros before them; more than a slip (one in a thousand) and they are codes, such
    as those of the post.

    >>> form_of({"whole": 97, "other": 3}).kind.value
    'number'
    """
    seen = {
        **dict.fromkeys(("whole", "point", "padded", "comma", "either", "thousands"), 0),
        **seen,
    }
    evidence = _evidence(seen)
    needed = enough * evidence
    if not evidence:
        return TEXT
    if seen.get("boolean") == evidence:
        return Form(Kind.BOOLEAN)
    if seen.get("iso", 0) + seen.get("full", 0) >= needed:
        return Form(Kind.TIME)
    form = _number(seen, needed, decimal, separator)
    if form is not None:
        numbers = evidence - seen.get("other", 0)
        return TEXT if seen["padded"] > most_padded * numbers else form
    return None if seen.get("date_like", 0) >= needed else TEXT


def _evidence(seen: Mapping[str, int]) -> int:
    """Cells that say something."""
    return sum(seen.values()) - seen.get("null", 0) - seen.get("blank", 0)


def _number(
    seen: Mapping[str, int], needed: float, decimal: str | None, separator: str
) -> Form | None:
    """Numbers with a point or with a comma, if enough cells are such."""
    whole = seen["whole"] + seen["padded"]
    commas = whole + seen["comma"] + seen["either"]
    if decimal != "," and whole + seen["point"] >= needed:
        return Form(Kind.NUMBER, whole=not seen["point"])
    if decimal == "." or commas < needed:
        return None
    if decimal == "," or seen["comma"] or separator == ";":
        return Form(Kind.NUMBER, COMMA)
    return Form(Kind.TEXT, note="table.either_comma")


def _dated(connection: Any, view: str, cell: str, seen: Mapping[str, int]) -> Form:
    """The one style that reads the column's dates, if the values leave no doubt about it."""
    needed = _ENOUGH * _evidence(seen)
    few = f"(SELECT DISTINCT {cell} FROM {view} WHERE {written.text(cell)} IS NOT NULL LIMIT 1000)"
    few_read = _read_by(connection, few, cell, STYLES)
    most = max(few_read.values())
    likely = [style for style in STYLES if most and few_read[style] >= most / 2]
    if not likely:
        return TEXT
    counts = _read_by(connection, view, cell, likely)
    best = max(likely, key=counts.__getitem__)
    if counts[best] < needed:
        return TEXT
    if not _decided(connection, view, cell, best):
        return Form(Kind.TEXT, note="table.either_date")
    return Form(Kind.TIME, best)


def _read_by(connection: Any, rows: str, cell: str, styles: Sequence[str]) -> dict[str, int]:
    """How many rows each style reads."""
    counts = ", ".join(f"count({moment(cell, style)})" for style in styles)
    row = one_row(connection, f"SELECT {counts} FROM {rows}")
    return dict(zip(styles, row, strict=True))


def _decided(connection: Any, view: str, cell: str, style: str) -> bool:
    """Whether day and month cannot change places: some dates read one way only, none the other."""
    if "%m" not in style:
        return True
    other = style.replace("%d", "%D").replace("%m", "%d").replace("%D", "%m")
    this_way, that_way = moment(cell, style), moment(cell, other)
    only_this, only_that = one_row(
        connection,
        f"SELECT count(*) FILTER ({this_way} IS NOT NULL AND {that_way} IS NULL), "
        f"count(*) FILTER ({this_way} IS NULL AND {that_way} IS NOT NULL) FROM {view}",
    )
    return bool(only_this) and not only_that
