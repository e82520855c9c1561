"""Invented tables with a known answer, as samples."""

import numpy as np

from gardefou.core.need import Columns, Need, Task
from gardefou.core.table import Kind
from gardefou.table.frame import Coded, Frame, Sample

ROWS = 600


def coded(texts) -> Coded:
    """Texts, None for missing, as codes."""
    levels = tuple(sorted({text for text in texts if text is not None}))
    codes = [-1 if text is None else levels.index(text) for text in texts]
    return Coded(np.array(codes, dtype=np.int32), levels)


def sample(columns: dict[str, object], *, seed: int = 0) -> Sample:
    """Columns of floats or lists of texts; rows of random hash, in the order of the hashes."""
    rng = np.random.default_rng(seed)
    cells = {
        n: coded(c) if isinstance(c, list) else np.asarray(c, float) for n, c in columns.items()
    }
    kinds = {n: Kind.TEXT if isinstance(c, Coded) else Kind.NUMBER for n, c in cells.items()}
    rows = len(next(iter(cells.values())))
    hashes = np.sort(rng.integers(0, 2**63, rows).astype(np.uint64))
    return Sample(Frame(cells, kinds), hashes, rng.permutation(rows), rows)


def need(task: Task = Task.BINARY, **columns: object) -> Need:
    return Need(target="y", task=task, columns=Columns(**columns))


def two_classes(*, rows: int = ROWS, share: float = 0.3, seed: int = 1):
    """A random generator, an answer of 0 and 1, and honest columns beside it."""
    rng = np.random.default_rng(seed)
    y = (rng.random(rows) < share).astype(float)
    honest = {
        "helpful": rng.normal(size=rows) + y,
        "noise": rng.normal(size=rows),
        "colour": [str(each) for each in rng.choice(["red", "green", "blue"], rows)],
        "y": y,
    }
    return rng, y, honest


def numbers(*, rows: int = ROWS, seed: int = 2):
    """A random generator, an answer of numbers, and honest columns beside it."""
    rng = np.random.default_rng(seed)
    a, b = rng.gamma(3, 10, rows).round(2) + 1, rng.gamma(2, 20, rows).round(2) + 1
    y = (3 * a + b + 10 * rng.normal(size=rows)).round(2)
    honest = {"a": a, "b": b, "noise": rng.normal(size=rows), "y": y}
    return rng, y, honest


def accused(findings) -> dict[tuple[str, ...], str]:
    """Severity by columns."""
    return {finding.columns: str(finding.severity) for finding in findings}
