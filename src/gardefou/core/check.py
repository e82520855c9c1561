"""The one mechanism of all guard rails: a check is a function whose signature says its needs."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from gardefou.core.finding import Finding

T = TypeVar("T")
PerColumn = Mapping[str, T]
"""What a check asks for by column: a mapping from the raw name of each column to its number."""

CheckFunction = Callable[..., Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """A guard rail: code, name, the function, what it asks for, its limits and its page.

    asks: parts without which it is not applicable. may_ask: parts it looks at where there are any,
    None where not.
    """

    code: str
    name: str
    function: CheckFunction
    asks: tuple[str, ...]
    limits: Mapping[str, object]
    page: str
    may_ask: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The first line of its page."""
        return self.page.strip().splitlines()[0]

    def __call__(self, *given: object, **named: object) -> list[Finding]:
        """The findings, so that a test can call the check as a plain function."""
        return list(self.function(*given, **named))


def check(code: str) -> Callable[[CheckFunction], Check]:
    """Make a check of a function: positional names are asked of the case, keywords are limits.

    A positional name with a default (`= None`) is asked for where the case has it.

    >>> @check("D099")
    ... def too_loud(noise: PerColumn[int], *, most: int = 80):
    ...     '''Columns louder than allowed.'''
    ...     return ()
    >>> too_loud.asks, dict(too_loud.limits)
    (('noise',), {'most': 80})
    """
    if not re.fullmatch(r"[A-Z]\d{3}", code):
        raise ValueError(f"A check's code is a letter and three digits, not {code!r}.")

    def made(function: CheckFunction) -> Check:
        asks, may_ask, limits = [], [], {}
        for name, parameter in inspect.signature(function).parameters.items():
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
                limits[name] = parameter.default
            elif parameter.default is inspect.Parameter.empty:
                asks.append(name)
            else:
                may_ask.append(name)
        page = inspect.getdoc(function) or ""
        name = function.__name__
        return Check(code, name, function, tuple(asks), limits, page, tuple(may_ask))

    return made
