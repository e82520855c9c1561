"""The engine's connection, and the one place where foreign text enters SQL."""

from glob import escape
from pathlib import Path
from typing import Any


def connection(scratch: Path, *, memory: str = "50%") -> Any:
    """An own DuckDB in memory that installs nothing and spills into `scratch`.

    memory: of the machine; half, so that learning has room beside it.
    """
    import duckdb

    made = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": memory,
            "temp_directory": str(scratch / "spill"),
        }
    )
    made.execute("SET python_enable_replacements = false")
    made.execute("SET TimeZone = 'UTC'")
    made.execute("SET enable_progress_bar = false")
    made.execute("SET parquet_metadata_cache = true")
    return made


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
