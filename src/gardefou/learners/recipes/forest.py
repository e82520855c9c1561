"""A forest: trees grown side by side, each on its own luck, whose answers are averaged."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
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
from gardefou.learners.recipe import Course, Hope, Packed, Recipe
from gardefou.learners.trees import Scale, scale_of

Array = NDArray[Any]

_STRENGTHS = (0.0, 1.0, 3.0, 10.0, 30.0, 100.0)


@dataclass(frozen=True)
class Part:
    """One forest. rows: it learned from; scale: of its target."""

    forest: Forest
    rows: int
    scale: Scale


@dataclass(frozen=True)
class Forests:
    """One or more forests whose scores are averaged.

    A forest gives shares of classes (of the second one, where there are two), or a number. Shares
    become scores as if one row more of each class had been seen, so that none is certain.
    """

    design: Design
    parts: tuple[Part, ...]
    task: Task
    setting: Mapping[str, float] = field(default_factory=dict)
    course: Course | None = None

    def raw(self, matrix: Matrix) -> Array:
        """Mean score of the forests, shape (rows, outputs)."""
        wide = self.design.wide(matrix)
        every = [self._score(part, part.forest.scores(wide)) for part in self.parts]
        return np.asarray(np.mean(every, axis=0))

    def at(self, leaves: Array) -> Array:
        """Scores of rows whose leaves in the first forest are known, shape (rows, outputs)."""
        return self._score(self.parts[0], self.parts[0].forest.given(leaves))

    def contributions(self, matrix: Matrix) -> Array:
        """What each feature adds on the way down the trees, shape (rows, outputs, features).

        The way is followed in shares, and rescaled to scores.
        """
        wide, owner = self.design.wide(matrix), forests.owners(self.design)
        every = [
            forests.rescaled(
                part.forest.paths(wide, owner, len(self.design.spreads)),
                part.forest.scores(wide),
                lambda share, part=part: self._score(part, share),  # type: ignore[misc]
            )
            for part in self.parts
        ]
        return np.asarray(np.mean(every, axis=0))

    def _score(self, part: Part, given: Array) -> Array:
        if self.task is Task.REGRESSION:
            return np.asarray(part.scale.centre + part.scale.size * given)
        share = np.clip(given, 0.0, 1.0)  # sums of 32-bit parts may be a hair beyond
        if self.task is Task.BINARY:
            return np.asarray(np.log((part.rows * share + 1) / (part.rows * (1 - share) + 1)))
        return np.asarray(np.log((part.rows * share + 1) / (part.rows + given.shape[1])))

    def pack(self) -> Packed:
        """Trees and columns as arrays."""
        meta = {
            "task": self.task.value,
            "spreads": [asdict(spread) for spread in self.design.spreads],
            "rows": [part.rows for part in self.parts],
            "scales": [[part.scale.centre, part.scale.size] for part in self.parts],
            "outputs": self.parts[0].forest.value.shape[1],
        }
        packed = [forests.pack_forest(p.forest, number) for number, p in enumerate(self.parts)]
        return Packed(meta, {name: array for each in packed for name, array in each.items()})


def _unpack(packed: Packed) -> Forests:
    meta = packed.meta
    design, task = read_design(meta["spreads"]), Task(meta["task"])
    rows = [int(each) for each in meta["rows"]]
    if not rows or min(rows) < 1:
        raise ValueError("a forest of no rows")
    parts = []
    for number, (centre, size) in enumerate(meta["scales"]):
        forest = forests.unpack_forest(
            packed, number, columns=design.bounds[-1], outputs=int(meta["outputs"])
        )
        parts.append(Part(forest, rows[number], Scale(float(centre), float(size))))
    if len(parts) != len(rows):
        raise ValueError("more rows than forests")
    return Forests(design, tuple(parts), task)


def _merge(parts: Sequence[Forests]) -> Forests:
    first = parts[0]
    return Forests(first.design, tuple(each for part in parts for each in part.parts), first.task)


def _fit(problem: Problem, judge: Problem | None, setting: Mapping[str, float] | None) -> Forests:
    design, scale = learn_design(problem.whole, clip=1e9), scale_of(problem)
    y = (problem.y - scale.centre) / scale.size
    y = np.round(1024 * y) / 1024  # so that cuts of equal gain stay equal, whatever the unit
    grown = _grown(problem, design.wide(problem.matrix), y)

    def model(strength: float) -> Forests:
        forest = forests.kept(forests.shrunk(grown, strength))
        chosen = {"strength": strength}
        return Forests(design, (Part(forest, len(problem), scale),), problem.task, chosen)

    if judge is None:
        return model(setting["strength"] if setting else 3.0)
    few = problem.take(np.arange(min(len(problem), 5000)))  # enough to draw what was learned
    sides = [(side, grown.leaves(design.wide(side.matrix))) for side in (few, judge)]
    tried = [model(strength) for strength in _STRENGTHS]
    losses = [[side.loss(each.at(leaves)) for each in tried] for side, leaves in sides]
    course = Course("strength", _STRENGTHS, tuple(losses[0]), tuple(losses[1]))
    return replace(tried[int(np.argmin(losses[1]))], course=course)


def _grown(problem: Problem, wide: Array, y: Array, *, batch: int = 10) -> Forest:
    """The forest of these rows, grown a few trees at a time while the allowance lasts."""
    began, trees = time.process_time(), _trees(problem)
    machine = _machine(problem, trees)
    for count in range(min(batch, trees), trees + 1, batch):
        machine.set_params(n_estimators=count).fit(wide, y, problem.weight)
        spent = time.process_time() - began
        if problem.allowance is not None and spent > 0.8 * problem.allowance:
            break  # the reckoning was wrong: the last resort
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


def _machine(problem: Problem, trees: int) -> Any:
    """scikit-learn's forest: cuts by chance while the rows are few, the best cuts above.

    Random cuts need deep trees, which few rows can afford to keep.
    """
    from sklearn import ensemble

    leaf = _leaf(problem, trees)
    kind = "ExtraTrees" if leaf == 1 else "RandomForest"
    task = "Regressor" if problem.task is Task.REGRESSION else "Classifier"
    return getattr(ensemble, kind + task)(
        min_samples_leaf=leaf,
        max_features=0.5,
        random_state=problem.seed,
        warm_start=True,
    )


def _leaf(problem: Problem, trees: int, *, most_bytes: int = 1_000_000) -> int:
    """Rows in a leaf at least, so that all trees stay below `most_bytes`.

    A megabyte a fit: five folds then make a bundle of about three.
    """
    nodes = most_bytes / (12 + 4 * problem.outputs)
    return max(1, int(np.ceil(len(problem) * trees / nodes)))


def _trees(problem: Problem, *, usual: int = 60, fewest: int = 10) -> int:
    """Sixty trees, fewer where the allowance is short; by tens."""
    if problem.allowance is None:
        return usual
    affordable = usual * (problem.allowance - 0.05) / (_seconds(problem) - 0.05)
    return int(np.clip(10 * (affordable // 10), fewest, usual))


def _seconds(problem: Problem) -> float:
    """Measured on tables of 250 to 6,000 rows; a column of zeros and ones is cheap to cut."""
    features, rows = problem.matrix.features, len(problem)
    columns = sum(0.15 * len(f.levels) if f.categorical else 1.0 for f in features)
    return 0.05 + rows * (5e-5 + 6e-7 * columns * log2(rows + 2))


def _refusal(problem: Problem, *, most: float = 2e8) -> str:
    """most: cells of the wide matrix, 0.8 gigabytes; a small forest would not fit such a table."""
    if problem.monotone:
        return "it cannot promise a direction"
    wide = sum(max(len(feature.levels), 1) for feature in problem.matrix.features)
    return "the table is too large for it" if wide * len(problem) > most else ""


FOREST = Recipe(
    name="forest",
    order=7,
    readable=False,
    page=__doc__
    + """

