"""What is being tried and for how long, drawn on standard error where a person looks at it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

from gardefou.core.progress import Progress, silent
from gardefou.core.words import plain


@contextmanager
def drawn_progress() -> Iterator[Progress]:
    """A line with the elapsed time and the step; nothing when standard error is no terminal.

    What a library prints meanwhile goes to standard error: the other one is for the outcome.
    """
    if not sys.stderr.isatty():
        with redirect_stdout(sys.stderr):
            yield silent
        return
    from rich import progress as rich
    from rich.console import Console

    line = rich.Progress(
        rich.SpinnerColumn(),
        rich.TimeElapsedColumn(),
        rich.BarColumn(bar_width=20),
        rich.TextColumn("{task.description}", markup=False),
        console=Console(stderr=True),
        transient=True,
        refresh_per_second=4,
    )
    with line, redirect_stdout(sys.stderr):
        task = line.add_task("", total=None)

        def tell(step: str, done: float | None = None) -> None:
            total = None if done is None else 1.0
            line.update(task, description=plain(step, most=100), total=total, completed=done or 0)

        yield tell
