"""Small tables as evidence, counted in plain Python: a list of cells for each column."""

from collections import Counter
from datetime import datetime

import numpy as np

from gardefou.core.estimate import Estimate
from gardefou.core.evidence import (
    Conflicts,
    CostShift,
    Evidence,
    Frequent,
    Growth,
    OtherSide,
    Probe,
    Shared,
    Shift,
    Spread,
    TextForms,
)
from gardefou.core.examined import Examined
from gardefou.core.need import Columns, Need, Task
from gardefou.core.table import Column, Kind, Table
from gardefou.core.verdict import Signal, Value
from gardefou.table.frame import Coded, Frame, Sample

SHARES = (0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999)


def evidence(cells: dict[str, list], target: str | None = None, task: Task | None = None):
    """Every part of a case, for columns of numbers, texts, booleans or datetimes; None missing."""
    kinds = {name: kind(column) for name, column in cells.items()}
    rows = len(next(iter(cells.values()), []))
    known = [cell for cell in cells.get(target, []) if cell is not None] if target else []
    names = () if task is Task.REGRESSION else tuple(sorted({as_text(c) for c in known}))
    need = Need(target=target, task=task, classes=names, columns=Columns(id=("id",)))
    parts = {
        "need": need,
        "table": Table("t.csv", rows, tuple(Column(n, k, "?") for n, k in kinds.items()), "0"),
        "rows": rows,
        "sample": sample(cells, kinds),
        "duplicates": rows - len(set(zip(*cells.values(), strict=True))) if rows else 0,
        "signal": signal(),
        "examined": examined(task, len(names)),
        "shift": halves(cells, kinds),
        "other_side": other_side(cells, kinds),
        "cost_shift": cost_shift(),
        "growth": growth(),
        **probe(cells.get(target, []) if target else [], names),
        **{name: {} for name in ("missing", "distinct", "frequent", "spread")},
        **{name: {} for name in ("text_forms", "infinite")},
    }
    if target is not None and task is not Task.REGRESSION:
        parts["class_counts"] = dict(Counter(map(as_text, known)))
    if target is not None:
        parts["conflicts"] = Conflicts(0, 0, 0, len(known))
    for name, column in cells.items():
        count(parts, name, kinds[name], [cell for cell in column if cell is not None], rows)
    return Evidence(parts)


def kind(column: list) -> Kind:
    first = next((cell for cell in column if cell is not None), None)
    by_type = {bool: Kind.BOOLEAN, int: Kind.NUMBER, float: Kind.NUMBER, datetime: Kind.TIME}
    return by_type.get(type(first), Kind.TEXT)


def as_text(cell: object) -> str:
    return str(cell).lower() if isinstance(cell, bool) else str(cell).removesuffix(".0")


def as_number(cell) -> float:
    return cell.timestamp() if isinstance(cell, datetime) else float(cell)


def count(parts: dict, name: str, of: Kind, filled: list, rows: int) -> None:
    found = Counter(map(as_text, filled))
    parts["missing"][name] = rows - len(filled)
    parts["distinct"][name] = len(found)
    parts["frequent"][name] = tuple(Frequent(value, n) for value, n in found.most_common(20))
    if of in (Kind.NUMBER, Kind.TIME):
        parts["spread"][name] = spread([as_number(cell) for cell in filled])
        parts["infinite"][name] = 0
    if of is Kind.TEXT:
        parts["text_forms"][name] = text_forms(list(found.elements()))


def spread(values: list[float]) -> Spread:
    """The range of these numbers; NaN where there are none."""
    if not values:
        nan = float("nan")
        return Spread(
            0, nan, nan, nan, nan, dict.fromkeys(SHARES, nan), 0, 0, None, None, 0, 0, False
        )
    different = sorted(set(values))
    return Spread(
        filled=len(values),
        low=different[0],
        high=different[-1],
        mean=float(np.mean(values)),
        sd=float(np.std(values)),
        quantiles={share: float(np.quantile(values, share)) for share in SHARES},
        at_low=values.count(different[0]),
        at_high=values.count(different[-1]),
        next_low=different[1] if len(different) > 1 else None,
        next_high=different[-2] if len(different) > 1 else None,
        negative=sum(value < 0 for value in values),
        zero=values.count(0),
        whole=all(value == int(value) for value in values),
    )


def text_forms(cells: list[str]) -> TextForms:
    """What these texts look like; only plain numbers and stray cells are told apart."""
    stray = Counter(cell for cell in cells if not cell.replace(".", "", 1).isdigit())
    lengths = [len(cell) for cell in cells] or [0]
    return TextForms(
        filled=len(cells),
        numbers=len(cells) - stray.total(),
        comma_numbers=0,
        marked_numbers=0,
        dates=0,
        stray=tuple(Frequent(value, n) for value, n in stray.most_common(5)),
        padded=0,
        longest=max(lengths),
        mean_length=float(np.mean(lengths)),
        words=float(np.mean([len(cell.split()) for cell in cells] or [0])),
    )


