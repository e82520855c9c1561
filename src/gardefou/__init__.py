"""gardefou: from a table and a stated need, a model you can stand behind, or why you cannot."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gardefou.version import __version__

if TYPE_CHECKING:
    from gardefou.core.errors import GardefouError
    from gardefou.estimators import GardefouClassifier, GardefouRegressor
    from gardefou.python import Case, ask, audit, train

__all__ = [
    "Case",
    "GardefouClassifier",
    "GardefouError",
    "GardefouRegressor",
    "__version__",
    "ask",
    "audit",
    "train",
]

_HOMES = {
    "Case": "gardefou.python",
    "GardefouClassifier": "gardefou.estimators",
    "GardefouError": "gardefou.core.errors",
    "GardefouRegressor": "gardefou.estimators",
    "ask": "gardefou.python",
    "audit": "gardefou.python",
    "train": "gardefou.python",
}


def __getattr__(name: str) -> Any:
    """A name from its home, loaded when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'gardefou' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
