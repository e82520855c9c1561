"""gardefou doctor."""

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path

from gardefou.cli.options import command
from gardefou.cli.output import put
from gardefou.core.words import plain, say
from gardefou.ledger.home import home
from gardefou.version import __version__

_MODULES = {"scikit-learn": "sklearn"}  # where a distribution is imported by another name
_OPTIONAL = ("pandas", "polars")


@dataclass(frozen=True)
class Line:
    """One thing looked at; remedy: what to do where it is not as it should be."""

    what: str
    seen: str
    remedy: str = ""
    needed: bool = True

    def __str__(self) -> str:
        mark = "ok" if not self.remedy else "!!" if self.needed else "--"
        text = f"{mark}  {self.what:<14} {plain(self.seen, most=120)}"
        return f"{text}\n    {self.remedy}" if self.remedy else text


@command("doctor")
def doctor() -> int:
    """Say what is there and what to do; 2 where something that is needed is not."""
    lines = list(_lines())
    put("\n".join(map(str, lines)))
    return 2 if any(line.needed and line.remedy for line in lines) else 0


def _lines() -> Iterator[Line]:
    yield Line("gardefou", __version__)
    yield Line("python", f"{platform.python_version()} ({sys.platform}, {platform.machine()})")
    yield from (_part(name) for name in _required())
    yield from (_part(name, needed=False) for name in _OPTIONAL)
    yield Line(say("cli.doctor.threads"), str(threads()))
    yield _memory(memory_gb())
    yield _folder(say("cli.doctor.temp"), Path(tempfile.gettempdir()))
    yield _folder(say("cli.doctor.data"), home())


def _required() -> list[str]:
    """The names of what gardefou itself declares to need."""
    declared = metadata.requires("gardefou") or []
    names = (re.match(r"[\w.-]+", line) for line in declared if "extra ==" not in line)
    return sorted(name.group() for name in names if name)


def _part(name: str, *, needed: bool = True) -> Line:
    """A distribution: its version if it can truly be imported, else what to do."""
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        remedy = say("cli.doctor.install" if needed else "cli.doctor.optional", name=name)
        return Line(name, say("cli.doctor.absent"), remedy, needed)
    try:
        import_module(_MODULES.get(name, name))
    except Exception as error:  # a broken library may raise anything when it is loaded
        return Line(name, f"{version}: {error}", say("cli.doctor.broken", name=name), needed)
    return Line(name, version)


def threads() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_gb() -> float | None:
    """Memory of the machine, or what its container allows of it; None where nobody says."""
    known = []
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.is_file() and (text := limit.read_text().strip()).isdigit():
        known.append(int(text) / 1e9)
    if "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {}):
        known.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9)
    return min(known, default=None)


def _memory(gb: float | None, *, least: float = 1.0) -> Line:
    """least: a training on 7,000 rows takes up to 0.7 GB."""
    what = say("cli.doctor.memory")
    if gb is None:
        return Line(what, say("cli.doctor.unknown"))
    return Line(what, f"{gb:.1f} GB", "" if gb >= least else say("cli.doctor.little", gb=least))


def _folder(what: str, folder: Path) -> Line:
    """A folder that must take files; one that is not there yet is tried by its parent."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        with tempfile.TemporaryFile(dir=there):
            free = shutil.disk_usage(there).free / 1e9
    except OSError as error:
        return Line(what, f"{folder}: {error.strerror}", say("cli.doctor.unwritable"))
    return Line(what, say("cli.doctor.free", gb=free, folder=plain(folder, most=100)))
