"""Neighbours: a row is answered like the typical cases that it resembles most."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Task
from gardefou.learners.design import Design, learn_design, read_design
from gardefou.learners.encode import Matrix
from gardefou.learners.forests import owners
from gardefou.learners.penalised import Logistic, every_class, ridge, turn
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import Course, Hope, Packed, Recipe

Array = NDArray[Any]

_WIDTHS = (1.3, 2.6)
_STRENGTHS = (1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6)
_MORE_STRENGTHS = (*_STRENGTHS, 1e7, 1e8)  # in regression, where one costs next to nothing


@dataclass(frozen=True)
class Cases:
    """Typical cases and what each is worth to a row that resembles it.

    scale: of each column of the design. cases: scaled, each the mean of five rows or more, shape
    (cases, columns). worth: shape (cases, outputs). intercept: shape (outputs,).
    """

    scale: Array
    cases: Array
    worth: Array
    intercept: Array

    def likeness(self, apart: Array) -> Array:
        """From squared distances to likeness, 1 for the same. apart: shape (rows, cases)."""
        return np.exp(-np.maximum(apart, 0.0))

    def apart(self, wide: Array, columns: Array | slice = slice(None)) -> Array:
        """Squared distances along these columns, shape (rows, cases)."""
        rows = wide[:, columns] * self.scale[columns]
        cases = self.cases[:, columns]
        squares = (rows**2).sum(axis=1)[:, None] + (cases**2).sum(axis=1)
        return np.asarray(squares - 2 * rows @ cases.T)

    def scores(self, apart: Array) -> Array:
        """Scores of rows at these distances, shape (rows, outputs)."""
        return np.asarray(self.likeness(apart) @ self.worth + self.intercept)


@dataclass(frozen=True)
class Neighbours:
    """One or more sets of typical cases, whose scores are averaged.

    usual: the average row, shape (columns,).
    """

    design: Design
    usual: Array
    parts: tuple[Cases, ...]
    setting: Mapping[str, float] = field(default_factory=dict)
    course: Course | None = None

    def raw(self, matrix: Matrix) -> Array:
        """Mean score, shape (rows, outputs)."""
        wide = self.design.wide(matrix).astype(float)
        return np.asarray(np.mean([part.scores(part.apart(wide)) for part in self.parts], axis=0))

    def contributions(self, matrix: Matrix) -> Array:
        """What each feature adds on the way from the average row, shape (rows, outputs, features).

        The features move one after another from the average row to the row in question, in a few
        orders drawn once and their reverses: Shapley values by sampling, whose sum is exact.
        Source: Castro et al. 2009, doi:10.1016/j.cor.2008.04.004
        """
        wide = self.design.wide(matrix).astype(float)
        return np.asarray(np.mean([self._moved(part, wide) for part in self.parts], axis=0))

    def _moved(self, part: Cases, wide: Array, *, orders: int = 2) -> Array:
        columns = _blocks(self.design)
        steps = [part.apart(wide, block) - part.apart(self.usual[None], block) for block in columns]
        start = np.tile(part.apart(self.usual[None]), (len(wide), 1))
        added = np.zeros((len(wide), len(part.intercept), len(columns)))
        rng = np.random.default_rng(0)
        drawn = [rng.permutation(len(columns)) for _ in range(orders)]
        for order in (*drawn, *(each[::-1] for each in drawn)):
            apart, before = start.copy(), part.scores(start)
            for feature in order:
                apart += steps[feature]
                after = part.scores(apart)
                added[:, :, feature] += (after - before) / (2 * orders)
                before = after
        return added

    def pack(self) -> Packed:
        """Cases and columns as arrays."""
        meta = {
            "spreads": [asdict(spread) for spread in self.design.spreads],
            "parts": len(self.parts),
        }
        arrays = {
            f"{name}_{number}": array
            for number, part in enumerate(self.parts)
            for name, array in vars(part).items()
        }
        return Packed(meta, {"usual": self.usual, **arrays})


def _blocks(design: Design) -> list[Array]:
    owner = owners(design)
    return [np.flatnonzero(owner == feature) for feature in range(len(design.spreads))]


def _unpack(packed: Packed) -> Neighbours:
    design = read_design(packed.meta["spreads"])
    width, usual = design.bounds[-1], packed.arrays["usual"]
    parts = tuple(
        Cases(*(packed.arrays[f"{name}_{number}"] for name in _NAMES))
        for number in range(int(packed.meta["parts"]))
    )
    if not parts or usual.shape != (width,):
        raise ValueError("no cases")
    for part in parts:
        (count, _), (_, outputs) = part.cases.shape, part.worth.shape
        shapes = {"scale": (width,), "cases": (count, width), "worth": (count, outputs)}
        if any(getattr(part, name).shape != shape for name, shape in shapes.items()):
            raise ValueError("cases of unequal shapes")
        if part.intercept.shape != parts[0].intercept.shape or len(part.intercept) != outputs:
            raise ValueError("scores of unequal shapes")
    if not all(np.isfinite(array).all() for array in packed.arrays.values()):
        raise ValueError("cases hold no numbers")
    return Neighbours(design, usual, parts)


_NAMES = ("scale", "cases", "worth", "intercept")


def _merge(parts: Sequence[Neighbours]) -> Neighbours:
    first = parts[0]
    joined = tuple(each for part in parts for each in part.parts)
    return Neighbours(first.design, first.usual, joined)


def _fit(
    problem: Problem, judge: Problem | None, setting: Mapping[str, float] | None
) -> Neighbours:
    from threadpoolctl import threadpool_limits

    design = learn_design(problem.whole, clip=4.0)
    with threadpool_limits(limits=1):
        wide = design.wide(problem.matrix).astype(float)
        scaled = _relevance(problem, wide)
        found = groups(wide * scaled, most=_most_cases(problem))
        rough = np.array([wide[rows].mean(axis=0) for rows in found])
        usual = design.wide(problem.whole.take(slice(0, 5000))).mean(axis=0).astype(float)
        start = Neighbours(design, usual, ())
        if judge is None:
            chosen = setting or {"width": _WIDTHS[0], "strength": 10.0}
            cases = _at_width(scaled, rough, chosen["width"])
            solve = _solver(problem, cases.likeness(cases.apart(wide)))
            worth, intercept = solve(chosen["strength"])
            part = replace(cases, worth=worth, intercept=intercept)
            return replace(start, parts=(part,), setting=chosen)
        return _best(start, problem, judge, (wide, scaled, rough))


def _best(
    start: Neighbours, problem: Problem, judge: Problem, known: tuple[Array, Array, Array]
) -> Neighbours:
    """The width and the strength that lose least on `judge`; a path of strengths for each width."""
    wide, scaled, rough = known
    apart = start.design.wide(judge.matrix).astype(float)
    best: tuple[float, Neighbours] | None = None
    for width in _affordable(problem):
        cases = _at_width(scaled, rough, width)
        near, far = (cases.likeness(cases.apart(rows)) for rows in (wide, apart))
        tried = list(_path(problem, judge, near, far))
        at, learned, judged = zip(*((s, a, b) for s, a, b, _, _ in tried), strict=True)
        strength, _, loss, worth, intercept = min(tried, key=lambda each: each[2])
        if best is None or loss < best[0]:
            part = replace(cases, worth=worth, intercept=intercept)
            setting = {"width": width, "strength": strength}
            course = Course("strength", at, learned, judged)
            best = loss, replace(start, parts=(part,), setting=setting, course=course)
    assert best is not None
    return best[1]


def _path(
    problem: Problem, judge: Problem, near: Array, far: Array, *, worse: float = 1.01
) -> Iterator[tuple[float, float, float, Array, Array]]:
    """Strength, the two losses, worth and intercept; until one is `worse` times the best seen."""
    solve, best = _solver(problem, near), np.inf
    for strength in _MORE_STRENGTHS if problem.task is Task.REGRESSION else _STRENGTHS:
        worth, intercept = solve(strength)
        loss = judge.loss(far @ worth + intercept)
        yield strength, problem.loss(near @ worth + intercept), loss, worth, intercept
        best = min(best, loss)
        if loss > worse * best:
            return


def _most_cases(problem: Problem) -> int:
    """More in regression, which has its answer in closed form."""
    return 500 if problem.task is Task.REGRESSION else 250


def groups(wide: Array, *, most: int, fewest: int = 5) -> list[Array]:
    """Rows that resemble each other, in groups of `fewest` at least; row numbers of each.

    The rows are halved along the direction in which they differ most, and the halves again, down
    to less than twice the size wanted. fewest: the same five that a level of a category needs to
    be named in a bundle. most: groups at most, as a fit costs the square of their number.
    Source: Domingo-Ferrer and Mateo-Sanz 2002, doi:10.1109/69.979982
    """
    size = max(fewest, len(wide) // most)
    whole, done = [np.arange(len(wide))], []
    while whole:
        rows = whole.pop()
        if len(rows) < 2 * size:
            done.append(rows)
            continue
        order = rows[np.argsort(_along(wide[rows]), kind="stable")]
        whole += [order[: len(rows) // 2], order[len(rows) // 2 :]]
    return done


def _along(wide: Array, *, turns: int = 8) -> Array:
    """Where each row stands on the axis of most variance, shape (rows,), by power iteration."""
    centred = wide - wide.mean(axis=0)
    axis = np.sqrt((centred**2).sum(axis=0))
    for _ in range(turns):
        axis = centred.T @ (centred @ axis)
        axis /= np.linalg.norm(axis) or 1.0
    return np.asarray(centred @ axis)


def _relevance(problem: Problem, wide: Array, *, strength: float = 10.0) -> Array:
    """How much each column counts in a distance, shape (columns,): a linear model says.

    The square root of its coefficients, so that what straight lines hardly see still counts.
    """
    axes = turn(wide, problem.weight)
    if problem.task is Task.REGRESSION:
        answers = problem.y[:, None]
    else:
        answers = (problem.y[:, None] == np.arange(problem.classes)).astype(float)
    each = [ridge(axes, answer / (answer.std() or 1.0), strength)[0] for answer in answers.T]
    counts = np.sqrt(np.sqrt(np.sum(np.square(each), axis=0)[:, 0])) + 1e-9
    return np.asarray(counts / np.sqrt(np.mean(counts**2)))


def _at_width(scaled: Array, rough: Array, width: float) -> Cases:
    """Cases in a scale where e^-1 is the likeness of two that are `width` typical distances apart.

    The typical distance is the median between cases. Their worth is not yet known.
    """
    cases = rough * scaled
    apart = (cases**2).sum(axis=1)[:, None] + (cases**2).sum(axis=1) - 2 * cases @ cases.T
    others = apart[np.triu_indices(len(cases), 1)]
    typical = float(np.sqrt(np.median(np.maximum(others, 0.0)))) if len(others) else 1.0
    scale = scaled / (width * (typical or 1.0))
    return Cases(scale, rough * scale, np.empty((0, 0)), np.empty(0))


def _solver(problem: Problem, near: Array) -> Callable[[float], tuple[Array, Array]]:
    """From a strength to the worth of each case, shape (cases, outputs), and intercepts."""
    axes = turn(near, problem.weight)
    if problem.task is Task.REGRESSION:
        return lambda strength: ridge(axes, problem.y, 1 / strength)
    there, y = np.unique(problem.y.astype(int), return_inverse=True)
    if len(there) < 2:
        raise ValueError("one class only")
    logistic = Logistic(axes, y)
    if len(there) == problem.classes:
        return logistic.solve
    return lambda strength: every_class(problem.classes, there, *logistic.solve(strength))


def _affordable(problem: Problem) -> tuple[float, ...]:
    """The widths to try: the first alone where the allowance is short."""
    short = problem.allowance is not None and problem.allowance < _seconds(problem)
    return _WIDTHS[:1] if short else _WIDTHS


def _seconds(problem: Problem) -> float:
    """Measured on tables of 250 to 6,000 rows."""
    rows, cases = len(problem), min(_most_cases(problem), len(problem) / 7)
    if problem.task is Task.REGRESSION:
        return 0.02 + 2.5e-10 * rows * cases**2
    return 0.02 + 2e-7 * rows * cases * float(problem.outputs**1.4)


def _refusal(
    problem: Problem, *, fewest: int = 50, most: int = 20_000, widest: int = 1000, dear: float = 5.0
) -> str:
    """fewest: below, ten groups at most. most: above, a few hundred cases say too little.

    widest: columns of the wide matrix, as the cost goes with their square. dear: CPU seconds.
    """
    if problem.monotone:
        return "it cannot promise a direction"
    if not fewest <= len(problem) <= most:
        return f"it is for tables of {fewest} to {most} rows"
    wide = sum(max(len(feature.levels), 1) for feature in problem.matrix.features)
    dear_or_wide = wide > widest or _seconds(problem) > dear
    return "the table has too many columns, levels or classes for it" if dear_or_wide else ""


NEIGHBOURS = Recipe(
    name="neighbours",
    order=6,
    readable=False,
    page=__doc__
    + """

