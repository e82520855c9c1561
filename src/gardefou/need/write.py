"""A need as the text of a need.toml, so that reading it gives the same need."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from math import isfinite
from typing import Any

from gardefou.core.need import Budget, Columns, Cost, Need, People, Place

_TOP = ("question", "table", "target", "task", "positive", "classes", "assumed")


def as_toml(need: Need) -> str:
    r"""The text of a need.toml; what has its default is left out.

    >>> print(as_toml(Need(target="a\"b", cost=Cost(missed=5.0, false_alarm=1.0))), end="")
    target = "a\"b"
    <BLANKLINE>
    [cost]
    missed = 5
    false_alarm = 1
    """
    waive = {
        name: {"columns": waiver.columns, "why": waiver.why} for name, waiver in need.waive.items()
    }
    tree: dict[str, Any] = {name: getattr(need, name) for name in _TOP}
    tree = {name: value for name, value in tree.items() if value not in (None, ())}
    if not need.question:
        del tree["question"]
    tree |= {
        "cost": _changed(need.cost, Cost()),
        "columns": _changed(need.columns, Columns()) | _changed(need, Need(), "weight", "split"),
        "people": _changed(need.people, People()),
        "waive": waive,
        "use": need.use,
        "data": need.data,
        "budget": _bounds(need.budget),
        "place": _changed(need.place, Place()),
        "expect": need.expect,
    }
    return "\n".join(_lines(tree)).lstrip("\n") + "\n"


def toml_value(value: object) -> str:
    r"""A value on one line of TOML; signs that are not printable are escaped.

    >>> toml_value(["a\n\"b\"", 1.5, True]), toml_value({"x y": 2.0})
    ('["a\\u000A\\"b\\"", 1.5, true]', '{ "x y" = 2 }')
    """
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _quoted(value)
        case int() | float():
            return _figure(value)
        case date() | time():  # a datetime is a date
            return value.isoformat()
        case Mapping():
            pairs = (f"{toml_key(key)} = {toml_value(each)}" for key, each in value.items())
            return f"{{ {', '.join(pairs)} }}" if value else "{}"
        case list() | tuple():
            return "[" + ", ".join(map(toml_value, value)) + "]"
    raise TypeError(f"No TOML for {type(value).__name__}.")


def toml_key(name: str) -> str:
    """A key: bare where TOML allows it, else quoted.

    >>> toml_key("age"), toml_key("my age")
    ('age', '"my age"')
    """
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _lines(tree: Mapping[str, Any], path: tuple[str, ...] = (), deepest: int = 2) -> list[str]:
    """Lines of one table, plain values before tables; below `deepest` tables stand on one line."""
    inside = {key: value for key, value in tree.items() if _is_table(value, path, deepest)}
    lines = [f"{toml_key(k)} = {toml_value(v)}" for k, v in tree.items() if k not in inside]
    if path and (lines or len(path) == deepest):
        lines = ["", f"[{'.'.join(map(toml_key, path))}]", *lines]
    for key, value in inside.items():
        lines += _lines(value, (*path, key), deepest) if isinstance(value, Mapping) else []
        for each in value if isinstance(value, tuple) else ():
            lines += ["", f"[[{toml_key(key)}]]"]
            lines += [f"{toml_key(k)} = {toml_value(v)}" for k, v in each.items()]
    return lines


def _is_table(value: object, path: tuple[str, ...], deepest: int) -> bool:
    if isinstance(value, Mapping):
        return len(path) < deepest
    return isinstance(value, tuple) and all(isinstance(each, Mapping) for each in value)


def _changed(part: Any, default: Any, *names: str) -> dict[str, Any]:
    """What differs from the default, by name."""
    every = names or tuple(field.name for field in fields(part))
    pairs = ((name, getattr(part, name)) for name in every)
    return {name: value for name, value in pairs if value != getattr(default, name)}


def _bounds(budget: Budget) -> dict[str, str]:
    bounds = {}
    if budget.time is not None:
        bounds["time"] = f"{_figure(budget.time)} s" + (" wall" if budget.wall else "")
    if budget.money is not None:
        bounds["money"] = f"{_figure(budget.money[0])} {budget.money[1]}"
    if budget.carbon is not None:
        bounds["carbon"] = f"{_figure(budget.carbon)} g"
    return bounds


def _figure(value: float) -> str:
    short = isfinite(value) and value == int(value) and abs(value) < 1e15
    return str(int(value)) if short else repr(value)


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    if sign.isprintable():
        return sign
    return f"\\u{ord(sign):04X}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08X}"
