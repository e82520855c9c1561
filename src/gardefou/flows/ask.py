"""Which rows of a table a person should give an answer next, and what that is expected to save."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.need import Need, Task
from gardefou.core.progress import Progress, between, silent
from gardefou.core.reading import Reading
from gardefou.core.table import Column, Kind, Table
from gardefou.core.words import per_cent, plain, say
from gardefou.flows.committee import Ranked, ranked
from gardefou.flows.learn import folds_of
from gardefou.flows.outputs import refuse_file
from gardefou.flows.probing import FEW_ROWS, answered
from gardefou.flows.rows import Rows, named_moments, refuse_unfit_columns, stated_weight
from gardefou.learners.design import learn_design
from gardefou.learners.encode import Matrix, learn_encoder
from gardefou.learners.folds import entity_keys
from gardefou.learners.problem import Problem
from gardefou.measures.acquisition import representatives
from gardefou.need.complete import complete, refuse_absent_columns
from gardefou.need.contradictions import priced_task
from gardefou.report.json import plain_values
from gardefou.table.classes import as_classes
from gardefou.table.engine import Engine, open_table
from gardefou.table.frame import Coded, Sample, missing
from gardefou.table.vault import TEST
from gardefou.table.write import write_table

Array = NDArray[Any]

_MOST_ROWS = 2_000_000  # held in memory
_LOOKED = 20_000  # rows without an answer that models look at
_DECIDED = 500  # rows on which a saving is reckoned: it is a mean over them
_NEIGHBOURS = 2_000  # rows of which each pair is compared where no model can be learned yet


@dataclass(frozen=True)
class Wanted:
    """How many rows are wanted, and how.

    most: rows. batch: how many go to a person at once. price: of one label, in the need's unit;
    None: the price of a review, where the need has one. random_share: of the rows, drawn by
    chance and marked, to judge a model with. fewest: answers below which no model is asked; under
    twenty, folds of four rows judge it.
    """

    most: int = 50
    batch: int = 10
    price: float | None = None
    random_share: float = 0.2
    fewest: int = 20


@dataclass(frozen=True)
class Asking:
    """The rows to ask about, and what is expected of their answers.

    columns: by name, rows in the order in which they should be asked: `row` (from 0), the id
    columns, batch, rank, use ("train" or "test"), expected_saving (its part of `saving`), why.
    answered, unanswered: rows of the table. looked_at: unanswered rows that were ranked. recipes:
    what ranked them; empty where the rows just stand for the others. decisions: over which a
    saving is counted. worth: how many of the rows to train with, the first ones, are expected to
    save most beyond their price; None without a price. saving: of all these rows together.
    """

    table: Table
    need: Need
    columns: Mapping[str, Sequence[Any]]
    batch: int
    answered: int
    unanswered: int
    looked_at: int
    recipes: tuple[str, ...] = ()
    decisions: float | None = None
    price: float | None = None
    worth: int | None = None
    saving: float | None = None
    file: str | None = None

    def __len__(self) -> int:
        return len(self.columns["row"])

    @property
    def to_judge(self) -> int:
        """How many of the rows were drawn by chance."""
        return list(self.columns["use"]).count("test")


def ask(
    source: object,
    need: Need,
    *,
    out: Path | None = None,
    wanted: Wanted = Wanted(),
    reading: Reading | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Asking:
    """The rows to answer next. out: a file (.csv, .parquet, .jsonl) for them."""
    if out is not None:
        refuse_file(out, [source])
    with open_table(source, reading or Reading()) as engine:
        progress(say("ask.reading"), 0.0)
        rows = _read(engine, need, seed)
        asking = _asked(rows, wanted, seed, between(progress, 0.2, 1.0))
        if out is not None:
            write_table(asking.columns, out)
            asking = replace(asking, file=str(out))
    return asking


def as_json(asking: Asking) -> dict[str, Any]:
    """The outcome in plain JSON values."""
    need, names = asking.need, list(asking.columns)
    kept = ("answered", "unanswered", "looked_at", "recipes", "decisions", "price", "worth")
    told = {name: plain_values(getattr(asking, name)) for name in (*kept, "saving", "file")}
    rows = [
        dict(zip(names, plain_values(cells), strict=True))
        for cells in zip(*asking.columns.values(), strict=True)
    ]
    return {
        "table": {"source": asking.table.source, "rows": asking.table.rows},
        "need": {"target": need.target, "unit": need.cost.unit, "assumed": list(need.assumed)},
        **told,
        "rows": rows,
    }


@dataclass(frozen=True)
class _Read:
    """Every row of the table, in the order of their hashes.

    known: rows with an answer that may be learned from; open: rows without one; test, train: rows
    of which the need's split column says so. Shape (rows,).
    """

    engine: Engine
    need: Need
    sample: Sample
    known: Array
    open: Array
    test: Array
    train: Array
    answered: int


def _read(engine: Engine, need: Need, seed: int) -> _Read:
    target = _refused(engine, need)
    if (need.task or priced_task(need)) is Task.REGRESSION:
        engine.read_as_numbers(target)
    sample = engine.rows(need, seed=seed)
    refuse_unfit_columns(need, sample)
    cells = sample.frame[target]
    filled = ~missing(cells)
    known = filled if isinstance(cells, Coded) else filled & np.isfinite(cells)
    if filled.all():
        raise GardefouError(say("ask.none_open", target=target), remedy=say("ask.none_open_remedy"))
    test, train = _said_sides(need, sample)
    usable = known & ~test & _counting(need, sample)
    return _Read(engine, need, sample, usable, ~filled, test, train, int(filled.sum()))


def _refused(engine: Engine, need: Need) -> str:
    """The target; a `GardefouError` where the table cannot be asked about it."""
    if need.target is None:
        raise GardefouError(say("flows.rows.no_target"), remedy=say("flows.rows.name_target"))
    refuse_absent_columns(need, engine.table)
    if not engine.table.rows:
        raise GardefouError(say("flows.rows.no_rows"), remedy=say("flows.rows.more_rows"))
    if engine.table.rows > _MOST_ROWS:
        seen = f"{engine.table.rows:,}".replace(",", " ")
        raise GardefouError(say("ask.too_many"), seen=seen, remedy=say("ask.fewer_rows"))
    return need.target


def _said_sides(need: Need, sample: Sample) -> tuple[Array, Array]:
    """Rows that the split column keeps for judging, and rows that it says are to learn from."""
    if need.split is None:
        none = np.zeros(len(sample), dtype=bool)
        return none, none
    sides = as_classes(sample.frame[need.split], sample.frame.kinds[need.split])
    test = np.array([*(level.casefold() in TEST for level in sides.levels), False])[sides.codes]
    return test, ~(test | missing(sides))


def _counting(need: Need, sample: Sample) -> Array:
    """Rows that stand for somebody: those of a finite weight above 0."""
    if need.weight is None:
        return np.ones(len(sample), dtype=bool)
    cells = sample.frame[need.weight]
    if isinstance(cells, Coded):
        raise GardefouError(say("flows.rows.weight", column=need.weight))
    return np.asarray(np.isfinite(cells) & (cells > 0))


def _asked(rows: _Read, wanted: Wanted, seed: int, told: Progress) -> Asking:
    drawn, pool = _sides(rows, wanted, seed)
    matrix = _matrix(rows)
    need, learned = _learnable(rows, wanted)
    pool = pool[: max(_LOOKED // max(len(need.classes) // 2, 1), _NEIGHBOURS)]
    most = max(min(wanted.most, int(rows.open.sum())) - len(drawn), 0)
    table, count = rows.engine.table, int(rows.open.sum())
    asking = Asking(table, need, {}, wanted.batch, rows.answered, count, len(pool))
    found = None
    if learned is not None:
        found = _ranked(rows, learned, (matrix, pool), most=most, seed=seed, told=told)
    told(say("ask.choosing"), 0.9)
    if found is None:
        place, why = _spread(matrix, pool, np.flatnonzero(rows.known), most)
        chosen = (place, np.full(len(place), np.nan), why)
    else:
        asking = _valued(asking, found, wanted)
        chosen = (pool[found.place], found.share * asking.saving, _whys(found, need))
    return replace(asking, columns=_listed(rows, chosen, drawn, wanted.batch))


def _sides(rows: _Read, wanted: Wanted, seed: int) -> tuple[Array, Array]:
    """Rows drawn by chance to judge with, and rows among which to choose, as row numbers.

    Rows whose hash is low are never chosen, only drawn, in the order of their hashes. So whatever
    was chosen before, all that are drawn together are a sample of the whole table by chance. Where
    the split column says already what a row is for, it is for that.
    """
    entity = rows.need.columns.entity
    keys = rows.sample.hashes if entity is None else entity_keys(rows.sample.frame[entity])
    low = keys < np.uint64(wanted.random_share * (2**64 - 1))
    kept = rows.test | (low & ~rows.train)
    most = min(wanted.most, int(rows.open.sum()))
    lot = np.flatnonzero(rows.open & kept)
    lot = lot[np.argsort(keys[lot], kind="stable")]
    return lot[: round(wanted.random_share * most)], np.flatnonzero(rows.open & ~kept)


def _matrix(rows: _Read) -> Matrix:
    """All rows in numbers, without columns that are empty wherever the answer is."""
    frame = rows.sample.frame.without(rows.need.not_features)
    names = [n for n in sorted(frame.names) if not missing(frame[n])[rows.open].all()]
    matrix = learn_encoder(frame.only(names)).encode(frame)
    if not matrix.features:
        raise GardefouError(
            say("flows.rows.no_inputs", target=rows.need.target),
            seen=map(plain, frame.names),
            remedy=say("flows.rows.other_columns"),
        )
    return matrix


def _learnable(rows: _Read, wanted: Wanted) -> tuple[Need, Rows | None]:
    """The completed need and the rows to learn from; None while they say too little."""
    need, known = rows.need, np.flatnonzero(rows.known)
    assert need.target is not None
    sample = rows.sample.take(known)
    kind = rows.engine.table.kind(need.target)
    cells = named_moments(sample.frame[need.target], kind, need)
    seen = set(as_classes(cells, kind).levels)
    if len(known) < wanted.fewest or len(seen) < 2 or set(need.cost.confusion) - seen:
        return need, None
    weight = stated_weight(need, sample)
    need = complete(need, rows.engine.table, cells, weight=weight)
    learned = answered(sample, need)
    if learned is None:
        return need, None
    return need, replace(learned, weight=stated_weight(need, learned.sample))


def _ranked(
    rows: _Read,
    learned: Rows,
    given: tuple[Matrix, Array],
    *,
    most: int,
    seed: int,
    told: Progress,
) -> Ranked | None:
    matrix, pool = given
    few = learned.take(np.arange(min(len(learned.y), FEW_ROWS)))
    folds = folds_of(few)
    if not len(folds) or not len(pool):
        return None
    need = learned.need
    assert need.task is not None
    problem = Problem(
        matrix.take(np.isin(rows.sample.position, few.sample.position)),
        few.y,
        few.weight,
        need.task,
        len(need.classes),
        seed,
        need.columns.monotone,
        whole=matrix.take(slice(0, _DECIDED)),
    )
    entity = need.columns.entity
    things = None if entity is None else entity_keys(few.sample.frame[entity])
    return ranked(problem, folds, matrix.take(pool), need, most=most, things=things, told=told)


def _spread(matrix: Matrix, pool: Array, known: Array, most: int) -> tuple[Array, list[str]]:
    """Rows that stand for many others, where answers are too few to learn from."""
    few = np.concatenate([pool[:_NEIGHBOURS], known[:_NEIGHBOURS]])
    part = matrix.take(few)
    points = learn_design(part).wide(part).astype(float)
    taken = np.arange(len(few) - min(len(known), _NEIGHBOURS), len(few))
    place, share = representatives(points, most, taken)
    return few[place], [say("ask.why.spread", share=per_cent(float(each))) for each in share]


def _whys(found: Ranked, need: Need) -> list[str]:
    """A sentence on each row."""
    key = "number" if found.named is None else "class"
    names = [""] * len(found.place)
    if found.named is not None:
        names = [need.classes[number] for number in found.named]
    return [
        say(
            f"ask.why.{'common' if found.drawn[at] else key}",
            name=name,
            low=float(found.low[at]),
            high=float(found.high[at]),
            reach=float(found.reach[at]),
        )
        for at, name in enumerate(names)
    ]


def _valued(asking: Asking, found: Ranked, wanted: Wanted) -> Asking:
    """What the labels are expected to save, and how many of them their price."""
    cost = asking.need.cost
    monthly = cost.decisions_per_month
    decisions = float(asking.unanswered) if monthly is None else monthly
    price = cost.review if wanted.price is None else wanted.price
    saving, worth = found.saving * decisions, None
    if price is not None:
        gain = np.concatenate([[0.0], saving - price * np.arange(1, len(saving) + 1)])
        worth = int(np.argmax(gain))
    return replace(
        asking,
        recipes=found.recipes,
        decisions=decisions,
        price=price,
        worth=worth,
        saving=float(saving[-1]) if len(saving) else 0.0,
    )


Chosen = tuple[Array, Array, list[str]]


def _listed(rows: _Read, chosen: Chosen, drawn: Array, batch: int) -> dict[str, Any]:
    """The columns that are written: drawn rows stand evenly among the chosen ones."""
    place, saving, why = chosen
    turn = np.concatenate([_evenly(len(place)), _evenly(len(drawn))])
    order = np.argsort(turn, kind="stable")
    every = np.concatenate([place, drawn])[order]
    rank = np.arange(1, len(every) + 1)
    own = {
        "row": rows.sample.position[every],
        "batch": (rank - 1) // batch + 1,
        "rank": rank,
        "use": np.array([*["train"] * len(place), *["test"] * len(drawn)], dtype=object)[order],
        "expected_saving": np.concatenate([saving, np.full(len(drawn), np.nan)])[order],
        "why": [[*why, *[say("ask.why.drawn")] * len(drawn)][each] for each in order],
    }
    ids = _ids(rows, own["row"], frozenset(own))
    return {"row": own.pop("row"), **ids, **own}


def _ids(rows: _Read, position: Array, taken: frozenset[str]) -> dict[str, list[str | None]]:
    """The id columns as text; one that is called like a column of ours is `id batch` here."""
    wanted = [Column(name, Kind.TEXT, "id") for name in rows.need.columns.id]
    frame = rows.engine.read(wanted)
    ids: dict[str, list[str | None]] = {}
    for name in frame.names:
        free, cells = name, frame[name]
        while free in taken or free in ids:
            free = f"id {free}"
        assert isinstance(cells, Coded)
        ids[free] = cells.take(position).texts()
    return ids


def _evenly(count: int) -> Array:
    """Places of so many things, spread evenly between 0 and 1."""
    return (np.arange(count) + 0.5) / max(count, 1)