Sixty trees of scikit-learn on columns as `linear` has them, but without bounds: half of the columns
may be asked at each node (`max_features=0.5`). On few rows the cuts are drawn by chance and trees
grow to single rows (extremely randomised trees); on more rows they are the best cuts on rows drawn
with repetition (a random forest), with so many rows in a leaf (`min_samples_leaf`) that a fit stays
below a megabyte. Each value is then drawn towards that of the node above (hierarchical shrinkage):
`strength` is the best of 0, 1, 3, 10, 30 and 100 rows on rows kept aside. Shares become log-odds as
if one row more of each class had been seen, so that no answer is certain. Reasons follow the way of
a row down the trees.
Right when columns act together, rows repeat or nearly so, or a smooth or boosted model overfits;
wrong for straight effects, which trees must build of steps, and for large tables, whose trees are
cut short to stay small. No person can read it. The shortest allowance still grows ten trees.
Source: Breiman 2001, doi:10.1023/A:1010933404324; Geurts et al. 2006,
doi:10.1007/s10994-006-6226-1; Agarwal et al. 2022, arXiv:2202.00858
""",
    fit=_fit,
    merge=_merge,
    unpack=_unpack,
    seconds=_seconds,
    refuses=_refusal,
    serve_cost=12.0,
    hope=Hope(0.005, 0),
)
