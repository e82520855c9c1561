"""What a target holds, in few words: which answers, and how often each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gardefou.core.table import Kind
from gardefou.need.class_name import class_name

Numbers = NDArray[np.float64]


class Coded(Protocol):
    """A column of texts, as `table.frame` has it: codes into levels, -1 for missing."""

    @property
    def codes(self) -> NDArray[Any]:
        """Shape (rows,), whole numbers."""

    @property
    def levels(self) -> tuple[str, ...]:
        """The different texts."""


Target = Coded | Numbers


@dataclass(frozen=True)
class Answers:
    """What the target holds, in few words. kind: of the column. filled: rows that have an answer.

    shares: {class: share of the answered rows}, in lexical order; None where they are too many
    to be classes. whole: whether they are all whole numbers.
    """

    kind: Kind
    filled: int
    shares: Mapping[str, float] | None
    whole: bool


def answers_of(
    target: Target, kind: Kind, weight: Numbers | None = None, *, most_classes: int
) -> Answers:
    """What the target holds. kind: of its column. weight: how many each row stands for.

    >>> answers_of(np.array([0.0, 1.0, 1.0, np.nan]), Kind.NUMBER, most_classes=2).filled
    3
    """
    if isinstance(target, np.ndarray):
        known = ~np.isnan(target)
        values, codes = np.unique(target[known], return_inverse=True)
    else:
        known = target.codes >= 0
        present, codes = np.unique(target.codes[known], return_inverse=True)
        values = np.array(target.levels, dtype=object)[present]
    shares = None
    if len(values) <= most_classes:
        rows = None if weight is None else counted(weight)[known]
        names = [str(class_name(value)) for value in values.tolist()]
        shares = _shares(names, codes, rows)
    return Answers(kind, int(known.sum()), shares, kind is Kind.NUMBER and _whole(values))


def numbers_of(target: Target) -> Numbers:
    """The answers as numbers, NaN for none; a class name that is no number counts as none."""
    if isinstance(target, np.ndarray):
        return target
    values = np.array([*map(_number, target.levels), np.nan])
    numbers: Numbers = values[target.codes]
    return numbers


def counted(weight: Numbers) -> Numbers:
    """Weights without holes; a row that stands for less than nobody stands for nobody."""
    return np.clip(np.nan_to_num(weight, posinf=0.0), 0.0, None)


def _shares(names: list[str], codes: NDArray[Any], weight: Numbers | None) -> dict[str, float]:
    """The share of each class; by plain counts where a class would weigh nothing."""
    counts = np.bincount(codes, weights=weight, minlength=len(names)).astype(float)
    if not (counts > 0).all():
        counts = np.bincount(codes, minlength=len(names)).astype(float)
    shares: dict[str, float] = {}
    for name, count in sorted(zip(names, counts, strict=True)):
        shares[name] = shares.get(name, 0.0) + float(count / counts.sum())
    return shares


def _whole(values: NDArray[Any]) -> bool:
    try:
        numbers = values.astype(float)
    except ValueError:
        return False
    return bool(np.isfinite(numbers).all() and (numbers == np.round(numbers)).all())


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
