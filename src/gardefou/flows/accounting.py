"""The last lines of a record: what it cost, and what was left unlooked at."""

from collections.abc import Iterable
from dataclasses import replace

from gardefou.core.ledger import Entry, Ledger
from gardefou.core.need import Need
from gardefou.core.table import Kind, Table
from gardefou.core.words import plain, say
from gardefou.ledger.meter import account


def noted(table: Table, key: str, looked: int) -> Table:
    """The table, with notes where fewer rows were looked at than it has, or not all columns."""
    notes = [*table.notes]
    if looked < table.rows:
        notes.append(say(key, looked=looked, rows=table.rows))
    nested = [plain(each.name) for each in table.columns if each.kind is Kind.OTHER]
    if nested:
        more = say("flows.record.more", count=len(nested) - 6) if len(nested) > 6 else ""
        notes.append(say("flows.record.nested", columns=", ".join(nested[:6]) + more))
    return replace(table, notes=tuple(notes))


def accounted(entries: Iterable[Entry], need: Need, openings: int = 0) -> Ledger:
    """The ledger of these steps, money in the currency that the need speaks of."""
    return account(entries, need.place, openings=openings, currency=currency_of(need))


def currency_of(need: Need) -> str:
    """What money is counted in: the budget's, else the prices', else EUR."""
    if need.budget.money is not None:
        return need.budget.money[1]
    return need.cost.unit if "cost" not in need.assumed and need.cost.stated else "EUR"
