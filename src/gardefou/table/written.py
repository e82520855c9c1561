"""How values are written as text, and the SQL that reads them; missing where a cell is not so."""

from itertools import product

from gardefou.core.table import WHITE
from gardefou.table.connection import literal

NULL_WORDS = (
    *("na", "n/a", "n.a.", "#n/a", "<na>", "nan", "-nan", "null", "(null)", "none", "nil", "nat"),
    *("?", "-", "--", "---", ".", "..", "*", "_"),
    *("unknown", "missing", "undefined", "not available", "not applicable", "no data"),
)
"""Cells that say "nothing here", in small letters; they count neither for nor against a kind."""

COMMA = "1,5"
"""The style of numbers with a decimal comma."""

_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_DAYS = (
    *(order.replace("/", sign) for sign in "/-." for order in ("%d/%m/%Y", "%m/%d/%Y")),
    *(order.replace("/", sign) for sign in "/." for order in ("%d/%m/%y", "%m/%d/%y")),
    *("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"),
)
STYLES = (*(f"{day}{clock}" for day, clock in product(_DAYS, _CLOCKS)), "%b-%Y", "%b %Y", "%B %Y")
"""Ways of writing a moment, besides ISO 8601."""

_WHITE = literal(WHITE)


def edged(cell: str) -> str:
    """Whether the text begins or ends with white space, or is empty."""
    return f"contains({_WHITE}, left({cell}, 1)) OR contains({_WHITE}, right({cell}, 1))"


def trimmed(cell: str) -> str:
    """The text without white space around it."""
    return f"CASE WHEN {edged(cell)} THEN trim({cell}, {_WHITE}) ELSE {cell} END"  # trim is dear


def text(cell: str) -> str:
    """The text as it stands, missing where it is blank."""
    first_is_ink = f"NOT contains({_WHITE}, left({cell}, 1))"
    return f"CASE WHEN {first_is_ink} THEN {cell} WHEN trim({cell}, {_WHITE}) <> '' THEN {cell} END"


def number(cell: str) -> str:
    """A number with a decimal point; not NaN, and no underscores as in Python."""
    return f"CASE WHEN NOT contains({cell}, '_') THEN nullif(TRY_CAST({cell} AS DOUBLE), 'nan') END"


def whole_number(cell: str) -> str:
    """A number of which all figures matter, where every number of the column is whole."""
    return f"CASE WHEN {number(cell)} IS NOT NULL THEN TRY_CAST({cell} AS BIGINT) END"


def comma_number(cell: str) -> str:
    """A number with a decimal comma, or a whole one."""
    pointed = f"replace({cell}, ',', '.')"
    return f"CASE WHEN NOT contains({cell}, '.') THEN {number(pointed)} END"


def boolean(cell: str) -> str:
    """True or false, in any letters."""
    return f"CASE lower({trimmed(cell)}) WHEN 'true' THEN true WHEN 'false' THEN false END"


def iso(cell: str) -> str:
    """A date or a time in ISO's order, moved to UTC where it has an offset."""
    cell = trimmed(cell)
    shape = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([T ].*)?"
    offset = r":\d{2}(\.\d+)? ?[+-]\d{1,2}(:?\d{2})?$"
    return (
        f"CASE WHEN NOT regexp_full_match({cell}, {literal(shape)}) THEN NULL "
        f"WHEN regexp_matches({cell}, {literal(offset)}) "
        f"THEN TRY_CAST({cell} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' "
        f"ELSE TRY_CAST({cell} AS TIMESTAMP) END"
    )


def moment(cell: str, style: str) -> str:
    """A date or a time in one of STYLES."""
    parsed = f"try_strptime({trimmed(cell)}, {literal(style)})"
    if "%Y" in style:  # the parser would take 20 for the year 20
        return rf"CASE WHEN regexp_matches({cell}, '\d{{4}}') THEN {parsed} END"
    return parsed
