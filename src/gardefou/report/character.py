"""Where to trust the model and where not: a paragraph a person can act on, its numbers deeper."""

from gardefou.core.need import Need
from gardefou.core.verdict import Record
from gardefou.core.words import say
from gardefou.figures.markup import Markup, join, tag
from gardefou.report.blocks import Section, certainty, fold, name, para, table
from gardefou.report.json import plain_values
from gardefou.report.numbers import amount, ranged
from gardefou.report.rebuild import rebuilt
from gardefou.verdict.character import Character, place, told
from gardefou.verdict.judge import policy_name

_MOST = 12  # rows of a table


def character(record: Record) -> Section | None:
    """The section; None where there is no model or nothing is known of its character."""
    found = known(record)
    if found is None or record.value is None:
        return None
    parts = told(found, record.need, record.value.trivial)
    content = join(
        para(parts.sure, kind="lead"),
        para(parts.weak),
        tag("ul", [tag("li", each) for each in parts.kinds], class_="plain")
        if parts.kinds
        else None,
        [para(each) for each in (parts.after, parts.leans, parts.unseen)],
        _weak(found, record.need, record.value.trivial),
        _unseen(found),
    )
    return Section("character", say("character.title"), content)


def known(record: Record) -> Character | None:
    """The character in a record; None where it is absent, or not as we write it."""
    kept = record.model.pictures.get("character") if record.model else None
    if kept is None:
        return None
    try:
        found: Character = rebuilt(Character, plain_values(kept))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return found


def _weak(found: Character, need: Need, trivial: str) -> Markup | None:
    if found.searched is None:
        return None
    how = para(
        say(
            "character.table.how",
            tried=found.searched.tried,
            rows=found.searched.rows,
            found=found.searched.found,
            kept=found.searched.kept,
        ),
        kind="aside",
    )
    if not found.weak:
        return fold(say("character.table.none_title"), how)
    keys = ("where", "rows", "burden", "cost", "elsewhere", "expected")
    head = [say(f"character.table.{key}") for key in keys]
    head.append(say("character.table.saving", policy=policy_name(trivial, need)))
    rows = [
        [
            place(each.where),
            f"{amount(each.rows)} ({amount(each.share, 'share')})",
            amount(each.burden, "share"),
            ranged(each.cost),
            ranged(each.elsewhere),
            amount(each.expected),
            ranged(each.saving),
        ]
        for each in found.weak
    ]
    caption = say("character.table.title")
    return fold(caption, table(caption, head, rows), certainty(found.weak[0].cost.level), how)


def _unseen(found: Character) -> Markup | None:
    if not found.unseen:
        return None
    caption = say("character.unseen_table.title")
    head = [say(f"character.unseen_table.{key}") for key in ("column", "what", "rows")]
    rows = [
        [name(each.column), say(f"character.unseen_table.{each.what}"), amount(each.rows)]
        for each in found.unseen[:_MOST]
    ]
    return fold(caption, table(caption, head, rows))
