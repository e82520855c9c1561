"""All open questions at once, as one piece of need.toml that a person goes through."""

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from gardefou.core.words import say
from gardefou.figures.markup import Markup, tag
from gardefou.need.write import toml_key, toml_value
from gardefou.report.blocks import fold, para
from gardefou.report.found import Found

_LONGEST = 20_000  # signs; beyond, each question still has its own lines


def gathered(asked: Iterable[Found]) -> Markup | None:
    """The answers of two questions or more, put together; None where there are fewer."""
    with_answers = [each for each in asked if each.finding.answers]
    lines = merged(line for each in with_answers for line in each.finding.answers)
    if len(with_answers) < 2 or not lines or len(lines) > _LONGEST:
        return None
    means = para(say("report.wrong.gathered_means"))
    title = say("report.wrong.gathered")
    return fold(title, means, tag("pre", tag("code", lines)))


def merged(answers: Iterable[str]) -> str:
    r"""Lines of need.toml in one piece, each behind a #, every heading and every list once.

    What cannot be read as TOML is passed over: it stands with its question.

    >>> a, b = '[columns]\nid = ["a"]', '[columns]\nid = ["b"]\ntime = "t"'
    >>> print(merged([a, b, "no toml"]), end="")
    [columns]
    # id = ["a", "b"]
    # time = "t"
    """
    tree: dict[str, dict[str, list[Any]]] = {}
    for answer in answers:
        for heading, key, value in _entries(answer):
            _add(tree.setdefault(heading, {}).setdefault(key, []), value)
    parts = []
    for heading, held in sorted(tree.items(), key=lambda each: each[0] != ""):
        top = [f"[{toml_key(heading)}]"] if heading else []
        kept = [f"# {toml_key(k)} = {toml_value(v)}" for k, values in held.items() for v in values]
        parts.append("\n".join([*top, *kept]) + "\n")
    return "\n".join(parts)


def _entries(answer: str) -> Iterable[tuple[str, str, Any]]:
    try:
        tree = tomllib.loads(answer)
    except tomllib.TOMLDecodeError:
        return
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from ((key, inner, each) for inner, each in value.items())
        else:
            yield "", key, value


def _add(held: list[Any], value: Any) -> None:
    """Put a value beside those of the same key: lists become one, other things stay apart."""
    for place, before in enumerate(held):
        both = _both(before, value)
        if both is not None:
            held[place] = both
            return
    held.append(value)


def _both(one: Any, other: Any) -> Any:
    """Two values as one; None where they cannot be."""
    if one == other:
        return one
    if isinstance(one, list) and isinstance(other, list):
        return [*one, *(each for each in other if each not in one)]
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        inside = {key: _both(one[key], other[key]) for key in one}
        return None if None in inside.values() else inside
    return None
