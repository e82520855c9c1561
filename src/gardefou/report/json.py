"""A record as JSON and back: what `--json` prints and `findings.json` keeps."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import resources
from math import isfinite
from typing import Any

from gardefou.core.errors import GardefouError
from gardefou.core.finding import Result
from gardefou.core.ledger import Ledger
from gardefou.core.need import Need
from gardefou.core.table import Table
from gardefou.core.verdict import Glance, Learned, Record, Value, Verdict
from gardefou.core.words import say
from gardefou.report.rebuild import rebuilt
from gardefou.version import __version__

SCHEMA = 1
"""Raised when a key is renamed or dropped, never when one is added."""


def as_json(record: Record) -> dict[str, Any]:
    """The record in plain JSON values, every key always there; what is not finite becomes null."""
    return {
        "gardefou": __version__,
        "schema": SCHEMA,
        "table": _table(record.table),
        "need": _plain(record.need),
        "verdict": _plain(record.verdict),
        "value": None if record.value is None else _value(record.value),
        "model": _plain(record.model),
        "results": _plain(record.results),
        "ledger": _ledger(record.ledger),
        "versions": _plain(record.versions),
        "columns": _plain(record.columns),
    }


def plain_values(value: object) -> Any:
    """Any value as JSON knows it; dataclasses as objects, what is not finite as null."""
    return _plain(value)


def error_json(error: GardefouError) -> dict[str, Any]:
    """What `--json` prints when the input cannot be used.

    >>> error_json(GardefouError("No column 'agee'.", seen=["age"]))["error"]
    {'what': "No column 'agee'.", 'seen': 'age', 'remedy': ''}
    """
    said = {"what": error.what, "seen": error.seen, "remedy": error.remedy}
    return {"gardefou": __version__, "schema": SCHEMA, "error": said}


def json_text(tree: Mapping[str, Any]) -> str:
    r"""The tree as one line of JSON, in ASCII so that any terminal and file takes it.

    >>> json_text({"a": ["é", 1.0]})
    '{"a": ["\\u00e9", 1.0]}'
    """
    return json.dumps(tree, allow_nan=False)


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a record and of an error, as shipped with the package."""
    file = resources.files("gardefou.report") / "record.schema.json"
    return dict(json.loads(file.read_text(encoding="utf-8")))


def from_json(tree: object) -> Record:
    """The record that `as_json` wrote; what was infinite comes back as not a number.

    Lists within pictures come back as tuples, and estimates as `Estimate`.
    """
    try:
        return _record(tree)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GardefouError(
            say("record.unreadable"),
            seen=f"{type(error).__name__}: {error}",
            remedy=say("record.remedy"),
        ) from error


def _record(tree: Any) -> Record:
    if tree["schema"] != SCHEMA:
        raise ValueError(f"schema {tree['schema']!r}, not {SCHEMA}")
    ledger = tree["ledger"]
    return Record(
        table=_table_back(tree["table"]),
        need=rebuilt(Need, tree["need"]),
        verdict=rebuilt(Verdict, tree["verdict"]),
        results=rebuilt(tuple[Result, ...], tree["results"]),
        ledger=rebuilt(Ledger, {**ledger, "entries": ledger["steps"]}),
        value=None if tree["value"] is None else _value_back(tree["value"]),
        model=rebuilt(Learned | None, tree["model"]),
        versions=rebuilt(Mapping[str, str], tree.get("versions", {})),
        columns=rebuilt(tuple[Glance, ...], tree.get("columns", [])),
    )


def _table(table: Table) -> dict[str, Any]:
    plain = _plain(table)
    return {**plain, "columns": len(table.columns), "kinds": plain["columns"]}


def _table_back(tree: Mapping[str, Any]) -> Table:
    table: Table = rebuilt(Table, {**tree, "columns": tree["kinds"]})
    return table


def _value(value: Value) -> dict[str, Any]:
    plain = _plain(value)
    model = {"cost": plain["model_cost"], "act": plain["act"], "review": plain["review"]}
    kept = ("unit", "saving", "policies", "review_pays_below")
    return {
        **{key: plain[key] for key in kept},
        "per": "decision",
        "trivial": {"policy": value.trivial, "cost": plain["trivial_cost"]},
        "model": model,
    }


def _value_back(tree: Mapping[str, Any]) -> Value:
    trivial, model = tree["trivial"], tree["model"]
    flat = {
        "trivial": trivial["policy"],
        "trivial_cost": trivial["cost"],
        "model_cost": model["cost"],
        "act": model["act"],
        "review": model["review"],
    }
    value: Value = rebuilt(Value, {**tree, **flat})
    return value


def _ledger(ledger: Ledger) -> dict[str, Any]:
    plain = _plain(ledger)
    steps = plain.pop("entries")
    peak = max((entry.peak_mb for entry in ledger.entries), default=None)
    sums = {"wall_s": ledger.wall_s, "cpu_s": ledger.cpu_s, "peak_mb": peak}
    return {**_plain(sums), **plain, "steps": steps}


def _plain(value: Any) -> Any:
    """Any value as JSON knows it; arrays as lists, what is not finite as null, the rest as text."""
    if is_dataclass(value):
        kept = [field.name for field in fields(value) if field.metadata.get("kept", True)]
        return {name: _plain(getattr(value, name)) for name in kept}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, float):
        return float(value) if isfinite(value) else None
    if value is None or isinstance(value, int | str):
        return str(value) if isinstance(value, str) else value  # a plain one for an enumeration
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    return [_plain(each) for each in value] if isinstance(value, Iterable) else str(value)
