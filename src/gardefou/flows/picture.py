"""What the report will draw of a model, in numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.evidence import Evidence
from gardefou.core.examined import Examined
from gardefou.core.need import Need
from gardefou.core.table import Table
from gardefou.core.words import say
from gardefou.flows.character import character
from gardefou.flows.courses import learned_picture
from gardefou.flows.examine import decision_costs
from gardefou.flows.learn import Learning
from gardefou.flows.rows import Rows
from gardefou.learners.model import Model
from gardefou.learners.pictures import calibration_picture, effect_words, term_pictures
from gardefou.measures.intervals import mean
from gardefou.table.frame import Coded, Frame

Array = NDArray[Any]


def pictures(
    rows: Rows, learning: Learning, examined: Examined, evidence: Evidence
) -> dict[str, object]:
    """Terms or importance, calibration, the table at a glance, how learning went, its character."""
    model = learning.model
    matter = importance(rows, learning)
    drawn: dict[str, object] = {
        "terms": term_pictures(model, learning.problem.matrix),
        **effect_words(model),
        "importance": matter,
        "importance_unit": rows.need.cost.unit,
        "calibration": _calibration(rows.need, examined),
        "table": table_at_a_glance(evidence, set(model.encoder.columns)),
        "learned": learned_picture(rows, learning, examined),
        "character": character(rows, learning, examined, matter),
    }
    return {name: picture for name, picture in drawn.items() if picture}


def importance(
    rows: Rows, learning: Learning, *, most_rows: int = 2000, most: int = 20, looked: int = 40
) -> list[Any]:
    """What it costs to take a column's information away: its cells are shuffled among vault rows.

    In the need's unit per decision, paired with the untouched rows. most_rows: vault rows used,
    fewer where the model is large.
    looked: columns that are shuffled, those that move the scores most; twice as many as are told,
    as each one asks the whole model again.
    Source: Breiman 2001, doi:10.1023/A:1010933404324
    """
    where = np.flatnonzero(rows.locked)[: _asked_rows(learning.model, most_rows)]
    frame = rows.sample.frame.take(where).only(learning.model.encoder.columns)
    y, need = rows.y[where], rows.need
    before = decision_costs(learning.model.decisions(frame), y, need)
    order = np.random.default_rng(learning.problem.seed).permutation(len(where))
    found: list[dict[str, Any]] = []
    for column in _moving(learning.model, frame, most=looked):
        after = decision_costs(learning.model.decisions(_mixed(frame, column, order)), y, need)
        told = mean(after - before, unit=need.cost.unit, weight=rows.weight[where])
        found.append(
            {
                "column": column,
                "value": told.value,
                "low": told.low,
                "high": told.high,
            }
        )
    return sorted(found, key=lambda each: -each["value"])[:most]


def _asked_rows(model: Model, most: int, *, fewest: int = 200, usual: float = 4e6) -> int:
    """Rows that a model of this size is asked about once a column.

    usual: bytes of a model that answers 2,000 rows in a few hundredths of a second; one of
    thousands of trees takes seconds, in proportion to its size.
    """
    packed = model.fitted.pack()
    size = sum(map(len, packed.texts.values())) + sum(a.nbytes for a in packed.arrays.values())
    return int(np.clip(most * usual / max(size, 1), fewest, most))


def _moving(model: Model, frame: Frame, *, most: int, rows: int = 500) -> Sequence[str]:
    """The columns that move the scores most; all of them where they are few. rows: looked at."""
    if len(frame.names) <= most:
        return frame.names
    some = min(len(frame), _asked_rows(model, rows, fewest=20))
    matrix = model.encoder.encode(frame.take(np.arange(some)))
    added = model.fitted.contributions(matrix)
    moves = np.abs(added - added.mean(axis=0)).mean(axis=(0, 1))
    total = dict.fromkeys(frame.names, 0.0)
    for feature, move in zip(matrix.features, moves, strict=True):
        total[feature.column] += float(move)
    return sorted(total, key=lambda name: -total[name])[:most]


def _mixed(frame: Frame, column: str, order: Array) -> Frame:
    cells = frame[column]
    mixed = cells.take(order) if isinstance(cells, Coded) else cells[order]
    return Frame({**frame.columns, column: mixed}, frame.kinds)


def _calibration(need: Need, examined: Examined) -> list[Any]:
    if examined.p is None:
        return calibration_picture(examined.y, np.asarray(examined.point))
    if need.positive is not None:
        place = need.classes.index(need.positive)
        return calibration_picture((examined.y == place).astype(float), examined.p[:, place])
    top = examined.p.argmax(axis=1)
    said = examined.p[np.arange(len(top)), top]
    return calibration_picture((examined.y == top).astype(float), said)


def table_at_a_glance(evidence: Evidence, learned: set[str]) -> list[dict[str, object]]:
    """A line for each column: kind, holes, different values, role."""
    table, need = evidence["table"], evidence["need"]
    assert isinstance(table, Table)
    assert isinstance(need, Need)
    missing: Any = evidence.get("missing", {})
    distinct: Any = evidence.get("distinct", {})
    return [
        {
            "column": column.name,
            "kind": column.kind.value,
            "missing": missing.get(column.name, 0) / max(table.rows, 1),
            "distinct": distinct.get(column.name),
            "role": role(column.name, need, learned),
        }
        for column in table.columns
    ]


def role(name: str, need: Need, learned: set[str]) -> str:
    """What the column is to this need."""
    if name == need.target:
        return "target"
    if name in need.columns.id:
        return "id"
    if name in (need.columns.entity, need.columns.time, need.weight, need.split):
        return "entity" if name == need.columns.entity else "order"
    return "feature" if name in learned else "left out"


def raced_rows(learning: Learning) -> tuple[dict[str, object], ...]:
    """One line for each recipe, as the report shows it."""
    lines: list[dict[str, object]] = []
    for each in learning.raced.candidates:
        name = each.recipe.name
        costs = learning.costs.get(name)
        judged = each.judged
        weight = learning.problem.weight[judged]
        loss = float(np.average(each.losses[judged], weights=weight)) if each.full else None
        left = "" if each.full else say("flows.race.left")
        lines.append(
            {
                "recipe": name,
                "readable": each.readable,
                "loss": loss,
                "cost": None if costs is None else float(np.average(costs, weights=weight)),
                "seconds": each.seconds,
                "chosen": each is learning.chosen,
                "note": learning.notes.get(name, left),
            }
        )
    lines += [
        {
            "recipe": name,
            "readable": None,
            "loss": None,
            "cost": None,
            "seconds": 0.0,
            "chosen": False,
            "note": why,
        }
        for name, why in learning.raced.dropped
    ]
    return tuple(lines)
