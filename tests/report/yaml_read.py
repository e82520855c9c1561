"""The little of YAML that our own files use: maps, lists, plain and quoted scalars, blocks."""

import json
import re
from dataclasses import dataclass
from typing import Any

_KEY = re.compile(r"""([\w.-]+|"[^"]*"):(?: (.*))?$""")


@dataclass
class _Lines:
    """Lines to be read, and where the next one is."""

    lines: list[str]
    at: int = 0

    def peek(self) -> tuple[int, str] | None:
        """The indent and the text of the next line that says something."""
        while self.at < len(self.lines):
            text = self.lines[self.at]
            if text.strip() and not text.lstrip().startswith("#"):
                return len(text) - len(text.lstrip()), text.strip()
            self.at += 1
        return None


def read(text: str) -> Any:
    """The value of a document."""
    assert "\t" not in text
    lines = _Lines(text.splitlines())
    value = _value(lines, 0)
    assert lines.peek() is None, f"line {lines.at + 1} is not understood: {lines.peek()}"
    return value


def _value(lines: _Lines, indent: int) -> Any:
    told = lines.peek()
    if told is None or told[0] < indent:
        return None
    return _list(lines, told[0]) if told[1].startswith("- ") else _map(lines, told[0])


def _list(lines: _Lines, indent: int) -> list[Any]:
    found = []
    while (told := lines.peek()) and told[0] == indent and told[1].startswith("- "):
        inside = told[1][2:]
        if _KEY.match(inside):  # a map that begins on the line of the hyphen
            lines.lines[lines.at] = " " * (indent + 2) + inside
            found.append(_map(lines, indent + 2))
        else:
            lines.at += 1
            found.append(_scalar(inside))
    return found


def _map(lines: _Lines, indent: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while (told := lines.peek()) and told[0] == indent and (key := _KEY.match(told[1])):
        name, rest = key[1].strip('"'), key[2]
        assert name not in found, f"{name} stands twice"
        lines.at += 1
        if rest in ("|", ">-"):
            found[name] = _block(lines, indent, folded=rest == ">-")
        else:
            found[name] = _scalar(rest) if rest else _value(lines, indent + 1)
    return found


def _block(lines: _Lines, outer: int, *, folded: bool) -> str:
    first = len(lines.lines[lines.at]) - len(lines.lines[lines.at].lstrip())
    assert first > outer
    held = []
    while lines.at < len(lines.lines):
        line = lines.lines[lines.at]
        if line.strip() and len(line) - len(line.lstrip()) <= outer:
            break
        held.append(line[first:])
        lines.at += 1
    while held and not held[-1]:
        held.pop()
    return " ".join(held) if folded else "\n".join(held) + "\n"


def _scalar(text: str) -> Any:
    text = text.strip()
    if text.startswith(('"', "[")):
        return json.loads(text)
    assert not text.startswith(("'", "{", "&", "*", "!", "|", ">", "%", "@", "`")), text
    assert ": " not in text, text
    assert " #" not in text, text
    plain = {"true": True, "false": False, "null": None}
    return plain.get(text, int(text) if re.fullmatch(r"[1-9]\d*", text) else text)
