"""Parquet files of our own: where they go and how they are cut."""

from pathlib import Path


def fresh(scratch: Path) -> Path:
    """A path in `scratch` where no file stands yet."""
    number = sum(1 for _ in scratch.glob("rows-*.parquet"))
    return scratch / f"rows-{number}.parquet"


def row_group(columns: int, *, cells: int = 6_000_000) -> int:
    """Rows of one group, so that a wide table does not fill the memory.

    cells: of one group; about 100 MB of short texts. Engines like groups of 2,048 to 122,880 rows.

    >>> row_group(20), row_group(2000)
    (122880, 3000)
    """
    return max(2048, min(122_880, cells // max(columns, 1)))


def layout(columns: int) -> str:
    """SQL: how the engine writes such a file: fast, as it is soon gone, rather than small.

    Texts of which more than one in twenty differ are written one by one: a longer dictionary of
    them costs more than it spares, and so would packing.

    >>> layout(20)
    'FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 6144, ROW_GROUP_SIZE 122880'
    """
    size = row_group(columns)
    return (
        f"FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT {size // 20}, "
        f"ROW_GROUP_SIZE {size}"
    )
