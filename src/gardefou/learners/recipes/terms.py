"""A readable additive model: boosted trees of depth two, collapsed into exact tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.learners.boosting import Way, grow
from gardefou.learners.encode import Matrix
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Course, Hope, Packed, Recipe

Array = NDArray[Any]

_SETTINGS: Mapping[str, object] = {
    "learning_rate": 0.08,
    "max_depth": 2,
    "num_leaves": 4,
    "min_data_in_leaf": 20,
    "bagging_fraction": 0.85,
    "bagging_freq": 1,
    "feature_fraction": 0.8,
    "max_bin": 63,  # bounds a two-column table to 64 x 64 cells
    "max_cat_to_onehot": 1,
    "cat_l2": 5.0,
    "cat_smooth": 10.0,
}
_WAY = Way(
    settings=_SETTINGS,
    patience=40,
    usual={Task.BINARY: 520, Task.MULTICLASS: 740, Task.REGRESSION: 940},
    growth=0.4,
)


@dataclass(frozen=True)
class Axis:
    """How a feature is cut into cells.

    cuts: of a number, x <= cuts[0] is cell 0, and so on; the last cell is for holes.
    levels: of a category, how many codes; the last cell is for holes.
    """

    cuts: Array
    levels: int = 0

    @property
    def cells(self) -> int:
        """How many cells, that of holes included."""
        return (self.levels or len(self.cuts) + 1) + 1

    def cell(self, values: Array) -> Array:
        """The cell of each value, shape (rows,), int."""
        hole = np.isnan(values)
        if self.levels:
            found = np.where(hole, 0, values).astype(int)
        else:
            found = np.searchsorted(self.cuts, np.where(hole, 0.0, values), side="left")
        return np.asarray(np.where(hole, self.cells - 1, found))


@dataclass(frozen=True)
class Terms:
    """Scores that are sums of tables of one or two features.

    axes: one a feature. tables: {(feature,): shape (cells, outputs), (a, b): shape (cells of a,
    cells of b, outputs)}. counts: rows of `whole` in each cell of each feature.
    """

    axes: tuple[Axis, ...]
    tables: Mapping[tuple[int, ...], Array]
    intercept: Array
    counts: tuple[Array, ...]
    setting: Mapping[str, float] = field(default_factory=dict)
    course: Course | None = None

    def raw(self, matrix: Matrix) -> Array:
        """Scores, shape (rows, outputs)."""
        cells = self._cells(matrix)
        scores = np.tile(self.intercept, (len(matrix), 1))
        for which, table in self.tables.items():
            scores += table[tuple(cells[feature] for feature in which)]
        return scores

    def contributions(self, matrix: Matrix) -> Array:
        """What each feature adds, shape (rows, outputs, features); a pair is halved."""
        cells = self._cells(matrix)
        added = np.zeros((len(matrix), len(self.intercept), len(matrix.features)))
        for which, table in self.tables.items():
            part = table[tuple(cells[feature] for feature in which)] / len(which)
            for feature in which:
                added[:, :, feature] += part
        return added

    def _cells(self, matrix: Matrix) -> list[Array]:
        return [axis.cell(matrix.values[:, place]) for place, axis in enumerate(self.axes)]

    def pack(self) -> Packed:
        """Cuts and tables as arrays."""
        which = [list(each) for each in self.tables]
        meta = {"which": which, "levels": [axis.levels for axis in self.axes]}
        arrays = {"intercept": self.intercept}
        arrays |= {f"table_{n}": table for n, table in enumerate(self.tables.values())}
        arrays |= {f"cuts_{n}": axis.cuts for n, axis in enumerate(self.axes)}
        arrays |= {f"counts_{n}": count for n, count in enumerate(self.counts)}
        return Packed(meta, arrays)


def _unpack(packed: Packed) -> Terms:
    """The model that `Terms.pack` wrote; a ValueError where its parts do not fit each other."""
    levels = packed.meta["levels"]
    axes = tuple(Axis(packed.arrays[f"cuts_{n}"], int(each)) for n, each in enumerate(levels))
    which = [tuple(int(f) for f in each) for each in packed.meta["which"]]
    tables = {each: packed.arrays[f"table_{n}"] for n, each in enumerate(which)}
    counts = tuple(packed.arrays[f"counts_{n}"] for n in range(len(axes)))
    terms = Terms(axes, tables, packed.arrays["intercept"], counts)
    if not (all(map(_fits, axes, counts)) and all(_is_table(terms, each) for each in which)):
        raise ValueError("tables that do not fit their columns")
    return terms


def _fits(axis: Axis, count: Array) -> bool:
    """Whether cuts rise, and every cell is counted."""
    rising = axis.cuts.ndim == 1 and bool((np.diff(axis.cuts) > 0).all())
    return rising and axis.levels >= 0 and count.shape == (axis.cells,)


def _is_table(terms: Terms, which: tuple[int, ...]) -> bool:
    """Whether the table is of one or two different features and has their cells."""
    known = range(len(terms.axes))
    if len(which) not in (1, 2) or len(set(which)) < len(which) or not set(which) <= set(known):
        return False
    shape = (*(terms.axes[feature].cells for feature in which), len(terms.intercept))
    return terms.tables[which].shape == shape


def _fit(problem: Problem, judge: Problem | None, setting: Mapping[str, float] | None) -> Terms:
    grown, chosen = grow(_WAY, problem, judge, setting)
    terms, scale = collapse(grown.booster, grown.rounds, problem), grown.scale
    tables = {which: scale.size * table for which, table in terms.tables.items()}
    intercept = scale.centre + scale.size * terms.intercept
    return replace(terms, tables=tables, intercept=intercept, setting=chosen, course=grown.course)


def collapse(booster: Any, rounds: int, problem: Problem) -> Terms:
    """The tables whose sum is the booster's score, exactly.

    A tree of depth two has leaves that look at one or two features each: each leaf adds its value
    to the cells of its own features' table. The tables are then made unique: what a pair says of
    one feature alone moves to that feature's table (functional ANOVA; Lengerich et al. 2020,
    arXiv:1911.04974).
    """
    leaves = list(_leaves(booster.dump_model(num_iteration=rounds), problem))
    axes = tuple(_axes(leaves, problem))
    counts = tuple(_counts(axes, problem.whole))
    tables: dict[tuple[int, ...], Array] = {}
    intercept = np.zeros(problem.outputs)
    for output, value, tests in leaves:
        which = tuple(sorted(tests))
        if not which:
            intercept[output] += value
            continue
        shape = (*(axes[feature].cells for feature in which), problem.outputs)
        table = tables.setdefault(which, np.zeros(shape))
        inside = [_passes(tests[feature], axes[feature]) for feature in which]
        grid = np.ix_(*inside, np.array([output]))
        table[grid] += value
    return _purified(Terms(axes, tables, intercept, counts, {"rounds": rounds}))


Test = list[tuple[str, Any, bool, bool]]
"""Conditions on one feature: (kind, threshold or codes, goes left, holes go left)."""


def _leaves(
    dump: Mapping[str, Any], problem: Problem
) -> Iterator[tuple[int, float, dict[int, Test]]]:
    for number, tree in enumerate(dump["tree_info"]):
        yield from _walk(tree["tree_structure"], {}, number % problem.outputs)


def _walk(
    node: Mapping[str, Any], tests: dict[int, Test], output: int
) -> Iterator[tuple[int, float, dict[int, Test]]]:
    if "split_feature" not in node:
        yield output, float(node["leaf_value"]), tests
        return
    feature = int(node["split_feature"])
    kind = str(node["decision_type"])
    cut: Any = node["threshold"]
    if kind == "==":
        cut = frozenset(int(code) for code in str(cut).split("||"))
    for side, child in ((True, "left_child"), (False, "right_child")):
        holes_left = bool(node["default_left"]) and node["missing_type"] != "None"
        test = (kind, cut, side, holes_left)
        grown = {**tests, feature: [*tests.get(feature, []), test]}
        yield from _walk(node[child], grown, output)


def _axes(leaves: Sequence[tuple[int, float, dict[int, Test]]], problem: Problem) -> Iterator[Axis]:
    cuts: dict[int, set[float]] = {}
    for _, _, tests in leaves:
        for split, conditions in tests.items():
            cuts.setdefault(split, set()).update(
                float(cut) for kind, cut, _, _ in conditions if kind == "<="
            )
    for place, feature in enumerate(problem.matrix.features):
        yield Axis(np.array(sorted(cuts.get(place, ()))), len(feature.levels))


def _passes(conditions: Test, axis: Axis) -> Array:
    """Which cells of the axis pass all conditions, shape (cells,), bool."""
    passed = np.ones(axis.cells, dtype=bool)
    for kind, cut, left, holes_left in conditions:
        if kind == "==":
            inside = np.isin(np.arange(axis.cells - 1), list(cut))
            goes_left = np.append(inside, False)  # holes are in no set of codes
        else:
            place = int(np.searchsorted(axis.cuts, cut))
            goes_left = np.append(np.arange(axis.cells - 1) <= place, holes_left)
        passed &= goes_left if left else ~goes_left
    return passed


def _counts(axes: tuple[Axis, ...], whole: Matrix) -> Iterator[Array]:
    for place, axis in enumerate(axes):
        found = axis.cell(whole.values[:, place])
        yield np.bincount(found, minlength=axis.cells).astype(float)


def _purified(terms: Terms) -> Terms:
    """The same sums, with every table's weighted mean along each axis moved down.

    A cell's weight is the product of its features' shares of rows; with such weights two passes
    are exact.
    """
    tables = {which: table.copy() for which, table in terms.tables.items()}
    intercept = terms.intercept.copy()
    share = [count / max(count.sum(), 1.0) for count in terms.counts]
    for which in [each for each in tables if len(each) == 2]:
        for _ in range(2):
            for axis, feature in enumerate(which):
                other = which[1 - axis]
                mean = np.tensordot(share[feature], tables[which], axes=(0, axis))
                tables[which] -= np.expand_dims(mean, axis)
                home = tables.setdefault((other,), np.zeros_like(mean))
                tables[(other,)] = home + mean
    for alone in [each for each in tables if len(each) == 1]:
        mean = share[alone[0]] @ tables[alone]
        tables[alone] = tables[alone] - mean
        intercept += mean
    ordered = dict(sorted(tables.items(), key=lambda item: (len(item[0]), item[0])))
    return Terms(terms.axes, ordered, intercept, terms.counts, terms.setting)


def _merge(parts: Sequence[Terms]) -> Terms:
    """The mean of several, on the union of their cuts, exactly."""
    features = range(len(parts[0].axes))
    axes = tuple(
        Axis(
            np.unique(np.concatenate([part.axes[f].cuts for part in parts])),
            parts[0].axes[f].levels,
        )
        for f in features
    )
    tables: dict[tuple[int, ...], Array] = {}
    for part in parts:
        for which, table in part.tables.items():
            finer = [_finer(part.axes[f], axes[f]) for f in which]
            spread = table[np.ix_(*finer)] / len(parts)
            tables[which] = tables.get(which, 0.0) + spread
    counts = tuple(_split_counts(parts[0], axes))
    intercept = np.mean([part.intercept for part in parts], axis=0)
    return _purified(Terms(axes, tables, intercept, counts))


def _finer(coarse: Axis, fine: Axis) -> Array:
    """For each cell of the fine axis, the cell of the coarse one that holds it."""
    if coarse.levels:
        return np.arange(coarse.cells)
    upper = np.searchsorted(coarse.cuts, fine.cuts, side="left")
    return np.concatenate([upper, [len(coarse.cuts)], [coarse.cells - 1]]).astype(int)


def _split_counts(part: Terms, axes: tuple[Axis, ...]) -> Iterator[Array]:
    for coarse, fine, count in zip(part.axes, axes, part.counts, strict=True):
        home = _finer(coarse, fine)
        pieces = np.bincount(home, minlength=coarse.cells)
        yield count[home] / pieces[home]


TERMS = Recipe(
    name="terms",
    order=3,
    readable=True,
    page=__doc__
    + """
Each column has a curve (or a bar for each level) and a few pairs of columns have a table; the
score is their sum, nothing else. It is fitted as boosted trees of depth two (LightGBM) and
collapsed exactly, so what is drawn is what decides; what a pair says of one column alone is moved
to that column's curve.

Right when curves have steps or two columns act together and a person must be able to read all of
it. Wrong when three or more columns act together (`boosted`), and when lines are smooth and rows
few (`splines`). It costs about as much as `boosted` on small tables, and microseconds to serve.

Settings: `learning_rate` 0.08, `max_depth` 2, `min_data_in_leaf` 20, `bagging_fraction` 0.85,
`feature_fraction` 0.8, `max_bin` 63, `cat_l2` 5, `cat_smooth` 10; patience 40, at most 3,000
rounds, fewer with larger steps where time is short. Chosen: `rounds`, `rate`.
Source: Lou et al. 2013, doi:10.1145/2487575.2487579; Lengerich et al. 2020, arXiv:1911.04974
""",
    fit=_fit,
    merge=_merge,
    unpack=_unpack,
    seconds=_WAY.seconds,
    told=_WAY.told,
    serve_cost=3.0,
    hope=Hope(classes=(0.035, 0.016), numbers=(0.046, 0.021)),
    varies=True,
)
