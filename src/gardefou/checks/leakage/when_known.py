"""The lines of need.toml that say when a column is known."""

from gardefou.need.write import toml_value


def when_known(columns: tuple[str, ...]) -> tuple[str, str]:
    """What to write if the columns are known before the decision, and what if they are not.

    >>> when_known(("boat",))
    ('[columns] known_before = ["boat"]', '[columns] known_after = ["boat"]')
    """
    names = toml_value(list(columns))
    return f"[columns] known_before = {names}", f"[columns] known_after = {names}"
