"""AdaBoost: small trees in turn, each grown on the rows that those before it got wrong."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
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

Array = NDArray[Any]

_SHARES = (1.0, 0.5, 0.25, 0.125)
_RATE = 0.2
_DEPTH = 3
_MOST_ROUNDS = 300
_PATIENCE = 40


@dataclass(frozen=True)
class Votes:
    """Trees whose votes are added up; the votes are scores already, so that parts simply join."""

    design: Design
    forest: Forest
    setting: Mapping[str, float] = field(default_factory=dict)
    course: Course | None = None

    def raw(self, matrix: Matrix) -> Array:
        """Sum of the votes, shape (rows, outputs)."""
        return self.forest.scores(self.design.wide(matrix))

    def contributions(self, matrix: Matrix) -> Array:
        """What each feature adds on the way down the trees, shape (rows, outputs, features)."""
        wide, owner = self.design.wide(matrix), forests.owners(self.design)
        return self.forest.paths(wide, owner, len(self.design.spreads))

    def pack(self) -> Packed:
        """Trees and columns as arrays."""
        spreads = [asdict(spread) for spread in self.design.spreads]
        meta = {"spreads": spreads, "outputs": self.forest.value.shape[1]}
        return Packed(meta, forests.pack_forest(self.forest))


def _unpack(packed: Packed) -> Votes:
    design = read_design(packed.meta["spreads"])
    outputs = int(packed.meta["outputs"])
    return Votes(design, forests.unpack_forest(packed, columns=design.bounds[-1], outputs=outputs))


def _merge(parts: Sequence[Votes]) -> Votes:
    joined = forests.joined([part.forest for part in parts], 1 / len(parts))
    return Votes(parts[0].design, joined)


def _fit(problem: Problem, judge: Problem | None, setting: Mapping[str, float] | None) -> Votes:
    design = learn_design(problem.whole, clip=1e9)
    rounds = int(setting["rounds"]) if setting else _affordable(problem) if judge else 100
    boosting = _boosting(problem, design.wide(problem.matrix), rounds)
    if judge is not None:
        return _judged(problem, judge, design, boosting)
    forest = forests.joined(list(boosting), setting["share"] if setting else 0.5)
    return Votes(design, forests.kept(forest), setting or {})


def _boosting(problem: Problem, wide: Array, rounds: int) -> Iterator[Forest]:
    """One tree after another (SAMME), what its leaves give already in the theory's scores.

    It ends where a tree errs nowhere, or no less than chance; and where the allowance is spent.
    Source: Zhu et al. 2009, doi:10.4310/SII.2009.v2.n3.a8
    """
    from sklearn.tree import DecisionTreeClassifier

    began, classes = time.process_time(), problem.classes
    y, weight = problem.y.astype(int), problem.weight / problem.weight.sum()
    for number in range(rounds):
        tree = DecisionTreeClassifier(
            max_depth=_DEPTH, min_samples_leaf=5, random_state=problem.seed + number
        ).fit(wide, y, weight)
        wrong = tree.predict(wide) != y
        error = max(float(weight[wrong].sum()), 1e-9)
        voice = _RATE * (np.log((1 - error) / error) + np.log(classes - 1))
        if voice <= 0 or problem.late(began):
            break
        yield _voting(tree, problem, voice)
        weight = weight * np.exp(voice * wrong)
        weight = weight / weight.sum()
        if error <= 1e-9:
            break


@dataclass
class _Side:
    """Rows on which the growing sum of votes is scored. total: that sum, shape (rows, outputs)."""

    rows: Problem
    wide: Array
    total: Array

    def after(self, forest: Forest) -> list[float]:
        """The loss with one more tree, for each share of the theory's scores."""
        self.total += forest.scores(self.wide)
        return [self.rows.loss(share * self.total) for share in _SHARES]


