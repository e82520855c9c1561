"""What a model is like, from numbers to sentences: where it is sure, fails, leans, never was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gardefou.core.estimate import Estimate
from gardefou.core.need import Need
from gardefou.core.words import number, say
from gardefou.verdict.judge import policy_name


@dataclass(frozen=True)
class Where:
    """What one cell is, in words: a value, empty, or above `low` and at most `high`."""

    column: str
    value: str | None = None
    low: str | None = None
    high: str | None = None
    hole: bool = False


@dataclass(frozen=True)
class Sure:
    """Decisions whose expected cost is next to nothing.

    share: of all. below: what counts as next to nothing, in the need's unit. cost: what they cost
    on the vault; None where there are none. where, there: a kind of rows with more of them, and
    the share of these that it is sure of.
    """

    share: float
    below: float
    cost: Estimate | None = None
    where: tuple[Where, ...] = ()
    there: float | None = None


@dataclass(frozen=True)
class Weak:
    """A kind of rows where decisions are dear, found on open rows and confirmed on the vault.

    rows, share, burden: of the vault: how many, of all rows, of all cost. cost, elsewhere: per
    decision. expected: what the model itself expected there. saving: against the best trivial
    policy, there.
    """

    where: tuple[Where, ...]
    rows: int
    share: float
    burden: float
    cost: Estimate
    elsewhere: Estimate
    expected: float
    saving: Estimate


@dataclass(frozen=True)
class Lean:
    """A column and what a decision would cost more without what it says."""

    column: str
    cost: float
    low: float
    high: float


@dataclass(frozen=True)
class Unseen:
    """A column and the vault rows in which it holds what was never learned."""

    column: str
    rows: int
    what: Literal["beyond", "level", "hole"]


@dataclass(frozen=True)
class Known:
    """Between which values a column mostly lay, in words."""

    column: str
    low: str
    high: str


@dataclass(frozen=True)
class Searched:
    """How weak kinds of rows were looked for: conditions, open rows, found there, confirmed."""

    tried: int
    rows: int
    found: int
    kept: int


@dataclass(frozen=True)
class Character:
    """Strengths and weaknesses in numbers; costs in the need's unit per decision.

    rows: of the vault; unseen_rows: those of them with anything that was never learned.
    """

    sure: Sure
    weak: tuple[Weak, ...]
    leans: tuple[Lean, ...]
    unseen: tuple[Unseen, ...]
    known: tuple[Known, ...]
    rows: int
    unseen_rows: int
    searched: Searched | None = None


@dataclass(frozen=True)
class Told:
    """The paragraph a person can act on, in its parts; each may be empty.

    kinds: the kinds of rows that `weak` speaks of, a few sentences each; after: what closes them.
    """

    sure: str
    weak: str
    kinds: tuple[str, ...]
    after: str
    leans: str
    unseen: str


def told(character: Character, need: Need, trivial: str) -> Told:
    """The character in sentences. trivial: the best trivial policy."""
    policy = policy_name(trivial, need)
    weak = character.weak
    spared = bool(weak) and all(each.saving.low > 0 for each in weak)
    return Told(
        sure=" ".join(_sure(character.sure, need)),
        weak=_weak(character),
        kinds=tuple(_kind(each, need, policy) for each in weak),
        after=say("character.weak.cheaper", policy=policy) if spared else "",
        leans=_leans(character.leans, need),
        unseen=" ".join(_unseen(character)),
    )


def place(where: Sequence[Where]) -> str:
    """Conditions as a person says them.

    >>> place([Where("plan", value="gold"), Where("months", high="5")])
    '“plan” is “gold” and “months” is at most 5'
    """
    return listed([_condition(each) for each in where])


def money(value: float, need: Need) -> str:
    """An amount in the need's unit; where prices were assumed, errors.

    >>> money(1234.5, Need())
    '1 234 errors'
    """
    unit = say("verdict.unit.errors") if need.cost.unit == "error" else need.cost.unit
    shown = number(value).replace("-", "−")
    return say("character.per", value=shown, unit=unit)


def listed(words: Sequence[str]) -> str:
    """Words in a row, "and" before the last."""
    if len(words) < 2:
        return "".join(words)
    return say("character.and", first=", ".join(words[:-1]), last=words[-1])


def _condition(each: Where) -> str:
    if each.hole:
        return say("character.where.hole", column=each.column)
    if each.value is not None:
        return say("character.where.value", column=each.column, value=each.value)
    which = "upto" if each.low is None else "above" if each.high is None else "between"
    return say(f"character.where.{which}", column=each.column, low=each.low, high=each.high)


def _sure(sure: Sure, need: Need, *, hardly: float = 0.01, few: int = 10) -> list[str]:
    """hardly: a share of decisions that nobody can plan with. few: rows that tell no mean cost."""
    below = money(sure.below, need)
    if sure.share < hardly or sure.cost is None or sure.cost.n < few:
        return [say("character.sure.none", below=below)]
    which = "wrongly" if sure.cost.low > sure.below else "some"
    cost = money(sure.cost.value, need)
    said = [say(f"character.sure.{which}", share=sure.share, below=below, cost=cost)]
    if sure.where and sure.there is not None:
        said.append(say("character.sure.kind", where=place(sure.where), there=sure.there))
    return said


def _weak(character: Character) -> str:
    if character.weak:
        return say(f"character.weak.{'one' if len(character.weak) == 1 else 'many'}")
    return say(f"character.weak.{'none' if character.searched else 'untried'}")


def _kind(weak: Weak, need: Need, policy: str, *, off: float = 0.9) -> str:
    """One kind of rows: what it costs, whether the model knows, whether a rule would do better.

    off: of the cost; an expectation above is near enough.
    """
    cost, elsewhere = money(weak.cost.value, need), money(weak.elsewhere.value, need)
    where = place(weak.where)
    said = [say("character.weak.kind", where=where, cost=cost, elsewhere=elsewhere)]
    if weak.expected < min(weak.cost.low, off * weak.cost.value):
        said.append(say("character.weak.unknown", expected=money(weak.expected, need)))
    elif weak.expected > weak.elsewhere.value:
        said.append(say("character.weak.known"))
    if weak.saving.high < 0:
        less = money(-weak.saving.value, need)
        said.append(say("character.weak.dearer", policy=policy, less=less))
    elif weak.saving.low <= 0:
        said.append(say("character.weak.even", policy=policy))
    return " ".join(said)


def _leans(leans: Sequence[Lean], need: Need, *, mostly: float = 0.5, most: int = 3) -> str:
    """mostly: of what all columns bring together; most: columns that are named."""
    sure = [each for each in leans if each.low > 0]
    if not sure:
        return say("character.leans.none") if leans else ""
    first, cost = sure[0], money(sure[0].cost, need)
    alone = first.cost > mostly * sum(max(each.cost, 0.0) for each in leans)
    if len(sure) == 1:
        which = "one" if alone else "shown"
        return say(f"character.leans.{which}", column=first.column, cost=cost)
    quoted = [say("character.quoted", column=each.column) for each in sure[:most]]
    if alone:
        others = listed(quoted[1:])
        return say("character.leans.most", column=first.column, cost=cost, others=others)
    return say("character.leans.several", columns=listed(quoted), cost=cost)


def _unseen(character: Character, *, most: int = 3, few: float = 0.01) -> list[str]:
    """most: columns that are named. few: a share of rows that nobody need worry about."""
    said: list[str] = []
    if character.unseen_rows:
        columns = [
            say(f"character.unseen.{each.what}", column=each.column, rows=each.rows)
            for each in character.unseen[:most]
        ]
        which = "few" if character.unseen_rows < few * character.rows else "some"
        said.append(
            say(
                f"character.unseen.{which}",
                rows=character.unseen_rows,
                of=character.rows,
                share=character.unseen_rows / character.rows,
                columns=listed(columns),
            )
        )
    elif character.rows:
        said.append(say("character.unseen.none"))
    if character.known:
        ranges = [
            say("character.unseen.range", column=each.column, low=each.low, high=each.high)
            for each in character.known
        ]
        said.append(say("character.unseen.known", columns=listed(ranges)))
    return said
