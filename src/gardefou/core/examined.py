"""What the vault said of a frozen model, in a form that checks can read."""

from dataclasses import dataclass
from typing import Any

from gardefou.core.estimate import Estimate
from gardefou.core.verdict import Value


@dataclass(frozen=True)
class Examined:
    """Predictions of the frozen model on rows it never saw, beside those it was chosen on.

    y: answers, shape (rows,): class numbers (0, 1, ...), or the target's unit. p: calibrated
    probabilities, shape (rows, classes), in the order of `need.classes`; None in regression.
    point, low, high: regression predictions, shape (rows,); None for classes.
    loss_train, loss_chosen, loss_vault: mean log loss or RMSE on the rows learned, out of fold,
    and on the vault. openings: how often the vault was opened for this table, this time included.
    choice: the class (number) or the number that the model would act on, review: whether a person
    looks instead, shape (rows,). things: rows that share a number belong to one thing; None where
    each row stands for itself.
    """

    y: Any
    weight: Any
    p: Any | None
    point: Any | None
    low: Any | None
    high: Any | None
    loss_train: Estimate
    loss_chosen: Estimate
    loss_vault: Estimate
    value: Value
    openings: int = 1
    choice: Any | None = None
    review: Any | None = None
    things: Any | None = None
