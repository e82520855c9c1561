"""Does it hold on new rows: what it knows of rows it learned, of others, and of locked ones."""

from collections.abc import Mapping
from math import hypot

from gardefou.core.estimate import Estimate
from gardefou.core.verdict import Record
from gardefou.core.words import plain, say
from gardefou.figures.drawing import Axis, Caption, thinned, ticks
from gardefou.figures.lines import Dot, Line, lines
from gardefou.figures.markup import Markup, join
from gardefou.report.blocks import Section, certainty, fold, para, picture, table
from gardefou.report.entries import Entry, entries, numbers
from gardefou.report.numbers import amount, finite, unit_name

_SMALL, _LARGE = 0.05, 0.5  # of the loss: a gap that nobody would see; half of it learned by heart
_LITTLE = 0.01  # of the cost: what the luck of the choice may be without being called any
_SURELY = 2.576 / 1.96  # of two intervals of 95 %: as the check `overfitted` has it
_MOST_OTHERS = 3
_ROWS = 9  # of the table under a picture
_ALONG = frozenset({"rounds", "strength", "epochs", "neighbours"})


def learned(record: Record) -> Section | None:
    """The section; None where there is no model or nothing is known of how it learned."""
    told = record.model.pictures.get("learned") if record.model else None
    if record.model is None or not isinstance(told, Mapping):
        return None
    courses = entries(told, "courses")
    own = [each for each in courses if each.get("own")][:1]
    losses = _estimates(told.get("losses"))
    locked = losses.get("locked")
    gap_told, locked_told = gap(own, losses), on_locked(losses)
    content = join(
        para(gap_told, kind="lead"),
        para(" ".join(filter(None, (say("learned.why") if gap_told else None, locked_told)))),
        para(luck(told.get("best_of"), record)),
        _first(courses[0], locked) if courses else None,
        _others(courses[1:]),
        _numbers(losses),
    )
    return Section("learned", say("learned.title"), content) if content else None


def gap(own: list[Entry], losses: Mapping[str, Estimate]) -> str | None:
    """How much better the model looks on rows that it had learned from, in a sentence."""
    known, new = _ends(own, losses)
    if known is None or new is None or new <= 0:
        return None
    share = 1 - known / new
    if share < 0.01:
        return say("learned.level")
    size = "small" if share < _SMALL else "normal" if share <= _LARGE else "large"
    return say("learned.better", share=share, size=say(f"learned.size.{size}"))


def _ends(own: list[Entry], losses: Mapping[str, Estimate]) -> tuple[float | None, float | None]:
    """The losses on rows learned from and not, where the chosen model stopped."""
    for course in own:
        sides = [_at(course, side) for side in ("learned", "judged")]
        if None not in sides:
            return sides[0], sides[1]
    ends = [finite(losses[side].value) if side in losses else None for side in _SIDES[:2]]
    return ends[0], ends[1]


_SIDES = ("learned", "judged", "locked")


def on_locked(losses: Mapping[str, Estimate]) -> str | None:
    """Whether it does on locked rows as it did where it was chosen, beside what chance explains."""
    known, new = losses.get("judged"), losses.get("locked")
    if known is None or new is None or not all(map(_whole, (known, new))) or known.value <= 0:
        return None
    change = new.value - known.value
    chance = _SURELY * hypot(known.high - known.value, new.high - new.value)
    if abs(change) <= chance:
        return say("learned.locked.same")
    which = "worse" if change > 0 else "better"
    return say(f"learned.locked.{which}", share=abs(change) / known.value)


def luck(found: object, record: Record) -> str | None:
    """What the chosen model's cost looked like, what is to be expected, and what it was."""
    told = _estimates(found)
    apparent, expected = told.get("apparent"), told.get("expected")
    count = finite(found.get("candidates")) if isinstance(found, Mapping) else None
    if apparent is None or expected is None or not count or not _whole(expected):
        return None
    unit = plain(apparent.unit, most=30)
    little = expected.value - apparent.value <= _LITTLE * abs(apparent.value)
    said = say(
        f"learned.best_of.{'little' if little else 'some'}",
        count=int(count),
        apparent=amount(apparent.value, unit),
        expected=amount(expected.value, unit),
        low=amount(expected.low),
        high=amount(expected.high),
    )
    if record.value is None:
        return said
    cost = record.value.model_cost
    return f"{said} {say('learned.best_of.then', locked=amount(cost.value, unit))}"


def _whole(estimate: Estimate) -> bool:
    return None not in (finite(estimate.value), finite(estimate.low), finite(estimate.high))


def _estimates(found: object) -> dict[str, Estimate]:
    if not isinstance(found, Mapping):
        return {}
    return {str(key): each for key, each in found.items() if isinstance(each, Estimate)}


