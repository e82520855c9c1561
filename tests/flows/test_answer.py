"""One row is answered as many are, and as fast as promised."""

import csv
import io
import time

import numpy as np
import pytest

from flows.made_case import HOSTILE, case, need_of, table
from gardefou.core.errors import GardefouError
from gardefou.core.need import Columns, Need, Task
from gardefou.flows.answer import answerer
from gardefou.flows.predict import predict
from gardefou.learners.calibrate import Calibrator
from gardefou.python import CaseModel

STEPS = {"x": np.array([-1.0, 0.0, 2.0]), "y": np.array([0.1, 0.4, 0.8])}
ODD = [
    "",
    " ",
    "NA",
    "1e300",
    "-inf",
    "inf",
    "7,5",
    "nan",
    "0x1",
    "east ",
    "EAST",
    "²",
    "1_0",
    "+3",
]


def odd_rows(task, rows=50):
    """Rows of the invented table with odd cells among them."""
    rng = np.random.default_rng(3)
    header, *cells = csv.reader(io.StringIO(table(task, rows, seed=9)))
    made = []
    for n, row in enumerate(cells):
        strange = [ODD[rng.integers(len(ODD))] if rng.random() < 0.25 else cell for cell in row]
        made.append(dict(zip(header, strange if n % 2 else row, strict=True)))
    return made


def as_csv(rows):
    text = io.StringIO()
    out = csv.DictWriter(text, list(rows[0]))
    out.writeheader()
    out.writerows(rows)
    return text.getvalue()


MADE = [
    ({"boosted": 1.0}, Task.BINARY, Calibrator(Task.BINARY, "isotonic", knots=STEPS)),
    ({"terms": 1.0}, Task.BINARY, Calibrator(Task.BINARY, "Platt", 1.3, -0.2)),
    ({"splines": 1.0}, Task.MULTICLASS, Calibrator(Task.MULTICLASS, "temperature", 0.8)),
    ({"boosted": 0.5, "terms": 0.5}, Task.REGRESSION, None),
]


@pytest.mark.parametrize(("shares", "task", "calibrator"), MADE)
def test_a_row_alone_is_answered_as_among_others(shares, task, calibrator, tmp_path):
    (tmp_path / "t.csv").write_text(table(task, 400))
    case(tmp_path / "c", tmp_path / "t.csv", need_of(task), shares, calibrator=calibrator)
    rows = odd_rows(task)
    (tmp_path / "odd.csv").write_text(as_csv(rows))
    known = predict(tmp_path / "c", tmp_path / "odd.csv")
    answer = answerer(tmp_path / "c")
    answers = [answer(row) for row in rows]
    for name in set(known) - {"who"}:
        told = [told_of(each, name) for each in answers]
        if isinstance(told[0], float):
            assert np.array(told) == pytest.approx(np.array(known[name]), rel=1e-9, abs=1e-9), name
        else:
            assert told == list(known[name]), name


def told_of(answer, name):
    return answer.probabilities[name[2:]] if name[:2] == "p_" else getattr(answer, name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one")
    (folder / "t.csv").write_text(table(rows=300))
    case(folder / "c", folder / "t.csv", need_of(), {"terms": 1.0})
    return folder


def test_a_column_that_is_not_there_is_named(folder):
    row = odd_rows(Task.BINARY)[0]
    row["plase"] = row.pop("place")
    with pytest.raises(GardefouError, match=r"place.*'plase'"):
        answerer(folder / "c")(row)
    row["place"] = None
    assert answerer(folder / "c")(row).decision in ("act", "hold", "review")


def test_numbers_may_be_numbers_and_more_columns_do_no_harm(folder):
    row = odd_rows(Task.BINARY)[0]
    model = CaseModel(folder / "c")
    typed = {**row, "x": float(row["x"] or "nan"), HOSTILE: float(row[HOSTILE]), "more": object()}
    assert model.answer(typed) == model.answer(row)


def test_the_model_is_read_once(folder, monkeypatch):
    model, row = CaseModel(folder / "c"), odd_rows(Task.BINARY)[0]
    first = model.answer(row)
    monkeypatch.setattr("gardefou.flows.answer.read_bundle", None)
    assert model.answer(row) == first


@pytest.mark.parametrize("recipe", ["boosted", "terms"])
def test_thirty_columns_take_at_most_twice_an_empty_call(recipe, tmp_path):
    """Against LightGBM's own call for one row of a single stump: a clock alone would say little."""
    import lightgbm

    rng = np.random.default_rng(0)
    x, letters = rng.normal(size=(500, 24)).round(3), rng.choice(list("abcd"), (500, 6))
    y = x[:, 0] + x[:, 1] * x[:, 2] + (letters[:, 0] == "a") + rng.normal(size=500) > 0
    names = [*(f"n{k}" for k in range(24)), *(f"c{k}" for k in range(6))]
    rows = [[*map(str, a), *b] for a, b in zip(x.tolist(), letters.tolist(), strict=True)]
    lines = [",".join([*row, str(int(yes))]) for row, yes in zip(rows, y, strict=True)]
    (tmp_path / "t.csv").write_text("\n".join([",".join([*names, "y"]), *lines]))
    need = Need(target="y", columns=Columns())
    case(tmp_path / "c", tmp_path / "t.csv", need, {recipe: 1.0})
    row = {
        **dict(zip(names, rows[0], strict=True)),
        **dict(zip(names, x[0].tolist(), strict=False)),
    }
    settings = {"verbosity": -1, "num_threads": 1, "num_leaves": 2}
    stump = lightgbm.train(settings, lightgbm.Dataset(x[:200], y[:200].astype(float)), 1)
    answer, one = answerer(tmp_path / "c"), x[:1]
    ours = quickest(lambda: answer(row))
    assert ours < 2 * quickest(lambda: stump.predict(one, num_threads=1))


def quickest(call, calls=200, times=9):
    """The least that a call took, in seconds: what else the machine does only adds."""
    call()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        for _ in range(calls):
            call()
        taken.append((time.perf_counter() - began) / calls)
    return min(taken)
