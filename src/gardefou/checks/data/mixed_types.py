"""D005: numbers or dates kept as text, or mixed with words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gardefou.checks.data.writing import (
    comma_numbers,
    texts_of,
    units,
    ways_of_dates,
    with_point,
)
from gardefou.checks.settling import waiver
from gardefou.core.check import PerColumn, check
from gardefou.core.evidence import Frequent, TextForms
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need, Task
from gardefou.core.suspects import Suspects, Unread, Values
from gardefou.core.table import WHITE, Column, Kind, Table
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.measures.personal import shown
from gardefou.table.frame import Sample


@check("D005")
def mixed_types(  # noqa: PLR0917  what it looks at
    need: Need,
    table: Table,
    text_forms: PerColumn[TextForms],
    distinct: PerColumn[int],
    missing: PerColumn[int],
    sample: Sample,
    *,
    min_share: float = 0.5,
    min_repeats: float = 0.25,
    min_distinct: int = 20,
    ask_answer: float = 0.05,
    min_way: float = 0.005,
) -> Iterator[Finding]:
    """Numbers or dates kept as text, among stray words, blanks or units.

    Why it matters: one word in a column of numbers turns all of them into text for most tools:
    12 and 100 become names without an order. Where the column is read as numbers all the same,
    the words are lost, and with them what they meant.
    How: the cells of every column that the file stores as text are sorted, over all rows, into
    numbers, numbers with a decimal comma, numbers with a unit or sign, dates, and the rest; each
    column is told once, with all kinds that it holds. Several ways of writing dates, and several
    units, are told from min_way on, 0.005 of a sample of the cells, each. A line of column names
    among the rows is told as such. In a file whose other columns have types (Parquet), whole
    columns of numbers or dates kept as text are told once; in a file that is all text (CSV) they
    are as they should be.
    min_share: from this share on a column is taken to be numbers or dates; 0.5, the larger part.
    min_repeats: share of the stray cells that the five commonest stray texts must make up before
    a column that was left as text is named; 0.25, so that `not weighed`, again and again, is
    told, while codes such as `A/5 21171` among `113803`, each different, are left in peace.
    min_distinct: different values from which numbers with a unit that were left as text are
    told; below 20, `10+ years` or `<=50K` is a scale of names. ask_answer: share of stray cells
    in the answer from which it becomes a question; 0.05, as one answer in twenty is lost.
    When it errs: numbers that are names (postcodes, article numbers) with a few words among them
    are told to be numbers; that is a note and changes nothing.
    False alarms: columns of mere words, and clean columns of a CSV, are never named.
    Remedy: give the stray cells a column of their own, and leave the cell empty.
    Source: W3C 2016, CSV on the Web: use cases and requirements, w3.org/TR/csvw-ucr
    """
    seen = [
        _seen(each, text_forms, missing, sample, table.rows)
        for each in table.columns
        if _is_in(need, each)
    ]
    columns = sorted(
        (each for each in seen if each is not None and each.fit >= min_share * each.forms.filled),
        key=lambda each: each.name,
    )
    headers = [each for each in columns if each.is_header]
    if headers:
        yield _header(headers)
    for each in columns:
        names = each.left_as_text and each.is_names(distinct, min_repeats, min_distinct)
        answer = each.name == need.target
        classes = answer and need.task in (Task.BINARY, Task.MULTICLASS) and not each.stray
        trouble = each.trouble(min_way)
        if trouble and not (each.is_header or names or classes):
            asked = answer and each.stray >= ask_answer * each.forms.filled
            yield _mixed(each, trouble, min_way, asked=asked)
    if len(text_forms) < len(table.columns):
        clean = [each for each in columns if not (each.trouble(min_way) or each.left_as_text)]
        for what in ("numbers", "dates"):
            yield from _as_text(what, [each for each in clean if each.what == what])


@dataclass(frozen=True)
class _Seen:
    """A text column that is mostly numbers or dates: what, and how many cells fit.

    unread: filled cells that were lost in reading it as such. levels: its texts in the sample with
    the rows of each, none where it was read as something else.
    """

    name: str
    left_as_text: bool
    forms: TextForms
    what: str
    fit: int
    unread: int
    levels: tuple[Frequent, ...]

    @property
    def stray(self) -> int:
        """Filled cells that are neither numbers nor dates, whichever the column is."""
        return self.forms.filled - self.fit

    @property
    def written(self) -> int:
        """Numbers with a decimal comma, a unit or a sign."""
        forms = self.forms
        return forms.comma_numbers + forms.marked_numbers if self.what == "numbers" else 0

    @property
    def padded(self) -> int:
        """Cells with spaces around, where that is not the way of the whole column."""
        return self.forms.padded if 2 * self.forms.padded < self.forms.filled else 0

    def trouble(self, least: float) -> str:
        """Which sentence says what is wrong, or nothing. least: share of the rarest way."""
        if self.stray:
            return "kinds" if self.written else "stray"
        if self.unread:
            return "unread"
        if self.forms.blank:
            return "blank"
        if self.left_as_text and len(self.ways(least)) > 1:
            return "formats"
        return "written" if self.left_as_text and self.written else ""

    def ways(self, least: float) -> list[Frequent]:
        """The ways in which dates are written, if it holds dates."""
        return ways_of_dates(self.levels, least) if self.what == "dates" else []

    @property
    def is_header(self) -> bool:
        """Whether the only stray cells are the column's own name."""
        stray = self.forms.stray
        own = bool(stray) and stray[0].value.strip().casefold() == self.name.strip().casefold()
        return own and stray[0].count == self.stray

    def is_names(self, distinct: PerColumn[int], min_repeats: float, min_distinct: int) -> bool:
        """Whether it looks like codes, or like a scale of names, rather than like numbers."""
        told = sum(each.count for each in self.forms.stray[:5])
        codes = self.stray > 0 and told < min_repeats * self.stray
        marked = 2 * self.forms.marked_numbers > self.fit
        return codes or (marked and distinct.get(self.name, 0) < min_distinct)


