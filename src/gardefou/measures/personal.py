"""What looks like a person's own data, and how such a cell may be shown."""

import re

from gardefou.core.words import plain

_PERSONAL = re.compile(r"@|(\d[ .-]?){7,}")


def shown(text: str, most: int = 30) -> str:
    """A cell as an example: masked but for its ends where it may be personal, cut where long.

    >>> shown("Paris"), shown("ann@example.org")
    ('Paris', 'a…g')
    """
    short = plain(text, most=most)
    return f"{short[:1]}…{short[-1:]}" if _PERSONAL.search(text) else short