A plain nearest-neighbour model keeps the rows of real people, and a bundle must hold none. So the
rows are first gathered in groups of five or more that resemble each other (microaggregation), and
only the mean of each group is kept: a typical case. A new row is as like to each case as a bell
curve of its distance says (an RBF kernel), and its score is a weighted sum of these likenesses
(kernel ridge or kernel logistic regression on Nystroem landmarks). Numbers are scaled, categories
one-hot; a column counts in the distance as much as a linear model finds it relevant. The `width` of
the bell and the `strength` (the inverse of the L2 penalty) are the best on rows kept aside.
Right on small smooth tables of numbers, where it may beat every tree; wrong where many columns say
nothing or jumps matter. It takes 50 to 20,000 rows and few classes. No person can read it whole:
reasons are Shapley values, by a few fixed orders of the columns.
Five rows a group are the same bound as for the levels of a category; equal rows of five people, or
what two bundles of nearly the same rows differ by, are not hidden by it.
Source: Williams and Seeger 2001, Advances in Neural Information Processing Systems 13;
Domingo-Ferrer and Mateo-Sanz 2002, doi:10.1109/69.979982
""",
    fit=_fit,
    merge=_merge,
    unpack=_unpack,
    seconds=_seconds,
    refuses=_refusal,
    serve_cost=8.0,
    hope=Hope(classes=(0.02, 0.0015), numbers=(0.027, 0.0076)),
    folded=True,
)
