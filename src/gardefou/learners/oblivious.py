"""Trees that ask all rows of a depth the same question, kept as plain arrays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.encode import Matrix
from gardefou.learners.recipe import Course, Packed
from gardefou.learners.trees import Scale

Array = NDArray[Any]

DEPTH = 6
"""Questions on the way to a leaf."""
_LARGEST = 3e38  # of a 32-bit number; what is beyond counts as this


@dataclass(frozen=True)
class Oblivious:
    """Trees that ask all rows of a depth the same question.

    feature: the feature of each question. border: yes where a number is above it. table: yes by
    code, the last column for holes, shape (questions, codes); read where `coded` says so. centre:
    what is taken off each feature before it is asked, shape (features,). asked: the question at
    each depth, -1 for none, shape (trees, 6). value: shape (trees, 64, outputs), the answer at
    depth d being bit d of the leaf's number. weight: rows of each leaf, shape (trees, 64). bias:
    shape (outputs,).
    """

    feature: Array
    border: Array
    table: Array
    coded: Array
    centre: Array
    asked: Array
    value: Array
    weight: Array
    bias: Array

    def answers(self, matrix: Matrix) -> Array:
        """What each row answers to each question, shape (rows, questions), bool; holes say no."""
        answers = np.zeros((len(matrix), len(self.feature)), dtype=bool)
        numbers = ~self.coded
        values = narrow(matrix.values - self.centre)[:, self.feature[numbers]]
        answers[:, numbers] = values > self.border[numbers]
        for place in np.flatnonzero(self.coded):
            codes = matrix.values[:, self.feature[place]]
            answers[:, place] = self.table[place][np.where(np.isnan(codes), -1, codes).astype(int)]
        return answers

    def leaves(self, matrix: Matrix) -> Array:
        """The leaf of each row in each tree, shape (rows, trees)."""
        answers = np.column_stack([self.answers(matrix), np.zeros(len(matrix), dtype=bool)])
        leaf = np.zeros((len(matrix), len(self.asked)), dtype="int32")
        for depth in range(self.asked.shape[1]):
            leaf += answers[:, self.asked[:, depth]].astype("int32") << depth
        return leaf

    def scores(self, matrix: Matrix, *, chunk: int = 10_000) -> Array:
        """Scores, shape (rows, outputs). chunk: rows at a time, to bound the memory."""
        trees, parts = np.arange(len(self.asked)), []
        for start in range(0, max(len(matrix), 1), chunk):
            leaf = self.leaves(matrix.take(slice(start, start + chunk)))
            given = [self.value[trees, leaf, output] for output in range(len(self.bias))]
            parts.append(np.column_stack([each.sum(axis=1, dtype=float) for each in given]))
        return np.concatenate(parts) + self.bias

    def paths(self, matrix: Matrix) -> Array:
        """What each feature adds, shape (rows, outputs, features): question by question."""
        leaf, expected = self.leaves(matrix), self._expected()
        trees = np.arange(len(self.asked))
        owner = np.append(self.feature, 0)[self.asked]
        added = np.zeros((len(matrix.features), len(matrix), len(self.bias)))
        for depth in range(self.asked.shape[1]):
            before, after = leaf & ((1 << depth) - 1), leaf & ((2 << depth) - 1)
            step = expected[depth + 1][trees, after] - expected[depth][trees, before]
            for feature in np.unique(owner[:, depth]):
                added[feature] += step[:, owner[:, depth] == feature].sum(axis=1)
        return added.transpose(1, 2, 0)

    def _expected(self) -> list[Array]:
        """The mean value after so many questions, shape (trees, 2**questions, outputs) each."""
        value, weight = self.value.astype(float), self.weight.astype(float)
        every = [value]
        for depth in reversed(range(self.asked.shape[1])):
            half = 1 << depth
            low, high = weight[:, :half], weight[:, half:]
            share = np.where(low + high > 0, low / np.maximum(low + high, 1e-300), 0.5)[:, :, None]
            value = share * value[:, :half] + (1 - share) * value[:, half:]
            weight = low + high
            every.append(value)
        return every[::-1]


def narrow(values: Array) -> Array:
    """Numbers of 32 bits, as questions were asked of them."""
    return np.clip(values, -_LARGEST, _LARGEST).astype("float32")


@dataclass(frozen=True)
class ObliviousTrees:
    """One or more sets of trees whose scores are averaged."""

    parts: tuple[Oblivious, ...]
    scales: tuple[Scale, ...]
    setting: Mapping[str, float] = field(default_factory=dict)
    course: Course | None = None

    def raw(self, matrix: Matrix) -> Array:
        """Mean score, shape (rows, outputs)."""
        every = [scale.centre + scale.size * part.scores(matrix) for part, scale in self._each()]
        return np.asarray(np.mean(every, axis=0))

    def contributions(self, matrix: Matrix) -> Array:
        """What each feature adds on the way to the leaves, shape (rows, outputs, features)."""
        every = [scale.size * part.paths(matrix) for part, scale in self._each()]
        return np.asarray(np.mean(every, axis=0))

    def _each(self) -> Iterator[tuple[Oblivious, Scale]]:
        yield from zip(self.parts, self.scales, strict=True)

    def pack(self) -> Packed:
        """Questions and leaves as arrays."""
        arrays = {
            f"{name}_{number}": array
            for number, part in enumerate(self.parts)
            for name, array in vars(part).items()
        }
        return Packed({"scales": [[scale.centre, scale.size] for scale in self.scales]}, arrays)


_NAMES = ("feature", "border", "table", "coded", "centre", "asked", "value", "weight", "bias")


def unpack(packed: Packed) -> ObliviousTrees:
    """The model that `ObliviousTrees.pack` wrote."""
    scales = tuple(Scale(float(c), float(s)) for c, s in packed.meta["scales"])
    parts = tuple(
        Oblivious(*(packed.arrays[f"{name}_{number}"] for name in _NAMES))
        for number in range(len(scales))
    )
    if not parts:
        raise ValueError("no trees")
    for part in parts:
        _check(part)
    return ObliviousTrees(parts, scales)


def _check(part: Oblivious) -> None:
    """ValueError unless every question and leaf is where it should be."""
    questions, trees = len(part.feature), len(part.asked)
    shapes = {
        "feature": (questions,),
        "border": (questions,),
        "coded": (questions,),
        "centre": (len(part.centre),),
        "table": (questions, *part.table.shape[1:2]),
        "asked": (trees, DEPTH),
        "value": (trees, 1 << DEPTH, *part.bias.shape[:1]),
        "weight": (trees, 1 << DEPTH),
        "bias": (len(part.bias),),
    }
    kinds = {"feature": "i", "asked": "i", "coded": "b", "table": "b"}
    for name, shape in shapes.items():
        array = getattr(part, name)
        if array.shape != shape or array.dtype.kind != kinds.get(name, "f"):
            raise ValueError(f"{name} is not what it should be")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError(f"{name} holds no numbers")
    outside = (part.asked < -1) | (part.asked >= questions)
    if outside.any() or ((part.feature < 0) | (part.feature >= len(part.centre))).any():
        raise ValueError("a question that is not there")
    if (part.weight < 0).any():
        raise ValueError("leaves of less than no rows")


def merge(parts: Sequence[ObliviousTrees]) -> ObliviousTrees:
    """The model whose scores are the mean of theirs."""
    every = tuple(each for part in parts for each in part.parts)
    return ObliviousTrees(every, tuple(scale for part in parts for scale in part.scales))
