"""Forests as plain arrays: trees that scikit-learn grew, walked and shrunk with numpy alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.design import Design
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Packed

Array = NDArray[Any]


@dataclass(frozen=True)
class Forest:
    """Binary trees, one after another; the left child of a node is the node after it.

    feature: column that a node asks about, -1 in a leaf. cut: a row goes left where its value is at
    most this. right: the right child, 0 in a leaf. value: what a row that stops there is given,
    shape (nodes, outputs). roots: the first node of each tree. weight: rows that came by, while it
    grows; a kept forest has none.
    """

    feature: Array
    cut: Array
    right: Array
    value: Array
    roots: Array
    weight: Array | None = None

    def leaves(self, wide: Array) -> Array:
        """The leaf of each row in each tree, shape (rows, trees). wide: float32, no NaN."""
        node = np.tile(self.roots, (len(wide), 1))
        for _, asking, child in self._steps(node, wide):
            node[asking] = child
        return node

    def scores(self, wide: Array, *, chunk: int = 20_000) -> Array:
        """Sum over trees of what the leaves give, shape (rows, outputs).

        chunk: rows at a time, so that a million rows need no more memory than these.
        """
        starts = range(0, max(len(wide), 1), chunk)
        return np.concatenate([self.given(self.leaves(wide[s : s + chunk])) for s in starts])

    def given(self, leaves: Array) -> Array:
        """Sum over trees of what these leaves give, shape (rows, outputs)."""
        return np.asarray(self.value[leaves].sum(axis=1, dtype=float))

    def paths(self, wide: Array, owner: Array, features: int) -> Array:
        """What each feature adds on the way to the leaves, shape (rows, outputs, features).

        owner: the feature that each column belongs to. With the values of the roots, their sum is
        `scores`, exactly: each step down changes the expectation, and the change is booked on the
        feature that was asked.
        Source: Palczewska et al. 2014, doi:10.1007/978-3-319-04717-1_9
        """
        rows, outputs = len(wide), self.value.shape[1]
        added = np.zeros((outputs, rows * features))
        node = np.tile(self.roots, (rows, 1))
        value = self.value.astype(float)
        for here, asking, child in self._steps(node, wide):
            step = value[child] - value[here]
            home = np.nonzero(asking)[0] * features + owner[self.feature[here]]
            for output in range(outputs):
                added[output] += np.bincount(home, step[:, output], minlength=rows * features)
            node[asking] = child
        return added.reshape(outputs, rows, features).transpose(1, 0, 2)

    def _steps(self, node: Array, wide: Array) -> Iterator[tuple[Array, Array, Array]]:
        """Nodes that ask, which of `node` they are, and the children that the rows go on to.

        A child stands after its parent, so the walk ends.
        """
        while (asking := self.feature[node] >= 0).any():
            here = node[asking]
            asked = wide[np.nonzero(asking)[0], self.feature[here]]
            yield here, asking, np.where(asked <= self.cut[here], here + 1, self.right[here])

    def levels(self) -> Iterator[Array]:
        """The nodes that ask, depth by depth from the roots."""
        level = self.roots
        while len(inner := level[self.feature[level] >= 0]):
            yield inner
            level = np.concatenate([inner + 1, self.right[inner]])


def planted(trees: Sequence[Any], values: Sequence[Array]) -> Forest:
    """The forest of these `tree_` of scikit-learn. values: of each tree, shape (nodes, outputs).

    Cuts are rounded down to 32 bits: a 32-bit value is at most the one where at most the other.
    """
    sizes = [tree.node_count for tree in trees]
    roots = np.cumsum([0, *sizes[:-1]])
    cut = np.concatenate([tree.threshold for tree in trees])
    narrow = cut.astype("float32")
    narrow = np.where(narrow > cut, np.nextafter(narrow, np.float32(-np.inf)), narrow)
    inner = np.concatenate([tree.children_left >= 0 for tree in trees])
    feature = np.concatenate([tree.feature for tree in trees])
    right = np.concatenate(
        [tree.children_right + root for tree, root in zip(trees, roots, strict=True)]
    )
    return Forest(
        np.where(inner, feature, -1).astype("int32"),
        np.where(inner, narrow, 0).astype("float32"),
        np.where(inner, right, 0).astype("int32"),
        np.concatenate(values).astype(float),
        roots.astype("int32"),
        np.concatenate([tree.weighted_n_node_samples for tree in trees]),
    )


def shrunk(forest: Forest, strength: float) -> Forest:
    """The forest with every value drawn towards its parent's, the more the fewer rows back it.

    Source: Agarwal et al. 2022, Hierarchical shrinkage, arXiv:2202.00858
    """
    assert forest.weight is not None
    value = forest.value.copy()
    for parent in forest.levels():
        backed = 1 / (1 + strength / forest.weight[parent])[:, None]
        for child in (parent + 1, forest.right[parent]):
            value[child] = value[parent] + (forest.value[child] - forest.value[parent]) * backed
    return replace(forest, value=value)


def expected(forest: Forest) -> Forest:
    """The forest with the value of each inner node the mean of its leaves', by rows."""
    assert forest.weight is not None
    value, weight = forest.value.copy(), np.maximum(forest.weight, 1e-300)
    for parent in reversed(list(forest.levels())):
        left, right = parent + 1, forest.right[parent]
        share = (weight[left] / (weight[left] + weight[right]))[:, None]
        value[parent] = share * value[left] + (1 - share) * value[right]
    return replace(forest, value=value)


