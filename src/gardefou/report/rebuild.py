"""Plain JSON values back into the frozen dataclasses they came from, by their type hints."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from math import nan
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from gardefou.core.estimate import Estimate

_ESTIMATE = {field.name for field in fields(Estimate)}


def rebuilt(kind: Any, value: Any) -> Any:
    """A thing of type `kind` from the plain value it was written as.

    kind: a dataclass, an enumeration, a plain type, or a tuple, mapping, literal or optional of
    these. Keys that `kind` does not know are passed over; TypeError or ValueError if it cannot be.

    >>> rebuilt(tuple[float, ...], [1, None])
    (1.0, nan)
    >>> rebuilt(Estimate, {"value": 1, "low": 0, "high": 2, "unit": "s", "n": 3, "more": 4})
    Estimate(value=1.0, low=0.0, high=2.0, unit='s', n=3, level=0.95)
    """
    if kind is object or kind is Any:
        return _free(value)
    if get_origin(kind) is not None or get_args(kind):
        return _composed(kind, value)
    if is_dataclass(kind):
        hints, given = get_type_hints(kind), _is(Mapping, value)
        known = {name: rebuilt(hint, given[name]) for name, hint in hints.items() if name in given}
        make: Any = kind
        return make(**known)
    if issubclass(kind, Enum):
        return kind(value)
    if kind is float:
        return nan if value is None else float(_is((int, float), value))
    return _is(kind, value)


def _composed(kind: Any, value: Any) -> Any:
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Literal:
        if value not in inside:
            raise ValueError(f"{value!r} is none of {inside}")
        return value
    if origin is tuple:
        each = _is(list, value)
        kinds = [inside[0]] * len(each) if inside[-1] is Ellipsis else inside
        return tuple(rebuilt(one, cell) for one, cell in zip(kinds, each, strict=True))
    if origin is Mapping:
        return {key: rebuilt(inside[1], cell) for key, cell in _is(Mapping, value).items()}
    (sure,) = (one for one in inside if one is not NoneType)  # an optional
    return None if value is None else rebuilt(sure, value)


def _free(value: Any) -> Any:
    """What no hint describes: lists as tuples, and what looks like an estimate as one."""
    if isinstance(value, list):
        return tuple(_free(each) for each in value)
    if isinstance(value, dict):
        if value.keys() == _ESTIMATE:
            return rebuilt(Estimate, value)
        return {key: _free(each) for key, each in value.items()}
    return value


def _is(kind: Any, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} where {kind} was expected")
    return value
