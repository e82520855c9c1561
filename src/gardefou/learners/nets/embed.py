"""From features to what a net reads: scaled numbers, bins they fill, one-hot levels, codes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.encode import Feature, Matrix
from gardefou.learners.nets.settings import Settings

Array = NDArray[Any]

_FARTHEST = 1e6  # scaled numbers beyond count as this one: a square must stay finite


@dataclass(frozen=True)
class Inputs:
    """How features become numbers and codes; learned without looking at the target.

    numbers: features that are numbers. centre, scale: of each, median and spread.
    bin_number, bin_low, bin_width: of each quantile bin: which number (a place in `numbers`), where
    the bin begins and how wide it is, scaled. holed: features with holes, a column each.
    hot: features that are one-hot, hot_levels: how many columns each. coded: features that are
    embedded, coded_levels: how many codes each; the last one is for a hole.
    """

    numbers: Array
    centre: Array
    scale: Array
    bin_number: Array
    bin_low: Array
    bin_width: Array
    holed: Array
    hot: Array
    hot_levels: Array
    coded: Array
    coded_levels: Array

    def scaled(self, matrix: Matrix) -> Array:
        """Numbers around zero, holes at zero, shape (rows, numbers).

        Far values are drawn in smoothly, z / sqrt(1 + (z / 3)^2), so none is beyond 3.
        Source: Holzmueller et al. 2024, arXiv:2407.04491 (RealMLP)
        """
        far = (matrix.values[:, self.numbers] - self.centre) / self.scale
        far = np.clip(np.nan_to_num(far, nan=0.0), -_FARTHEST, _FARTHEST)
        return np.asarray(far / np.sqrt(1 + (far / 3) ** 2))

    def flags(self, matrix: Matrix) -> Array:
        """Which cells are holes, and one-hot levels, shape (rows, holes and levels)."""
        blocks = [np.isnan(matrix.values[:, self.holed]).astype(float)]
        for feature, levels in zip(self.hot, self.hot_levels, strict=True):
            code = _code(matrix.values[:, feature], int(levels))
            blocks.append((code[:, None] == np.arange(int(levels))).astype(float))
        return np.concatenate(blocks, axis=1)

    def codes(self, matrix: Matrix) -> Array:
        """Codes of embedded categories, shape (rows, coded), int64."""
        coded = [
            _code(matrix.values[:, feature], int(levels))
            for feature, levels in zip(self.coded, self.coded_levels, strict=True)
        ]
        return np.stack(coded, axis=1) if coded else np.zeros((len(matrix), 0), "int64")

    def bins(self, scaled: Array) -> Array:
        """How full each bin is, 0 to 1, shape (rows, bins).

        Source: Gorishniy et al. 2022, arXiv:2203.05556 (piecewise-linear encoding)
        """
        return np.clip((scaled[:, self.bin_number] - self.bin_low) / self.bin_width, 0.0, 1.0)

    def owners(self, mixes: int, widths: Sequence[int]) -> Array:
        """The feature that each column of a net's first layer comes from.

        mixes: periodic columns of each number. widths: of each category's embedding.
        """
        return np.concatenate(
            [
                self.numbers,
                self.numbers[self.bin_number],
                np.repeat(self.numbers, mixes),
                self.holed,
                np.repeat(self.hot, self.hot_levels),
                *(np.full(w, f) for f, w in zip(self.coded, widths, strict=True)),
            ]
        ).astype(int)


def _code(values: Array, levels: int) -> Array:
    """Codes of a category; holes, and codes that are none, have the last."""
    known = (values >= 0) & (values < levels)  # False where it is a hole
    return np.where(known, values, levels - 1).astype("int64")


def learn_inputs(matrix: Matrix, settings: Settings) -> Inputs:
    """The inputs of these rows."""
    features = list(enumerate(matrix.features))
    numbers = np.array([place for place, f in features if not f.categorical], dtype="int64")
    hot = [each for each in features if _is_hot(each[1], settings)]
    coded = [each for each in features if each[1].categorical and not _is_hot(each[1], settings)]
    centre, scale = _robust(matrix.values[:, numbers])
    holed = numbers[np.isnan(matrix.values[:, numbers]).any(axis=0)]
    nothing = np.zeros(0)
    bare = Inputs(
        numbers,
        centre,
        scale,
        np.zeros(0, "int64"),
        nothing,
        nothing,
        holed,
        *_levels(hot),
        *_levels(coded),
    )
    if settings.numeric != "piecewise":
        return bare
    return _with_bins(bare, matrix, settings.bins)


def _is_hot(feature: Feature, settings: Settings) -> bool:
    return feature.categorical and len(feature.levels) < settings.one_hot_below


def _levels(features: Sequence[tuple[int, Feature]]) -> tuple[Array, Array]:
    """Places of these categories, and their codes; one more for holes."""
    places = np.array([place for place, _ in features], dtype="int64")
    counts = np.array([len(feature.levels) + 1 for _, feature in features], dtype="int64")
    return places, counts


def _robust(values: Array) -> tuple[Array, Array]:
    """Median and spread of each column: from quartiles, else from the range, else one."""
    low, centre, high, least, most = (np.zeros(values.shape[1]) for _ in range(5))
    for place, column in enumerate(values.T):
        filled = column[~np.isnan(column)]
        if len(filled):
            steps = np.quantile(filled, [0.0, 0.25, 0.5, 0.75, 1.0])
            least[place], low[place], centre[place], high[place], most[place] = steps
    spread = (high - low) / 1.349  # the quartiles of a normal are so many deviations apart
    spread = np.where(spread > 0, spread, (most - least) / 4)
    return centre, np.where(spread > 0, spread, 1.0)


def _with_bins(bare: Inputs, matrix: Matrix, bins: int) -> Inputs:
    rows = matrix.values[:, bare.numbers]
    known = ~np.isnan(rows)
    placed = list(_bins(bare.scaled(matrix), known, bins))
    which, low, width = zip(*placed, strict=True) if placed else ((), (), ())
    fields = {
        "bin_number": np.array(which, dtype="int64"),
        "bin_low": np.array(low, dtype=float),
        "bin_width": np.array(width, dtype=float),
    }
    return Inputs(**{**vars(bare), **fields})


def _bins(scaled: Array, known: Array, bins: int) -> Iterator[tuple[int, float, float]]:
    """Number, beginning and width of each bin; a number with one bin only needs none."""
    for place in range(scaled.shape[1]):
        column = scaled[known[:, place], place]
        if not len(column):
            continue
        edges = np.unique(np.quantile(column, np.linspace(0, 1, bins + 1)))
        widths = np.diff(edges)
        if len(widths) > 1:
            kept = widths > 1e-9
            yield from (
                (place, float(low), float(width))
                for low, width in zip(edges[:-1][kept], widths[kept], strict=True)
            )


def usual_row(matrix: Matrix) -> Array:
    """The median of each number and the commonest code of each category, shape (features,)."""
    usual = np.zeros(len(matrix.features))
    for place, feature in enumerate(matrix.features):
        filled = matrix.values[:, place][~np.isnan(matrix.values[:, place])]
        if len(filled) == 0:
            usual[place] = np.nan
        elif feature.categorical:
            usual[place] = np.bincount(filled.astype(int)).argmax()
        else:
            usual[place] = np.median(filled)
    return usual