def _is_in(need: Need, column: Column) -> bool:
    return column.name not in (*need.columns.ignore, *need.columns.id)


def _seen(
    column: Column,
    text_forms: PerColumn[TextForms],
    missing: PerColumn[int],
    sample: Sample,
    rows: int,
) -> _Seen | None:
    forms = text_forms.get(column.name)
    if forms is None or forms.filled == 0:
        return None
    numbers = forms.numbers + forms.comma_numbers + forms.marked_numbers
    what, fit = ("dates", forms.dates) if forms.dates > numbers else ("numbers", numbers)
    left, unread = column.kind is Kind.TEXT, 0
    if not left and column.name in missing:
        unread = max(forms.filled - (rows - missing[column.name]), 0)
    return _Seen(column.name, left, forms, what, fit, unread, texts_of(sample, column.name))


def _mixed(seen: _Seen, trouble: str, least: float, *, asked: bool) -> Finding:
    forms, what = seen.forms, say(f"data.mixed_types.{seen.what}")
    kinds = list(_kinds(seen))
    kinds_in = min(seen.stray + seen.written + seen.padded, forms.filled)
    odd = {"kinds": kinds_in, "unread": seen.unread, "blank": forms.blank}
    rows = odd.get(trouble, seen.stray) or seen.fit
    ways = seen.ways(least)
    examples = ways if trouble == "formats" else forms.stray
    says = say(
        f"data.mixed_types.{trouble}",
        column=seen.name,
        what=what,
        stray=rows,
        filled=forms.filled,
        blank=forms.blank,
        kinds=len(ways) if trouble == "formats" else len(kinds),
        listed=", ".join(kinds),
        examples=", ".join(f"'{shown(each.value)}'" for each in examples[:3]),
    )
    fate = "left_as_text" if seen.left_as_text else "lost"
    parts = (says, *_more(seen, trouble, least), say(f"data.mixed_types.{fate}", what=what))
    return Finding(
        columns=(seen.name,),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=" ".join(parts),
        remedy=say(f"data.mixed_types.{'question' if asked else trouble + '_remedy'}"),
        measured=intervals.share(
            min(rows, forms.filled), forms.filled, unit="share of filled cells"
        ),
        rows=rows,
        answers=(waiver("mixed_types", seen.name),) if asked else (),
        examples=tuple(shown(text) for text in _odd_texts(seen, ways)),
        cells=_suspects(seen),
    )


