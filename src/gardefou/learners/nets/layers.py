"""The net in torch: its weights at the start, and its scores while it is trained.

Plain functions on a dictionary of tensors. Names of weights are those of `forward.py`, which
answers the same in numpy.
"""

import math
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from gardefou.learners.nets.embed import Inputs
from gardefou.learners.nets.forward import SMALLEST
from gardefou.learners.nets.settings import Settings

Array = NDArray[Any]
Tensor = Any
Weights = dict[str, Tensor]


@dataclass(frozen=True)
class Rows:
    """What the net reads of some rows, as tensors. scaled, flags: float32. codes: int64."""

    scaled: Tensor
    flags: Tensor
    codes: Tensor

    def take(self, index: Tensor) -> "Rows":
        """The rows at `index`."""
        return Rows(self.scaled[index], self.flags[index], self.codes[index])


def first_weights(inputs: Inputs, settings: Settings, ends: Array, chance: Any) -> Weights:
    """Random weights before training. ends: score of a row before it learned, shape (outputs,)."""
    import torch

    weights = _embeddings(inputs, settings, chance)
    mixes = settings.periodic_width if settings.numeric == "periodic" else 0
    wide = len(inputs.owners(mixes, [settings.category_width] * len(inputs.coded)))
    for layer in range(settings.layers):
        shape = (settings.members, wide, settings.width)
        draw = torch.randn(shape, generator=chance)
        weights[f"weight_{layer}"] = draw * math.sqrt(2 / max(wide, 1))
        weights[f"bias_{layer}"] = torch.zeros((settings.members, 1, settings.width))
        if settings.norm != "none":
            weights[f"gain_{layer}"] = torch.ones((settings.members, 1, settings.width))
            weights[f"shift_{layer}"] = torch.zeros((settings.members, 1, settings.width))
        wide = settings.width
    # The last layer starts at zero: before the first step every row has the trivial guess.
    weights[f"weight_{settings.layers}"] = torch.zeros((settings.members, wide, len(ends)))
    start = torch.tensor(ends, dtype=torch.float32)
    weights[f"bias_{settings.layers}"] = start.repeat(settings.members, 1, 1)
    return weights


def _embeddings(inputs: Inputs, settings: Settings, chance: Any) -> Weights:
    import torch

    def normal(*shape: int) -> Tensor:
        return torch.randn(shape, generator=chance)

    weights: Weights = {}
    for place, levels in enumerate(inputs.coded_levels.tolist()):
        weights[f"levels_{place}"] = normal(levels, settings.category_width)
    if settings.numeric == "periodic" and len(inputs.numbers):
        shape = (len(inputs.numbers), settings.frequencies)
        weights["frequency"] = settings.periodic_scale * normal(*shape)
        weights["phase"] = torch.rand(shape, generator=chance)
        mixed = normal(*shape, settings.periodic_width)
        weights["mix"] = mixed / math.sqrt(settings.frequencies)
    return weights


def widened(weights: Weights, inputs: Inputs, rows: Rows) -> Tensor:
    """Everything the first layer reads side by side, shape (rows, columns)."""
    import torch

    blocks = [rows.scaled, _bins(inputs, rows.scaled)]
    if "frequency" in weights:
        turns = rows.scaled[:, :, None] * weights["frequency"] + weights["phase"]
        waves = torch.cos(2 * math.pi * turns)
        blocks.append(torch.einsum("rnk,nkd->rnd", waves, weights["mix"]).flatten(1))
    blocks.append(rows.flags)
    blocks += [weights[f"levels_{k}"][rows.codes[:, k]] for k in range(rows.codes.shape[1])]
    return torch.cat(blocks, dim=1)


def _bins(inputs: Inputs, scaled: Tensor) -> Tensor:
    import torch

    def like(array: Array) -> Tensor:
        return torch.as_tensor(array, dtype=scaled.dtype, device=scaled.device)

    which = torch.as_tensor(inputs.bin_number, device=scaled.device)
    filled = (scaled[:, which] - like(inputs.bin_low)) / like(inputs.bin_width)
    return filled.clamp(0.0, 1.0)


@dataclass
class Training:
    """What only training needs: chance, and what batch normalisation has seen so far.

    seen: running mean and variance of each layer, shape (members, 1, width). remember: share of
    the newest batch in them, as is usual in the field.
    """

    chance: Any
    seen: Weights
    remember: float = 0.1

    def dropped(self, hidden: Tensor, share: float) -> Tensor:
        """With a share of its units silenced, the others louder."""
        import torch

        if share == 0:
            return hidden
        kept = torch.rand(hidden.shape, generator=self.chance) >= share
        return hidden * kept.to(hidden.device) / (1 - share)

    def noisy(self, rows: Rows, size: float) -> Rows:
        """With noise of this standard deviation on the scaled numbers."""
        import torch

        if size == 0:
            return rows
        noise = torch.randn(rows.scaled.shape, generator=self.chance)
        return Rows(rows.scaled + size * noise.to(rows.scaled.device), rows.flags, rows.codes)

    def remembered(self, layer: int, mean: Tensor, variance: Tensor) -> None:
        """Take the moments of a batch into the running ones."""
        for name, now in ((f"mean_{layer}", mean), (f"variance_{layer}", variance)):
            self.seen[name] = (1 - self.remember) * self.seen[name] + self.remember * now.detach()


def scores(
    weights: Weights,
    settings: Settings,
    wide: Tensor,
    seen: Weights,
    training: Training | None = None,
) -> Tensor:
    """Scores of every member, shape (members, rows, outputs).

    seen: moments for batch normalisation. training: None once the net only answers.
    """
    import torch

    hidden, act = wide, _activation(settings)
    for layer in range(settings.layers):
        hidden = torch.matmul(hidden, weights[f"weight_{layer}"]) + weights[f"bias_{layer}"]
        if settings.norm != "none":
            even = evened(hidden, settings, layer, seen, training)
            hidden = even * weights[f"gain_{layer}"] + weights[f"shift_{layer}"]
        hidden = act(hidden)
        if training is not None:
            hidden = training.dropped(hidden, settings.dropout)
    last = settings.layers
    return torch.matmul(hidden, weights[f"weight_{last}"]) + weights[f"bias_{last}"]


def _activation(settings: Settings) -> Any:
    import torch

    return {
        "relu": torch.relu,
        "gelu": torch.nn.functional.gelu,
        "silu": torch.nn.functional.silu,
        "tanh": torch.tanh,
    }[settings.activation]


def evened(
    hidden: Tensor, settings: Settings, layer: int, seen: Weights, training: Training | None
) -> Tensor:
    """Hidden units with mean 0 and variance 1: over the units of a row, or the rows of a batch."""
    if settings.norm == "batch" and training is None:
        mean, variance = seen[f"mean_{layer}"], seen[f"variance_{layer}"]
    else:
        over = -1 if settings.norm == "layer" else 1
        mean = hidden.mean(over, keepdim=True)
        variance = hidden.var(over, keepdim=True, correction=0)
        if settings.norm == "batch" and training is not None:
            training.remembered(layer, mean, variance)
    return (hidden - mean) / (variance + SMALLEST).sqrt()
