"""L004: rows of one thing on both sides of a split."""

from collections.abc import Iterator

import numpy as np

from gardefou.checks.leakage.things import Group, likely_things
from gardefou.checks.not_applicable import NotApplicable
from gardefou.checks.settling import waiver
from gardefou.core.check import check
from gardefou.core.evidence import OtherSide, Shared
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need
from gardefou.core.words import say
from gardefou.measures import intervals
from gardefou.need.names import name_words, word_set
from gardefou.need.write import toml_value
from gardefou.table.classes import as_classes
from gardefou.table.frame import Coded, Sample

_TRAINING = word_set("train training fit learn learning entrainement apprentissage")


@check("L004")
def entity_on_both_sides(
    need: Need,
    sample: Sample,
    other_side: OtherSide | None = None,
    *,
    min_pairs: int = 30,
    min_alike: float = 0.9,
    min_columns: float = 0.4,
    most_rows: int = 50,
    coincidence: float = 3.0,
) -> Iterator[Finding]:
    """Rows of one customer, patient or machine on both sides of a split, or about to be.

    Why it matters: whoever has seen a patient's other visits recognises the patient. The test then
    says how well known things are remembered, not how well new ones are judged.
    How: with an entity and a split in the need, values that stand on both sides are counted, and
    alarm. Without an entity, columns are sought whose values repeat and look like things. A column
    named like one ("id", "patient", "unit") is asked about if min_pairs, 30, pairs of its rows
    agree in another column in min_alike, 0.9, of the cases where pairs in general do not (or if its
    rows stand together in the file). Any other column of texts or whole numbers is asked about if
    it has groups of most_rows, 50, rows at most on average and pairs agree in this way in
    min_columns, 0.4, of the other columns: a person's traits agree, a town's few. One question is
    asked, about the likeliest column. Rows are compared in pairs next to one another within a
    group, against pairs of rows in general; chance is held under one in a million.
    With a test table beside this one, values that stand in both are counted over all rows of both:
    an alarm for the entity of the need; a question for what the need calls an id, and for a
    column that looks like a thing here, or like a name of rows. Numbers that count the rows of
    each file start anew in each and are not compared; of other numbers, no more than coincidence,
    3, times as many may be shared as would be if they were drawn from their range by lot.
    When it errs: a house number or a batch may be asked about; of a table of millions the sample
    holds few pairs, so things with two rows each are missed. In a split table of which only the
    training side may be looked at, nothing can be compared: that is said, not passed over.
    False alarms: an alarm is a count. Questions on tables whose things are known, and on clean
    invented ones: benchmarks/known_tables.md, benchmarks/clean_tables.md.
    Remedy: name the entity; its rows then stay together. If there is none, waive the check.
    Source: Kapoor and Narayanan 2023, doi:10.1016/j.patter.2023.100804, leakage type L3.
    """
    entity = need.columns.entity
    if entity is not None:
        if need.split is not None and {entity, need.split} <= set(sample.frame.names):
            yield from _shared(sample, entity, need.split)
        if other_side is not None and entity in other_side.entities:
            yield from _met_again(entity, other_side.entities[entity])
        return
    likely = likely_things(
        need,
        sample,
        min_pairs=min_pairs,
        min_alike=min_alike,
        min_columns=min_columns,
        most_rows=most_rows,
    )
    if other_side is not None:
        shared = _most_shared(sample, other_side, likely, coincidence)
        if shared:
            yield _shared_question(shared, other_side.entities[shared])
            return
    if likely:
        yield _question(likely[0], min_alike)


def _question(group: Group, limit: float) -> Finding:
    other = max(sorted(group.alike), key=lambda name: group.alike[name].value, default="")
    return Finding(
        columns=(group.name,),
        severity=Severity.ASK,
        says=say(
            f"leakage.entity.{'ask' if other else 'ask_row'}",
            column=group.name,
            values=group.values,
            other=other,
        ),
        remedy=say("leakage.entity.remedy.ask", column=group.name),
        measured=group.alike.get(other),
        limit=limit if other else None,
        rows=group.pairs,
        answers=(
            f"[columns]\nentity = {toml_value(group.name)}",
            waiver("entity_on_both_sides", group.name),
        ),
    )


