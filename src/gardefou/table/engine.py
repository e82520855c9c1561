"""The engine that holds the rows: one in-process database, and a view of the table in it."""
# ruff: noqa: S608 (all names in this SQL are our own: s0, c0, r0; texts pass `literal`)

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError, nearest
from gardefou.core.need import Need
from gardefou.core.progress import Progress, silent
from gardefou.core.reading import Reading
from gardefou.core.table import Column, Kind
from gardefou.core.words import plain, say
from gardefou.table.connection import connection, is_too_large, one_row, with_room
from gardefou.table.forms import Form, typed
from gardefou.table.frame import Array, Cells, Coded, Frame, Sample
from gardefou.table.hashing import chosen, row_hash
from gardefou.table.kinds import Way, converted
from gardefou.table.opening import Opened, opened, see
from gardefou.table.scan import Aside, scan
from gardefou.table.source import Asked

T = TypeVar("T")

_BLOCK = 200  # columns of one query


def open_table(
    source: object, reading: Reading | None = None, *, folder: Path | None = None
) -> "Engine":
    """A table, opened: its rows stay where they are and are asked.

    source: a file, a folder, a glob, "-" for standard input, or an object of pandas, polars or
    Arrow. folder: where temporary files may lie (in `.table`, removed on closing); without it in
    the system's own place.
    """
    scratch = _scratch(folder)
    made = connection(scratch)
    asked = Asked(source, reading or Reading(), scratch, made)
    try:
        with _readable(str(source) if isinstance(source, str | Path) else "table"):
            found = opened(asked)
    except BaseException:
        made.close()
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    return Engine(found, made, scratch)


