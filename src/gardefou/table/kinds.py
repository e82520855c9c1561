"""How each stored column is read: its kind, and the SQL that makes its typed cells."""

import re
from dataclasses import dataclass

from gardefou.core.table import Column, Kind
from gardefou.table import written
from gardefou.table.forms import Form, typed
from gardefou.table.written import COMMA, STYLES

_DIRECT = r"(U?(TINY|SMALL|BIG)INT|U?INTEGER)$"
_INEXACT = r"(U?HUGEINT|BIGNUM|VARINT|DECIMAL)"
_SECONDS = r"(TIME(_NS)?( WITH TIME ZONE)?|INTERVAL)$"
_NESTED = r".*(\[\d*\])$"


@dataclass(frozen=True)
class Way:
    """One column. typed: SQL of `c{i}`; raw: SQL of `r{i}` where it was stored as text."""

    column: Column
    typed: str
    raw: str | None = None


def way(name: str, stored: str, cell: str, form: Form | None) -> Way:
    """How a column is read.

    stored: the engine's type. cell: its name in SQL. form: what the cells of a VARCHAR are.
    """
    if form is not None:
        is_text = form.kind is Kind.TEXT
        words = f"{stored} {form.style}".strip()
        return Way(Column(name, form.kind, words, not is_text), typed(cell, form), cell)
    kind = stored_kind(stored)
    column = Column(name, kind, stored)
    if kind is Kind.TEXT:
        text = f"{cell}::VARCHAR"
        return Way(column, written.text(text), text)
    return Way(column, _typed(kind, stored, cell))


def stored_kind(stored: str) -> Kind:
    """The kind of a column by its type in the engine.

    >>> stored_kind("DECIMAL(5,2)").value, stored_kind("DATE").value, stored_kind("BLOB").value
    ('number', 'time', 'other')
    """
    if re.match(_NESTED, stored):
        return Kind.OTHER
    if any(re.match(types, stored) for types in (_DIRECT, _INEXACT, _SECONDS, "(FLOAT|DOUBLE)$")):
        return Kind.NUMBER
    if re.match(r"(DATE|TIMESTAMP(_N?S|_MS)?( WITH TIME ZONE)?)$", stored):
        return Kind.TIME
    if stored == "BOOLEAN":
        return Kind.BOOLEAN
    return Kind.TEXT if re.match(r'(VARCHAR|ENUM|UUID|"?NULL"?$)', stored) else Kind.OTHER


def _typed(kind: Kind, stored: str, cell: str) -> str:
    if kind is Kind.OTHER:
        return f"CASE WHEN {cell} IS NOT NULL THEN '' END"
    if kind is Kind.TIME:
        moment = f"{cell} AT TIME ZONE 'UTC'" if stored.endswith("ZONE") else cell
        moment = f"TRY_CAST({moment} AS TIMESTAMP)"
        return f"CASE WHEN isfinite({moment}) THEN {moment} END"
    if re.match(_SECONDS, stored):
        return f"epoch({cell})"
    if re.match(_INEXACT, stored):
        return f"{cell}::DOUBLE"
    if stored in ("FLOAT", "DOUBLE"):
        # not isnan: the engine takes it for false where a Parquet file states its bounds, NaN aside
        return f"CASE WHEN isfinite({cell}) OR isinf({cell}) THEN {cell} END"
    return cell


def converted(here: Column, wanted: Column, at: int) -> str:
    """SQL: column number `at`, read as another column was; what cannot be read is missing.

    Numbers and times (seconds since 1970) as DOUBLE, booleans as BOOLEAN, texts as VARCHAR.
    """
    cell, raw = f"c{at}", f"r{at}"
    has_text = here.from_text or here.kind is Kind.TEXT
    if wanted.kind is Kind.TEXT:
        return written.text(raw) if has_text else _as_text(here.kind, cell)
    if here.kind is not wanted.kind and has_text:
        cell = typed(raw, _form(wanted))
    elif here.kind is not wanted.kind:
        cell = _crossed(here.kind, wanted.kind, cell)
    if wanted.kind is Kind.TIME:
        return f"epoch({cell})"
    return f"({cell})::DOUBLE" if wanted.kind is Kind.NUMBER else cell


def _form(wanted: Column) -> Form:
    """The form in which a column was written elsewhere; the style stands behind its type."""
    style = wanted.stored.removeprefix("VARCHAR").strip() if wanted.from_text else ""
    return Form(wanted.kind, style if style in (*STYLES, COMMA) else "")


def _as_text(kind: Kind, cell: str) -> str:
    if kind is Kind.NUMBER:
        whole = f"{cell} = trunc({cell}) AND abs({cell}) < 1e15"
        return f"CASE WHEN {whole} THEN {cell}::BIGINT::VARCHAR ELSE {cell}::VARCHAR END"
    return f"{cell}::VARCHAR"


def _crossed(here: Kind, wanted: Kind, cell: str) -> str:
    """Between typed kinds: numbers and booleans understand one another, times neither."""
    if (here, wanted) == (Kind.BOOLEAN, Kind.NUMBER):
        return f"{cell}::INTEGER"
    if (here, wanted) == (Kind.NUMBER, Kind.BOOLEAN):
        return f"CASE {cell} WHEN 1 THEN true WHEN 0 THEN false END"
    return {Kind.TIME: "NULL::TIMESTAMP", Kind.BOOLEAN: "NULL::BOOLEAN"}.get(wanted, "NULL")
