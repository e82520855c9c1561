"""All that is held against the columns of one table: each column accused once, worst first."""

from dataclasses import dataclass, replace

from gardefou.checks.leakage.alone import answers_alone
from gardefou.checks.leakage.asked import far_ahead, named, nearly
from gardefou.checks.leakage.kin import nested, sisters, sums_with
from gardefou.checks.leakage.patterns import outcome_patterns
from gardefou.checks.leakage.structure import Structure
from gardefou.checks.leakage.suspects import Inquiry, Suspect
from gardefou.checks.leakage.together import flags, pairs, sums


@dataclass(frozen=True)
class Limits:
    """From where on a column is accused; the reasons stand on the pages of L001 and L002."""

    min_explained: float = 0.98
    min_rank: float = 0.999
    min_share: float = 0.995
    min_auc: float = 0.99
    min_pure: float = 0.995
    min_gap: float = 0.75
    ratio: float = 0.4


def copies(q: Inquiry, limits: Limits) -> tuple[list[Structure], list[Structure]]:
    """Columns that copy the answer; and those that are, or may be, filled because of it."""
    copied = answers_alone(q, min_explained=limits.min_explained, min_rank=limits.min_rank)
    seen = outcome_patterns(q, _free(q, copied), min_pure=limits.min_pure, min_gap=limits.min_gap)
    sure = [one for one in seen if one.sure]
    sure += nested(q, _free(q, copied, sure), sure)
    copied += _together(q, _free(q, copied, sure), limits)
    copied += sisters(_free(q, copied, sure), copied)
    copied += nearly(q, _free(q, copied, sure))
    names = {each.name for each in _free(q, copied, sure)}
    asked = [one for one in seen if one.columns[0] in names]
    below = nested(q, _free(q, copied, sure, asked), [one for one in asked if one.how == "filled"])
    return copied, [*sure, *asked, *(replace(one, sure=False) for one in below)]


def known_later(q: Inquiry, target: str, limits: Limits) -> list[Structure]:
    """Columns that are known only after the answer, as far as they are no copies of it."""
    copied, later = copies(q, limits)
    easy = any(one.how == "near" or (one.how == "banded" and not one.sure) for one in copied)
    if not easy:
        later += far_ahead(q, _free(q, copied, later), ratio=limits.ratio)
    later += named(q, _free(q, copied, later), target)
    later += sums_with(q, _free(q, copied, later), [*copied, *later])
    return later


def _together(q: Inquiry, free: list[Suspect], limits: Limits) -> list[Structure]:
    if not q.classes:
        return sums(q, free, min_share=limits.min_share)
    found = list(flags(q, free))
    taken = {name for one in found for name in one.columns}
    rest = [each for each in free if each.name not in taken]
    return [*found, *pairs(q, rest, min_auc=limits.min_auc)]


def _free(q: Inquiry, *found: list[Structure]) -> list[Suspect]:
    """The columns not accused yet; row counters never are."""
    taken = {name for some in found for one in some for name in one.columns}
    return [each for each in q if each.name not in taken and not q.counts(each)]
