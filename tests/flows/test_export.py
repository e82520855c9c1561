"""A model written in other forms answers as it did."""

import contextlib
import csv
import io
import json
import runpy
import subprocess
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from flows.made_case import HOSTILE, case, need_of, table
from gardefou.core.errors import GardefouError
from gardefou.core.need import Task
from gardefou.flows.export import export
from gardefou.flows.predict import predict
from gardefou.learners.calibrate import Calibrator
from gardefou.learners.folds import make_folds
from gardefou.table.engine import open_table

STEPS = {"x": np.array([-1.0, 0.0, 2.0]), "y": np.array([0.1, 0.4, 0.8])}
CALIBRATORS = {
    "linear": Calibrator(Task.BINARY, "Platt", 1.2, -0.3),
    "boosted": Calibrator(Task.BINARY, "isotonic", knots=STEPS),
}
MEAN = {"splines": 0.4, "boosted": 0.6}
ONE = [({name: 1.0}, Task.BINARY) for name in ("linear", "splines", "terms", "boosted")]
MADE = [
    *ONE,
    *(({"splines": 1.0}, task) for task in (Task.MULTICLASS, Task.REGRESSION)),
    *(({"boosted": 1.0}, task) for task in (Task.MULTICLASS, Task.REGRESSION)),
    ({"terms": 1.0}, Task.REGRESSION),
    (MEAN, Task.BINARY),
]


def of(made):
    """A case of the module, made once and named by its recipes and its task."""
    names = [f"{'+'.join(shares)} {task}" for shares, task in made]
    return pytest.mark.parametrize("made", made, ids=names, indirect=True)


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """Cases by recipes and task, each made once; splines alone learn moments."""
    known = {}

    def of(shares, task):
        key = (*shares, task)
        if key not in known:
            folder = tmp_path_factory.mktemp("made")
            (folder / "t.csv").write_text(table(task))
            left_out = [] if list(shares) == ["splines"] else ["since", "until"]
            calibrator = CALIBRATORS.get(next(iter(shares))) if task is Task.BINARY else None
            known[key] = (
                folder,
                case(
                    folder / "c",
                    folder / "t.csv",
                    need_of(task),
                    shares,
                    left_out=left_out,
                    calibrator=calibrator,
                ),
            )
        return known[key]

    return of


@pytest.fixture
def made(cases, request):
    return cases(*request.param)