def _kinds(seen: _Seen) -> Iterator[str]:
    """Each way in which a cell is no plain number, with its rows."""
    forms, comma = seen.forms, comma_numbers(seen.levels)
    if seen.padded:
        yield say("data.mixed_types.kind_padded", count=seen.padded)
    if forms.comma_numbers:
        example = comma[0].value if comma else "1,5"
        yield say("data.mixed_types.kind_comma", count=forms.comma_numbers, example=shown(example))
    if forms.marked_numbers:
        yield say("data.mixed_types.kind_marked", count=forms.marked_numbers)
    yield from (f"'{shown(each.value)}' ({each.count})" for each in forms.stray[:3])
    rest = seen.stray - sum(each.count for each in forms.stray[:3])
    if rest > 0:
        yield say("data.mixed_types.kind_rest", count=rest)


def _more(seen: _Seen, trouble: str, least: float) -> Iterator[str]:
    """How many cells are written with a comma or a unit; which units and dates, if several."""
    forms, ways, beside = seen.forms, seen.ways(least), units(seen.levels, least)
    if trouble == "stray" and len(ways) > 1:
        listed = ", ".join(f"'{shown(each.value)}' ({each.count})" for each in ways[:4])
        yield say("data.mixed_types.ways", listed=listed)
    for way, count in (("comma", forms.comma_numbers), ("marked", forms.marked_numbers)):
        if count and trouble == "written":
            yield say(f"data.mixed_types.{way}", count=count)
    if seen.what == "numbers" and forms.marked_numbers and len(beside) > 1:
        yield say(
            "data.mixed_types.units",
            listed=", ".join(f"'{shown(each.value)}' ({each.count})" for each in beside[:4]),
        )


def _odd_texts(seen: _Seen, ways: Sequence[Frequent], most: int = 5) -> list[str]:
    commas = comma_numbers(seen.levels)[:2] if seen.what == "numbers" else []
    texts = [each.value for each in (*commas, *seen.forms.stray, *ways)]
    return list(dict.fromkeys(texts))[:most]


def _suspects(seen: _Seen) -> tuple[Suspects, ...]:
    """What was lost in reading; of a column left as text its words, and numbers with a comma."""
    if not seen.left_as_text:
        return (Unread(seen.name),)
    better: dict[str, str | None] = {
        each.value.strip(WHITE): None for each in seen.forms.stray if seen.stray
    }
    if seen.what == "numbers" and 2 * seen.forms.comma_numbers < seen.fit:
        for each in comma_numbers(seen.levels):
            better[each.value.strip(WHITE)] = with_point(each.value)
    return (Values(seen.name, better),) if better else ()


def _header(columns: list[_Seen]) -> Finding:
    rows = max(each.stray for each in columns)
    return Finding(
        columns=tuple(each.name for each in columns),
        severity=Severity.NOTE,
        says=say("data.mixed_types.header", column=columns[0].name, rows=rows),
        remedy=say("data.mixed_types.header_remedy"),
        rows=rows,
    )


def _as_text(what: str, columns: list[_Seen]) -> Iterator[Finding]:
    """One note for all clean columns that a typed file keeps as text."""
    if columns:
        yield Finding(
            columns=tuple(each.name for each in columns),
            severity=Severity.NOTE,
            says=say(
                f"data.mixed_types.as_text{'_one' if len(columns) == 1 else ''}",
                count=len(columns),
                column=columns[0].name,
                what=say(f"data.mixed_types.{what}"),
            ),
            remedy=say("data.mixed_types.as_text_remedy"),
            rows=max(each.fit for each in columns),
        )
