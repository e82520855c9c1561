"""Every sentence a user reads, kept in one place by language, so that others can follow."""

import tomllib
from functools import cache
from importlib import resources
from math import isfinite
from string import Formatter

_LANGUAGE = "en"
_CONTROL: dict[int, str] = dict.fromkeys((*range(32), 127, *range(0x80, 0xA0)), " ")
_DIRECTION = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)
_CONTROL |= dict.fromkeys(_DIRECTION, "")


def say(key: str, **values: object) -> str:
    r"""The sentence `key` ("file.name.which") with its values put in, safe to show on one line.

    Values are shown as text, numbers in plain form, control signs taken out, long ones cut.

    >>> say("core.example", column="a\nb", share=0.1234)
    'Column a b holds 12 %.'
    """
    room, _, name = key.partition(".")
    sentence = _sentences(room)[name]
    return _Plain().vformat(sentence, (), values)


def plain(value: object, most: int = 60) -> str:
    """A value as short text without control or direction signs.

    >>> plain("x" * 100, most=5)
    'xxxx…'
    """
    text = " ".join(str(value).translate(_CONTROL).split())
    return text if len(text) <= most else text[: most - 1] + "…"


class _Plain(Formatter):
    """`{x}` plain text; `{x:%}` a share in per cent; any other format as Python has it."""

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "%" and isinstance(value, int | float):
            return per_cent(float(value))
        if format_spec:
            return format(value, format_spec)
        if isinstance(value, float):
            return number(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}".replace(",", " ")
        return plain(value, most=200)


def number(value: float) -> str:
    """A number as people write it: three figures, thousands apart, no exponent.

    >>> number(1234.6), number(0.01234), number(12.0)
    ('1 235', '0.0123', '12')
    """
    if not isfinite(value):
        return str(value)
    if abs(value) >= 999.5:
        return f"{value:,.0f}".replace(",", " ")
    text = f"{value:.3g}"
    return f"{value:.8f}".rstrip("0").rstrip(".") if "e" in text else text


def per_cent(share: float) -> str:
    """A share in per cent, never rounded to a false 0 or 100.

    What is left over when shares are added up in floating point is no share.

    >>> per_cent(0.5), per_cent(0.0004), per_cent(0.9999), per_cent(1.0), per_cent(1 - 0.7 - 0.3)
    ('50 %', '0.04 %', '99.99 %', '100 %', '0 %')
    """
    if isfinite(share) and abs(share - round(share)) < 1e-12:
        share = float(round(share))
    value = 100 * share
    for decimals in range(7):
        text = f"{value:.{decimals}f}"
        honest = float(text) not in (0.0, 100.0) and (decimals or abs(value) >= 1)
        if share in (0.0, 1.0) or honest:
            return f"{text} %"
    return f"{value:.3g} %"


@cache
def _sentences(room: str) -> dict[str, str]:
    file = resources.files(__package__) / _LANGUAGE / f"{room}.toml"
    tree = tomllib.loads(file.read_text(encoding="utf-8"))
    return dict(_flat(tree, ""))


def _flat(tree: dict[str, object], before: str) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{before}{key}"
        flat += _flat(value, name + ".") if isinstance(value, dict) else [(name, str(value))]
    return flat
