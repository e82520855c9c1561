"""How much a change between then and now weighs, and how the two are spoken of."""

from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.evidence import Shift
from gardefou.core.finding import Severity
from gardefou.core.words import say


def weight_of(shift: Shift, low: float, *, ask: float, alarm: float) -> Severity:
    """Severity by the lower bound of an effect; of one table cut in two by time, a note.

    There the need has said that the past predicts the future: the vault is cut off the same way,
    and what the change costs is in the score already.
    """
    if shift.by != "reference" or low < ask:
        return Severity.NOTE
    return Severity.ALARM if low >= alarm else Severity.ASK


def sides(shift: Shift) -> dict[str, str]:
    """Then and now as they stand in a sentence."""
    return {side: say(f"shift.{side}.{shift.by}") for side in ("then", "now")}


def refuse_order(shift: Shift) -> None:
    """Say nothing of rows told apart by their order alone, of which one question is asked."""
    if shift.by == "order":
        raise NotApplicable(say("shift.by_order"))