def sample(cells: dict[str, list], kinds: dict[str, Kind] | None = None) -> Sample:
    """All rows, in the order given."""
    kinds = kinds or {name: kind(column) for name, column in cells.items()}
    rows = len(next(iter(cells.values()), []))
    columns = {
        name: coded(c) if kinds[name] in (Kind.TEXT, Kind.BOOLEAN) else floats(c)
        for name, c in cells.items()
    }
    order = np.arange(rows)
    return Sample(Frame(columns, kinds), order.astype(np.uint64), order.astype(np.int64), rows)


def halves(cells: dict[str, list], kinds: dict[str, Kind]) -> Shift:
    """The upper half of the rows as then, the lower one as now."""
    whole = sample(cells, kinds)
    half = len(whole) // 2
    then, now = whole.take(slice(0, half)), whole.take(slice(half, None))
    return Shift("order", then, now, len(then), len(now))


def other_side(cells: dict[str, list], kinds: dict[str, Kind]) -> OtherSide:
    """The same rows again as a test table, of which none is shared."""
    rows = len(sample(cells, kinds))
    none = Shared(0, rows, 0)
    return OtherSide(sample(cells, kinds), rows, none, none, {})


def cost_shift() -> CostShift:
    """Nothing has changed."""
    cost, none = Estimate(0.4, 0.3, 0.5, "error", 100), Estimate(0.0, -0.1, 0.1, "error", 100)
    return CostShift(cost, cost, none, Estimate(0.5, 0.4, 0.6, "error", 100), "linear")


def probe(answers: list, names: tuple[str, ...]) -> dict[str, Probe]:
    """Every known answer, foretold no better than by the mix of classes; absent without one."""
    known = np.array([i for i, cell in enumerate(answers) if cell is not None], dtype=int)
    if len(known) < 2:
        return {}
    fold = np.arange(len(known)) % 5
    if not names:
        y = floats(answers)[known]
        return {"probe": Probe(known, y, None, np.full(len(y), y.mean()), fold, "linear")}
    y = np.array([names.index(as_text(answers[i])) for i in known])
    p = np.tile(np.bincount(y, minlength=len(names)) / len(y), (len(y), 1))
    return {"probe": Probe(known, y, p, None, fold, "linear")}


def growth() -> Growth:
    """A curve that still falls."""
    costs = [Estimate(each, each - 0.01, each + 0.01, "EUR", 100) for each in (0.5, 0.4, 0.33)]
    falls = {2.0: 0.05, 3.0: 0.08, 10.0: 0.12}
    saved = {k: Estimate(v, v / 2, 2 * v, "EUR", 100, 0.9) for k, v in falls.items()}
    ahead = {k: Estimate(0.33 - v, 0.2, 0.33, "EUR", 100, 0.9) for k, v in falls.items()}
    return Growth((25, 50, 100), tuple(costs), ahead, saved, "linear")


def coded(column: list) -> Coded:
    texts = [None if cell is None else as_text(cell) for cell in column]
    levels = tuple(sorted({text for text in texts if text is not None}))
    codes = [-1 if text is None else levels.index(text) for text in texts]
    return Coded(np.array(codes, dtype=np.int32), levels)


def floats(column: list) -> np.ndarray:
    return np.array([np.nan if cell is None else as_number(cell) for cell in column], dtype=float)


def signal(p: float = 1e-6) -> Signal:
    saving = Estimate(0.1, 0.05, 0.15, "error", 400)
    return Signal(p, Estimate(0.8, 0.75, 0.85, "AUC", 400), saving, 0.5, 400)


def examined(task: Task | None = Task.BINARY, classes: int = 2, rows: int = 100) -> Examined:
    """An honest model: half of the rows are of each class, each said to be as likely."""
    loss, cost = Estimate(0.7, 0.6, 0.8, "loss", rows), Estimate(0.5, 0.4, 0.6, "error", rows)
    saving = Estimate(0.1, 0.05, 0.15, "error", rows)
    value = Value("error", "always no", cost, cost, saving, {})
    if task is Task.REGRESSION:
        y = np.linspace(0, 1, rows)
        return Examined(y, np.ones(rows), None, y, y - 1, y + 1, loss, loss, loss, value)
    k = max(classes, 2)
    y = np.arange(rows) % k
    p = np.full((rows, k), 1 / k)
    return Examined(y, np.ones(rows), p, None, None, None, loss, loss, loss, value)
