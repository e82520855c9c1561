"""P005: rows that can be told from all others by what people know of one another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from gardefou.checks.not_applicable import NotApplicable
from gardefou.core.check import check
from gardefou.core.estimate import Estimate
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.measures.groups import alone_in_all, company, joined
from gardefou.need.names import outward_fact, protected_ground
from gardefou.table.frame import Array, Cells, Coded, Sample

_OF_PEOPLE = frozenset({"age", "sex", "origin", "family status", "religion"})


@check("P005")
def reidentifiable_rows(
    need: Need,
    sample: Sample,
    *,
    max_alone: float = 0.05,
    few: int = 5,
    most_joined: int = 3,
    most_columns: int = 8,
) -> Iterator[Finding]:
    """People who can be picked out of the table by what others know of them.

    Why it matters: without a name a row can still be somebody. Whoever knows a person's age,
    place and work, and finds one such row, has found all that the table says of that person.
    How: the columns that say what others may know: those that the need protects, and by a general
    list of words age, sex, origin, family, religion, place, work, schooling and household
    (most_columns: 8, protected ones first); identifiers and the target aside. Values are compared
    as recorded. A row is alone if no other has the same values, with an entity declared if no
    other person has. Told is the fewest columns (most_joined: up to 3, else all) with which
    max_alone, 0.05 of the rows, one in twenty, are alone; of equally many columns those with which
    most are. few: rows that share their values with fewer than 5 are
    counted too, a habit of statistical offices. Where the table has more rows than were looked at,
    a row that is alone among these need not be alone in all: the share is estimated for all rows,
    from how many combinations have one, two and three rows. For shares above 5 %, on six sets of
    columns of three real tables, it was off by at most two fifths from a tenth of their rows, and
    by at most a seventh from a quarter.
    When it errs: it goes by names of columns; a value as recorded may be known only roughly. Alone
    in this table is not alone in the country. Five alike do not hide what all five have in common.
    False alarms: it is a count; it never alarms, and a table that says nothing of people by the
    names of its columns is not looked at.
    Remedy: leave columns out, write ages and places more coarsely, and guard the table like names.
    Source: Sweeney 2002, doi:10.1142/S0218488502001648; Bethlehem, Keller and Pannekoek 1990,
    Journal of the American Statistical Association 85, 38-45
    """
    columns = _known_of_people(need, sample, most_columns)
    parts = {name: _codes(sample.frame[name]) for name in columns}
    entity = need.columns.entity
    thing = _codes(sample.frame[entity]) if entity and entity in sample.frame else None
    whole = _look(parts, columns, thing, sample)
    if whole.alone.value < max_alone:
        return
    least = whole
    for size in range(1, min(most_joined, len(columns) - 1) + 1):
        tried = [_look(parts, some, thing, sample) for some in combinations(columns, size)]
        best = max(tried, key=lambda each: (each.alone.value, each.columns))
        if best.alone.value >= max_alone:
            least = best
            break
    yield _finding(sample, least, whole, max_alone, few)


@dataclass(frozen=True)
class _Look:
    """A combination of columns: rows of each of its values, and how many of all rows are alone."""

    columns: tuple[str, ...]
    sizes: Array
    alone: Estimate


def _known_of_people(need: Need, sample: Sample, most: int) -> tuple[str, ...]:
    """The columns that say what others may know of a person; NotApplicable if there are none."""
    roles = {need.target, need.weight, need.split, need.columns.entity, *need.columns.id}
    protected = set(need.columns.protected)
    names = [name for name in sorted(sample.frame.names) if name not in roles]
    said = [name for name in names if name in protected or outward_fact(name)]
    if not any(name in protected or protected_ground(name) in _OF_PEOPLE for name in said):
        raise NotApplicable(say("people.alone.nobody"))
    return tuple(sorted(said, key=lambda name: (name not in protected, name))[:most])


def _codes(cells: Cells) -> Array:
    if isinstance(cells, Coded):
        return cells.codes.astype(np.int64)
    place = np.unique(cells, return_inverse=True)[1]
    return np.where(np.isnan(cells), -1, place)


def _look(
    parts: Mapping[str, Array], columns: tuple[str, ...], thing: Array | None, sample: Sample
) -> _Look:
    sizes = company(joined([parts[name] for name in columns]), thing)
    grown = sample.of / max(len(sample), 1)
    return _Look(columns, sizes, alone_in_all(sizes, float(sizes.sum()) * grown))


def _finding(sample: Sample, least: _Look, whole: _Look, limit: float, few: int) -> Finding:
    part = len(sample) < sample.of
    told = {"columns": ", ".join(least.columns), "share": least.alone.value}
    parts = [say(f"people.alone.{'about' if part else 'exactly'}", **told)]
    if len(whole.columns) > len(least.columns):
        said = {"count": len(whole.columns), "share": whole.alone.value}
        parts.append(say("people.alone.whole", **said))
    if part:
        said = {"looked": len(sample), "of": sample.of, "share": least.alone.high}
        parts.append(say("people.alone.sampled", **said))
    else:
        crowd = float(least.sizes[least.sizes < few].sum() / least.sizes.sum())
        parts.append(say("people.alone.few", crowd=crowd, few=few))
    return Finding(
        columns=least.columns,
        severity=Severity.NOTE,
        says=" ".join(parts),
        remedy=say("people.alone.remedy"),
        measured=least.alone,
        limit=limit,
        rows=round(least.alone.value * sample.of),
    )
