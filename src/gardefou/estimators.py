"""scikit-learn's door: gardefou's race, calibration and decisions behind `fit` and `predict`."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_sample_weight,
    check_consistent_length,
    check_is_fitted,
    column_or_1d,
    validate_data,
)

from gardefou.core.need import Cost, Need, Task
from gardefou.core.table import Kind
from gardefou.flows.judging import judged_costs
from gardefou.learners.calibrate import Calibrator, calibrate
from gardefou.learners.choice import averaged, choose
from gardefou.learners.conformal import Residuals, learn_residuals
from gardefou.learners.decide import decide
from gardefou.learners.encode import Encoder, learn_encoder
from gardefou.learners.final import final_model
from gardefou.learners.folds import make_folds
from gardefou.learners.problem import Problem
from gardefou.learners.race import Race
from gardefou.learners.raced import Candidate, NoRecipeSurvivedError
from gardefou.learners.recipe import RECIPES, Fitted, by_price
from gardefou.need.complete import complete
from gardefou.table.engine import open_table
from gardefou.table.frame import Coded, Frame

Array = NDArray[Any]

__all__ = ["GardefouClassifier", "GardefouRegressor"]


@dataclass(frozen=True)
class _Learned:
    """What both estimators keep: nothing but data, so that copies and pickles behave alike."""

    encoder: Encoder
    recipe: str
    fitted: Fitted

    def raw(self, frame: Frame) -> Array:
        """Scores, shape (rows, outputs)."""
        return self.fitted.raw(self.encoder.encode(frame))


class GardefouClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """The recipe that costs least among those that a race tried, with calibrated probabilities.

    recipe: one name of the shelf, or None for the race. cost: `core.need.Cost` with class names
    as text, or None: each error then costs 1 / (2 x share of its true class). seed: of everything
    that is drawn. worth: CPU seconds of learning that a hundredth of the loss is worth; None: 50,
    and more above 50,000 rows.

    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> bool(GardefouClassifier(recipe="linear").fit(X, y).score(X, y) > 0.9)
    True
    """

    def __init__(
        self,
        *,
        recipe: str | None = None,
        cost: Cost | None = None,
        seed: int = 0,
        worth: float | None = None,
    ) -> None:
        self.recipe = recipe
        self.cost = cost
        self.seed = seed
        self.worth = worth

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "GardefouClassifier":
        """Learn. X: shape (rows, columns), numbers with NaN for holes, or any DataFrame."""
        frame, y = _read_to_fit(self, X, y)
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("The target holds only one class; a classifier needs two.")
        self.need_ = self._need(codes)
        weight = _weights(sample_weight, len(y))
        self.learned_, winner, problem = _race(frame, codes, weight, self)
        judged = winner.judged
        self.calibrator_: Calibrator = calibrate(
            winner.raw[judged], codes[judged], weight[judged], problem.task
        )
        return self

    def predict_proba(self, X: Any) -> Array:
        """Calibrated probabilities, shape (rows, classes), in the order of `classes_`."""
        check_is_fitted(self)
        return self.calibrator_.apply(self.learned_.raw(_read(self, X)))

    def predict(self, X: Any) -> Array:
        """The most probable class, shape (rows,)."""
        top = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[top])

    def decide(self, X: Any) -> Array:
        """The class that costs least, shape (rows,); "review" where a person would cost less."""
        decisions = decide(self.predict_proba(X), self.need_)
        chosen = self.classes_[decisions.choice]
        return np.where(decisions.review, "review", chosen.astype(object))

    def _need(self, codes: Array) -> Need:
        names = [str(name) for name in self.classes_]
        task = Task.BINARY if len(names) == 2 else Task.MULTICLASS
        positive = names[1] if task is Task.BINARY else None
        need = Need(
            target="y",
            task=task,
            classes=tuple(names),
            positive=positive,
            cost=self.cost or Cost(),
        )
        return complete(need, _one_column(), Coded(codes.astype("int32"), tuple(names)))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


class GardefouRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """As `GardefouClassifier`, for numbers. `predict` answers with the expected number.

    coverage: of `interval`.

    >>> from sklearn.datasets import load_diabetes
    >>> X, y = load_diabetes(return_X_y=True)
    >>> bool(GardefouRegressor(recipe="linear").fit(X, y).score(X, y) > 0.4)
    True
    """

    def __init__(
        self,
        *,
        recipe: str | None = None,
        coverage: float = 0.9,
        seed: int = 0,
        worth: float | None = None,
    ) -> None:
        self.recipe = recipe
        self.coverage = coverage
        self.seed = seed
        self.worth = worth

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "GardefouRegressor":
        """Learn. X: shape (rows, columns), numbers with NaN for holes, or any DataFrame."""
        frame, y = _read_to_fit(self, X, y, numeric=True)
        self.need_ = Need(target="y", task=Task.REGRESSION, cost=Cost(under=1.0, over=1.0))
        weight = _weights(sample_weight, len(y))
        self.learned_, winner, _ = _race(frame, y, weight, self)
        judged = winner.judged
        self.residuals_: Residuals = learn_residuals(winner.raw[judged, 0], y[judged])
        return self

    def predict(self, X: Any) -> Array:
        """The expected number, shape (rows,)."""
        check_is_fitted(self)
        return self.learned_.raw(_read(self, X))[:, 0]

    def interval(self, X: Any) -> Array:
        """Low and high ends that cover the truth with probability `coverage`, shape (rows, 2)."""
        return np.column_stack(self.residuals_.interval(self.predict(X), self.coverage))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


def _read_to_fit(estimator: Any, X: Any, y: Any, *, numeric: bool = False) -> tuple[Frame, Array]:
    """Columns and answers, checked as scikit-learn wants; what the columns are is remembered."""
    if not _holds_texts(X):
        estimator.columns_ = None
        X, y = validate_data(
            estimator,
            X,
            y,
            ensure_all_finite="allow-nan",
            y_numeric=numeric,
            ensure_min_samples=2,
        )
        return _numbers(X), np.asarray(y, dtype=float) if numeric else y
    validate_data(estimator, X, skip_check_array=True)
    y = column_or_1d(y)
    with open_table(X) as engine:
        estimator.columns_ = engine.table.columns
        frame = engine.read(estimator.columns_)
    check_consistent_length(y, np.empty(len(frame)))
    return frame, np.asarray(y, dtype=float) if numeric else y


def _read(estimator: Any, X: Any) -> Frame:
    """Columns as they were read to fit."""
    if estimator.columns_ is None:
        return _numbers(validate_data(estimator, X, reset=False, ensure_all_finite="allow-nan"))
    validate_data(estimator, X, reset=False, skip_check_array=True)
    with open_table(X) as engine:
        return engine.read(estimator.columns_)


def _holds_texts(X: Any) -> bool:
    """Whether X is a DataFrame with a column that is not numbers."""
    dtypes = getattr(X, "dtypes", None)
    if dtypes is None or not hasattr(X, "columns"):
        return False
    return any(getattr(dtype, "kind", "O") not in "iufb" for dtype in dtypes)


def _weights(sample_weight: Any, rows: int) -> Array:
    weight = _check_sample_weight(sample_weight, np.empty((rows, 1)), dtype=float)
    total = weight.mean()
    return np.asarray(weight / total if total > 0 else np.ones(rows))


def _numbers(X: Array) -> Frame:
    names = [f"x{place}" for place in range(X.shape[1])]
    columns = {name: np.asarray(X[:, place], dtype=float) for place, name in enumerate(names)}
    return Frame(columns, dict.fromkeys(names, Kind.NUMBER))


def _race(
    frame: Frame, y: Array, weight: Array, estimator: Any
) -> tuple[_Learned, Candidate, Problem]:
    need: Need = estimator.need_
    assert need.task is not None
    encoder = learn_encoder(frame)
    classes = 0 if need.task is Task.REGRESSION else len(need.classes)
    matrix = encoder.encode(frame)
    problem = Problem(matrix, y, weight, need.task, classes, estimator.seed)
    folds = make_folds(_keys(matrix.values, estimator.seed), y if classes else None)
    name = estimator.recipe
    recipes = by_price() if name is None else [RECIPES["trivial"], RECIPES[name]]
    worth = None if estimator.worth is None else lambda gain: 100 * estimator.worth * gain
    race = Race(problem, folds, recipes=recipes, worth=worth)
    try:
        raced = averaged(problem, race.run())
    except NoRecipeSurvivedError as none:
        raise ValueError(f"No recipe could be fitted: {none}") from none
    full = [each for each in raced.candidates if each.full]
    winner, _ = choose(
        raced, {each.recipe.name: judged_costs(problem, each, need) for each in full}
    )
    learned = _Learned(encoder, winner.recipe.name, final_model(winner, race))
    return learned, winner, problem


def _keys(values: Array, seed: int) -> Array:
    """A number for each row that equal rows share, shape (rows,), uint64."""
    key = str(seed).encode()[:16]
    rows = np.ascontiguousarray(values + 0.0)  # minus zero is zero
    digests = (hashlib.blake2b(row.tobytes(), digest_size=8, key=key).digest() for row in rows)
    return np.array([int.from_bytes(digest, "big") for digest in digests], dtype="uint64")


def _one_column() -> Any:
    from gardefou.core.table import Column, Table

    return Table("y", 0, (Column("y", Kind.TEXT, "array"),), "")
