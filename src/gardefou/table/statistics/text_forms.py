"""What the cells of a column stored as text look like, in rows.

Each filled cell, white space around taken off, is the first of these that fits:
- number: digits, a point as decimal mark, an exponent if any; or infinity;
- comma number: the same with a decimal comma, thousands set apart by points or spaces if any
  (`1,234` reads as one and a bit: a comma alone cannot be told from a mark of thousands);
- date: year-month-day, day/month/year or month/day/year with any usual mark, or with the month's
  English name; with or without a time of day; or a time of day alone. It must exist: 31 April is
  none;
- marked number: a number once a sign of currency, per cent, comparison or a usual unit is taken
  away, thousands set apart if any (`$1,250.00`, `12 kg`, `<5`, `30%`); few single letters are
  units, so that `12B` stays a name;
- else stray; `stray` lists the 20 commonest of these, cut at 200 signs. Of strays that differ
  only by white space around, those among the 20 commonest are counted as one.

Lengths are in characters, white space around included; words are what spaces set apart. Exact.
"""

from collections import Counter

from gardefou.core.evidence import Frequent, TextForms
from gardefou.core.statistic import Parts, Statistic
from gardefou.core.table import WHITE, Kind
from gardefou.table.connection import literal
from gardefou.table.written import trimmed

_LONGEST_FORM = 40  # no number or date needs more signs; spares long texts the patterns

_PLAIN = r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
_NUMBER = rf"[+-]?({_PLAIN}|(?i:inf(inity)?))"
_COMMA = r"[+-]?(\d+|\d{1,3}([. ]\d{3})+),\d+([eE][+-]?\d+)?"
_GROUPED = rf"({_PLAIN}|\d+,\d+|\d{{1,3}}(([, ']\d{{3}})+(\.\d+)?|([. ]\d{{3}})+,\d+))"
_BEFORE = r"(<|>|<=|>=|~|≈|≤|≥|±|[$€£¥₹]|(us|a|c|hk)\$|usd|eur|gbp|chf|jpy|cad|aud|inr|rs\.?)"
_UNITS = (
    r"% ‰ pct percent \$ € £ ¥ ₹ usd eur gbp chf jpy cad aud inr euros? dollars? "
    "mm cm dm m km in ft yd mi inch(es)? feet miles? mg g kg t lbs? oz tons? tonnes? "
    "ml cl dl l litres? liters? gal cc ms s secs? seconds? mins? minutes? h hrs? hours? "
    "days? weeks? wks? months? mos? years? yrs? kw mw gw kwh mwh wh hp bhp ps nm rpm "
    "hz khz mhz ghz km/h kmh kph mph m/s km/l kmpl km/kg mpg kb mb gb tb pa hpa kpa bar psi mmhg "
    "° °c °f m2 m² m3 m³ cm2 cm² cm3 cm³ km2 km² sqft ft2 ft² ha acres? k kcal cal kj bn mn "
    "mmol/l mg/dl g/dl"
)
_AFTER = "(" + "|".join(_UNITS.split()) + r")\.?"
_MARKED = rf"(?i)([+-]?{_BEFORE} ?|{_BEFORE} ?[+-]|[+-])?{_GROUPED}\+?( ?{_AFTER})?"

_CLOCK = (
    r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d+)?)?( ?[AaPp]\.?[Mm]\.?)?"
    r"( ?(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?))?"
)
_DAY = "|".join(
    (
        r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
        r"\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})",
        r"\d{1,2}[-/ ]?[A-Za-z]{3,9}[-/ ,]{0,2}(\d{4}|\d{2})",
        r"[A-Za-z]{3,9}\.? \d{1,2},? \d{4}",
    )
)
_FORMATS = [
    *("%Y-%m-%d", "%d-%m-%Y", "%m-%d-%Y", "%d-%m-%y", "%m-%d-%y"),
    *("%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y"),
    *("%Y.%m.%d", "%d.%m.%Y", "%m.%d.%Y", "%d.%m.%y", "%m.%d.%y"),
    *("%d-%b-%Y", "%d/%b/%Y", "%d %b %Y", "%d %b, %Y", "%d%b%Y", "%d %B %Y", "%d %B, %Y"),
    *("%d-%b-%y", "%d %b %y", "%d%b%y", "%b %d, %Y", "%b. %d, %Y", "%b %d %Y"),
    *("%B %d, %Y", "%B %d %Y"),
]


