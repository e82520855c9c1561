"""An encoder as plain JSON, and back; what comes from a file is believed only where it fits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from math import isfinite
from typing import Any

from gardefou.core.table import Kind
from gardefou.learners.encode import ColumnCode, Encoder
from gardefou.learners.text_code import Bag
from gardefou.learners.time_code import PARTS


def as_json(encoder: Encoder) -> list[Mapping[str, object]]:
    """The encoder as plain JSON."""
    return [{**asdict(code), "kind": code.kind.value} for code in encoder.codes]


def from_json(codes: Sequence[Mapping[str, Any]], *, most_features: int = 100_000) -> Encoder:
    """The encoder that `as_json` wrote; ValueError or TypeError where it did not.

    most_features: of the matrix; thousands are usual at most.
    """
    read = tuple(_code(each) for each in codes)
    encoder = Encoder(read)
    times = {code.column for code in read if code.way == "time"}
    own = [code.column for code in read if code.way != "age"]
    wrong = [fault for code in read for fault in _faults(code)]
    wrong += ["an age without its times" for code in read if not _is_aged(code, times)]
    if wrong or len(set(own)) < len(own) or len(encoder.features) > most_features:
        raise ValueError(f"the code of a column: {(*wrong, 'too many')[0]}")
    return encoder


def _code(told: Mapping[str, Any]) -> ColumnCode:
    """A code, its lists as tuples of what they must hold."""
    if set(told) != {each.name for each in fields(ColumnCode)}:
        raise ValueError("the code of a column has other fields")
    bag = told["bag"]
    made = Bag(_texts(bag["words"]), _texts(bag["letters"]), _numbers(bag["weights"]))
    low, high, holes = _numbers([told[name] for name in ("low", "high", "holes")])
    column, way, since = _texts([told[name] for name in ("column", "way", "since")])
    return ColumnCode(
        column,
        Kind(told["kind"]),
        way,
        since=since,
        low=low,
        high=high,
        holes=holes,
        levels=_texts(told["levels"]),
        counts=tuple(int(count) for count in told["counts"]),
        bag=made,
        parts=_texts(told["parts"]),
        quantiles=_numbers(told["quantiles"]),
    )


def _texts(told: Sequence[Any]) -> tuple[str, ...]:
    if not all(isinstance(each, str) for each in told) or isinstance(told, str):
        raise TypeError("texts are wanted")
    return tuple(told)


def _numbers(told: Sequence[Any]) -> tuple[float, ...]:
    return tuple(float(each) for each in told)


_KINDS = {
    "number": {Kind.NUMBER},
    "time": {Kind.TIME},
    "age": {Kind.TIME},
    "category": {Kind.TEXT, Kind.BOOLEAN},
    "text": {Kind.TEXT, Kind.BOOLEAN},
}


def _faults(code: ColumnCode) -> Iterator[str]:
    """What cannot be of one code."""
    if code.kind not in _KINDS.get(code.way, ()):
        yield f"{code.way!r} of a {code.kind}"
    numbers = (code.low, code.high, code.holes, *code.quantiles, *code.bag.weights)
    if not all(map(isfinite, numbers)) or not 0 <= code.holes <= 1 or code.low > code.high:
        yield "numbers out of range"
    is_number = code.way in ("number", "time")
    if is_number != bool(code.quantiles) or list(code.quantiles) != sorted(code.quantiles):
        yield "quantiles"
    if (code.way == "category") != bool(code.levels) or len(code.levels) != len(code.counts):
        yield "levels"
    if len(set(code.levels)) < len(code.levels) or any(count < 1 for count in code.counts):
        yield "levels"
    if (code.way == "time") != bool(code.parts) or len(set(code.parts)) < len(code.parts):
        yield "parts"
    if not set(code.parts) <= set(PARTS):
        yield "parts"
    yield from _faults_of_bag(code)


def _faults_of_bag(code: ColumnCode) -> Iterator[str]:
    grams = (*code.bag.words, *code.bag.letters)
    if (code.way == "text") != bool(code.bag.words) or len(grams) != len(code.bag.weights):
        yield "a bag of words"
    if any(len(set(each)) < len(each) for each in (code.bag.words, code.bag.letters)):
        yield "a bag of words"


def _is_aged(code: ColumnCode, times: set[str]) -> bool:
    """Whether a code that is an age has both times, and no other one has any."""
    return {code.column, code.since} <= times if code.way == "age" else not code.since
