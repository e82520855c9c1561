"""What a person who knows nets may choose, in the field's names.

How large a net is and how long it trains was measured (benchmarks/learning/nets.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from gardefou.core.errors import GardefouError, nearest
from gardefou.core.words import say

Activation = Literal["relu", "gelu", "silu", "tanh"]
Optimiser = Literal["sgd", "adam", "adamw"]
Schedule = Literal["constant", "cosine", "one-cycle"]
Norm = Literal["none", "batch", "layer"]
Numeric = Literal["plain", "piecewise", "periodic"]
Device = Literal["auto", "cpu", "cuda"]


@dataclass(frozen=True)
class Settings:
    """How a net is built and trained.

    layers, width: hidden layers and units of each; no layer at all is a linear model.
    members: nets trained side by side whose scores are averaged; they share embeddings only.
    numeric: what a number becomes: itself ("plain"), also how far it fills each of `bins` quantile
    bins ("piecewise"), or also `periodic_width` mixes of `frequencies` learned cosines
    ("periodic"), whose frequencies start with a spread of `periodic_scale`.
    one_hot_below: a category of fewer levels is one-hot, any other becomes an embedding of
    `category_width` numbers.
    optimiser, learning_rate, momentum (of "sgd"), schedule, batch: rows of a step. epochs: at most.
    patience: epochs without gain on the judging rows before it stops. averaging: what answers is a
    running mean of the weights over steps, which keeps so much of itself at each (0.95: about 20
    steps); 0 for the last step alone. Source: Polyak and Juditsky 1992, doi:10.1137/0330046
    l1, l2: penalty in the loss, times the sum of absolute or squared weights of a net, biases
    apart. weight_decay: what the optimiser takes off the weights, in its own way (decoupled in
    "adamw"). dropout: share of hidden units silenced while training. input_noise: standard
    deviation of noise on the scaled numbers while training. norm: of each hidden layer.
    label_smoothing: share of each answer that is spread evenly over the classes; it improves
    accuracy at most, and spoils probabilities, so it is off.
    device: "auto" takes a GPU where there is one.

    >>> Settings(layers=2, dropout=0.2).width
    128
    """

    layers: int = 3
    width: int = 128
    activation: Activation = "relu"
    members: int = 2
    numeric: Numeric = "periodic"
    bins: int = 8
    frequencies: int = 16
    periodic_width: int = 3
    periodic_scale: float = 0.1
    one_hot_below: int = 9
    category_width: int = 8
    optimiser: Optimiser = "adamw"
    learning_rate: float = 4e-3
    momentum: float = 0.9
    schedule: Schedule = "cosine"
    batch: int = 128
    epochs: int = 40
    patience: int = 8
    averaging: float = 0.95
    l1: float = 0.0
    l2: float = 0.0
    weight_decay: float = 1.0
    dropout: float = 0.1
    input_noise: float = 0.0
    norm: Norm = "none"
    label_smoothing: float = 0.0
    device: Device = "auto"

    def __post_init__(self) -> None:
        for name, known in _WORDS.items():
            _refuse_unknown(name, str(getattr(self, name)), known)
        for name, (low, high) in _RANGES.items():
            _refuse_outside(name, float(getattr(self, name)), low, high)


def usual_settings(rows: int) -> Settings:
    """What is tried where nobody said otherwise, by the rows of the whole.

    About thirty steps an epoch, and a million rows in all: small tables are seen more often and in
    smaller batches. Early stopping ends most of it where the answer is mostly noise.

    >>> usual_settings(6000).batch, usual_settings(20_000).epochs
    (200, 50)
    """
    batch = min(max(rows // 30, 32), 256)
    epochs = min(max(1_000_000 // max(rows, 1), 12), 80)
    return Settings(batch=batch, epochs=epochs)


_WORDS = {
    "activation": get_args(Activation),
    "optimiser": get_args(Optimiser),
    "schedule": get_args(Schedule),
    "norm": get_args(Norm),
    "numeric": get_args(Numeric),
    "device": get_args(Device),
}
_RANGES = {  # wide: they keep out what cannot be computed, not what is unwise
    "layers": (0, 20),
    "width": (1, 4096),
    "members": (1, 256),
    "bins": (2, 256),
    "frequencies": (1, 256),
    "periodic_width": (1, 256),
    "periodic_scale": (0.0, 1e3),
    "one_hot_below": (0, 1e6),
    "category_width": (1, 256),
    "learning_rate": (0.0, 1e3),
    "momentum": (0.0, 0.9999),
    "batch": (2, 1e6),
    "epochs": (0, 1e5),
    "patience": (1, 1e5),
    "averaging": (0.0, 0.9999),
    "l1": (0.0, 1e3),
    "l2": (0.0, 1e3),
    "weight_decay": (0.0, 1e3),
    "dropout": (0.0, 0.95),
    "input_noise": (0.0, 1e3),
    "label_smoothing": (0.0, 0.99),
}


def _refuse_unknown(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        what = say("nets.setting.unknown", name=name, value=value)
        raise GardefouError(what, remedy=nearest(value, known))


def _refuse_outside(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        what = say("nets.setting.outside", name=name, low=f"{low:g}", high=f"{high:g}")
        raise GardefouError(what, seen=f"{value:g}")
