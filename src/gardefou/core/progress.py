"""How long work tells that it advances: flows say, doors show."""

from typing import Protocol


class Progress(Protocol):
    """Called at each step. step: what is done, in words; done: share of the whole, 0 to 1."""

    def __call__(self, step: str, done: float | None = None) -> None:
        """Tell one step."""


def between(told: Progress, low: float, high: float) -> Progress:
    """A progress whose share of the whole lies between two shares of another one.

    >>> between(lambda step, done=None: print(step, done), 0.5, 1.0)("half of it", 0.5)
    half of it 0.75
    """

    def tell(step: str, done: float | None = None) -> None:
        told(step, None if done is None else low + done * (high - low))

    return tell


def silent(step: str, done: float | None = None) -> None:
    """Tell nobody."""
