"""What it cost: seconds and memory measured; energy, carbon and money worked out from them."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import sqrt

from gardefou.core.estimate import Quantity
from gardefou.core.ledger import Entry, Ledger
from gardefou.core.need import Place
from gardefou.core.words import say
from gardefou.ledger.carbon import intensity


@dataclass(frozen=True)
class Pulse:
    """What the machine says at one moment: seconds of wall and of CPU so far, peak memory in MB."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def machine_pulse() -> Pulse:
    """The pulse of this process and of its finished children.

    peak_mb is the larger of both peaks, not their sum: a child starts as a copy of its parent.
    """
    if sys.platform == "win32":  # no such counters there: this process alone, memory unknown
        return Pulse(time.perf_counter(), time.process_time(), 0.0)
    import resource

    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    per_mb = 1e6 if sys.platform == "darwin" else 1e6 / 1024  # bytes there, KiB elsewhere
    return Pulse(time.perf_counter(), cpu, max(own.ru_maxrss, children.ru_maxrss) / per_mb)


class Meter:
    """Writes one entry for each step; a step's cost leaves out that of the steps inside it.

    pulse: what is read at both ends of a step; tests inject their own.

    >>> beats = iter([Pulse(0, 0, 50), Pulse(2, 3, 70)])
    >>> meter = Meter(lambda: next(beats))
    >>> with meter.step("race"):
    ...     pass
    >>> meter.entries
    [Entry(step='race', wall_s=2, cpu_s=3, peak_mb=70)]
    """

    def __init__(self, pulse: Callable[[], Pulse] = machine_pulse) -> None:
        self.pulse = pulse
        self.entries: list[Entry] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what happens inside, also when it fails."""
        start, first = self.pulse(), len(self.entries)
        try:
            yield
        finally:
            end, inner = self.pulse(), self.entries[first:]
            wall = end.wall_s - start.wall_s - sum(entry.wall_s for entry in inner)
            cpu = end.cpu_s - start.cpu_s - sum(entry.cpu_s for entry in inner)
            self.entries.append(Entry(name, wall, cpu, end.peak_mb))


def account(
    entries: Iterable[Entry], place: Place, *, openings: int = 0, currency: str = "EUR"
) -> Ledger:
    """The ledger: the entries with their energy, carbon and money.

    currency: of the prices in `place`. Money is None when no price was declared.

    >>> account([Entry("race", 3600, 3600, 0)], Place(kwh=0.2)).money.high
    0.002
    """
    entries = tuple(entries)
    energy = _energy(entries, place)
    carbon, money = _carbon(energy, place), _money(entries, energy, place, currency)
    return Ledger(entries, energy, carbon, money, openings)


def _energy(entries: tuple[Entry, ...], place: Place) -> Quantity:
    wall, cpu = sum(entry.wall_s for entry in entries), sum(entry.cpu_s for entry in entries)
    if place.watts is not None:
        return declared_energy(wall, cpu, place.watts)
    return assumed_energy(wall, cpu, max((entry.peak_mb for entry in entries), default=0.0))


def declared_energy(wall: float, cpu: float, watts: float, *, cores: int | None = None) -> Quantity:
    """Energy [Wh] of a machine that draws `watts` with all cores busy.

    wall, cpu: seconds. cores: of the machine, counted if left out. Lowest: our share of its cores
    drew our share of its watts. Highest: it drew all of them for us, all the time. Between: the
    middle, as machines at rest draw about half of what they draw under load.

    >>> quantity = declared_energy(3600, 3600, 60, cores=2)
    >>> quantity.low, quantity.value, quantity.high
    (30.0, 45.0, 60.0)
    """
    low = cpu / (cores or os.cpu_count() or 1) * watts / 3600
    high = max(low, wall * watts / 3600)
    by = say("ledger.energy.declared", watts=watts)
    return Quantity((low + high) / 2, "Wh", "estimated", by, low, high)


def assumed_energy(
    wall: float,
    cpu: float,
    peak_mb: float,
    *,
    core_watts: tuple[float, float] = (2.0, 10.0),
    gb_watts: tuple[float, float] = (0.3, 0.4),
) -> Quantity:
    """Energy [Wh] where nobody said what the machine draws: CPU time and memory at usual watts.

    wall, cpu: seconds. core_watts: of one busy virtual core; 2 to 10 W span what its share of a
    processor may be, and trackers differ 6.5-fold on one loop; the value is their geometric mean.
    gb_watts: of memory, 3 W per 8 GB module and some more. Cooling, the network and graphics cards
    are not in it.
    """
    gb_seconds = peak_mb / 1000 * wall
    low = (cpu * core_watts[0] + gb_seconds * gb_watts[0]) / 3600
    high = (cpu * core_watts[1] + gb_seconds * gb_watts[1]) / 3600
    by = say("ledger.energy.assumed", low=core_watts[0], high=core_watts[1])
    return Quantity(sqrt(low * high), "Wh", "estimated", by, low, high)


def _carbon(energy: Quantity, place: Place) -> Quantity:
    grid = intensity(place.country)
    low, high = _bounds(energy)
    grid_low, grid_high = _bounds(grid)
    by = say("ledger.carbon", grid=grid.by)
    value = energy.value * grid.value / 1000
    return Quantity(value, "g", "estimated", by, low * grid_low / 1000, high * grid_high / 1000)


def _money(
    entries: tuple[Entry, ...], energy: Quantity, place: Place, currency: str
) -> Quantity | None:
    if place.kwh is None and place.machine_hour is None:
        return None
    hours = sum(entry.wall_s for entry in entries) / 3600 * (place.machine_hour or 0.0)
    value, low, high = (
        hours + wh / 1000 * (place.kwh or 0.0) for wh in (energy.value, *_bounds(energy))
    )
    kind = _price_kind(place)
    return Quantity(value, currency, "estimated", say(f"ledger.money.{kind}"), low, high)


def _price_kind(place: Place) -> str:
    if place.machine_hour is None:
        return "electricity"
    return "machine" if place.kwh is None else "both"


def _bounds(quantity: Quantity) -> tuple[float, float]:
    low = quantity.value if quantity.low is None else quantity.low
    high = quantity.value if quantity.high is None else quantity.high
    return low, high
