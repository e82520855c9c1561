"""What was forecast against what happened: a small log, so that forecasts learn this machine."""

import json
import os
import platform
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from math import exp, isfinite, log, sqrt
from pathlib import Path
from statistics import median

from gardefou.core.estimate import Estimate
from gardefou.ledger.home import home

_MOST_LINES = 400  # of the log; older ones are let go
_MOST_BYTES = 200_000
_Z = 1.645  # a band of 90 %


@dataclass(frozen=True)
class Spent:
    """What a training takes: CPU seconds of learning, energy, carbon, money (None: no price)."""

    cpu_s: float
    energy_wh: float
    co2_g: float
    money: float | None = None


@dataclass(frozen=True)
class Remembered:
    """One training of this machine's kind: seconds reckoned from sizes alone, and seconds spent."""

    machine: str
    reckoned_s: float
    cpu_s: float


def is_kept() -> bool:
    """Whether forecasts are kept at all; the environment's GARDEFOU_FORECASTS=off forbids it."""
    return os.environ.get("GARDEFOU_FORECASTS", "").strip().lower() not in ("off", "0", "no")


def machine_kind() -> str:
    """What sets the speed of this machine, in a few words; neither its name nor its user's."""
    words = (platform.machine(), platform.system(), f"{os.cpu_count() or 1} cores", _processor())
    return " ".join(word for word in words if word)[:120]


def note(
    reckoned_s: float, forecast: Spent, happened: Spent, *, folder: Path | None = None
) -> None:
    """Keep one line: what was forecast, and what it took.

    reckoned_s: seconds from sizes alone, before `factor`. folder: the user's data folder; one that
    cannot be written is no error. Nothing of the table or of the need is in it.
    """
    if not is_kept():
        return
    told = {"forecast": asdict(forecast), "happened": asdict(happened)}
    line = json.dumps({"machine": machine_kind(), "reckoned_s": reckoned_s, **told})
    path = (folder or home()) / "forecasts.jsonl"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path.with_suffix(".lock")):
            _append(path, line)


def remembered(*, folder: Path | None = None) -> list[Remembered]:
    """The lines that can be read, oldest first; damaged, foreign or absurd ones tell nothing."""
    if not is_kept():
        return []
    lines = _tail((folder or home()) / "forecasts.jsonl")
    return [found for found in map(_read, lines) if found is not None]


def factor(
    *,
    folder: Path | None = None,
    latest: int = 40,
    prior: tuple[float, float] = (0.4, 0.4),
    worth: float = 4.0,
) -> Estimate:
    """By how much to multiply reckoned seconds here, with a band of 90 % for the next training.

    latest: trainings looked at, of this kind of machine only. prior: standard deviations of logs,
    of machines and of trainings on one machine, where nothing is known; both span a factor of two
    with nine in ten. worth: trainings that the prior spread counts for, so that two lucky ones do
    not make the band vanish. Little is known after one training and nearly all after ten: between,
    the median is drawn towards 1.

    >>> factor(folder=Path("/nowhere")).value
    1.0
    """
    here = machine_kind()
    own = [each for each in remembered(folder=folder) if each.machine == here][-latest:]
    gaps = [log(each.cpu_s / each.reckoned_s) for each in own]
    between, within = prior
    centre = median(gaps) if gaps else 0.0
    squares = sum((gap - centre) ** 2 for gap in gaps) + worth * within**2
    spread = squares / (len(gaps) + worth)
    trust = between**2 / (between**2 + spread / len(gaps)) if gaps else 0.0
    middle = trust * centre
    half = _Z * sqrt(spread + between**2 * (1 - trust))
    return Estimate(exp(middle), exp(middle - half), exp(middle + half), "times", len(gaps), 0.9)


def _processor() -> str:
    """The processor's own name, where the system tells it in a file."""
    with suppress(OSError), Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("model name"):
                return " ".join(line.partition(":")[2].split())
    return platform.processor()


def _read(raw: bytes) -> Remembered | None:
    with suppress(ValueError, RecursionError, TypeError, KeyError):
        line = json.loads(raw)
        seconds = float(line["reckoned_s"]), float(line["happened"]["cpu_s"])
        if all(isfinite(each) and 1e-3 < each < 1e8 for each in seconds):
            return Remembered(str(line["machine"])[:120], *seconds)
    return None


def _tail(path: Path) -> Iterator[bytes]:
    """The last lines, of a plain file only, however long somebody made it."""
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                start = max(0, file.seek(0, 2) - _MOST_BYTES)
                file.seek(start)
                lines = file.read(_MOST_BYTES).split(b"\n")
            yield from deque(lines[1:] if start else lines, maxlen=_MOST_LINES)


def _append(path: Path, line: str) -> None:
    """One line more in one write; where the log is long, its newer half in a new file first."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return
    if path.exists() and path.stat().st_size > _MOST_BYTES:
        part = path.with_suffix(".part")
        kept = list(_tail(path))[-_MOST_LINES // 2 :]
        part.write_bytes(b"\n".join(kept).rstrip(b"\n") + b"\n")
        part.replace(path)
    with path.open("ab") as file:
        file.write(_mend(path) + line.encode() + b"\n")


def _mend(path: Path) -> bytes:
    """The line end that a writer killed half-way did not write."""
    with path.open("rb") as file:
        if file.seek(0, 2) == 0:
            return b""
        file.seek(-1, 2)
        return b"" if file.read(1) == b"\n" else b"\n"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Nobody else writes meanwhile, where the file system knows locks; closing lets go."""
    with path.open("ab") as file:
        if sys.platform != "win32":
            import fcntl

            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
