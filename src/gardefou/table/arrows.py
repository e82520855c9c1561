"""Arrow tables as the engine can read them, and small changes of them."""

from typing import Any

from gardefou.table.source import Part


def part_of(table: Any) -> Part:
    """An Arrow table as a part; columns of types that the engine does not know are converted."""
    import pyarrow as pa

    names = [f"s{i}" for i in range(table.num_columns)]
    columns = [_plain(column) for column in table.columns]
    made = pa.table(columns, names=names) if columns else pa.table({})
    if not _known(made):
        known = [_known(made.select([i])) for i in range(len(names))]
        columns = [
            column if is_known else pa.chunked_array([texts(column.to_pylist())])
            for column, is_known in zip(columns, known, strict=True)
        ]
        made = pa.table(columns, names=names)
    return Part(made, tuple(map(str, table.column_names)), table.num_rows)


def _plain(column: Any) -> Any:
    """The same cells without a dictionary, and numbers in a width that the engine has."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
        column = column.cast(kind)
    if pa.types.is_float16(kind):
        return column.cast(pa.float32())
    return column.cast(pa.float64()) if pa.types.is_decimal256(kind) else column


def _known(table: Any) -> bool:
    """Whether the engine reads all columns of a table; it is asked where there is a doubt."""
    import duckdb

    if all(map(_surely_known, table.schema.types)):
        return True
    with duckdb.connect() as connection:
        try:
            connection.register("asked", table.slice(0, 0))
            connection.execute("DESCRIBE asked")
        except duckdb.Error:
            return False
    return True


def _surely_known(kind: Any) -> bool:
    from pyarrow import types

    is_of = (types.is_integer, types.is_floating, types.is_boolean, types.is_string)
    return any(each(kind) for each in (*is_of, types.is_large_string))


def texts(cells: Any) -> Any:
    """Any Python values as an Arrow array of their texts; None and NaN missing."""
    import pyarrow as pa

    return pa.array(
        [None if cell is None or _is_missing(cell) else str(cell) for cell in cells],
        pa.large_string(),
    )


def _is_missing(cell: object) -> bool:
    """NaN, NaT and NA: what is not equal to itself, or refuses to say whether it is."""
    try:
        return bool(cell != cell)  # noqa: PLR0124 (the definition of NaN)
    except (TypeError, ValueError):
        return type(cell).__name__ == "NAType"


def with_column(batch: Any, name: str, values: Any) -> Any:
    """The batch with this column of floats, in the place of one so named or at the end.

    values: shape (rows,), NaN for an empty cell.
    """
    import pyarrow as pa

    cells = pa.array(values, pa.float64(), from_pandas=True)
    names = batch.schema.names
    if name in names:
        return batch.set_column(names.index(name), name, cells)
    return batch.append_column(name, cells)
