"""Fingerprints that no file format changes: of rows, and of all the cells of a table."""
# ruff: noqa: S608 (all names in this SQL are our own: s0, c0, r0; texts pass `literal`)

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.table import Column, Kind

_BETWEEN = "chr(31)"
_MISSING = "chr(30)"

REPEATED = "position IN (SELECT position FROM repeated)"
"""SQL: whether the hash of a row's features stands more than once, where `chosen` was asked."""


def row_hash(columns: Iterable[tuple[int, Column]], left_out: frozenset[str], seed: int = 0) -> str:
    """SQL: the first 8 bytes, big endian, of md5 over a row's features, UBIGINT.

    columns: with their numbers in the view `cells`. left_out: names that are no features.

    Features are sorted by name; numbers are written as doubles, times as ISO in UTC, a missing
    cell as its own mark; a seed other than 0 stands before them. Nested columns are left out.
    """
    features = sorted(
        (column.name, at, column.kind)
        for at, column in columns
        if column.kind is not Kind.OTHER and column.name not in left_out
    )
    cells = [_written(f"c{at}", kind) for _, at, kind in features]
    if seed:
        cells.insert(0, f"'{seed:d}'")
    joined = f"concat_ws({_BETWEEN}, {', '.join(cells)})" if cells else "''"
    return f"('0x' || md5({joined})[:16])::UBIGINT"


def chosen(
    connection: Any,
    columns: Sequence[Column],
    left_out: frozenset[str],
    *,
    most: int,
    seed: int = 0,
) -> NDArray[np.int64]:
    """The positions of `most` rows of the view `cells`, in order, whatever the order of the rows.

    Those of smallest hash; of rows of one hash the second, the third and so on have hashes of their
    own, as a table of few different rows would else be seen through a handful of them. The rows
    whose hash stands more than once are left in the table `repeated`. left_out: no features.
    """
    hash_of, whole = (_cheap_hash(columns, names, seed) for names in (left_out, frozenset()))
    _make(connection, "hashed", f"{hash_of} AS h, position", "cells")
    twice = "SELECT h FROM hashed GROUP BY h HAVING count(*) > 1"
    _make(connection, "repeated", "h, position", f"hashed WHERE h IN ({twice})")
    lone = "SELECT h, position FROM hashed WHERE h NOT IN (SELECT h FROM repeated)"
    ties = f"SELECT position, {whole} AS tie FROM cells WHERE {REPEATED}"
    copy = "row_number() OVER (PARTITION BY h ORDER BY tie, position)"
    found = connection.sql(
        f"SELECT position FROM (SELECT hash(h, 1) AS h, position FROM ({lone}) UNION ALL "
        f"SELECT hash(h, {copy}) AS h, position FROM repeated JOIN ({ties}) USING (position)) "
        f"ORDER BY h, position LIMIT {most:d}"
    ).to_arrow_table()
    connection.execute("DROP TABLE hashed")
    return np.sort(found["position"].to_numpy())


def _make(connection: Any, name: str, columns: str, rows: str) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {columns} FROM {rows}")


def _cheap_hash(columns: Sequence[Column], left_out: frozenset[str], seed: int) -> str:
    """SQL: the engine's own hash of a row, the same for equal rows from any file."""
    features = sorted(
        (column.name, at, column.kind)
        for at, column in enumerate(columns)
        if column.kind is not Kind.OTHER and column.name not in left_out
    )
    cells = [f"c{at}::DOUBLE + 0" if kind is Kind.NUMBER else f"c{at}" for _, at, kind in features]
    return f"hash({', '.join([*cells, f'{seed:d}'])})"


def _written(cell: str, kind: Kind) -> str:
    if kind is Kind.NUMBER:
        cell = f"{cell}::DOUBLE + 0"  # minus zero becomes zero
    return f"coalesce(({cell})::VARCHAR, {_MISSING})"


def cells_sha256(connection: Any, columns: Sequence[Column], *, block: int = 20) -> str:
    """The fingerprint of a table in memory: its names, kinds and typed cells, in order.

    Equal for equal tables of pandas, polars or Arrow, however they are cut into pieces. Of nested
    columns only the holes count. block: columns of one query; more would wait in memory.
    """
    whole = sha256()
    for start in range(0, len(columns), block):
        some = columns[start : start + block]
        streams = [(sha256(), sha256(), sha256()) for _ in some]
        asked = ", ".join(_plain(f"c{start + i}", each.kind) for i, each in enumerate(some))
        for batch in connection.sql(f"SELECT {asked} FROM cells").to_arrow_reader(100_000):
            for cells, of in zip(batch.columns, streams, strict=True):
                for stream, piece in zip(of, _pieces(cells), strict=True):
                    stream.update(piece)
        for column, of in zip(some, streams, strict=True):
            whole.update(f"{column.name}\x1f{column.kind}\x1e".encode())
            for stream in of:
                whole.update(stream.digest())
    return whole.hexdigest()


def _plain(cell: str, kind: Kind) -> str:
    """SQL: the cell as one of few types."""
    number = {Kind.NUMBER: f"{cell}::DOUBLE + 0", Kind.TIME: f"epoch_us({cell})"}.get(kind)
    return number or f"{cell}::VARCHAR"


def _pieces(cells: Any) -> tuple[Any, Any, Any]:
    """Which cells are filled, their numbers or lengths, their texts; in bytes."""
    import pyarrow as pa
    import pyarrow.compute as pc

    filled = cells.is_valid().to_numpy(zero_copy_only=False)
    if not pa.types.is_string(cells.type) and not pa.types.is_large_string(cells.type):
        return filled, cells.fill_null(0).to_numpy(zero_copy_only=False), b""
    lengths = pc.fill_null(pc.binary_length(cells), 0).to_numpy(zero_copy_only=False)
    return filled, lengths, b"".join(cells.drop_null().cast(pa.large_binary()).to_pylist())