def _judged(problem: Problem, judge: Problem, design: Design, boosting: Iterator[Forest]) -> Votes:
    """The rounds, and the share of the theory's scores, that lose least on `judge`."""
    few = problem.take(np.arange(min(len(problem), 5000)))  # enough to draw what was learned
    learned, judged = (
        _Side(side, design.wide(side.matrix), np.zeros((len(side), side.outputs)))
        for side in (few, judge)
    )
    grown: list[Forest] = []
    losses: list[tuple[list[float], list[float]]] = []
    best = (np.inf, 0, 0)
    for forest in boosting:
        grown.append(forest)
        losses.append((learned.after(forest), judged.after(forest)))
        place = int(np.argmin(losses[-1][1]))
        best = min(best, (losses[-1][1][place], len(grown), place))
        if len(grown) - best[1] >= _PATIENCE:
            break
    if not grown:
        raise ValueError("no tree is better than chance")
    _, rounds, place = best
    share = _SHARES[place]
    joined = forests.kept(forests.joined(grown[:rounds], share))
    at = tuple(float(number) for number in range(1, len(grown) + 1))
    lines = (tuple(each[side][place] for each in losses) for side in (0, 1))
    return Votes(design, joined, {"rounds": rounds, "share": share}, Course("rounds", at, *lines))


def _voting(tree: Any, problem: Problem, voice: float) -> Forest:
    """The tree, each leaf voting for one class: shape (nodes, outputs)."""
    shares = tree.tree_.value[:, 0, :]
    winner = tree.classes_[shares.argmax(axis=1)].astype(int)
    vote = (winner[:, None] == np.arange(problem.classes)).astype(float)
    if problem.task is Task.BINARY:
        scores = vote[:, 1:] - vote[:, :1]
    else:
        scores = vote - 1 / problem.classes
    return forests.expected(forests.planted([tree.tree_], [voice * scores]))


def _affordable(problem: Problem, *, fewest: int = 10) -> int:
    """Rounds at most: fewer where the allowance is short."""
    if problem.allowance is None:
        return _MOST_ROUNDS
    rounds = (problem.allowance - 0.05) / _seconds_a_round(problem)
    return int(np.clip(rounds, fewest, _MOST_ROUNDS))


def _seconds_a_round(problem: Problem) -> float:
    """Measured on tables of 500 to 6,000 rows."""
    return 2e-3 + 1e-7 * len(problem) * forests.columns(problem)


def _seconds(problem: Problem, *, usual: int = 90) -> float:
    """usual: rounds that a fit takes, those waited for in vain included."""
    return 0.05 + usual * _seconds_a_round(problem)


def _refusal(problem: Problem) -> str:
    return "it is for classes" if problem.task is Task.REGRESSION else forests.refusal(problem)


ADABOOST = Recipe(
    name="adaboost",
    order=9,
    readable=False,
    page=__doc__
    + """

Trees of depth 3 of scikit-learn, in turn (SAMME, `learning_rate=0.2`, at most 300): each row weighs
the more, the more often it was wrong; each tree votes with the log-odds of its own error. The sum
of the votes is the score. The theory of SAMME says how scores and probabilities relate; as the
trees lean on rows they know, the scores may be too sure: they are multiplied by 1, 1/2, 1/4 or 1/8.
That share and the number of rounds are the best on rows kept aside, chosen as a penalty is chosen:
one coarse step, no curve fitted, so that those rows' loss stays nearly honest.
For classes only. Right when people expect it by name and labels are clean; wrong where labels err,
as it dwells on the rows that are wrong. `boosted` does the same with gradients, and mostly better
for less: it comes late in the race. No person can read it; reasons follow the way down the trees.
Source: Freund and Schapire 1997, doi:10.1006/jcss.1997.1504; Zhu et al. 2009,
doi:10.4310/SII.2009.v2.n3.a8
""",
    fit=_fit,
    merge=_merge,
    unpack=_unpack,
    seconds=_seconds,
    refuses=_refusal,
    serve_cost=12.0,
    hope=Hope(classes=(0.0032, 0), numbers=(0, 0)),
)