def _matches(text: str, pattern: str) -> str:
    return f"regexp_matches({text}, {literal(f'^({pattern})$')})"


_T = f"CASE WHEN padded THEN {trimmed('v')} ELSE v END"
_DATE = f"""CASE
    WHEN contains(v, ':') AND {_matches(_T, _CLOCK)} THEN true
    WHEN NOT {_matches(_T, f"({_DAY})([T ].*)?")} THEN false
    ELSE try_strptime(
        regexp_replace({_T}, {literal(f"[T ]+{_CLOCK}$")}, ''), {_FORMATS}) IS NOT NULL
    END"""
_FORM = f"""CASE
    WHEN v IS NULL THEN NULL
    WHEN length > {_LONGEST_FORM} THEN 'stray'
    WHEN {_matches(_T, _NUMBER)} THEN 'number'
    WHEN NOT regexp_matches(v, '[0-9]') THEN 'stray'
    WHEN contains(v, ',') AND {_matches(_T, _COMMA)} THEN 'comma'
    WHEN {_DATE} THEN 'date'
    WHEN {_matches(_T, _MARKED)} THEN 'marked'
    ELSE 'stray' END"""


def _answer(parts: Parts) -> TextForms:
    filled = int(parts["written"] or 0)
    return TextForms(
        filled=filled,
        numbers=int(parts["numbers"] or 0),
        comma_numbers=int(parts["comma_numbers"] or 0),
        marked_numbers=int(parts["marked_numbers"] or 0),
        dates=int(parts["dates"] or 0),
        stray=_stray(parts),
        padded=int(parts["padded_cells"] or 0),
        longest=int(parts["longest"] or 0),
        mean_length=int(parts["all_length"] or 0) / max(filled, 1),
        words=int(parts["all_words"] or 0) / max(filled, 1),
        blank=int(parts["blank"] or 0),
    )


def _stray(parts: Parts) -> tuple[Frequent, ...]:
    rows: Counter[str] = Counter()
    for found in parts["commoner_stray"] or ():
        rows[found["v"].strip(WHITE)] += found["n"]
    for text in (parts["stray_as_common"] or ())[: 20 - len(parts["commoner_stray"] or ())]:
        rows[text.strip(WHITE)] += parts["stray_twentieth"]
    first = sorted(rows.items(), key=lambda item: (-item[1], item[0]))[:20]
    return tuple(Frequent(text, count) for text, count in first)


text_forms = Statistic(
    name="text_forms",
    of="column",
    answer=_answer,
    page=__doc__,
    kinds=frozenset(Kind),
    stored=True,
    beside={
        "length": "length(cell)",
        "words": "len(string_split(cell, ' '))",
        "padded": "padded",
        "signs": "cell <> ''",
    },
    each={"form": _FORM},
    first={
        "written": "sum(n) FILTER (form IS NOT NULL)",
        "numbers": "sum(n) FILTER (form = 'number')",
        "comma_numbers": "sum(n) FILTER (form = 'comma')",
        "marked_numbers": "sum(n) FILTER (form = 'marked')",
        "dates": "sum(n) FILTER (form = 'date')",
        "blank": "sum(n) FILTER (v IS NULL AND signs)",
        "padded_cells": "sum(n) FILTER (form IS NOT NULL AND padded)",
        "longest": "max(length) FILTER (form IS NOT NULL)",
        "all_length": "sum(n * length) FILTER (form IS NOT NULL)",
        "all_words": "sum(n * words) FILTER (form IS NOT NULL)",
        "stray_twentieth": "(max(n, 20) FILTER (form = 'stray'))[-1]",
    },
    then={
        "commoner_stray": "list({'v': v, 'n': n}) FILTER (form = 'stray' AND n > stray_twentieth)",
        "stray_as_common": "min(v, 20) FILTER (form = 'stray' AND n = stray_twentieth)",
    },
)