def run(script, *tables):
    """What a script answers, run in this process: another one takes seconds to begin."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = [str(script), *map(str, tables)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            runpy.run_path(str(script), run_name="__main__")
    finally:
        sys.argv = before
    return pd.read_csv(io.StringIO(out.getvalue())), err.getvalue()


def scores(answers):
    return answers.filter(like="score_").to_numpy()


def raw(model, path):
    with open_table(path) as engine:
        return model.raw(engine.read(model.columns))


def assert_rebuilt(folder, model, name="rebuild.py"):
    """Whether the script of the case gives the scores and the answers of its model."""
    script = export(folder / "c", folder / name).files["script"]
    told, complaints = run(script, folder / "t.csv")
    assert complaints == ""
    known = raw(model, folder / "t.csv")
    unit = np.ptp(known)
    assert scores(told) == pytest.approx(known, abs=5e-4 * unit)
    answers = predict(folder / "c", folder / "t.csv")
    told = told.drop(columns=told.filter(like="score_").columns)
    assert list(told) == [name for name in answers if name != "who"]
    for column in told:
        if told[column].dtype == float:
            size = max(1.0, unit if model.is_regression else 1.0)
            assert told[column].to_numpy() == pytest.approx(answers[column], abs=1e-3 * size)
        else:
            assert np.mean(told[column].astype(str) == np.array(answers[column], str)) > 0.99
    return script.read_text()


@of(MADE)
def test_a_script_gives_the_same_scores_and_answers(made):
    assert_rebuilt(*made)


@pytest.mark.parametrize("recipe", ["splines", "boosted"])
def test_a_script_of_what_learned_once_more_from_all_rows(recipe, tmp_path, monkeypatch):
    monkeypatch.setattr("gardefou.flows.learn.make_folds", partial(make_folds, one_above=100))
    (tmp_path / "t.csv").write_text(table(Task.REGRESSION))
    need = need_of(Task.REGRESSION)
    left_out = ["since", "until"]
    model = case(tmp_path / "c", tmp_path / "t.csv", need, {recipe: 1.0}, left_out=left_out)
    assert (tmp_path / "c" / "fits" / f"{recipe}-99.npz").exists()
    assert "def parts(" not in assert_rebuilt(tmp_path, model)


@of(ONE)
def test_a_script_is_short_and_hostile_names_stay_values(made):
    folder, _ = made
    text = export(folder / "c", folder / "short.py").files["script"].read_text()
    assert len([line for line in text.splitlines() if line.strip()]) < 180
    assert repr(HOSTILE) in text
    assert all(len(line) <= 110 for line in text.splitlines())


def test_a_script_runs_alone(cases):
    folder, model = cases({"linear": 1.0}, Task.BINARY)
    script = export(folder / "c", folder / "alone.py").files["script"]
    done = subprocess.run(
        [sys.executable, script, folder / "t.csv"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    told = scores(pd.read_csv(io.StringIO(done.stdout)))
    assert told == pytest.approx(raw(model, folder / "t.csv"), abs=0.01)


def test_a_script_says_when_the_table_is_another(cases):
    folder, _ = cases({"linear": 1.0}, Task.BINARY)
    script = export(folder / "c", folder / "other.py").files["script"]
    (folder / "other.csv").write_text(table(seed=5))
    _, complaints = run(script, folder / "other.csv")
    assert "not the same model" in complaints


@pytest.mark.parametrize(
    ("need", "seed", "rows"),
    [
        (need_of(entity="who"), 0, 320),
        (need_of(Task.REGRESSION), 7, 320),
        (need_of(time="since"), 0, 320),
        (replace(need_of(entity="who"), weight=HOSTILE), 3, 320),
        (replace(need_of(), split="member"), 0, 320),
        (need_of(), 0, 12_700),
    ],
    ids=["by entity", "another seed", "by time", "weights", "by a column", "one part"],
)
def test_a_script_splits_as_the_need_demands(need, seed, rows, tmp_path):
    need = replace(need, columns=replace(need.columns, id=() if need.columns.entity else ("who",)))
    (tmp_path / "t.csv").write_text(table(need.task, rows))
    model = case(tmp_path / "c", tmp_path / "t.csv", need, {"linear": 1.0}, seed=seed)
    assert_rebuilt(tmp_path, model)


def test_a_script_reads_parquet_too(tmp_path):
    frame = pd.read_csv(io.StringIO(table()), parse_dates=["since"]).astype({"member": "boolean"})
    frame.to_parquet(tmp_path / "t.parquet")
    source = tmp_path / "t.parquet"
    model = case(tmp_path / "c", source, need_of(), {"linear": 1.0})
    told, complaints = run(export(tmp_path / "c", tmp_path / "p.py").files["script"], source)
    assert complaints == ""
    assert scores(told) == pytest.approx(raw(model, source), abs=5e-3)


def test_a_script_reads_other_signs_and_letters(tmp_path):
    frame = pd.read_csv(io.StringIO(table()), dtype={"member": str}).rename(columns={"x": "größe"})
    frame["since"] = pd.to_datetime(frame["since"]).dt.strftime("%d.%m.%Y")
    text = frame.to_csv(index=False, sep=";", decimal=",")
    (tmp_path / "t.csv").write_bytes(text.encode("latin-1"))
    model = case(tmp_path / "c", tmp_path / "t.csv", need_of(), {"linear": 1.0})
    script = export(tmp_path / "c", tmp_path / "l.py").files["script"]
    told, complaints = run(script, tmp_path / "t.csv")
    assert complaints == ""
    assert scores(told) == pytest.approx(raw(model, tmp_path / "t.csv"), abs=5e-3)
    assert all(word in script.read_text() for word in ("'comma'", "'%d.%m.%Y'", "'latin-1'", "';'"))


@of([MADE[0], MADE[1], MADE[2], MADE[4], MADE[8]])
def test_scores_can_be_added_up_from_the_sheet(made):
    folder, model = made
    sheet = export(folder / "c", folder / "terms.csv").files["terms"]
    lines = pd.read_csv(sheet, keep_default_na=False, na_values={}).to_dict("records")
    with open_table(folder / "t.csv") as engine:
        frame = engine.read(model.columns).take(np.arange(12))
    cells = model.encoder.encode(frame)
    answers = list(dict.fromkeys(line["answer"] for line in lines))
    added = [
        [by_hand([x for x in lines if x["answer"] == answer], cells, row) for answer in answers]
        for row in range(12)
    ]
    assert np.array(added) == pytest.approx(model.raw(frame), abs=1e-3)


def by_hand(lines, cells, row):
    """The sum of the points of the lines that hold for a row."""
    known = {(f.column, f.part): (f, cells.values[row, k]) for k, f in enumerate(cells.features)}
    total = 0.0
    for line in lines:
        if line["cell"] == "always" or (
            holds(line, known) and (not line["and_cell"] or holds(line, known, "and_"))
        ):
            _, value = known.get((line["column"].removeprefix("'"), line["part"]), (None, 0.0))
            t = value - float(line["above"]) if line["above"] != "" else 0.0
            powers = ("points", "per_unit", "per_unit_2", "per_unit_3")
            total += sum(float(line[p]) * t**k for k, p in enumerate(powers) if line[p] != "")
    return total


def holds(line, known, side=""):
    feature, value = known[line[side + "column"].removeprefix("'"), line[side + "part"]]
    kind = line[side + "cell"]
    if np.isnan(value) or kind == "empty":
        return bool(np.isnan(value)) and kind == "empty"
    levels = feature.levels[:-1] or [str(code) for code in range(feature.calendar)]
    if kind == "is":
        own = levels[int(value)] if value < len(levels) else None
        return own == line[side + "value"].removeprefix("'")
    if kind == "any other":
        return int(value) == len(levels)
    above, up_to = line[side + "above"], line[side + "up_to"]
    return (above == "" or value > float(above)) and (up_to == "" or value <= float(up_to))


def test_no_name_in_the_sheet_is_a_formula(cases):
    folder, _ = cases({"linear": 1.0}, Task.BINARY)
    sheet = export(folder / "c", folder / "safe.csv").files["terms"]
    with sheet.open(newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'" + HOSTILE in cells
    assert "'+north" in cells
    strange = [c for c in cells if c[:1] in ("=", "+", "@", "-") and not is_number(c)]
    assert strange == []


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


@of([MADE[0], MADE[2], MADE[3], MADE[6], MADE[7], MADE[8], MADE[9]])
def test_a_graph_gives_the_same_scores(made):
    runtime = pytest.importorskip("onnxruntime", reason="the extra gardefou[onnx] is not installed")
    pytest.importorskip("onnx", reason="the extra gardefou[onnx] is not installed")
    folder, model = made
    path = export(folder / "c", folder / "m.onnx").files["onnx"]
    session = runtime.InferenceSession(str(path))
    with open_table(folder / "t.csv") as engine:
        frame = engine.read(model.columns)
    given = {code.column: as_input(frame[code.column]) for code in model.encoder.codes}
    names = [output.name for output in session.get_outputs()]
    told = dict(zip(names, session.run(None, given), strict=True))
    unit = np.ptp(model.raw(frame))
    assert told["score"] == pytest.approx(model.raw(frame), abs=1e-5 * unit)
    answers = model.predict(frame)
    if model.is_regression:
        assert told["prediction"][:, 0] == pytest.approx(answers["prediction"], abs=1e-5 * unit)
    else:
        known = np.column_stack([answers[f"p_{name}"] for name in model.need.classes])
        assert told["probability"] == pytest.approx(known, abs=1e-4)


def as_input(cells):
    if hasattr(cells, "levels"):
        return np.array(cells.texts(""), dtype=object)[:, None]
    return cells[:, None]


def test_a_folder_gets_all_that_can_hold_the_model(cases):
    folder, _ = cases({"boosted": 1.0}, Task.BINARY)
    pytest.importorskip("onnx", reason="the extra gardefou[onnx] is not installed")
    exported = export(folder / "c", folder / "all")
    assert sorted(path.name for path in (folder / "all").iterdir()) == ["model.onnx", "rebuild.py"]
    assert set(exported.files) == {"script", "onnx"}
    assert "does not add up" in exported.without["terms"]


def test_what_a_form_cannot_hold_is_said(cases, tmp_path):
    folder, _ = cases({"splines": 1.0}, Task.BINARY)
    with pytest.raises(GardefouError, match="holds dates or times"):
        export(folder / "c", tmp_path / "m.onnx")
    with pytest.raises(GardefouError, match="whole case"):
        export(folder / "c" / "model.gardefou", tmp_path / "m.py")
    with pytest.raises(GardefouError, match=r"\.onnx for a graph"):
        export(folder / "c", tmp_path / "m.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_table_is_not_overwritten(cases, monkeypatch):
    folder, _ = cases({"linear": 1.0}, Task.BINARY)
    before = (folder / "t.csv").read_bytes()
    with pytest.raises(GardefouError):
        export(folder / "c", folder / "t.csv")
    assert (folder / "t.csv").read_bytes() == before


def test_a_script_is_refused_where_fits_were_settled_in_another_way(cases, tmp_path):
    folder, _ = cases({"linear": 1.0}, Task.BINARY)
    log = folder / "c" / "race.jsonl"
    kept = log.read_text()
    lines = [{**json.loads(line), "setting": {"shrinkage": 2.0}} for line in kept.splitlines()]
    log.write_text("\n".join(map(json.dumps, lines)))
    with pytest.raises(GardefouError, match="does not say how"):
        export(folder / "c", tmp_path / "m.py")
    log.write_text(kept)
