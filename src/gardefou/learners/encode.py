"""From columns of a table to one matrix of numbers that every recipe starts from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.table import Kind
from gardefou.table.frame import Cells, Coded, Frame

Array = NDArray[Any]

POOLED = "(other)"
"""The level that stands for rare and unseen ones."""

_LARGEST = 1e100  # numbers beyond count as this one: the square of a larger one may be infinite


@dataclass(frozen=True)
class Feature:
    """One column of the matrix.

    column: the raw column it comes from. part: which part of it ("", "month", "word mrs", ...).
    levels: of a category, what each code means; the last one pools rare and unseen ones; empty
    for a number.
    """

    column: str
    part: str = ""
    levels: tuple[str, ...] = ()

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

    way: "number", "category", "time" or "text". levels: of a category, commonest first, those seen
    at least `fewest` times. words: of a text. low, high: finite bounds seen. parts: of a time.
    quantiles: 21 steps from the lowest to the highest, to draw synthetic rows from.
    """

    column: str
    kind: Kind
    way: str
    levels: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
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
        if self.way == "time":
            return tuple(Feature(self.column, part) for part in self.parts)
        words = tuple(Feature(self.column, f"word “{word}”") for word in self.words)
        return (Feature(self.column, "length"), Feature(self.column, "words"), *words)

    def encode(self, cells: Cells) -> Array:
        """The features of these cells, shape (rows, features)."""
        if isinstance(cells, Coded):
            return self._category(cells) if self.way == "category" else self._text(cells)
        if self.way == "time":
            return np.column_stack([_time_part(cells, part) for part in self.parts])
        finite = np.clip(cells, -_LARGEST, _LARGEST)
        return np.where(np.isinf(cells), np.clip(cells, self.low, self.high), finite)[:, None]

    def _category(self, cells: Coded) -> Array:
        place = {level: code for code, level in enumerate(self.levels)}
        pooled = float(len(self.levels))
        known = [place.get(level, pooled) for level in cells.levels]
        return np.array([*known, np.nan])[cells.codes][:, None]

    def _text(self, cells: Coded) -> Array:
        place = {word: 2 + number for number, word in enumerate(self.words)}
        known = np.full((len(cells.levels) + 1, 2 + len(self.words)), 0.0)
        for row, text in enumerate(cells.levels):
            found = _words(text)
            known[row, :2] = len(text), len(found)
            known[row, [place[word] for word in set(found) if word in place]] = 1.0
        known[-1] = np.nan
        return np.asarray(known[cells.codes])


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
        return tuple(code.column for code in self.codes)

    def encode(self, frame: Frame) -> Matrix:
        """The rows of `frame` in numbers; columns it does not know are ignored."""
        parts = [code.encode(frame[code.column]) for code in self.codes]
        values = np.concatenate(parts, axis=1) if parts else np.empty((len(frame), 0))
        return Matrix(values, self.features)


def learn_encoder(
    frame: Frame, *, fewest: int = 5, most_levels: int = 254, most_words: int = 50
) -> Encoder:
    """The encoder of these columns.

    fewest: a level or word seen in fewer rows is pooled, so that no bundle names a person.
    most_levels: LightGBM bins at most 255 values. most_words: of a text column, by frequency.

    >>> cells = Coded(np.array([0] * 6 + [1] * 2), ("cat", "dog"))
    >>> encoder = learn_encoder(Frame({"pet": cells}, {"pet": Kind.TEXT}))
    >>> encoder.features[0].levels
    ('cat', '(other)')
    """
    return Encoder(
        tuple(
            code
            for name in frame.names
            if (code := _learn(name, frame, fewest, most_levels, most_words)) is not None
        )
    )


def _learn(
    name: str, frame: Frame, fewest: int, most_levels: int, most_words: int
) -> ColumnCode | None:
    cells, kind = frame[name], frame.kinds[name]
    if isinstance(cells, Coded):
        return _learn_text(name, kind, cells, (fewest, most_levels, most_words))
    finite = np.clip(cells[np.isfinite(cells)], -_LARGEST, _LARGEST)
    if len(finite) == 0:
        return None
    quantiles = tuple(float(q) for q in np.quantile(finite, np.linspace(0, 1, 21)))
    holes = float(np.isnan(cells).mean())
    low, high = float(finite.min()), float(finite.max())
    parts = tuple(_parts_of(finite)) if kind is Kind.TIME else ()
    way = "time" if kind is Kind.TIME else "number"
    if low == high and holes == 0:
        return None
    return ColumnCode(
        name, kind, way, parts=parts, low=low, high=high, holes=holes, quantiles=quantiles
    )


