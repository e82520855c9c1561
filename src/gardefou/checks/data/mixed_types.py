"""D005: numbers or dates kept as text, or mixed with words."""

from collections.abc import Iterator
from dataclasses import dataclass

from gardefou.checks.settling import waiver
from gardefou.core.check import PerColumn, check
from gardefou.core.evidence import TextForms
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need, Task
from gardefou.core.table import Column, Kind, Table
from gardefou.core.words import plain, say
from gardefou.measures import intervals


@check("D005")
def mixed_types(
    need: Need,
    table: Table,
    text_forms: PerColumn[TextForms],
    distinct: PerColumn[int],
    *,
    min_share: float = 0.5,
    min_repeats: float = 0.25,
    min_distinct: int = 20,
    ask_answer: float = 0.05,
) -> Iterator[Finding]:
    """Numbers or dates kept as text, among stray words, blanks or units.

    Why it matters: one word in a column of numbers turns all of them into text for most tools:
    12 and 100 become names without an order. Where the column is read as numbers all the same,
    the words are lost, and with them what they meant.
    How: the cells of every column that the file stores as text are sorted, over all rows, into
    numbers, numbers with a decimal comma, numbers with a unit or sign, dates, and the rest. A
    line of column names among the rows is told as such. In a file whose other columns have types
    (Parquet), whole columns of numbers or dates kept as text are told once; in a file that is
    all text (CSV) they are as they should be.
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
    seen = [_seen(each, text_forms, min_share) for each in table.columns if _is_in(need, each)]
    columns = sorted((each for each in seen if each is not None), key=lambda each: each.name)
    headers = [each for each in columns if each.is_header]
    if headers:
        yield _header(headers)
    for each in columns:
        names = each.left_as_text and each.is_names(distinct, min_repeats, min_distinct)
        answer = each.name == need.target
        classes = answer and need.task in (Task.BINARY, Task.MULTICLASS) and not each.stray
        if each.trouble and not (each.is_header or names or classes):
            yield _mixed(each, asked=answer and each.stray >= ask_answer * each.forms.filled)
    if len(text_forms) < len(table.columns):
        clean = [each for each in columns if not (each.trouble or each.left_as_text)]
        for what in ("numbers", "dates"):
            yield from _as_text(what, [each for each in clean if each.what == what])


@dataclass(frozen=True)
class _Seen:
    """A text column that is mostly numbers or dates: what, and how many cells fit."""

    name: str
    left_as_text: bool
    forms: TextForms
    what: str
    fit: int

    @property
    def stray(self) -> int:
        return self.forms.filled - self.fit

    @property
    def trouble(self) -> str:
        """Which sentence says what is wrong, or nothing."""
        written = self.forms.comma_numbers + self.forms.marked_numbers
        if self.stray:
            return "stray"
        if self.forms.blank:
            return "blank"
        return "written" if self.left_as_text and written and self.what == "numbers" else ""

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


def _seen(column: Column, text_forms: PerColumn[TextForms], min_share: float) -> _Seen | None:
    forms = text_forms.get(column.name)
    if forms is None or forms.filled == 0:
        return None
    numbers = forms.numbers + forms.comma_numbers + forms.marked_numbers
    what, fit = ("dates", forms.dates) if forms.dates > numbers else ("numbers", numbers)
    if fit < min_share * forms.filled:
        return None
    return _Seen(column.name, column.kind is Kind.TEXT, forms, what, fit)


def _mixed(seen: _Seen, *, asked: bool) -> Finding:
    forms, what = seen.forms, say(f"data.mixed_types.{seen.what}")
    says = say(
        f"data.mixed_types.{seen.trouble}",
        column=seen.name,
        what=what,
        stray=seen.stray,
        filled=forms.filled,
        blank=forms.blank,
        examples=", ".join(f"'{plain(each.value, most=30)}'" for each in forms.stray[:3]),
    )
    fate = "left_as_text" if seen.left_as_text else "lost"
    parts = (says, *_ways(forms), say(f"data.mixed_types.{fate}", what=what))
    return Finding(
        columns=(seen.name,),
        severity=Severity.ASK if asked else Severity.NOTE,
        says=" ".join(parts),
        remedy=say(f"data.mixed_types.{'question' if asked else seen.trouble + '_remedy'}"),
        measured=intervals.share(seen.stray, forms.filled, unit="share of filled cells"),
        rows=seen.stray or forms.blank or seen.fit,
        answers=(waiver("mixed_types", seen.name),) if asked else (),
    )


def _ways(forms: TextForms) -> Iterator[str]:
    """How many cells are written with a comma or a unit, if any."""
    for way, count in (("comma", forms.comma_numbers), ("marked", forms.marked_numbers)):
        if count:
            yield say(f"data.mixed_types.{way}", count=count)


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
