"""Fingerprints that no file format changes: of rows, and of all the cells of a table."""
# ruff: noqa: S608 (all names in this SQL are our own: s0, c0, r0; texts pass `literal`)

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from gardefou.core.table import Column, Kind

_BETWEEN = "chr(31)"
_MISSING = "chr(30)"


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


def _written(cell: str, kind: Kind) -> str:
    if kind is Kind.NUMBER:
        cell = f"{cell}::DOUBLE + 0"  # minus zero becomes zero
    return f"coalesce(({cell})::VARCHAR, {_MISSING})"


def cells_sha256(connection: Any, columns: Iterable[Column]) -> str:
    """The fingerprint of a table in memory: its names, kinds and typed cells, in order.

    Equal for equal tables of pandas, polars or Arrow, however they are cut into pieces. Of nested
    columns only the holes count.
    """
    whole = sha256()
    for at, column in enumerate(columns):
        whole.update(f"{column.name}\x1f{column.kind}\x1e".encode())
        streams = (sha256(), sha256(), sha256())
        for pieces in _pieces(connection, f"c{at}", column.kind):
            for stream, piece in zip(streams, pieces, strict=True):
                stream.update(piece)
        for stream in streams:
            whole.update(stream.digest())
    return whole.hexdigest()


def _pieces(connection: Any, cell: str, kind: Kind) -> Iterator[tuple[bytes, bytes, bytes]]:
    """A column piece by piece: which cells are filled, their numbers or lengths, their texts."""
    import pyarrow.compute as pc

    number = {Kind.NUMBER: f"{cell}::DOUBLE + 0", Kind.TIME: f"epoch_us({cell})"}.get(kind)
    asked = f"SELECT {number or f'{cell}::VARCHAR'} FROM cells ORDER BY position"
    for batch in connection.sql(asked).to_arrow_reader(100_000):
        cells = batch.column(0)
        filled = cells.is_valid().to_numpy(zero_copy_only=False).tobytes()
        if number:
            yield filled, cells.fill_null(0).to_numpy(zero_copy_only=False).tobytes(), b""
        else:
            cells = cells.fill_null("")
            lengths = pc.binary_length(cells).to_numpy(zero_copy_only=False)
            yield filled, lengths.tobytes(), "".join(cells.to_pylist()).encode()
