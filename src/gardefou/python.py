"""Python's door: the same flows as on the command line, and a case to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from gardefou.core.errors import GardefouError
from gardefou.core.finding import Finding, Outcome
from gardefou.core.need import Need
from gardefou.core.progress import Progress, silent
from gardefou.core.reading import Reading
from gardefou.core.verdict import Record, Verdict
from gardefou.core.words import say
from gardefou.flows.asked import Asked, Beside, case_folder

if TYPE_CHECKING:
    from gardefou.flows.answer import Answerer
    from gardefou.flows.ask import Asking
    from gardefou.flows.export import Exported
    from gardefou.learners.one_decision import RowAnswer

_READING = frozenset(field.name for field in fields(Reading))


class Said(TypedDict, total=False):
    """What may be said of the need, and of how a file is to be read, as on the command line."""

    target: str
    task: str
    positive: str
    ignore: Sequence[str]
    protected: Sequence[str]
    budget: str
    sheet: str
    encoding: str
    separator: str
    decimal: str


@dataclass(frozen=True)
class Page:
    """A report: its HTML, and where it lies if it was written. Shows itself in a notebook."""

    html: str
    path: Path | None = None

    def _repr_html_(self) -> str:
        """The page in a frame of its own, so that neither its style nor ours leaks."""
        return (
            f'<iframe title="{escape(say("python.frame_title"))}" sandbox="" '
            f'style="width:100%;height:40rem;border:0" srcdoc="{escape(self.html)}"></iframe>'
        )


@dataclass(frozen=True)
class CaseModel:
    """The model of a case. Tables as in `train`: a path or a pandas, polars or Arrow object."""

    case: Path

    def answers(self, table: object, *, reasons: bool = False) -> Mapping[str, Sequence[Any]]:
        """All columns that `gardefou predict` writes, by name, rows in the table's order."""
        from gardefou.flows.predict import predict

        return predict(self.case, table, reading=Reading(), reasons=reasons)

    @cached_property
    def _answerer(self) -> "Answerer":
        from gardefou.flows.answer import answerer

        return answerer(self.case)

    def answer(self, row: Mapping[str, object]) -> "RowAnswer":
        """What `answers` says of one row, in microseconds: cells by the name of their column.

        The model is read at the first call and kept. None, NaN and blank text are empty cells;
        numbers may be numbers or text, times also `datetime`.
        """
        return self._answerer(row)

    def predict(self, table: object) -> list[Any]:
        """The most probable class of each row; a number in regression."""
        return list(self.answers(table)["prediction"])

    def decide(self, table: object) -> list[str]:
        """What costs least for each row: `act`, `hold` or `review`."""
        return list(self.answers(table)["decision"])

    def reasons(self, table: object) -> list[str]:
        """The three strongest reasons of each answer, in words."""
        return list(self.answers(table, reasons=True)["reasons"])

    def interval(self, table: object) -> list[tuple[float, float]]:
        """The bounds (low, high) of each number, which hold as often as the need asks."""
        columns = self.answers(table)
        if "low" not in columns or "high" not in columns:
            raise GardefouError(say("python.no_interval"), remedy=say("python.no_interval_remedy"))
        return list(zip(columns["low"], columns["high"], strict=True))


