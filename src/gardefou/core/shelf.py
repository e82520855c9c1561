"""A shelf: drop a file in the folder, or declare an entry point named after it; no list to edit."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module, metadata
from pkgutil import walk_packages
from typing import Generic, TypeVar

from gardefou.core.errors import GardefouError, nearest

T = TypeVar("T")


@dataclass(frozen=True)
class Shelf(Generic[T]):
    """Everything of one type found in a package's files and in entry points of the same name.

    package: dotted name of the folder, e.g. "gardefou.checks". holds: the type that is kept.
    Each thing has a `name`; two of one name are an error.
    """

    package: str
    holds: type[T]

    @cached_property
    def things(self) -> dict[str, T]:
        """By name, in the order of the names."""
        found: dict[str, T] = {}
        for thing in (*self._in_files(), *self._in_entry_points()):
            name = str(thing.name)  # type: ignore[attr-defined]
            if found.get(name, thing) is not thing:
                raise RuntimeError(f"Two things named {name!r} on the shelf {self.package}.")
            found[name] = thing
        return dict(sorted(found.items()))

    def __iter__(self) -> Iterator[T]:
        return iter(self.things.values())

    def __getitem__(self, name: str) -> T:
        if name not in self.things:
            raise GardefouError(
                f"Nothing named {name!r} on the shelf {self.package.removeprefix('gardefou.')}.",
                remedy=nearest(name, self.things),
            )
        return self.things[name]

    def _in_files(self) -> Iterator[T]:
        folder = import_module(self.package)
        for module in walk_packages(folder.__path__, self.package + "."):
            content = vars(import_module(module.name))
            home = (thing for thing in content.values() if isinstance(thing, self.holds))
            yield from home

    def _in_entry_points(self) -> Iterator[T]:
        for point in metadata.entry_points(group=self.package):
            thing = point.load()
            if isinstance(thing, self.holds):
                yield thing
