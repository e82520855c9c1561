"""Tables in memory: pandas, polars, and whatever speaks Arrow."""

from typing import Any

from gardefou.table.arrows import part_of, texts
from gardefou.table.source import Asked, Loaded, Source


def _load(asked: Asked) -> Loaded:
    frame = asked.given
    library = _library(frame)
    name = f"{library}.{type(frame).__name__}"
    if library == "pandas":
        table = _from_pandas(frame)
    elif library == "polars":
        table = (frame.collect() if type(frame).__name__ == "LazyFrame" else frame).to_arrow()
    else:
        table = _from_arrow(frame)
    return Loaded(name, (part_of(table),))


def _library(frame: object) -> str:
    return type(frame).__module__.partition(".")[0]


def _takes(given: object) -> bool:
    name = (_library(given), type(given).__name__)
    known = (("pandas", "DataFrame"), ("polars", "DataFrame"), ("polars", "LazyFrame"))
    speaks = any(hasattr(given, f"__arrow_c_{what}__") for what in ("stream", "array"))
    return name in known or (speaks and type(given).__name__ not in ("Series", "Array"))


def _from_arrow(frame: Any) -> Any:
    import pyarrow as pa

    if isinstance(frame, pa.RecordBatch):
        return pa.Table.from_batches([frame])
    return frame if isinstance(frame, pa.Table) else pa.table(frame)


def _from_pandas(frame: Any) -> Any:
    """Column by column, as names may repeat; the index only where it has a name."""
    import pyarrow as pa

    columns = [_from_series(frame.iloc[:, i]) for i in range(frame.shape[1])]
    names = [_text_name(name) for name in frame.columns]
    for level, name in reversed(list(enumerate(frame.index.names))):
        if name is not None:
            columns.insert(0, _from_series(frame.index.get_level_values(level).to_series()))
            names.insert(0, _text_name(name))
    if not columns:
        return pa.table({})
    return pa.Table.from_arrays(columns, names=names)


def _text_name(name: object) -> str:
    return " ".join(map(str, name)) if isinstance(name, tuple) else str(name)


def _from_series(series: Any) -> Any:
    """The cells in Arrow's type; as text where they are of several types, or of none it knows."""
    import pyarrow as pa

    try:
        cells = pa.array(series, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return texts(series)
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    return texts(series) if isinstance(cells.type, pa.BaseExtensionType) else cells


frames = Source("frames", _load, takes=_takes)
