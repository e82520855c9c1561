"""A trained net in plain numpy: it answers without torch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.encode import Matrix
from gardefou.learners.nets.embed import Inputs
from gardefou.learners.trees import Scale

Array = NDArray[Any]

SMALLEST = 1e-5
"""Under the root of a variance, as everywhere in the field."""


@dataclass(frozen=True)
class Net:
    """Members side by side whose scores are averaged.

    arrays: by name. weight_k, shape (members, in, out), and bias_k, (members, 1, out), of layer k;
    gain_k and shift_k where layers are normalised; levels_j, (codes, width), of each embedded
    category; frequency and phase, (numbers, waves), and mix, (numbers, waves, width).
    usual: a typical value of each feature, median or commonest code, shape (features,).
    """

    inputs: Inputs
    activation: str
    layers: int
    usual: Array
    arrays: Mapping[str, Array]

    def plain(self, scale: Scale) -> "Net":
        """Ready to answer: batch norm and the target's unit go into the weights.

        All but the last layer are rounded to 32 bits.
        """
        kept = dict(self.arrays)
        for layer in range(self.layers):
            if f"variance_{layer}" in kept:
                kept = _without_batch_norm(kept, layer)
        weight, bias = kept.pop(f"weight_{self.layers}"), kept.pop(f"bias_{self.layers}")
        kept = {name: each.astype("float32") for name, each in kept.items()}
        kept[f"weight_{self.layers}"] = scale.size * weight
        kept[f"bias_{self.layers}"] = scale.centre + scale.size * bias
        return replace(self, arrays=kept)

    @property
    def owners(self) -> Array:
        """The feature that each column of the first layer comes from, shape (columns,)."""
        mixes = self.arrays["mix"].shape[2] if "mix" in self.arrays else 0
        coded = range(len(self.inputs.coded))
        return self.inputs.owners(mixes, [self.arrays[f"levels_{k}"].shape[1] for k in coded])

    def raw(self, matrix: Matrix) -> Array:
        """Scores, shape (rows, outputs)."""
        return np.concatenate([self._scores(wide) for wide in self.blocks(matrix)])

    def contributions(self, matrix: Matrix) -> Array:
        """What each feature adds beside the usual row, shape (rows, outputs, features).

        The features of the usual row are replaced by the row's own, one after another, and each
        gets the change that it made: once in the order of the columns, once in the reverse order,
        averaged. The sum is exact always, and each share is the Shapley value wherever no more
        than two features act together.
        Source: Strumbelj and Kononenko 2014, doi:10.1007/s10115-013-0679-x
        """
        usual = self._wide(Matrix(self.usual[None, :], matrix.features))
        owned = [self.owners == feature for feature in range(len(matrix.features))]
        return np.concatenate([self._added(wide, usual, owned) for wide in self.blocks(matrix)])

    def _added(self, wide: Array, usual: Array, owned: list[Array]) -> Array:
        start = self._scores(usual)
        added = np.zeros((len(wide), start.shape[1], len(owned)))
        for order in (range(len(owned)), reversed(range(len(owned)))):
            mixed, before = np.repeat(usual, len(wide), axis=0), start
            for feature in order:
                mixed[:, owned[feature]] = wide[:, owned[feature]]
                after = self._scores(mixed)
                added[:, :, feature] += (after - before) / 2
                before = after
        return added

    def blocks(self, matrix: Matrix, *, cells: int = 4_000_000) -> Iterator[Array]:
        """What the first layer reads, some rows at once so that memory stays bounded."""
        waves = self.arrays["frequency"].size if "frequency" in self.arrays else 0
        widest = max(self.arrays[f"bias_{k}"].size for k in range(self.layers + 1))
        rows = max(1, cells // max(waves, widest, len(self.owners)))
        for start in range(0, max(len(matrix), 1), rows):
            yield self._wide(matrix.take(slice(start, start + rows)))

    def _wide(self, matrix: Matrix) -> Array:
        inputs, arrays = self.inputs, self.arrays
        scaled = inputs.scaled(matrix)
        blocks = [scaled, inputs.bins(scaled)]
        if "frequency" in arrays:
            turns = scaled[:, :, None] * arrays["frequency"] + arrays["phase"]
            waves = np.cos(2 * np.pi * turns)
            mixed = np.einsum("rnk,nkd->rnd", waves, arrays["mix"])
            blocks.append(mixed.reshape(len(scaled), mixed.shape[1] * mixed.shape[2]))
        blocks.append(inputs.flags(matrix))
        codes = inputs.codes(matrix)
        blocks += [arrays[f"levels_{k}"][codes[:, k]] for k in range(codes.shape[1])]
        return np.concatenate(blocks, axis=1)

    def _scores(self, wide: Array) -> Array:
        hidden = wide
        for layer in range(self.layers):
            hidden = hidden @ self.arrays[f"weight_{layer}"] + self.arrays[f"bias_{layer}"]
            if f"gain_{layer}" in self.arrays:
                hidden = self._normed(layer, hidden)
            hidden = _ACTIVATIONS[self.activation](hidden)
        last = self.layers
        scores = hidden @ self.arrays[f"weight_{last}"] + self.arrays[f"bias_{last}"]
        return np.asarray(scores.mean(axis=0))

    def _normed(self, layer: int, hidden: Array) -> Array:
        even = hidden - hidden.mean(axis=-1, keepdims=True)
        even = even / np.sqrt(hidden.var(axis=-1, keepdims=True) + SMALLEST)
        return np.asarray(even * self.arrays[f"gain_{layer}"] + self.arrays[f"shift_{layer}"])


def _without_batch_norm(arrays: Mapping[str, Array], layer: int) -> dict[str, Array]:
    kept = dict(arrays)
    variance, mean = kept.pop(f"variance_{layer}"), kept.pop(f"mean_{layer}")
    gain = kept.pop(f"gain_{layer}") / np.sqrt(variance + SMALLEST)
    kept[f"bias_{layer}"] = (kept[f"bias_{layer}"] - mean) * gain + kept.pop(f"shift_{layer}")
    kept[f"weight_{layer}"] = kept[f"weight_{layer}"] * gain
    return kept


def _tanh(values: Array) -> Array:
    return np.asarray(np.tanh(values))


def _relu(values: Array) -> Array:
    return np.maximum(values, 0.0)


def _gelu(values: Array) -> Array:
    from scipy.special import erf

    return np.asarray(0.5 * values * (1 + erf(values / np.sqrt(2))))


def _silu(values: Array) -> Array:
    return np.asarray(values * 0.5 * (1 + np.tanh(values / 2)))


_ACTIVATIONS = {"relu": _relu, "gelu": _gelu, "silu": _silu, "tanh": _tanh}
