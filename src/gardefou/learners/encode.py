"""From columns of a table to one matrix of numbers that every recipe starts from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.table import Kind
from gardefou.learners.text_code import NO_BAG, Bag, bag_rows, learn_bag
from gardefou.learners.time_code import CALENDAR, telling_parts, time_part
from gardefou.table.frame import Cells, Coded, Frame

Array = NDArray[Any]

POOLED = "(other)"
"""The level that stands for rare and unseen ones."""

LARGEST = 1e100
"""Numbers beyond count as this one: the square of a larger one may be infinite."""


@dataclass(frozen=True)
class Feature:
    """One column of the matrix.

    column: the raw column it comes from. part: which part of it ("", "month", "word “mrs”", ...).
    levels: of a category, what each code means; the last one pools rare and unseen ones; empty
    for a number. calendar: of a part that comes round (month, weekday, hour), one more than its
    highest value. bagged: a word or run of letters, weighed against the others of its bag, so
    that its size is right as it is; it has no holes.
    """

    column: str
    part: str = ""
    levels: tuple[str, ...] = ()
    calendar: int = 0
    bagged: bool = False

    @property
    def categorical(self) -> bool:
        """Whether its values are codes of levels."""
        return bool(self.levels)

    @property
    def name(self) -> str:
        """Column and part, as shown."""
        return f"{self.column}: {self.part}" if self.part else self.column


@dataclass(frozen=True)
class Matrix:
    """Rows in numbers. values: shape (rows, features), float64; NaN is a hole in either kind."""

    values: Array
    features: tuple[Feature, ...]

    def __len__(self) -> int:
        return len(self.values)

    def take(self, index: Array | slice) -> "Matrix":
        """The rows at `index` (numbers, a mask or a slice)."""
        return Matrix(self.values[index], self.features)


@dataclass(frozen=True)
class ColumnCode:
    """How one column becomes features; what was learned is counts and bounds, never a row.

    way: "number", "category", "time", "text" or "age". levels: of a category, commonest first,
    those seen at least `fewest` times. bag: of a text. parts: of a time. since: of an age, the
    other time: days from that to this one. low, high: finite bounds seen. quantiles: 21 steps from
    the lowest to the highest, to draw synthetic rows from.
    """

    column: str
    kind: Kind
    way: str
    levels: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    bag: Bag = NO_BAG
    parts: tuple[str, ...] = ()
    since: str = ""
    low: float = 0.0
    high: float = 0.0
    holes: float = 0.0
    quantiles: tuple[float, ...] = ()

    def features(self) -> tuple[Feature, ...]:
        """The features it gives, in order."""
        if self.way == "category":
            return (Feature(self.column, levels=(*self.levels, POOLED)),)
        if self.way == "number":
            return (Feature(self.column),)
        if self.way == "age":
            return (Feature(self.column, f"days since {self.since}"),)
        if self.way == "time":
            return tuple(
                Feature(self.column, part, (), CALENDAR.get(part, 0)) for part in self.parts
            )
        grams = (Feature(self.column, part, bagged=True) for part in self.bag.parts)
        return (Feature(self.column, "length"), Feature(self.column, "words"), *grams)

    def encode(self, frame: Frame) -> Array:
        """The features of these rows, shape (rows, features)."""
        cells = frame[self.column]
        if isinstance(cells, Coded):
            return self._category(cells) if self.way == "category" else self._text(cells)
        if self.way == "time":
            return np.column_stack([time_part(cells, part) for part in self.parts])
        if self.way == "age":
            since = frame[self.since]
            assert not isinstance(since, Coded)
            return np.asarray((cells - since) / 86400)[:, None]
        finite = np.clip(cells, -LARGEST, LARGEST)
        return np.where(np.isinf(cells), np.clip(cells, self.low, self.high), finite)[:, None]

    def _category(self, cells: Coded) -> Array:
        place = {level: code for code, level in enumerate(self.levels)}
        pooled = float(len(self.levels))
        known = [place.get(level, pooled) for level in cells.levels]
        return np.array([*known, np.nan])[cells.codes][:, None]

    def _text(self, cells: Coded) -> Array:
        seen, codes = np.unique(cells.codes, return_inverse=True)
        known = bag_rows(self.bag, [cells.levels[code] for code in seen if code >= 0])
        if len(seen) and seen[0] < 0:
            codes = codes - 1  # the first row is that of holes, which stands last
        return np.asarray(known[codes])


@dataclass(frozen=True)
class Encoder:
    """Columns to matrix, learned once on the unlocked rows without looking at the target."""

    codes: tuple[ColumnCode, ...]
    features: tuple[Feature, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "features", tuple(f for c in self.codes for f in c.features()))

    @property
    def columns(self) -> tuple[str, ...]:
        """The raw columns it needs, in order."""
        return tuple(dict.fromkeys(code.column for code in self.codes))

    def encode(self, frame: Frame) -> Matrix:
        """The rows of `frame` in numbers; columns it does not know are ignored."""
        values = np.empty((len(frame), len(self.features)))
        start = 0
        for code in self.codes:
            part = code.encode(frame)
            values[:, start : start + part.shape[1]] = part
            start += part.shape[1]
        return Matrix(values, self.features)


@dataclass(frozen=True)
class Sizes:
    """Bounds of what is learned. fewest: rows of a level or word. grams: words of one text."""

    fewest: int
    most_levels: int
    grams: int


def learn_encoder(
    frame: Frame,
    *,
    fewest: int = 5,
    most_levels: int = 254,
    most_words: int = 1000,
    most_cells: int = 20_000_000,
    most_ages: int = 6,
) -> Encoder:
    """The encoder of these columns.

    fewest: a level or word seen in fewer rows is pooled or left out, so that no bundle names a
    person. most_levels: LightGBM bins at most 255 values. most_words: of all columns of text
    together; of 1,000 a linear model learns no less than of all (tests/learners/test_text_code.py).
    most_cells: rows times words of the matrix, 160 MB; beyond, fewer words. most_ages: differences
    between columns of times, first columns first.

    >>> cells = Coded(np.array([0] * 6 + [1] * 2), ("cat", "dog"))
    >>> encoder = learn_encoder(Frame({"pet": cells}, {"pet": Kind.TEXT}))
    >>> encoder.features[0].levels
    ('cat', '(other)')
    """
    texts = sum(_is_text(cells, fewest, most_levels) for cells in frame.columns.values())
    room = min(most_words, most_cells // max(len(frame), 1))
    sizes = Sizes(fewest, most_levels, room // max(texts, 1))
    learned = (_learn(name, frame, sizes) for name in frame.names)
    codes = tuple(code for code in learned if code is not None)
    return Encoder((*codes, *_ages(codes, frame, most_ages)))


def _learn(name: str, frame: Frame, sizes: Sizes) -> ColumnCode | None:
    cells, kind = frame[name], frame.kinds[name]
    if isinstance(cells, Coded):
        return _learn_text(name, kind, cells, sizes)
    finite = np.clip(cells[np.isfinite(cells)], -LARGEST, LARGEST)
    if len(finite) == 0:
        return None
    quantiles = tuple(float(q) for q in np.quantile(finite, np.linspace(0, 1, 21)))
    holes = float(np.isnan(cells).mean())
    low, high = float(finite.min()), float(finite.max())
    if low == high and holes == 0:
        return None
    parts = tuple(telling_parts(finite)) if kind is Kind.TIME else ()
    way = "time" if kind is Kind.TIME else "number"
    return ColumnCode(
        name, kind, way, parts=parts, low=low, high=high, holes=holes, quantiles=quantiles
    )


def _levels(cells: Coded, fewest: int, most: int) -> tuple[Array, list[int]]:
    """Rows of each level, and the levels that are kept, commonest first."""
    counts = np.bincount(cells.codes[cells.codes >= 0], minlength=len(cells.levels))
    order = np.lexsort((np.arange(len(counts)), -counts))
    return counts, [int(code) for code in order if counts[code] >= fewest][:most]


def _is_text(cells: Cells, fewest: int, most_levels: int) -> bool:
    """Whether its levels, each in too few rows, say less than half of what it holds."""
    if not isinstance(cells, Coded):
        return False
    counts, kept = _levels(cells, fewest, most_levels)
    return bool(counts[kept].sum() < counts.sum() / 2)


def _learn_text(name: str, kind: Kind, cells: Coded, sizes: Sizes) -> ColumnCode | None:
    counts, kept = _levels(cells, sizes.fewest, sizes.most_levels)
    holes = 1 - float(counts.sum()) / max(len(cells), 1)
    if _is_text(cells, sizes.fewest, sizes.most_levels):
        there = np.flatnonzero(counts)
        texts = [cells.levels[code] for code in there]
        bag = learn_bag(texts, counts[there].tolist(), fewest=sizes.fewest, most=sizes.grams)
        return ColumnCode(name, kind, "text", bag=bag, holes=holes) if bag.words else None
    if len(kept) == 0 or (len(kept) == 1 and counts[kept[0]] == len(cells)):
        return None
    levels = tuple(cells.levels[code] for code in kept)
    seen = tuple(int(counts[code]) for code in kept)
    return ColumnCode(name, kind, "category", levels=levels, counts=seen, holes=holes)


def _ages(codes: tuple[ColumnCode, ...], frame: Frame, most: int) -> Iterator[ColumnCode]:
    """Days between columns of times, where they vary."""
    times = [code for code in codes if code.way == "time"]
    for since, code in list(combinations(times, 2))[:most]:
        age = ColumnCode(code.column, code.kind, "age", since=since.column)
        days = age.encode(frame)
        filled = days[np.isfinite(days)]
        if len(filled) and filled.min() != filled.max():
            yield age


def synthetic(encoder: Encoder, rows: int, rng: np.random.Generator) -> Frame:
    """Invented rows, each column drawn on its own: no row of a real person among them."""
    columns: dict[str, Cells] = {}
    for code in encoder.codes:
        if code.way == "age":
            continue
        hole = rng.random(rows) < code.holes
        if code.way in ("category", "text"):
            levels = code.levels if code.way == "category" else _invented(code.bag)
            weight = np.array(code.counts or (1,) * len(levels), dtype=float)
            drawn = rng.choice(len(levels), size=rows, p=weight / weight.sum())
            columns[code.column] = Coded(np.where(hole, -1, drawn).astype("int32"), levels)
        else:
            steps = np.linspace(0, 1, len(code.quantiles))
            values = np.interp(rng.random(rows), steps, code.quantiles)
            columns[code.column] = np.where(hole, np.nan, values.round(6))
    return Frame(columns, {code.column: code.kind for code in encoder.codes})


def _invented(bag: Bag, *, texts: int = 10, each: int = 12) -> tuple[str, ...]:
    """Texts of words of the bag, its commonest ones first."""
    cut = (bag.words[place : place + each] for place in range(0, texts * each, each))
    return tuple(sorted({" ".join(words) for words in cut if words}))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def shown_time(seconds: float) -> str:
    """Seconds since 1970 as an ISO date, with the hour where there is one.

    >>> shown_time(0.0)
    '1970-01-01'
    """
    if not np.isfinite(seconds):
        return "—"
    try:
        moment = _EPOCH + timedelta(seconds=float(seconds))
    except OverflowError:
        return "—"
    return moment.strftime("%Y-%m-%d" if seconds % 86400 == 0 else "%Y-%m-%d %H:%M")
