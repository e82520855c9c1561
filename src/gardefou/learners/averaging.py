"""What the two forests share: trees grown side by side, drawn together, their answers averaged."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from math import log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.learners import forests
from gardefou.learners.design import Design, learn_design, read_design
from gardefou.learners.encode import Matrix
from gardefou.learners.forests import Forest
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Course, Packed
from gardefou.learners.trees import Scale, scale_of

Array = NDArray[Any]

_STRENGTHS = (0.0, 1.0, 3.0, 10.0, 30.0, 100.0)


@dataclass(frozen=True)
class Kind:
    """One kind of forest. machine: what scikit-learn calls it, less its task.

    classes, numbers: what it is told for each; pace: CPU seconds of a tree's level, over those of a
    random forest.
    """

    machine: str
    classes: Mapping[str, object] = field(default_factory=dict)
    numbers: Mapping[str, object] = field(default_factory=dict)
    pace: float = 1.0

    def grower(self, problem: Problem, leaf: int) -> Any:
        """scikit-learn's own, which grows on as its number of trees is raised."""
        from sklearn import ensemble

        number = problem.task is Task.REGRESSION
        return getattr(ensemble, self.machine + ("Regressor" if number else "Classifier"))(
            min_samples_leaf=leaf,
            random_state=problem.seed,
            warm_start=True,
            **(self.numbers if number else self.classes),
        )

    def seconds(self, problem: Problem) -> float:
        """CPU seconds of a fit; measured on tables of 250 to 40,000 rows."""
        rows = len(problem)
        level = 6e-7 * forests.columns(problem) * log2(rows + 2)
        return 0.05 + rows * (5e-5 + self.pace * level)


@dataclass(frozen=True)
class Averaged:
    """A forest whose trees' answers are averaged. rows: of a fit; scale: of its target.

    A forest gives shares of classes (of the second one, where there are two), or a number. Shares
    become scores as if one row more of each class had been seen, so that none is certain.
    """

    design: Design
    forest: Forest
    rows: int
    scale: Scale
    task: Task
    setting: Mapping[str, float] = field(default_factory=dict)
    course: Course | None = None

    def raw(self, matrix: Matrix) -> Array:
        """Scores, shape (rows, outputs)."""
        return self._score(self.forest.scores(self.design.wide(matrix)))

    def at(self, leaves: Array) -> Array:
        """Scores of rows whose leaves are known, shape (rows, outputs)."""
        return self._score(self.forest.given(leaves))

    def contributions(self, matrix: Matrix) -> Array:
        """What each feature adds on the way down the trees, shape (rows, outputs, features).

        The way is followed in shares, and rescaled to scores.
        """
        wide, owner = self.design.wide(matrix), forests.owners(self.design)
        added = self.forest.paths(wide, owner, len(self.design.spreads))
        return forests.rescaled(added, self.forest.scores(wide), self._score)

    def _score(self, given: Array) -> Array:
        if self.task is Task.REGRESSION:
            return np.asarray(self.scale.centre + self.scale.size * given)
        share = np.clip(given, 0.0, 1.0)  # sums of 32-bit parts may be a hair beyond
        if self.task is Task.BINARY:
            return np.asarray(np.log((self.rows * share + 1) / (self.rows * (1 - share) + 1)))
        return np.asarray(np.log((self.rows * share + 1) / (self.rows + given.shape[1])))

    def pack(self) -> Packed:
        """Trees and columns as arrays."""
        meta = {
            "task": self.task.value,
            "spreads": [asdict(spread) for spread in self.design.spreads],
            "rows": self.rows,
            "scale": [self.scale.centre, self.scale.size],
            "outputs": self.forest.value.shape[1],
        }
        return Packed(meta, forests.pack_forest(self.forest))


def unpack(packed: Packed) -> Averaged:
    """The model that `Averaged.pack` wrote; a ValueError where it is anything else."""
    meta = packed.meta
    design, task, rows = read_design(meta["spreads"]), Task(meta["task"]), int(meta["rows"])
    if rows < 1:
        raise ValueError("a forest of no rows")
    centre, size = meta["scale"]
    forest = forests.unpack_forest(packed, columns=design.bounds[-1], outputs=int(meta["outputs"]))
    return Averaged(design, forest, rows, Scale(float(centre), float(size)), task)


