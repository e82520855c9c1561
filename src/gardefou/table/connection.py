"""The engine's connection, and the one place where foreign text enters SQL."""

from collections.abc import Callable
from glob import escape
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_ROOMS = ("2GB", "50%")  # what is tried next; half of the machine's, as learning needs some too


def connection(scratch: Path, *, least: int = 150, each: int = 50) -> Any:
    """An own DuckDB in memory that installs nothing and spills into `scratch`.

    least, each: MB that it may hold, in all and for each thread besides. Spilling costs hardly
    more CPU than holding (10 million different numbers counted in 150 MB: 1.2 s, in 2 GB: 1.1 s),
    so that memory is better left to others; what cannot do with it is asked by `with_room`.
    """
    import duckdb

    made = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": str(scratch / "spill"),
        }
    )
    (threads,) = one_row(made, "SELECT current_setting('threads')")
    made.execute(f"SET memory_limit = '{least + each * threads}MB'")
    made.execute("SET python_enable_replacements = false")
    made.execute("SET TimeZone = 'UTC'")
    made.execute("SET enable_progress_bar = false")
    made.execute("SET parquet_metadata_cache = true")
    return made


def with_room(connection: Any, act: Callable[[], T]) -> T:
    """What `act` answers; if memory was too small for it, again with more, at most half of all."""
    import duckdb

    for room in _ROOMS:
        try:
            return act()
        except (duckdb.OutOfMemoryException, OSError) as error:
            if not is_too_large(error):
                raise
            connection.execute(f"SET memory_limit = '{room}'")
    return act()


def is_too_large(error: Exception) -> bool:
    """Whether the engine lacked memory; Arrow's reader wraps the engine's own words."""
    import duckdb

    return isinstance(error, duckdb.OutOfMemoryException) or "Out of Memory" in str(error)


def shut(connection: Any, files: list[Path]) -> None:
    """Shut the connection off from all files but those given: a query can reach nothing else."""
    paths = ", ".join(literal(str(path)) for path in files)
    connection.execute(f"SET allowed_paths = [{paths}]")
    connection.execute("SET enable_external_access = false")


def literal(text: str) -> str:
    """A text as an SQL literal.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def exactly(path: Path) -> str:
    """A path as an SQL literal that names this one file, whatever signs it holds."""
    return literal(escape(str(path)))


def one_row(connection: Any, query: str) -> tuple[Any, ...]:
    """The only row of an answer; fetched whole, as an unfinished answer locks the connection."""
    row: tuple[Any, ...] = connection.execute(query).fetchall()[0]
    return row
