"""The model that ships: columns in, predictions, decisions and reasons out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.need import Need, Task
from gardefou.core.table import Column, Kind
from gardefou.core.words import say
from gardefou.learners.calibrate import Calibrator
from gardefou.learners.conformal import Residuals
from gardefou.learners.decide import Decisions, decide, decide_number
from gardefou.learners.encode import POOLED, Encoder, Feature, Matrix, shown_time
from gardefou.learners.recipe import Fitted
from gardefou.table.frame import Coded, Frame

Array = NDArray[Any]


@dataclass(frozen=True)
class Model:
    """A frozen model. columns: what it needs of a table, as read when it was learned.

    calibrator: of classes; residuals: of numbers; the other one is None.
    """

    need: Need
    columns: tuple[Column, ...]
    encoder: Encoder
    recipe: str
    readable: bool
    fitted: Fitted
    calibrator: Calibrator | None = None
    residuals: Residuals | None = None

    @property
    def is_regression(self) -> bool:
        """Whether it answers with a number."""
        return self.need.task is Task.REGRESSION

    def raw(self, frame: Frame) -> Array:
        """Scores, shape (rows, outputs)."""
        return self.fitted.raw(self.encoder.encode(frame))

    def probabilities(self, frame: Frame) -> Array:
        """Calibrated probabilities, shape (rows, classes), in the order of `need.classes`."""
        assert self.calibrator is not None
        return self.calibrator.apply(self.raw(frame))

    def decisions(self, frame: Frame) -> Decisions:
        """The cheapest decision for each row."""
        raw = self.raw(frame)
        if self.residuals is not None:
            return decide_number(raw[:, 0], self.residuals, self.need)
        assert self.calibrator is not None
        return decide(self.calibrator.apply(raw), self.need)

    def predict(self, frame: Frame) -> dict[str, Any]:
        """The columns that `gardefou predict` writes, in order, beside ids and reasons."""
        raw = self.raw(frame)
        return self._numbers(raw[:, 0]) if self.is_regression else self._classes(raw)

    def _numbers(self, point: Array) -> dict[str, Any]:
        assert self.residuals is not None
        decisions = decide_number(point, self.residuals, self.need)
        low, high = self.residuals.interval(point, self.need.people.coverage)
        return {
            "prediction": decisions.choice,
            "low": low,
            "high": high,
            "decision": _words(decisions.review, np.full(len(point), "act")),
            "expected_cost": decisions.expected,
        }

    def _classes(self, raw: Array) -> dict[str, Any]:
        assert self.calibrator is not None
        p = self.calibrator.apply(raw)
        decisions = decide(p, self.need)
        names = np.array(self.need.classes, dtype=object)
        answer: dict[str, Any] = {"prediction": names[p.argmax(axis=1)].tolist()}
        answer |= {f"p_{name}": p[:, k] for k, name in enumerate(self.need.classes)}
        if self.need.task is Task.BINARY:
            acted = names[decisions.choice] == self.need.positive
            words = _words(decisions.review, np.where(acted, "act", "hold"))
        else:
            words = _words(decisions.review, np.full(len(p), "act"))
        answer |= {"decision": words, "expected_cost": decisions.expected}
        if self.need.task is Task.MULTICLASS:
            answer["choice"] = names[decisions.choice].tolist()
        return answer

    def reasons(self, frame: Frame, *, most: int = 3, least: float = 0.05) -> list[str]:
        """The strongest reasons of each row, in words, against an average row.

        most: how many. least: a column that moves the score by a smaller share of the strongest
        one is not told. Effects are in log-odds of the positive (or predicted) class, or in the
        target's unit.
        """
        matrix = self.encoder.encode(frame)
        added = self._added(matrix)
        columns = list(self.encoder.columns)
        place = [columns.index(feature.column) for feature in matrix.features]
        by_column = np.zeros((len(matrix), len(columns)))
        for number, column in enumerate(place):
            by_column[:, column] += added[:, number]
        about = self._spoken_of(matrix)
        return [
            self._sentence(frame, row, by_column[row], about[row], most=most, least=least)
            for row in range(len(matrix))
        ]

    def _spoken_of(self, matrix: Matrix) -> list[str]:
        """The class that each row's reasons speak for or against; empty for numbers."""
        if self.need.task is Task.MULTICLASS:
            top = self.fitted.raw(matrix).argmax(axis=1)
            return [self.need.classes[k] for k in top]
        return [self.need.positive or ""] * len(matrix)

    def _added(self, matrix: Matrix) -> Array:
        """What each feature adds to the score that the reasons speak of, shape (rows, features)."""
        added = self.fitted.contributions(matrix)
        if added.shape[1] > 1:
            top = self.fitted.raw(matrix).argmax(axis=1)
            centred = added - added.mean(axis=1, keepdims=True)
            return np.asarray(centred[np.arange(len(matrix)), top])
        sign = -1.0 if self._positive_is_first else 1.0
        return np.asarray(sign * added[:, 0])

    @property
    def _positive_is_first(self) -> bool:
        return self.need.task is Task.BINARY and self.need.positive == self.need.classes[0]

    def _sentence(
        self, frame: Frame, row: int, effects: Array, about: str, *, most: int, least: float
    ) -> str:
        columns = self.encoder.columns
        order = np.argsort(-np.abs(effects), kind="stable")[:most]
        floor = least * float(np.abs(effects).max(initial=0.0))
        told = [
            say(
                f"learners.reason.{'class' if about else 'number'}_"
                + ("up" if effects[column] > 0 else "down"),
                answer=about,
                column=columns[column],
                value=shown_cell(frame, columns[column], row),
                effect=abs(float(effects[column])),
            )
            for column in order
            if abs(effects[column]) > floor
        ]
        return "; ".join(told) if told else say("learners.reason.none")


def _words(review: Array, otherwise: Array) -> list[str]:
    return [str(word) for word in np.where(review, "review", otherwise)]


def shown_cell(frame: Frame, column: str, row: int) -> object:
    """One cell as a person would write it."""
    cells = frame[column]
    if isinstance(cells, Coded):
        code = int(cells.codes[row])
        return cells.levels[code] if code >= 0 else say("learners.cell.hole")
    value = float(cells[row])
    if np.isnan(value):
        return say("learners.cell.hole")
    return shown_time(value) if frame.kinds[column] is Kind.TIME else f"{value:.8g}"


def level_name(feature: Feature, code: int) -> str:
    """What a code of a category means, in words."""
    if code >= len(feature.levels):
        return say("learners.cell.hole")
    name = feature.levels[code]
    return say("learners.cell.pooled") if name == POOLED else name


def positive_score(raw: Array, need: Need) -> Array:
    """The score that rises with the positive class, or with the number, shape (rows,)."""
    if need.task is Task.BINARY and need.positive == need.classes[0]:
        return -raw[:, 0]
    return raw[:, 0]


def metrics_unit(need: Need) -> Mapping[str, str]:
    """The name of the loss and of the ranking measure that a task is judged by."""
    if need.task is Task.REGRESSION:
        return {"loss": "rmse", "rank": "rank correlation"}
    return {"loss": "log_loss", "rank": "auc"}