def merge(parts: Sequence[Averaged]) -> Averaged:
    """One forest of every fold's trees: of each as many as leave it no larger than one of them."""
    first = parts[0]
    nodes = sum(len(part.forest.feature) for part in parts)
    share = min(1.0, _most_nodes(first.forest.value.shape[1]) / nodes)
    few = [forests.thinned(p.forest, max(1, int(share * len(p.forest.roots)))) for p in parts]
    alike = [_rescaled(f, p.scale, first.scale) for f, p in zip(few, parts, strict=True)]
    joined = forests.kept(forests.joined(alike, 1 / len(parts)))
    rows = int(np.mean([part.rows for part in parts]))
    return Averaged(first.design, joined, rows, first.scale, first.task)


def _rescaled(forest: Forest, old: Scale, new: Scale) -> Forest:
    """The same answers, in another scale."""
    shift = (old.centre - new.centre) / new.size / len(forest.roots)
    return replace(forest, value=forest.value * (old.size / new.size) + shift)


def fitter(
    kind: Kind,
) -> Callable[[Problem, Problem | None, Mapping[str, float] | None], Averaged]:
    """The `fit` of a recipe that grows forests of this kind."""
    return partial(_fit, kind)


def _fit(
    kind: Kind, problem: Problem, judge: Problem | None, setting: Mapping[str, float] | None
) -> Averaged:
    design, scale = learn_design(problem.whole, clip=1e9), scale_of(problem)
    y = (problem.y - scale.centre) / scale.size
    y = np.round(1024 * y) / 1024  # so that cuts of equal gain stay equal, whatever the unit
    grown = _grown(kind, problem, design.wide(problem.matrix), y)

    def model(strength: float) -> Averaged:
        forest = forests.kept(forests.shrunk(grown, strength))
        chosen = {"strength": strength}
        return Averaged(design, forest, len(problem), scale, problem.task, chosen)

    if judge is None:
        return model(setting["strength"] if setting else 3.0)
    few = problem.take(np.arange(min(len(problem), 5000)))  # enough to draw what was learned
    sides = [(side, grown.leaves(design.wide(side.matrix))) for side in (few, judge)]
    tried = [model(strength) for strength in _STRENGTHS]
    losses = [[side.loss(each.at(leaves)) for each in tried] for side, leaves in sides]
    course = Course("strength", _STRENGTHS, tuple(losses[0]), tuple(losses[1]))
    return replace(tried[int(np.argmin(losses[1]))], course=course)


def _grown(kind: Kind, problem: Problem, wide: Array, y: Array, *, batch: int = 10) -> Forest:
    """The forest of these rows, grown a few trees at a time while the allowance lasts.

    Where the first trees show that all would take too much room, they are grown again, shorter.
    """
    began, trees = time.process_time(), _trees(kind, problem)
    most = _most_nodes(problem.outputs) / trees
    leaf = max(1, int(len(problem) / most / 5))  # an inner node and a leaf take rows of five
    grown = 0
    while grown < trees:
        if not grown:
            machine = kind.grower(problem, leaf)
        machine.set_params(n_estimators=grown + batch).fit(wide, y, problem.weight)
        nodes = float(np.mean([each.tree_.node_count for each in machine.estimators_]))
        if not grown and nodes > most:
            leaf = int(np.ceil(leaf * nodes / most))
            continue
        grown += batch
        if problem.late(began):
            break
    each = [tree.tree_ for tree in machine.estimators_]
    there = getattr(machine, "classes_", None)
    return forests.planted(each, [_values(tree, problem, there) / len(each) for tree in each])


def _values(tree: Any, problem: Problem, there: Array | None) -> Array:
    """What each node gives: a number, or shares of all classes, those not seen here included."""
    value = tree.value[:, 0, :]
    if there is None:
        return np.asarray(value)
    shares = np.zeros((len(value), problem.classes))
    shares[:, there.astype(int)] = value / value.sum(axis=1, keepdims=True)
    return shares[:, 1:] if problem.task is Task.BINARY else shares


def _most_nodes(outputs: int, *, most_bytes: float = 7e6) -> float:
    """Nodes that a forest may have: what they take compresses to about two megabytes."""
    return most_bytes / (12 + 4 * outputs)


def _trees(kind: Kind, problem: Problem, *, usual: int = 60, fewest: int = 10) -> int:
    """Sixty trees, fewer where the allowance is short; by tens."""
    if problem.allowance is None:
        return usual
    affordable = usual * (problem.allowance - 0.05) / (kind.seconds(problem) - 0.05)
    return int(np.clip(10 * (affordable // 10), fewest, usual))