def _learn_text(
    name: str, kind: Kind, cells: Coded, sizes: tuple[int, int, int]
) -> ColumnCode | None:
    fewest, most_levels, most_words = sizes
    counts = np.bincount(cells.codes[cells.codes >= 0], minlength=len(cells.levels))
    filled = int(counts.sum())
    order = np.lexsort((np.arange(len(counts)), -counts))
    kept = [int(code) for code in order if counts[code] >= fewest][:most_levels]
    holes = 1 - filled / max(len(cells), 1)
    if filled and counts[kept].sum() < filled / 2:
        words = _common_words(cells, counts, fewest=max(fewest, filled // 100), most=most_words)
        return ColumnCode(name, kind, "text", words=words, holes=holes) if words else None
    if len(kept) == 0 or (len(kept) == 1 and counts[kept[0]] == len(cells)):
        return None
    levels = tuple(cells.levels[code] for code in kept)
    seen = tuple(int(counts[code]) for code in kept)
    return ColumnCode(name, kind, "category", levels=levels, counts=seen, holes=holes)


def _common_words(cells: Coded, counts: Array, *, fewest: int, most: int) -> tuple[str, ...]:
    rows: dict[str, int] = {}
    for text, count in zip(cells.levels, counts, strict=True):
        for word in set(_words(text)):
            rows[word] = rows.get(word, 0) + int(count)
    too_common = 0.9 * counts.sum()  # a word in nearly every row says nothing
    known = [(-n, word) for word, n in rows.items() if fewest <= n <= too_common]
    return tuple(word for _, word in sorted(known)[:most])


def _words(text: str) -> list[str]:
    return list(re.findall(r"[^\W\d_]{2,30}", text[:5000].casefold()))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _parts_of(seconds: Array) -> Iterator[str]:
    """Which parts of these times vary enough to be told: never a part that is constant."""
    for part in ("date", "month", "weekday", "hour"):
        values = _time_part(seconds, part)
        if values.min() != values.max():
            yield part


def _time_part(seconds: Array, part: str) -> Array:
    """A part of times, as numbers; date: years since 1970 with decimals, weekday: Monday is 0."""
    days = np.floor(seconds / 86400)
    if part == "date":
        return np.asarray(1970 + seconds / (365.2425 * 86400))
    if part == "weekday":
        return np.asarray((days + 3) % 7)
    if part == "hour":
        return np.asarray(np.floor((seconds - days * 86400) / 3600))
    known = ~np.isnan(days)
    months = np.full(len(days), np.nan)
    dated = days[known].astype("int64").astype("datetime64[D]").astype("datetime64[M]")
    months[known] = dated.astype("int64") % 12 + 1
    return months


def as_json(encoder: Encoder) -> list[Mapping[str, object]]:
    """The encoder as plain JSON."""
    return [{**vars(code), "kind": code.kind.value} for code in encoder.codes]


def from_json(codes: Sequence[Mapping[str, Any]]) -> Encoder:
    """The encoder that `as_json` wrote."""
    tuples = ("levels", "counts", "words", "parts", "quantiles")
    return Encoder(
        tuple(
            ColumnCode(
                **{
                    **code,
                    "kind": Kind(code["kind"]),
                    **{name: tuple(code[name]) for name in tuples},
                }
            )
            for code in codes
        )
    )


def synthetic(encoder: Encoder, rows: int, rng: np.random.Generator) -> Frame:
    """Invented rows, each column drawn on its own: no row of a real person among them."""
    columns: dict[str, Cells] = {}
    for code in encoder.codes:
        hole = rng.random(rows) < code.holes
        if code.way in ("category", "text"):
            levels = code.levels if code.way == "category" else (" ".join(code.words[:3]) or "a",)
            weight = np.array(code.counts or (1,), dtype=float)
            drawn = rng.choice(len(levels), size=rows, p=weight / weight.sum())
            columns[code.column] = Coded(np.where(hole, -1, drawn).astype("int32"), levels)
        else:
            steps = np.linspace(0, 1, len(code.quantiles))
            values = np.interp(rng.random(rows), steps, code.quantiles)
            columns[code.column] = np.where(hole, np.nan, values.round(6))
    return Frame(columns, {code.column: code.kind for code in encoder.codes})


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