@dataclass(frozen=True, repr=False)
class Case:
    """The outcome of `train` or `audit`. folder: where it lies; None if it was not written."""

    record: Record
    folder: Path | None = None

    @classmethod
    def read(cls, folder: str | Path) -> "Case":
        """The case that lies in a folder."""
        from gardefou.flows.case import read_record

        return cls(read_record(Path(folder)), Path(folder))

    @property
    def verdict(self) -> Verdict:
        """The answer, its reasons and the next steps."""
        return self.record.verdict

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks found and nobody cleared."""
        faults = (each for each in self.record.results if each.outcome is Outcome.FAULT)
        return tuple(finding for result in faults for finding in result.findings)

    @cached_property
    def model(self) -> CaseModel:
        """The model, loaded when it is asked."""
        if self.folder is None or self.record.model is None:
            raise GardefouError(say("python.no_model"), remedy=say("python.no_model_remedy"))
        return CaseModel(self.folder)

    def export(self, out: str | Path, *, form: str | None = None) -> "Exported":
        """Write the model for other programs: "script", "onnx" or "terms".

        out: a file, or a folder for all forms that can hold the model. form: found from the ending
        of `out` if left out.
        """
        from gardefou.flows.export import export

        return export(self.model.case, Path(out), form=form)

    def report(self) -> Page:
        """The report; in a folder also as report.html."""
        if self.folder is None:
            from gardefou.report.html import as_html

            return Page(as_html(self.record))
        from gardefou.flows.case import write_report

        path = write_report(self.folder)
        return Page(path.read_text(encoding="utf-8"), path)

    def __str__(self) -> str:
        from gardefou.report.text import as_text

        return as_text(self.record)

    def __repr__(self) -> str:
        where = f"{str(self.folder)!r}: " if self.folder else ""
        return f"<Case {where}{self.verdict.answer or 'no verdict'}>"


def train(
    source: object = None,
    *,
    need: Need | str | Path | None = None,
    out: str | Path | None = None,
    seed: int = 0,
    progress: Progress = silent,
    **said: Unpack[Said],
) -> Case:
    """Learn from a table: ends in a verdict, a report and a model.

    source: a path, or a pandas, polars or Arrow object; left out when the need names a table.
    need: a need.toml or a stated need; what is said beside it beats it. out: the folder of the
    case, `./<stem of the table>.case` if left out; an object in memory needs one.
    """
    from gardefou.flows.train import train as learn

    asked, reading = _sorted(need, dict(said))
    stated = asked.stated()
    table = asked.source(source, stated)
    folder = Path(out) if out is not None else case_folder(table)
    record = learn(table, stated, out=folder, reading=reading, seed=seed, progress=progress)
    return Case(record, folder)


def audit(
    source: object = None,
    *,
    need: Need | str | Path | None = None,
    out: str | Path | None = None,
    seed: int = 0,
    progress: Progress = silent,
    reference: object = None,
    test: object = None,
    rows: str | Path | None = None,
    **said: Unpack[Said],
) -> Case:
    """Look for faults in a table; learn nothing.

    Arguments as in `train`; a case is written only where `out` says so. reference: an older table,
    to tell whether today is still like then. test: the table that a model is to be tested on.
    rows: a file (.csv, .parquet, .jsonl) that gets one line for each suspect cell.
    """
    from gardefou.flows.audit import audit as look

    asked, reading = _sorted(need, dict(said))
    stated = asked.stated()
    folder = Path(out) if out is not None else None
    record = look(
        asked.source(source, stated),
        stated,
        beside=Beside(reference, test, Path(rows) if rows is not None else None),
        out=folder,
        reading=reading,
        seed=seed,
        progress=progress,
    )
    return Case(record, folder)


def ask(
    source: object = None,
    *,
    need: Need | str | Path | None = None,
    out: str | Path | None = None,
    most: int = 50,
    batch: int = 10,
    price: float | None = None,
    random_share: float = 0.2,
    seed: int = 0,
    progress: Progress = silent,
    **said: Unpack[Said],
) -> "Asking":
    """Which rows without an answer a person should label next; its `columns` hold them.

    Arguments as in `train`; out: a file (.csv, .parquet, .jsonl) for the rows. most: how many,
    `batch` of them at once. price: of one label, in the need's unit. random_share: of the rows,
    drawn by chance and marked "test", to judge a model with.
    """
    from gardefou.flows.ask import Wanted
    from gardefou.flows.ask import ask as rank

    asked, reading = _sorted(need, dict(said))
    stated = asked.stated()
    return rank(
        asked.source(source, stated),
        stated,
        out=Path(out) if out is not None else None,
        wanted=Wanted(most, batch, price, random_share),
        reading=reading,
        seed=seed,
        progress=progress,
    )


def _sorted(need: Need | str | Path | None, said: dict[str, Any]) -> tuple[Asked, Reading]:
    """What was said of the need, and of how to read."""
    reading = Reading(**{name: said.pop(name) for name in _READING & said.keys()})
    for several in ("ignore", "protected"):
        names = said.get(several, ())
        said[several] = (names,) if isinstance(names, str) else tuple(names)
    return Asked(Path(need) if isinstance(need, str) else need, **said), reading
