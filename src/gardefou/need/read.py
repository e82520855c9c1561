"""need.toml, checked key by key, as a `Need`."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from gardefou.core.errors import GardefouError, nearest
from gardefou.core.need import Budget, Columns, Cost, Need, People, Place, Task, Waiver
from gardefou.core.words import plain, say
from gardefou.need.budget import bound, bounded
from gardefou.need.contradictions import without_contradictions
from gardefou.need.keys import Keys, NeedKeys

Where = tuple[int | str, ...]


def read_need(path: Path, *, most_bytes: int = 1_000_000) -> Need:
    """The need that a file states; a `GardefouError` names the first thing wrong with it.

    path: a TOML file in UTF-8. most_bytes: 1 MB, a thousand times a usual need: more is no need.
    A relative `table` is taken from the file's folder and made absolute.
    """
    tree = _tree(_text(path, most_bytes), path.name)
    try:
        keys = NeedKeys.model_validate(tree)
    except ValidationError as wrong:
        raise _first_wrong(wrong, path.name) from None
    return without_contradictions(_need(keys, path.parent))


def _text(path: Path, most_bytes: int) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except (OSError, ValueError) as wrong:
        reason = getattr(wrong, "strerror", None) or str(wrong)
        raise GardefouError(
            say("need.file.unreadable", file=str(path)), seen=plain(reason)
        ) from None
    if len(content) > most_bytes:
        raise GardefouError(say("need.file.large", file=path.name, most=most_bytes))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GardefouError(
            say("need.file.encoding", file=path.name), remedy=say("need.file.encoding_remedy")
        ) from None


def _tree(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as wrong:  # ValueError: also a number of 5,000 figures
        raise GardefouError(
            say("need.file.toml", file=file),
            seen=plain(wrong, most=150),
            remedy=say("need.file.toml_remedy"),
        ) from None


def _first_wrong(wrong: ValidationError, file: str) -> GardefouError:
    errors = wrong.errors(include_url=False)
    error = next((each for each in errors if each["type"] == "extra_forbidden"), errors[0])
    key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        what = say("need.wrong.unknown", file=file, at=key)
        return GardefouError(what, remedy=_instead(error["loc"]))
    limits = error.get("ctx", {})
    known = re.findall("'([^']*)'", str(limits.get("expected", "")))
    which = _SENTENCE.get(error["type"], "other")
    limit = next((limits[name] for name in ("ge", "gt", "le", "lt") if name in limits), "")
    what = say(f"need.wrong.{which}", file=file, at=key, limit=limit)
    seen = "" if which == "missing" else plain(error["input"])
    return GardefouError(what, seen=seen, remedy=nearest(str(error["input"]), known))


_SENTENCE = {
    "missing": "missing",
    "string_type": "text",
    "string_pattern_mismatch": "pattern",
    "float_type": "number",
    "finite_number": "number",
    "list_type": "list",
    "dict_type": "table",
    "model_type": "table",
    "literal_error": "choice",
    "date_type": "day",
    "value_error": "day",
    "greater_than_equal": "below",
    "greater_than": "above",
    "less_than_equal": "beyond",
    "less_than": "under",
}
"""What pydantic calls a fault, and our sentence for it."""


def _instead(where: Where) -> str:
    """Where in the file this key belongs, or the nearest key at the same place."""
    name = str(where[-1])
    if name in NeedKeys.model_fields:
        return say("need.wrong.top", at=name)
    homes = [
        table
        for table, field in NeedKeys.model_fields.items()
        if name in getattr(_table_in(field.annotation), "model_fields", ())
    ]
    if homes:
        return say("need.wrong.home", at=name, table=homes[0])
    return nearest(name, _keys_at(where[:-1]).model_fields)


def _keys_at(where: Where) -> type[Keys]:
    """The class of keys at a place of the file."""
    keys: type[Keys] = NeedKeys
    for part in where:
        field = keys.model_fields.get(str(part))
        keys = (_table_in(field.annotation) if field else None) or keys
    return keys


def _table_in(annotation: object) -> type[Keys] | None:
    """The class of keys inside a type such as `list[ExpectKeys]`; None if there is none."""
    if isinstance(annotation, type) and issubclass(annotation, Keys):
        return annotation
    inner = (_table_in(part) for part in get_args(annotation))
    return next((table for table in inner if table), None)


def _need(keys: NeedKeys, folder: Path) -> Need:
    said = _said(keys, "target", "positive", "question")
    return Need(
        **said,
        table=_located(keys.table, folder),
        task=Task(keys.task) if keys.task else None,
        classes=tuple(sorted(set(keys.classes))),
        cost=Cost(**_said(keys.cost, *type(keys.cost).model_fields)),
        columns=_columns(keys),
        weight=_one(keys, "weight"),
        split=_one(keys, "split"),
        people=People(**_said(keys.people, *type(keys.people).model_fields)),
        budget=_budget(keys),
        place=Place(**_said(keys.place, *type(keys.place).model_fields)),
        waive={
            name: Waiver(tuple(waiver.columns), waiver.why) for name, waiver in keys.waive.items()
        },
        use=_said(keys.use, *type(keys.use).model_fields),
        data=_said(keys.data, *type(keys.data).model_fields),
        expect=tuple(_said(each, *type(each).model_fields) for each in keys.expect),
        assumed=_assumed(keys),
    )


def _assumed(keys: NeedKeys) -> tuple[str, ...]:
    """What was guessed; prices in a unit of one's own are no guess any more."""
    own = keys.cost.unit not in (None, "error")
    return tuple(name for name in keys.assumed if not (own and name == "cost"))


def _said(keys: Keys, *names: str) -> dict[str, Any]:
    """What the file says of these keys; the others keep their defaults."""
    return {name: getattr(keys, name) for name in names if name in keys.model_fields_set}


def _columns(keys: NeedKeys) -> Columns:
    roles = {name for name in type(keys.columns).model_fields if name not in ("weight", "split")}
    said = _said(keys.columns, *roles)
    frozen: dict[str, Any] = {
        name: tuple(role) if isinstance(role, list) else role for name, role in said.items()
    }
    return Columns(**frozen)


def _one(keys: NeedKeys, name: str) -> str | None:
    """`weight` or `split`, which may stand under [columns] or at the top of the file."""
    top: str | None = getattr(keys, name)
    under: str | None = getattr(keys.columns, name)
    if top is not None and under is not None and top != under:
        raise GardefouError(say("need.wrong.twice", at=name), seen=[plain(top), plain(under)])
    return under if top is None else top


def _budget(keys: NeedKeys) -> Budget:
    budget = Budget()
    for name, words in _said(keys.budget, "time", "money", "carbon").items():
        more = bound(words, key=f"budget.{name}")
        if getattr(more, name) is None:
            raise GardefouError(
                say("need.budget.other", at=f"budget.{name}"),
                seen=plain(words),
                remedy=say("need.budget.as"),
            )
        budget = bounded(budget, more)
    return budget


def _located(table: str | None, folder: Path) -> str | None:
    """The table as an absolute path; "-" and addresses such as sqlite:///f.db stay as they are."""
    if table is None or table == "-" or "://" in table:
        return table
    return os.path.abspath(folder / table)
