"""What a door was asked for, as a need, a table and a folder: the same for every door."""

from dataclasses import dataclass
from pathlib import Path

from gardefou.core.errors import GardefouError
from gardefou.core.need import Need
from gardefou.core.words import say


@dataclass(frozen=True)
class Beside:
    """What an audit looks at and writes beside the table.

    reference: an older table, to tell whether today is still like then. test: the table that a
    model is to be tested on. rows: a file for one line per suspect cell.
    """

    reference: object | None = None
    test: object | None = None
    rows: Path | None = None


_GLOB = frozenset("*?[")


@dataclass(frozen=True)
class Asked:
    """A need as flags and arguments say it; what they say beats need.toml.

    need: a file, or an already stated need. The rest as in `Need`, budget in words ("2 min").
    """

    need: Path | Need | None = None
    target: str | None = None
    task: str | None = None
    positive: str | None = None
    ignore: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    budget: str | None = None

    def stated(self) -> Need:
        """The need, with what was said beside it."""
        from gardefou.need.merge import merge
        from gardefou.need.read import read_need

        need = read_need(self.need) if isinstance(self.need, Path) else self.need or Need()
        return merge(
            need,
            target=self.target,
            task=self.task,
            positive=self.positive,
            ignore=self.ignore,
            protected=self.protected,
            budget=self.budget,
        )

    def source(self, given: object | None, need: Need) -> object:
        """The table that was given, else the one that the need names."""
        if given is not None:
            return given
        if need.table is None:
            raise GardefouError(say("asked.no_table"), remedy=say("asked.name_table"))
        return need.table


def case_folder(source: object) -> Path:
    """Where a case of this table goes if nobody says: `./<stem of the table>.case`.

    >>> case_folder("data/churn.csv").name, case_folder("data/2024/*.csv").name
    ('churn.case', '2024.case')
    """
    if not isinstance(source, str | Path) or str(source) == "-" or "://" in str(source):
        raise GardefouError(say("asked.no_folder"), remedy=say("asked.name_folder"))
    path = Path(source)
    while _GLOB & set(path.name):
        path = path.parent
    name = path.resolve().name if path.is_dir() else path.stem
    return Path(f"{name or 'table'}.case")