def _shared(sample: Sample, entity: str, split: str) -> Iterator[Finding]:
    """Values of the entity that stand on both sides."""
    kinds, frame = sample.frame.kinds, sample.frame
    of, side = (as_classes(frame[name], kinds[name]) for name in (entity, split))
    training = [not _TRAINING.isdisjoint(name_words(level)) for level in side.levels]
    learned = np.array([*training, False])[side.codes]
    tested = (side.codes >= 0) & ~learned
    if not learned.any() or not tested.any():
        raise NotApplicable(say("leakage.entity.one_side"))
    known = of.codes >= 0
    values = np.unique(of.codes[tested & known])
    shared = np.intersect1d(values, of.codes[learned & known])
    if len(shared):
        yield Finding(
            columns=(entity,),
            severity=Severity.ALARM,
            says=say(
                "leakage.entity.alarm",
                column=entity,
                shared=len(shared),
                values=len(values),
                share=len(shared) / len(values),
            ),
            remedy=say("leakage.entity.remedy.alarm", column=entity),
            measured=intervals.share(len(shared), len(values), unit="share of tested values"),
            limit=0.0,
            rows=int(np.isin(of.codes[tested], shared).sum()),
        )


def _met_again(entity: str, shared: Shared) -> Iterator[Finding]:
    """The need's entity, in both tables."""
    if shared.rows:
        yield Finding(
            columns=(entity,),
            severity=Severity.ALARM,
            says=say(
                "leakage.entity.tables",
                column=entity,
                values=shared.values,
                rows=shared.rows,
                share=shared.rows / max(shared.of, 1),
            ),
            remedy=say("leakage.entity.remedy.alarm", column=entity),
            measured=intervals.share(shared.rows, shared.of, unit="share of test rows"),
            limit=0.0,
            rows=shared.rows,
        )


def _most_shared(
    sample: Sample, other: OtherSide, likely: list[Group], coincidence: float
) -> str | None:
    """The column that most test rows share with this table, beyond what luck explains."""
    things = {group.name for group in likely}
    found = [
        (shared.rows, name)
        for name, shared in other.entities.items()
        if shared.rows
        and name in sample.frame
        and name in other.sample.frame
        and (name in things or shared.values > coincidence * _by_luck(sample, other, name))
    ]
    return max(found)[1] if found else None


def _by_luck(sample: Sample, other: OtherSide, name: str) -> float:
    """How many numbers both would share if each drew them from their common range by lot.

    All that may be, where they count the rows of their file; none of texts, whose range is endless.
    """
    found = [_range(side, name) for side in (sample, other.sample)]
    if any(one is None for one in found):
        return 0.0
    (low, high, different, counted), (low_2, high_2, different_2, counted_2) = filter(None, found)
    if counted or counted_2:
        return float("inf")
    return different * different_2 / (max(high, high_2) - min(low, low_2) + 1)


def _range(
    side: Sample, name: str, *, wide: float = 1.5
) -> tuple[float, float, float, bool] | None:
    """Bounds of a column of numbers, how many differ, and whether they count rows; None of texts.

    wide: as a share of the rows; numbers that all differ in a range no wider count them.
    """
    cells = side.frame[name]
    if isinstance(cells, Coded):
        return None
    values = cells[np.isfinite(cells)]
    if not len(values):
        return None
    different = len(np.unique(values))
    counted = different == len(values) and np.ptp(values) <= wide * side.of
    low, high = float(values.min()), float(values.max())
    return low, high, min(different * side.of / len(side), high - low + 1), bool(counted)


def _shared_question(name: str, shared: Shared) -> Finding:
    return Finding(
        columns=(name,),
        severity=Severity.ASK,
        says=say(
            "leakage.entity.tables_ask",
            column=name,
            values=shared.values,
            rows=shared.rows,
            share=shared.rows / max(shared.of, 1),
        ),
        remedy=say("leakage.entity.remedy.tables_ask", column=name),
        measured=intervals.share(shared.rows, shared.of, unit="share of test rows"),
        limit=0.0,
        rows=shared.rows,
        answers=(
            f"[columns]\nentity = {toml_value(name)}",
            waiver("entity_on_both_sides", name),
        ),
    )
