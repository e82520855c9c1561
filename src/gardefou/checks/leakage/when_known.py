"""The lines of need.toml that say when a column is known."""

from gardefou.need.write import toml_value


def when_known(columns: tuple[str, ...]) -> tuple[str, str]:
    r"""What to write if the columns are known before the decision, and what if they are not.

    >>> when_known(("boat",))
    ('[columns]\nknown_before = ["boat"]', '[columns]\nknown_after = ["boat"]')
    """
    names = toml_value(list(columns))
    return f"[columns]\nknown_before = {names}", f"[columns]\nknown_after = {names}"
