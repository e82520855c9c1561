"""A need.toml to begin with: what the table suggests, and why, for a person to correct."""

from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap
from typing import Any

from gardefou.core.evidence import Frequent
from gardefou.core.need import Need, Task
from gardefou.core.table import Kind, Table
from gardefou.core.words import say
from gardefou.need.answers import Answers
from gardefou.need.class_name import class_name
from gardefou.need.complete import refuse_absent_columns, with_answers
from gardefou.need.names import protected_ground
from gardefou.need.roles import (
    Seen,
    entity_order,
    looks_like_years,
    names_entity,
    names_rows,
    orders_rows,
    says_side,
    seen_columns,
)
from gardefou.need.write import toml_key, toml_value

Lines = list[str]


def propose(
    table: Table,
    statistics: Mapping[str, object],
    target: str,
    *,
    path: str | None = None,
    most_priced: int = 6,
) -> str:
    """The text of a need.toml for this table and target, each guess with its reason.

    statistics: `missing`, `distinct`, `frequent` and `spread` of `core.evidence.PARTS`, of all
    rows. path: the table, as need.toml should name it; None leaves it out. most_priced: 6 classes,
    30 prices; above it the prices are left to be assumed, and a comment says so.
    """
    columns = {column.name: column for column in seen_columns(table, statistics)}
    refuse_absent_columns(Need(target=target), table)
    shares, every = _shares(columns[target])
    answers = Answers(columns[target].kind, columns[target].filled, shares, _whole(columns[target]))
    need = with_answers(Need(target=target), answers)
    priced = every and need.task is not Task.REGRESSION and len(shares or ()) <= most_priced
    others = [column for column in columns.values() if column.name != target]
    lines = [
        *_top(need, columns[target], path, priced=priced),
        *_cost(need, shares or {}, priced=priced),
        *_columns(others),
        "",
        _comment("more"),
    ]
    return "\n".join(lines) + "\n"


def _top(need: Need, target: Seen, path: str | None, *, priced: bool) -> Lines:
    assert need.task is not None
    lines = [_comment("head"), _comment("question"), '# question = ""']
    if path is not None:
        lines.append(f"table = {toml_value(path)}")
    lines.append(f"target = {toml_value(need.target)}")
    if target.missing:
        lines.append(_comment("holes", count=target.missing))
    lines.append(_comment(f"task.{need.task}", count=target.distinct))
    lines.append(f"task = {toml_value(need.task.value)}")
    if need.positive is not None:
        lines += [_comment("positive"), f"positive = {toml_value(need.positive)}"]
    assumed = [name for name in need.assumed if priced or name != "cost"]
    lines += [_comment("assumed"), f"assumed = {toml_value(assumed)}"]
    return lines


def _cost(need: Need, shares: Mapping[str, float], *, priced: bool) -> Lines:
    lines = ["", "[cost]", _comment("cost.unit"), 'unit = "error"']
    if not priced:
        which = "cost.regression" if need.task is Task.REGRESSION else "cost.many"
        lines.append(_comment(which))
    elif need.task is Task.BINARY:
        (negative,) = set(need.classes) - {need.positive}
        said: dict[str, Any] = {"positive": need.positive, "negative": negative}
        lines += [
            _comment("cost.missed", share=shares[str(need.positive)], **said),
            f"missed = {toml_value(_rounded(need.cost.missed))}",
            _comment("cost.false_alarm", share=shares[negative], **said),
            f"false_alarm = {toml_value(_rounded(need.cost.false_alarm))}",
        ]
    lines += [_comment("cost.review"), "# review = 0.1", "# review_error = 0.05"]
    if priced and need.task is Task.MULTICLASS:
        lines += ["", "[cost.confusion]", _comment("cost.confusion")]
        for name, row in need.cost.confusion.items():
            rounded = {chosen: _rounded(price) for chosen, price in row.items()}
            lines.append(f"{toml_key(name)} = {toml_value(rounded)}")
    return lines


def _columns(others: Sequence[Seen]) -> Lines:
    lines = ["", "[columns]"]
    side = [column for column in others if says_side(column)]
    ids = [column for column in others if names_rows(column)]
    lines += _listed("id", ids, lambda column: say("need.propose.id", count=column.distinct))
    entities = [column for column in others if names_entity(column)]
    lines += _named("entity", sorted(entities, key=entity_order, reverse=True))
    times = sorted(filter(orders_rows, others), key=lambda column: column.missing)
    lines += _named("time", times)
    if not times:
        years = [column for column in others if looks_like_years(column)]
        lines += _named("time", years, which="years", off=True)
    lines += _named("split", side)
    personal = [column for column in others if protected_ground(column.name)]
    lines += _listed(
        "protected",
        personal,
        lambda column: say("need.propose.protected", ground=protected_ground(column.name)),
    )
    lines += [_comment("ignore"), "ignore = []"]
    return lines


def _listed(key: str, columns: Sequence[Seen], why: Callable[[Seen], str]) -> Lines:
    if not columns:
        return [_comment(f"no_{key}"), f"{key} = []"]
    each = [f"  {toml_value(column.name)},  # {why(column)}" for column in columns]
    return [_comment(f"some_{key}"), f"{key} = [", *each, "]"]


def _named(key: str, columns: Sequence[Seen], which: str = "", *, off: bool = False) -> Lines:
    """The first column in a role, the others named in a comment; nothing where there is none."""
    if not columns:
        return []
    first = columns[0]
    lines = [_comment(which or key, count=first.distinct, rows=first.rows)]
    for other in columns[1:4]:
        lines.append(_comment("instead", column=other.name))
    return [*lines, f"{'# ' if off else ''}{key} = {toml_value(first.name)}"]


def _comment(which: str, **values: object) -> str:
    return "\n".join(f"# {line}" for line in wrap(say(f"need.propose.{which}", **values), 98))


def _shares(target: Seen) -> tuple[dict[str, float] | None, bool]:
    """The share of each class in lexical order, and whether every class is among them.

    None for numbers with too many values to be listed: they are no classes.
    """
    every = target.distinct <= len(target.frequent)
    if not every and target.kind not in (Kind.TEXT, Kind.BOOLEAN):
        return None, False
    counts: dict[str, int] = {}
    for each in target.frequent:
        name = _class(each, target.kind)
        counts[name] = counts.get(name, 0) + each.count
    total = sum(counts.values())
    return {name: count / total for name, count in sorted(counts.items())}, every


def _class(each: Frequent, kind: Kind) -> str:
    if kind is Kind.NUMBER:
        return str(class_name(float(each.value)))
    return each.value.strip().lower() if kind is Kind.BOOLEAN else each.value.strip()


def _whole(target: Seen) -> bool:
    return target.spread is not None and target.spread.whole


def _rounded(price: float | None, figures: int = 3) -> float:
    """Three figures: an assumed price is not known any better."""
    return float(f"{price:.{figures}g}")
