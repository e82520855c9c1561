"""What it cost: entries that the meter in `ledger/` writes and the report reads."""

from dataclasses import dataclass

from gardefou.core.estimate import Quantity


@dataclass(frozen=True)
class Entry:
    """One step: seconds of wall clock and of CPU (children included), peak memory so far in MB."""

    step: str
    wall_s: float
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True)
class Ledger:
    """All steps of a case and their sum, with energy, carbon and money as intervals."""

    entries: tuple[Entry, ...]
    energy_wh: Quantity | None = None
    co2_g: Quantity | None = None
    money: Quantity | None = None
    vault_openings: int = 0

    @property
    def wall_s(self) -> float:
        """Seconds of wall clock, all steps."""
        return sum(entry.wall_s for entry in self.entries)

    @property
    def cpu_s(self) -> float:
        """Seconds of CPU, all steps."""
        return sum(entry.cpu_s for entry in self.entries)
