"""Which versions a case was made with."""

import platform
from importlib import metadata

from gardefou.version import __version__

_MATTER = ("duckdb", "lightgbm", "numpy", "scikit-learn", "scipy")


def versions() -> dict[str, str]:
    """Of gardefou, of Python, and of the libraries whose numbers a case rests on.

    >>> sorted(versions())[:2]
    ['duckdb', 'gardefou']
    """
    return {
        "gardefou": __version__,
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _MATTER},
    }
