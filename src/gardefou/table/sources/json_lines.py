"""JSON: one object a line, or an array of objects; each key a column, as text until its kind."""
# ruff: noqa: S608 (all names in this SQL are our own: s0, c0, r0; texts pass `literal`)

import re
from pathlib import Path
from typing import Any

from gardefou.core.errors import GardefouError
from gardefou.core.words import say
from gardefou.table.connection import exactly, literal, one_row, with_room
from gardefou.table.encoding import utf8
from gardefou.table.parquet_out import fresh, layout
from gardefou.table.source import Asked, Loaded, Part, Source, sha256_of

_MOST_BYTES = 1 << 28  # of one object


def _load(asked: Asked) -> Loaded:
    import duckdb

    path = Path(asked.given)
    text = utf8(path, asked.reading.encoding, asked.scratch)
    objects = f"read_json_objects({exactly(text.path)}, maximum_object_size = {_MOST_BYTES})"
    try:
        base = asked.connection
        names, rows = with_room(base, lambda: _keys(base, objects, path))
        place = with_room(base, lambda: _texts(base, objects, names, fresh(asked.scratch)))
    except duckdb.InvalidInputException as error:
        seen = " ".join(re.findall(r"at byte .*|in line .*", str(error))[:1]).rstrip(". ")
        what = say("table.bad_json", path=path.name)
        raise GardefouError(what, seen=seen, remedy=say("table.bad_json_remedy")) from None
    return Loaded(str(asked.given), (Part(place, names, rows),), sha256_of(path), text.notes)


def _keys(connection: Any, objects: str, path: Path) -> tuple[tuple[str, ...], int]:
    """Keys in the order in which they first appear, and the number of objects."""
    others, rows = one_row(
        connection,
        f"SELECT count(*) FILTER (json_type(json) NOT IN ('OBJECT', 'NULL')), count(*) "
        f"FROM {objects}",
    )
    keys = connection.execute(
        "SELECT name FROM (SELECT line, unnest(json_keys(json)) AS name, "
        "generate_subscripts(json_keys(json), 1) AS place "
        f"FROM (SELECT json, row_number() OVER () AS line FROM {objects}) "
        "WHERE json_type(json) = 'OBJECT') GROUP BY name ORDER BY min((line, place))"
    ).fetchall()
    if others or not keys:
        remedy = say("table.bad_json_remedy")
        raise GardefouError(say("table.not_objects", path=path.name), remedy=remedy)
    return tuple(key for (key,) in keys), rows


def _texts(connection: Any, objects: str, names: tuple[str, ...], place: Path) -> Path:
    """Every value as text in a Parquet file; columns that hold nested values stay JSON."""
    paths = "[" + ", ".join(literal(_pointer(name)) for name in names) + "]"
    nested = connection.execute(
        f"SELECT place, bool_or(kind IN ('OBJECT', 'ARRAY')) FROM (SELECT "
        f"unnest(json_type(json, {paths})) AS kind, generate_subscripts({paths}, 1) AS place "
        f"FROM {objects}) GROUP BY place"
    ).fetchall()
    other = {at for at, is_nested in nested if is_nested}
    columns = ", ".join(
        f"texts[{at}]{'::JSON' if at in other else ''} AS s{at - 1}"
        for at in range(1, len(names) + 1)
    )
    connection.execute(
        f"COPY (SELECT {columns} FROM (SELECT json_extract_string(json, {paths}) AS texts "
        f"FROM {objects})) TO {literal(str(place))} ({layout(len(names))})"
    )
    return place


def _pointer(key: str) -> str:
    """Where a key stands in an object (RFC 6901)."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


json_lines = Source(
    "json_lines", _load, endings=(".jsonl", ".ndjson", ".json"), opening=(b"{", b"[")
)