class Engine:
    """An open table: a view `cells` of its rows, and the few questions that are put to it.

    The view has `position` (row number from 0), for column number i of `table.columns` `c{i}`, its
    typed cells, and `r{i}`, the text as stored, where the column is TEXT or was read from text; and
    `locked`: whether the row is in the vault. No other name of a file ever stands in SQL.
    """

    def __init__(self, found: Opened, connection: Any, scratch: Path) -> None:
        self.table = found.table
        self._connection = connection
        self._ways = found.ways
        self._aside = Aside({"text_forms": found.texts})
        self._sweep = finalize(self, shutil.rmtree, scratch, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def connection(self) -> Any:
        """What questions in SQL go through; names and texts of a file never stand in them."""
        return self._connection

    def close(self) -> None:
        """Let go of the rows and remove the temporary files."""
        self._connection.close()
        self._sweep()

    def ask(
        self, names: Iterable[str], need: Need, progress: Progress = silent
    ) -> dict[str, object]:
        """The named statistics of the table, from one scan."""
        aside = replace(self._aside, progress=progress)
        asked = tuple(names)
        return self._told(lambda: scan(self._connection, self.table.columns, asked, need, aside))

    def rows(self, need: Need, *, most: int | None = None, seed: int = 0) -> Sample:
        """All rows, or the `most` of them with the smallest hash; nested columns left out.

        The hash is md5 of the features, the same for equal rows from any file; seed: another
        hash, for another vault. Locked rows are among them: the caller leaves them out.
        """
        return self._told(lambda: self._rows(need, most, seed))

    def _rows(self, need: Need, most: int | None, seed: int) -> Sample:
        hash_of = self._hash_of(need, seed)
        first = "" if most is None else f"LIMIT {most:d}"
        picked = self._fetched(
            f"SELECT {hash_of} AS hash, position FROM cells ORDER BY hash, position {first}"
        )
        position = picked["position"].to_numpy()
        some = None if len(position) == self.table.rows else np.sort(position)
        order = position if some is None else np.searchsorted(some, position)
        frame = self._frame(self._wanted(), some).take(order)
        return Sample(frame, picked["hash"].to_numpy(), position, self.table.rows)

    def sample(self, need: Need, *, most: int, seed: int = 0) -> Sample:
        """All rows, or `most` of them chosen by a hash that costs little; nested columns left out.

        What stands in a row decides whether it is chosen, never where it stands: the same table
        in another order of rows or columns, or in another kind of file, yields the same rows. The
        hash is the engine's own: another version of it may choose others. The rows bear the md5
        of `rows`, in whose order they are.
        """
        if self.table.rows <= most:
            return self.rows(need, seed=seed)
        return self._told(lambda: self._sample(need, most, seed))

    def _sample(self, need: Need, most: int, seed: int) -> Sample:
        left_out = frozenset(need.not_features)
        some = chosen(self._connection, self.table.columns, left_out, most=most, seed=seed)
        self._aside = replace(self._aside, left_out=left_out)
        wanted = self._wanted()
        first, *cells = self._columns([self._hash_of(need, seed), *wanted.values()], some)
        hashes = first.to_numpy()
        order = np.lexsort((some, hashes))
        frame = _framed(wanted, cells, self._kinds, len(some)).take(order)
        return Sample(frame, hashes[order], some[order], self.table.rows)

    def _hash_of(self, need: Need, seed: int) -> str:
        return row_hash(enumerate(self.table.columns), need.not_features, seed)

    def _wanted(self) -> dict[str, str]:
        """SQL of every column that is not nested, by name."""
        return {
            column.name: converted(column, column, at)
            for at, column in enumerate(self.table.columns)
            if column.kind is not Kind.OTHER
        }

    def lock(self, positions: NDArray[np.int64]) -> None:
        """These rows are the vault: `locked` in the view, kept out of whatever meets the target."""
        self._keep("vault", positions)
        see(self._connection, self._ways, locked="position IN (SELECT position FROM vault)")

    def read_as_numbers(self, name: str, *, least: float = 0.5) -> None:
        """From now on read this column of text as numbers, if `least` of its filled cells are.

        For a column that must hold numbers, such as the target of a regression; words among them
        become missing. `least`: half, as fewer would make holes of most cells.
        """
        at = self.table.names.index(name)
        here = self._ways[at]
        if here.column.kind is not Kind.TEXT or here.raw is None:
            return
        column = replace(here.column, kind=Kind.NUMBER, from_text=True)
        numbers = typed(here.raw, Form(Kind.NUMBER))
        counts = f"SELECT count({numbers}), count({here.typed}) FROM stored"
        read, filled = self._told(lambda: one_row(self._connection, counts))
        if filled == 0 or read < least * filled:
            return
        ways = list(self._ways)
        ways[at] = Way(column, numbers, here.raw)
        self._ways = tuple(ways)
        self.table = replace(self.table, columns=tuple(each.column for each in ways))
        see(self._connection, self._ways)

    def read(self, columns: Sequence[Column]) -> Frame:
        """All rows in the order of the file, each named column read as the given one was.

        Whatever its type is here: "12" becomes 12.0, 1.0 the text "1"; what cannot be read is
        missing. Nested columns are left out.
        """
        absent = [column.name for column in columns if column.name not in self.table]
        if absent:
            remedy = plain(nearest(absent[0], self.table.names), most=300)
            raise GardefouError(say("table.absent", count=len(absent)), seen=absent, remedy=remedy)
        at = {name: number for number, name in enumerate(self.table.names)}
        wanted = {
            column.name: converted(self.table.columns[at[column.name]], column, at[column.name])
            for column in columns
            if column.kind is not Kind.OTHER
        }
        kinds = {column.name: column.kind for column in columns}
        return self._told(lambda: self._frame(wanted, kinds=kinds))

    def as_stored(self, names: Sequence[str], *, rows: int = 50_000) -> Iterator[Any]:
        """These columns of every row as stored, in order, as Arrow batches of up to `rows`."""
        cells = ", ".join(f"s{self.table.names.index(name)}" for name in names)
        with _readable(self.table.source):
            found = self._connection.sql(f"SELECT {cells} FROM stored")
            for batch in found.to_arrow_reader(rows):
                yield batch.rename_columns(list(names))

    def _keep(self, name: str, positions: Array) -> None:
        """A table of positions by this name in the database."""
        import pyarrow as pa

        given = pa.table({"position": np.ascontiguousarray(positions, dtype=np.int64)})
        self._connection.register("given", given)
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT position FROM given")
        self._connection.unregister("given")

    def _told(self, ask: Callable[[], T]) -> T:
        """What the engine answers, with room if need be, its errors said in our words."""
        with _readable(self.table.source):
            return with_room(self._connection, ask)

    def _fetched(self, query: str) -> Any:
        return self._connection.sql(query).to_arrow_table()

    @property
    def _kinds(self) -> dict[str, Kind]:
        return {column.name: column.kind for column in self.table.columns}

    def _frame(
        self,
        wanted: Mapping[str, str],
        positions: Array | None = None,
        kinds: Mapping[str, Kind] | None = None,
    ) -> Frame:
        """Columns by name from SQL over `cells`, of all rows or of some, in order of position."""
        rows = self.table.rows if positions is None else len(positions)
        cells = self._columns(list(wanted.values()), positions)
        return _framed(wanted, cells, kinds or self._kinds, rows)

    def _columns(self, wanted: Sequence[str], positions: Array | None = None) -> Iterator[Any]:
        """Arrow columns from SQL over `cells`, of all rows or of some, in order of position."""
        where = ""
        if positions is not None:
            self._keep("picked", positions)
            where = "WHERE position IN (SELECT position FROM picked)"
        for start in range(0, len(wanted), _BLOCK):
            block = wanted[start : start + _BLOCK]
            asked = ", ".join(f"{sql} AS x{i}" for i, sql in enumerate(block))
            found = _in_order(self._fetched(f"SELECT position, {asked} FROM cells {where}"))
            yield from (found[f"x{i}"] for i in range(len(block)))


def _framed(
    names: Iterable[str], columns: Iterable[Any], kinds: Mapping[str, Kind], rows: int
) -> Frame:
    """Arrow columns as a frame."""
    pairs = zip(names, columns, strict=True)
    cells = {name: cells_of(column, kinds[name]) for name, column in pairs}
    return Frame(cells, {name: kinds[name] for name in cells}, rows)


def _in_order(rows: Any) -> Any:
    """Rows by position: mostly they come so, and sorting in the engine would cost memory."""
    position = rows["position"].to_numpy()
    return rows if (np.diff(position) > 0).all() else rows.take(np.argsort(position))


def cells_of(column: Any, kind: Kind) -> Cells:
    """An Arrow column as plain arrays: float64 with NaN, or codes into sorted levels."""
    import pyarrow as pa

    if kind in (Kind.NUMBER, Kind.TIME):
        return np.asarray(column.cast(pa.float64()).fill_null(np.nan).to_numpy(), dtype=float)
    if kind is Kind.BOOLEAN:
        codes = column.cast(pa.int8()).fill_null(-1).to_numpy()
        return Coded(codes.astype(np.int32), ("false", "true"))
    coded = column.cast(pa.large_string()).dictionary_encode().unify_dictionaries()
    chunks = [chunk.indices.fill_null(-1).to_numpy() for chunk in coded.chunks]
    levels = coded.chunk(0).dictionary.to_pylist() if coded.num_chunks else []
    order = sorted(range(len(levels)), key=levels.__getitem__)
    rank = np.empty(len(levels) + 1, np.int32)
    rank[order] = np.arange(len(levels))
    rank[-1] = -1  # also where code -1 points
    codes = np.concatenate([*chunks, np.empty(0, np.int32)])
    return Coded(rank[codes], tuple(levels[i] for i in order))


@contextmanager
def _readable(source: str) -> Iterator[None]:
    """What the engine could not read, said as an error that a user can mend."""
    import duckdb

    try:
        yield
    except (duckdb.OutOfMemoryException, OSError) as error:
        if not is_too_large(error):
            raise
        seen = str(error).splitlines()[0]
        raise GardefouError(
            say("table.too_large", name=source), seen=seen, remedy=say("table.too_large_remedy")
        ) from None
    except duckdb.Error as error:
        damaged = (duckdb.IOException, duckdb.InvalidInputException, duckdb.Error)
        if type(error) not in damaged:  # the bare kind is what most damaged Parquet files give
            raise
        seen = str(error).splitlines()[0][:200].rstrip(".")
        raise GardefouError(
            say("table.unreadable", name=source), seen=seen, remedy=say("table.damaged_remedy")
        ) from None


def _scratch(folder: Path | None) -> Path:
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="gardefou-"))
    scratch = folder.absolute() / ".table"
    shutil.rmtree(scratch, ignore_errors=True)  # left behind by a run that was killed
    scratch.mkdir(parents=True)
    return scratch
