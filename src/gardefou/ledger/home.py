"""Where gardefou keeps what outlives one case: a folder of the user's own."""

import os
import tempfile
from pathlib import Path


def home() -> Path:
    """The user's data folder for gardefou; it may not exist yet.

    GARDEFOU_HOME if set, else `gardefou` in XDG_DATA_HOME, else in ~/.local/share.
    Source: XDG Base Directory Specification, which says that relative paths are ignored.
    """
    own = os.environ.get("GARDEFOU_HOME")
    if own:
        return Path(own)
    data = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (data if data.is_absolute() else _share()) / "gardefou"


def _share() -> Path:
    try:
        return Path.home() / ".local" / "share"
    except RuntimeError:  # a user without a home, as in some containers
        return Path(tempfile.gettempdir())
