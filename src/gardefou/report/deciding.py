"""How the model decides: its parts where a person can read it, else the columns that matter."""

from collections.abc import Sequence

from gardefou.core.need import Task
from gardefou.core.verdict import Learned, Record
from gardefou.core.words import plain, say
from gardefou.figures.bars import Bar, bars
from gardefou.figures.drawing import Caption
from gardefou.figures.markup import Markup, join, tag
from gardefou.report.blocks import Section, fold, name, para, picture, sentence, table
from gardefou.report.entries import Entry, entries
from gardefou.report.numbers import amount, counted, duration, finite, unit_name
from gardefou.report.parts import drawn, scale, terms

MOST_TERMS = 18
"""Parts drawn; the weaker ones are counted."""
_OPEN = 6  # of them at once, the others in a fold
_MOST_COLUMNS = 12  # bars of importance
_MOST_LISTED = 60  # in the table beneath
_MOST_RACED = 60

_RECIPES = frozenset(
    {
        "trivial",
        "linear",
        "splines",
        "terms",
        "boosted",
        "boosted_deep",
        "boosted_random",
        "boosted_wide",
        "neighbours",
        "adaboost",
        "forest",
        "extra_trees",
        "catboost",
        "nets",
        "average",
    }
)


def deciding(record: Record) -> Section | None:
    """The section; None where there is no model."""
    model = record.model
    if model is None:
        return None
    content = join(
        para(_recipe(model), kind="lead"),
        para(counted("decides.features", len(model.features))) if model.features else None,
        _parts(model, record) or _importance(model) or para(say("report.decides.nothing")),
        _raced(model),
    )
    return Section("decides", say("report.decides.title"), content)


def _recipe(model: Learned) -> str:
    known = model.recipe in _RECIPES
    what = say(f"report.recipe.{model.recipe}") if known else plain(model.recipe)
    readable = "readable" if model.readable else "unreadable"
    return f"{say('report.decides.recipe', what=what)} {say(f'report.decides.{readable}')}"


def _parts(model: Learned, record: Record) -> Markup | None:
    every = terms(entries(model.pictures, "terms"))
    if not every:
        return None
    unit = plain(model.pictures.get("effect_unit") or "", most=30)
    parts, shared = every[:MOST_TERMS], scale(every, unit)
    first, rest = parts[:_OPEN], parts[_OPEN:]
    left = len(every) - len(parts)
    return join(
        para(explained(model, record, unit)),
        tag("div", [drawn(term, shared) for term in first], class_="parts"),
        fold(
            counted("decides.weaker", len(rest)),
            tag("div", [drawn(term, shared) for term in rest], class_="parts"),
            para(counted("decides.weakest", left), kind="aside") if left else None,
        )
        if rest
        else None,
    )


def explained(model: Learned, record: Record, unit: str) -> str:
    """What up and down mean in the pictures of the parts."""
    of = plain(model.pictures.get("effect_of") or record.need.positive or record.need.target or "")
    if unit != "log-odds":
        return say("report.decides.explained_number", target=record.need.target or of)
    if record.need.task is Task.MULTICLASS:
        return say("report.decides.explained_classes")
    return say("report.decides.explained_odds", of=of)


def _importance(model: Learned) -> Markup | None:
    listed = [entry for entry in entries(model.pictures, "importance") if _known(entry)]
    listed.sort(key=lambda entry: -float(entry["value"]))
    if not listed:
        return None
    unit = plain(model.pictures.get("importance_unit") or "", most=40)
    rows = [
        Bar(
            plain(entry["column"]),
            float(entry["value"]),
            amount(entry["value"]),
            finite(entry.get("low")),
            finite(entry.get("high")),
            strong=True,
        )
        for entry in listed[:_MOST_COLUMNS]
    ]
    title = say("report.decides.importance")
    told = "; ".join(f"{bar.name}: {bar.text}" for bar in rows[:5]) + "."
    shown = counted("decides.strongest", len(rows)) if len(listed) > len(rows) else None
    return join(
        para(say("report.decides.importance_means", unit=unit_name(unit)) if unit else None),
        picture(
            bars(rows, Caption(title, told)),
            " ".join(filter(None, (title, shown))),
            _listed(listed),
        ),
    )


def _known(entry: Entry) -> bool:
    return "column" in entry and finite(entry.get("value")) is not None


def _listed(listed: Sequence[Entry]) -> Markup:
    head = [say(f"report.decides.head.{key}") for key in ("column", "value", "low", "high")]
    rows = [
        [name(entry["column"]), *(amount(entry.get(key)) for key in ("value", "low", "high"))]
        for entry in listed[:_MOST_LISTED]
    ]
    more = len(listed) - len(rows)
    under = table(say("report.decides.importance"), head, rows)
    return join(under, para(counted("wrong.more_columns", more), kind="aside") if more else None)


def _raced(model: Learned) -> Markup | None:
    if not model.raced:
        return None
    head = [
        say(f"report.decides.head.{key}")
        for key in ("recipe", "readable", "loss", "cost", "seconds", "note")
    ]
    rows = [
        [
            join(
                plain(tried.get("recipe", "")),
                tag("b", " ", say("report.decides.chosen")) if tried.get("chosen") else None,
            ),
            say("report.yes" if tried.get("readable") else "report.no"),
            amount(tried.get("loss")),
            amount(tried.get("cost")),
            duration(tried.get("seconds")),
            sentence(tried.get("note") or ""),
        ]
        for tried in model.raced[:_MOST_RACED]
    ]
    caption = counted("decides.raced", len(model.raced))
    return fold(caption, table(caption, head, rows))
