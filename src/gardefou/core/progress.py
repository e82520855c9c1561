"""How long work tells that it advances: flows say, doors show."""

from typing import Protocol


class Progress(Protocol):
    """Called at each step. step: what is done, in words; done: share of the whole, 0 to 1."""

    def __call__(self, step: str, done: float | None = None) -> None:
        """Tell one step."""


def silent(step: str, done: float | None = None) -> None:
    """Tell nobody."""