def _at(course: Entry, side: str) -> float | None:
    """A loss where the model stopped."""
    values, place = numbers(course, side), finite(course.get("chosen"))
    if place is None or not 0 <= int(place) < len(values):
        return None
    return values[int(place)]


def _drawn(
    course: Entry, locked: Estimate | None, title: str, *, first: bool = False
) -> Markup | None:
    """A course as a picture with its numbers in a fold; None where it is not whole.

    first: whether it is the first of them, which says what all of them mean.
    """
    x, at = numbers(course, "x"), numbers(course, "at")
    sides = {side: numbers(course, side) for side in ("judged", "learned")}
    place = finite(course.get("chosen"))
    sizes = {len(each) for each in (x, at, *sides.values())}
    if place is None or len(sizes) != 1 or not 0 <= int(place) < len(x) or len(x) < 2:
        return None
    where = [_said(course, each) for each in at]
    ends = (_said(course, at[0], "end"), _said(course, at[-1], "end"))
    level = finite(locked.value) if locked is not None else None
    kept = [
        Line(say(f"learned.picture.{side}"), list(zip(x, sides[side], strict=True)))
        for side in sides
    ]
    if level is not None:
        kept.append(Line(say("learned.picture.locked", loss=amount(level)), [(x[0], level)]))
    axis = _axis([y for line in kept for _, y in line.points])
    dot = Dot(
        say("learned.picture.chosen", at=where[int(place)]),
        x[int(place)],
        sides["judged"][int(place)],
    )
    told = say(
        "learned.picture.described",
        first=amount(sides["judged"][0]),
        chosen=amount(dot.y),
        learned=amount(sides["learned"][int(place)]),
    )
    drawn = lines(kept, axis, Caption(title, told), ends, dot)
    under = join(_table(where, sides), _folds(course))
    return picture(drawn, f"{title}. {say('learned.picture.means')}" if first else title, under)


def _axis(heights: list[float]) -> Axis:
    low, high = min(heights), max(heights)
    air = 0.06 * (high - low) or 0.05 * abs(high) or 1.0
    low, high = low - air, high + air
    marks = [mark for mark in ticks(low, high, most=4) if low <= mark <= high]
    return Axis(low, high, tuple((mark, amount(mark)) for mark in marks))


def _said(course: Entry, at: float, form: str = "along") -> str:
    along = str(course.get("along"))
    known = along if along in _ALONG else "other"
    whole = known in ("rounds", "epochs", "neighbours")
    return say(f"learned.{form}.{known}", at=amount(round(at) if whole else at))


def _table(where: list[str], sides: Mapping[str, list[float]]) -> Markup:
    head = [say(f"learned.head.{key}") for key in ("at", "judged", "learned")]
    rows = [
        [where[k], amount(sides["judged"][k]), amount(sides["learned"][k])]
        for k in thinned(len(where), _ROWS)
    ]
    return table(say("learned.picture.table"), head, rows)


def _folds(course: Entry) -> Markup | None:
    count = finite(course.get("folds"))
    if count is None or count < 2:
        return None
    return para(say("learned.picture.folds", count=int(count)), kind="aside")


def _first(course: Entry, locked: Estimate | None) -> Markup | None:
    """The course of the model, or of the largest part of an average."""
    if course.get("own"):
        return _drawn(course, locked, say("learned.picture.title"), first=True)
    title = say("learned.picture.part", recipe=plain(course.get("recipe") or ""))
    return _drawn(course, locked, title, first=True)


def _others(courses: list[Entry]) -> Markup | None:
    drawn = [
        shown
        for course in courses[:_MOST_OTHERS]
        if (shown := _drawn(course, None, _title(course))) is not None
    ]
    return fold(say("learned.picture.more"), drawn) if drawn else None


def _title(course: Entry) -> str:
    return say("learned.picture.other", recipe=plain(course.get("recipe") or ""))


def _numbers(losses: Mapping[str, Estimate]) -> Markup | None:
    known = {side: losses[side] for side in _SIDES if side in losses}
    if not known:
        return None
    head = [say(f"learned.head.{key}") for key in ("which", "loss", "low", "high", "rows")]
    rows = [
        [
            say(f"learned.losses.{side}"),
            *(amount(end) for end in (each.value, each.low, each.high)),
            amount(each.n),
        ]
        for side, each in known.items()
    ]
    caption, one = say("learned.losses.title"), next(iter(known.values()))
    unit = say("learned.losses.unit", unit=unit_name(plain(one.unit, most=30)))
    return fold(caption, para(unit, kind="aside"), table(caption, head, rows), certainty(one.level))
