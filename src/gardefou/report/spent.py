"""What it cost: time, memory, energy, carbon, money; each says whether it was measured."""

from gardefou.core.estimate import Quantity
from gardefou.core.ledger import Ledger
from gardefou.core.verdict import Record
from gardefou.core.words import plain, say
from gardefou.figures.bars import Bar, bars
from gardefou.figures.drawing import Caption
from gardefou.figures.markup import Content, Markup, join, tag
from gardefou.report.blocks import Section, para, picture, sentence, table
from gardefou.report.numbers import amount, duration, ranged

_MOST_STEPS = 40


def spent(record: Record) -> Section:
    """The section; it says so where nothing was metered."""
    ledger = record.ledger
    content = join(_sums(ledger), _steps(ledger))
    nothing = para(say("report.spent.nothing"))
    return Section("spent", say("report.spent.title"), content or join(nothing))


def _sums(ledger: Ledger) -> Markup | None:
    measured = say("report.origin.measured")
    rows: list[list[Content]] = []
    if ledger.entries:
        peak = max(entry.peak_mb for entry in ledger.entries)
        rows += [
            _sum("wall", duration(ledger.wall_s), measured, say("report.spent.by_clock")),
            _sum("cpu", duration(ledger.cpu_s), measured, say("report.spent.by_clock")),
            _sum("memory", amount(peak, "MB"), measured, say("report.spent.by_system")),
        ]
    metered = {"energy": ledger.energy_wh, "carbon": ledger.co2_g, "money": ledger.money}
    if not rows and not any(metered.values()):
        return None
    rows += [_quantity(key, quantity) for key, quantity in metered.items()]
    head = [say(f"report.spent.head.{key}") for key in ("what", "amount", "origin", "by")]
    return table(say("report.spent.sums"), head, rows)


def _sum(key: str, text: str, origin: str, by: str) -> list[Content]:
    return [say(f"report.spent.{key}"), text, tag("span", origin, class_="origin"), by]


def _quantity(key: str, quantity: Quantity | None) -> list[Content]:
    if quantity is None:
        return [say(f"report.spent.{key}"), say("report.unknown"), "", say("report.spent.not_said")]
    origin = say(f"report.origin.{quantity.origin}")
    return _sum(key, ranged(quantity, unit=plain(quantity.unit)), origin, sentence(quantity.by))


def _steps(ledger: Ledger) -> Markup | None:
    steps = sorted(ledger.entries, key=lambda entry: -entry.cpu_s)[:_MOST_STEPS]
    if len(steps) < 2:
        return None
    drawn = [Bar(plain(entry.step), entry.cpu_s, duration(entry.cpu_s)) for entry in steps[:8]]
    head = [say(f"report.spent.head.{key}") for key in ("step", "wall", "cpu", "peak")]
    rows = [
        [plain(e.step), duration(e.wall_s), duration(e.cpu_s), amount(e.peak_mb, "MB")]
        for e in steps
    ]
    title = say("report.spent.steps")
    told = "; ".join(f"{bar.name}: {bar.text}" for bar in drawn) + "."
    return picture(bars(drawn, Caption(title, told)), title, table(title, head, rows))