def joined(grown: Sequence[Forest], share: float = 1.0) -> Forest:
    """All trees of several forests as one forest; every value is multiplied by `share`."""
    starts = np.cumsum([0, *(len(forest.feature) for forest in grown[:-1])]).astype("int32")
    right = [
        np.where(forest.feature >= 0, forest.right + start, 0)
        for forest, start in zip(grown, starts, strict=True)
    ]
    return Forest(
        np.concatenate([forest.feature for forest in grown]),
        np.concatenate([forest.cut for forest in grown]),
        np.concatenate(right).astype("int32"),
        share * np.concatenate([forest.value for forest in grown]),
        np.concatenate([f.roots + start for f, start in zip(grown, starts, strict=True)]),
    )


def thinned(forest: Forest, count: int) -> Forest:
    """Its first `count` trees, whose values stand for those of all: trees are exchangeable."""
    trees = len(forest.roots)
    if count >= trees:
        return forest
    end = int(forest.roots[count])
    few = [each[:end] for each in (forest.feature, forest.cut, forest.right, forest.value)]
    feature, cut, right, value = few
    return Forest(feature, cut, right, value * (trees / count), forest.roots[:count])


def kept(forest: Forest, *, step: float = 2.0**-22) -> Forest:
    """The forest as a bundle holds it: values in 32 bits, nothing about how many rows came by.

    step: values are rounded to its multiples, so that they compress to half; in a sum of sixty it
    is a hundred-thousandth of what all of them say at most.
    """
    value = (np.round(forest.value / step) * step).astype("float32")
    return replace(forest, value=value, weight=None)


_ARRAYS = ("feature", "cut", "past", "value", "roots")


def pack_forest(forest: Forest) -> dict[str, Array]:
    """The arrays of a forest. past: nodes from one that asks to its right child, 0 in a leaf.

    Such steps are mostly small and alike, which compresses to a third of the places themselves.
    """
    past = np.where(forest.feature >= 0, forest.right - np.arange(len(forest.right)), 0)
    plain = (forest.feature, forest.cut, past.astype("int32"), forest.value, forest.roots)
    return dict(zip(_ARRAYS, plain, strict=True))


def unpack_forest(packed: Packed, *, columns: int, outputs: int) -> Forest:
    """The forest that `pack_forest` wrote; ValueError unless every branch leads on and inside.

    columns: of the wide matrix it will be asked about.
    """
    feature, cut, past, value, roots = (packed.arrays[name] for name in _ARRAYS)
    nodes = len(feature)
    whole = (feature, past, roots)
    if any(each.ndim != 1 or each.dtype.kind != "i" for each in whole) or cut.ndim != 1:
        raise ValueError("trees are not lists of numbers")
    if not nodes == len(cut) == len(past) == len(value) or value.shape != (nodes, outputs):
        raise ValueError("trees of unequal lengths")
    inner, room = feature >= 0, nodes - np.arange(nodes)
    if (feature >= columns).any() or (inner & ((past <= 1) | (past >= room))).any():
        raise ValueError("a branch leads nowhere")
    right = np.where(inner, nodes - room + past, 0).astype("int32")
    if not len(roots) or (roots < 0).any() or (roots >= nodes).any() or inner[-1:].any():
        raise ValueError("a tree begins nowhere")
    if value.dtype.kind != "f" or not np.isfinite(value).all() or not np.isfinite(cut).all():
        raise ValueError("a leaf gives no number")
    return Forest(feature, cut, right, value, roots)


def columns(problem: Problem) -> float:
    """Columns that trees look at, as time counts them: one of zeros and ones is cheap to cut."""
    features = problem.matrix.features
    return sum(0.15 * len(f.levels) if f.categorical else 1.0 for f in features)


def refusal(problem: Problem, *, most: float = 2e8) -> str:
    """Why trees of scikit-learn cannot take a problem, or "".

    most: cells of the wide matrix, 0.8 gigabytes; small trees would not fit such a table.
    """
    if problem.monotone:
        return "it cannot promise a direction"
    wide = sum(max(len(feature.levels), 1) for feature in problem.matrix.features)
    return "the table is too large for it" if wide * len(problem) > most else ""


def owners(design: Design) -> Array:
    """The feature that each column of a design belongs to, shape (columns,)."""
    return np.repeat(np.arange(len(design.spreads)), [spread.width for spread in design.spreads])


def rescaled(added: Array, score: Array, link: Callable[[Array], Array]) -> Array:
    """What is added to scores, in terms of `link` of them: the sum is right, the shares remain.

    added: shape (rows, outputs, features); score: shape (rows, outputs). Every feature's part is
    multiplied by the slope of the link between the score without any feature and the score.
    Source: the rescale rule of Shrikumar et al. 2017, arXiv:1704.02685
    """
    gap = added.sum(axis=2)
    near = np.abs(gap) < 1e-9  # next to nothing was added: the slope where the score stands
    run = np.where(near, 1e-9, gap)
    start = np.where(near, score, score - run)
    slope = (link(start + run) - link(start)) / run
    return np.asarray(added * slope[:, :, None])
