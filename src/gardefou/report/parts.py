"""The parts of a readable model, each drawn on the same scale: a curve, bars, or a field."""

from collections.abc import Sequence
from dataclasses import dataclass

from gardefou.core.words import number, plain, say
from gardefou.figures.bars import Bar, bars
from gardefou.figures.curve import curve
from gardefou.figures.drawing import Axis, Caption, thinned, ticks
from gardefou.figures.heat import heat
from gardefou.figures.markup import Markup, join, tag
from gardefou.report.blocks import name, picture, table
from gardefou.report.entries import Entry, numbers, texts
from gardefou.report.numbers import date, effect, effect_marks, finite

_ROWS = 9  # of the table under a picture
_LEVELS = 8  # bars drawn
_FIELD = 10  # rows and columns of a field
_DAYS = 20 * 86_400.0  # seconds: over a longer time the hour says nothing


@dataclass(frozen=True)
class Term:
    """A part: what it is called, and its effects, each beside the words for where it stands."""

    entry: Entry
    kind: str
    columns: tuple[str, ...]
    of_class: str | None
    places: tuple[str, ...]
    effects: tuple[float, ...]

    @property
    def strength(self) -> float:
        """Its own measure where it brings one, else how far its highest lies from its lowest."""
        brought = finite(self.entry.get("strength"))
        return max(self.effects) - min(self.effects) if brought is None else brought


@dataclass(frozen=True)
class Scale:
    """The axis that all parts share, and the unit of their effects."""

    axis: Axis
    unit: str


def terms(found: Sequence[Entry]) -> list[Term]:
    """The parts that can be drawn, the strongest first."""
    read = [term for entry in found if (term := _term(entry)) is not None]
    return sorted(read, key=lambda term: -term.strength)


def scale(parts: Sequence[Term], unit: str) -> Scale:
    """One axis for all parts, zero in it, so that a weak part looks weak."""
    reach = [0.0, *(end for term in parts for end in (min(term.effects), max(term.effects)))]
    low, high = min(reach), max(reach)
    bare = unit if unit == "log-odds" else ""
    marks = effect_marks(low, high, unit, ticks(low, high, most=3))
    return Scale(Axis(low, high, tuple((mark, effect(mark, bare)) for mark in marks)), unit)


def drawn(term: Term, shared: Scale) -> Markup:
    """A part as a picture, with its numbers in a fold."""
    called = " × ".join(plain(column) for column in term.columns)
    told = (peaks(term, shared.unit), _hole(term, shared.unit))
    caption = Caption(called, " ".join(filter(None, told)))
    heading = [join(" × " if place else "", name(raw)) for place, raw in enumerate(term.columns)]
    of = say("report.decides.of_class", name=term.of_class) if term.of_class is not None else None
    words = join(
        tag("b", heading), tag("span", of) if of else None, tag("span", caption.description)
    )
    return picture(_DRAWN[term.kind](term, shared, caption), words, _under(term, shared.unit))


def peaks(term: Term, unit: str) -> str:
    """Where a part raises most and lowers most, in a sentence."""
    top, bottom = max(term.effects), min(term.effects)
    if effect(top, unit) == effect(bottom, unit):
        return say("report.decides.flat")
    return say(
        "report.decides.peaks",
        high=term.places[term.effects.index(top)],
        top=effect(top, unit),
        low=term.places[term.effects.index(bottom)],
        bottom=effect(bottom, unit),
    )


def _hole(term: Term, unit: str) -> str | None:
    """What an empty cell does, where the part says so."""
    held = finite(term.entry.get("hole"))
    return None if held is None else say("report.decides.hole", effect=effect(held, unit))


def _term(entry: Entry) -> Term | None:
    kind, columns = str(entry.get("kind")), tuple(texts(entry, "columns"))
    if kind not in _DRAWN or not columns:
        return None
    places, effects = _pairs(entry) if kind == "pair" else _single(entry, kind)
    if not effects or len(places) != len(effects):
        return None
    of_class = entry.get("class")
    told = None if of_class is None else str(of_class)
    return Term(entry, kind, columns, told, tuple(places), tuple(effects))


def _single(entry: Entry, kind: str) -> tuple[list[str], list[float]]:
    if kind == "category":
        return [plain(level) for level in texts(entry, "levels")], numbers(entry, "y")
    x = numbers(entry, "x")
    days = kind == "time" and bool(x) and max(x) - min(x) > _DAYS
    words = (date if not days else _day) if kind == "time" else _plain_number
    return [words(each) for each in x], numbers(entry, "y")


def _day(seconds: float) -> str:
    return date(seconds)[:10]


def _plain_number(value: float) -> str:
    return number(value).replace("-", "−")


def _pairs(entry: Entry) -> tuple[list[str], list[float]]:
    lines = entry.get("y") or ()
    cells = [numbers({"line": line}, "line") for line in lines]
    rows, columns = texts(entry, "x"), texts(entry, "z")
    if len(cells) != len(rows) or any(len(line) != len(columns) for line in cells):
        return [], []
    places = [f"{plain(row)}, {plain(column)}" for row in rows for column in columns]
    return places, [value for line in cells for value in line]


def _curve(term: Term, shared: Scale, caption: Caption) -> Markup:
    x, share = numbers(term.entry, "x"), numbers(term.entry, "share")
    points = sorted(zip(x, term.effects, strict=True))
    fits = len(share) in (len(x), len(x) - 1) and x == sorted(x)
    ends = (term.places[x.index(min(x))], term.places[x.index(max(x))])
    return curve(points, shared.axis, caption, ends, share if fits else ())


def _levels(term: Term, shared: Scale, caption: Caption) -> Markup:
    order = sorted(range(len(term.effects)), key=lambda place: -term.effects[place])
    rows = [
        Bar(
            term.places[place],
            term.effects[place],
            effect(term.effects[place], shared.unit),
            strong=True,
        )
        for place in (order[kept] for kept in thinned(len(order), _LEVELS))
    ]
    return bars(rows, caption, shared.axis)


def _field(term: Term, shared: Scale, caption: Caption) -> Markup:
    rows, columns = texts(term.entry, "x"), texts(term.entry, "z")
    down, across = thinned(len(rows), _FIELD), thinned(len(columns), _FIELD)
    cells = [[term.effects[i * len(columns) + j] for j in across] for i in down]
    named = ([plain(rows[i]) for i in down], [plain(columns[j]) for j in across])
    return heat(cells, named, shared.axis, caption)


_DRAWN = {"number": _curve, "time": _curve, "category": _levels, "pair": _field}


def _under(term: Term, unit: str) -> Markup:
    kept = thinned(len(term.effects), _ROWS)
    seen = numbers(term.entry, "rows") if term.kind == "category" else []
    counts = [number(count) for count in seen] if len(seen) == len(term.effects) else None
    keys = ["place", "effect", "raw"] + (["rows"] if counts else [])
    rows = [
        [term.places[place], effect(term.effects[place], unit), _raw(term.effects[place], unit)]
        + ([counts[place]] if counts else [])
        for place in kept
    ]
    if unit != "log-odds":
        keys.remove("raw")
        rows = [[*row[:2], *row[3:]] for row in rows]
    left = len(term.effects) - len(kept)
    caption = say("report.decides.table" if not left else "report.decides.table_some", left=left)
    return table(caption, [say(f"report.decides.head.{key}") for key in keys], rows)


def _raw(value: float, unit: str) -> str:
    return f"{value:+.3f}".replace("-", "−") if unit == "log-odds" else ""
